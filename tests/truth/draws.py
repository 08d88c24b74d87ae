"""Samples whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.random import Generator
from scipy.special import expit
from scipy.stats import norm

from prem.analysis.frame import Answers, Numbers
from prem.analysis.scales import ItemKey, Key

# Shares of the answers 1 to 5: even, and as experience measures have them (two thirds say 5).
EVEN = (0.07, 0.24, 0.38, 0.24, 0.07)
SKEWED = (0.02, 0.04, 0.08, 0.19, 0.67)


def cuts(shares: Sequence[float]) -> Numbers:
    """Return the thresholds of a standard normal variable that give answers these shares."""
    return np.asarray(norm.ppf(np.cumsum(shares)[:-1]))


def answered(latent: Numbers, shares: Sequence[float]) -> Numbers:
    """Return answers from 1 of standard normal variables."""
    return np.searchsorted(cuts(shares), latent, side="right") + 1.0


def factors(chance: Generator, n: int, loadings: Numbers, correlations: Numbers) -> Numbers:
    """Return n rows of standard normal items, loadings items x factors."""
    scores = chance.standard_normal((n, len(correlations))) @ np.linalg.cholesky(correlations).T
    unique = np.sqrt(1 - np.diag(loadings @ correlations @ loadings.T))
    return scores @ loadings.T + chance.standard_normal((n, len(loadings))) * unique


def simple(by_factor: Sequence[Sequence[float]], between: float) -> tuple[Numbers, Numbers]:
    """Return loadings of simple structure and equal factor correlations."""
    sizes = [len(part) for part in by_factor]
    loadings = np.zeros((sum(sizes), len(sizes)))
    start = 0
    for position, part in enumerate(by_factor):
        loadings[start : start + len(part), position] = part
        start += len(part)
    correlations = np.full((len(sizes), len(sizes)), between)
    np.fill_diagonal(correlations, 1.0)
    return loadings, correlations


def heavy(chance: Generator, rows: Numbers, df: float) -> Numbers:
    """Return rows with heavy tails (multivariate t), of the same covariances."""
    scale = chance.chisquare(df, len(rows)) / (df - 2)
    return rows / np.sqrt(scale)[:, None]


def graded(chance: Generator, theta: Numbers, a: Numbers, b: Numbers) -> Numbers:
    """Return answers from 1 under the graded response model; `b` is items x thresholds."""
    above = expit(a[:, None] * (theta[:, None, None] - b))
    return 1.0 + (chance.random((len(theta), len(a), 1)) < above).sum(axis=2)


def moments(loadings: Numbers, shares: Sequence[float]) -> tuple[Numbers, Numbers]:
    """Return means and covariances of the answers of items of one factor, by quadrature."""
    mean, covariance = _moments(tuple(loadings.tolist()), tuple(shares))
    return mean, covariance.copy()


@cache
def _moments(sizes: tuple[float, ...], shares: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    loadings = np.array(sizes)
    nodes, weights = np.polynomial.hermite_e.hermegauss(101)
    weights = weights / weights.sum()
    edges = cuts(shares)
    # P(x > c | f) summed over c is E(x | f) - 1
    z = (loadings[:, None] * nodes)[:, :, None] - edges
    above = norm.cdf(z / np.sqrt(1 - loadings[:, None, None] ** 2))
    given = 1 + above.sum(axis=2)
    codes = np.arange(1, len(shares) + 1)
    mean = float(codes @ np.array(shares))
    covariance = (given * weights) @ given.T - mean**2
    np.fill_diagonal(covariance, float(codes**2 @ np.array(shares)) - mean**2)
    return np.full(len(loadings), mean), covariance


def answers(
    values: Numbers, scales: dict[str, int], group: Sequence[str] | None = None, **more: object
) -> Answers:
    """Return a table of answers 1 to 5 whose first items are of the first scale, and so on."""
    names = [f"q{i + 1}" for i in range(values.shape[1])]
    members, start = {}, 0
    for scale, size in scales.items():
        members[scale] = tuple(names[start : start + size])
        start += size
    key = Key("drawn", {name: ItemKey(1, 5) for name in names}, members, {s: s for s in scales})
    ends = np.ones(len(names)), np.full(len(names), 5.0)
    rows = tuple(range(len(values)))
    columns = {name: more.get(name) for name in ("site", "time", "id")}
    texts = None if group is None else tuple(group)
    return Answers(key, values, *ends, **columns, rows=rows, group=texts)  # type: ignore[arg-type]
