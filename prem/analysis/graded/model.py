"""Samejima's graded response model of one scale, by marginal maximum likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import block_diag

from prem.analysis.frame import Numbers
from prem.analysis.graded import curves
from prem.analysis.graded.curves import WEIGHTS, Items

Codes = npt.NDArray[np.int64]
_EM_CYCLES, _NEWTON_STEPS, _SETTLED = 400, 60, 1e-8
# Newton's steps begin when an EM cycle moves no parameter by more than this.
_NEAR = 5e-3
# Newton's steps keep their information while each is this much smaller than the one before.
_SHRINKING = 0.3
# Below this smallest eigenvalue of the information the likelihood is flat: no maximum.
_FLAT = 1e-8
# Patterns taken together in the information, so that it fits in memory.
_BLOCK = 256
# A steeper item is a step: its answers are fully given by the others, and no maximum is there.
_STEEPEST = 30.0


@dataclass(frozen=True, slots=True)
class Patterns:
    """Different rows of answers: `codes` patterns x items from 0, -1 where missing; `counts`."""

    codes: Codes
    counts: Numbers
    categories: tuple[int, ...]

    def hot(self) -> Numbers:
        """Return patterns x (all categories of all items): 1 where the answer was given."""
        columns = [
            self.codes[:, [item]] == np.arange(size) for item, size in enumerate(self.categories)
        ]
        return np.hstack(columns).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model: `items` holds [a, d_1 .. d_m-1] each; `covariance` is of all of them."""

    patterns: Patterns
    items: Items
    covariance: Numbers
    loglik: float
    starts: int
    agreeing: int


def patterns_of(values: Numbers, categories: Sequence[Numbers]) -> Patterns:
    """Return the patterns of rows x items, NaN where missing; `categories` are sorted codes.

    Rows without any answer are left out.
    """
    codes = np.full(values.shape, -1, dtype=np.int64)
    for item, known in enumerate(categories):
        given = ~np.isnan(values[:, item])
        codes[given, item] = np.searchsorted(known, values[given, item])
    codes = codes[(codes >= 0).any(axis=1)]
    unique, counts = np.unique(codes, axis=0, return_counts=True)
    return Patterns(unique, counts.astype(np.float64), tuple(len(known) for known in categories))


def fit(patterns: Patterns, starts: int = 3) -> Fit | None:
    """Fit the graded response model; None where no start settles.

    P(x >= k | theta) = 1 / (1 + exp(-(a theta + d_k))), theta standard normal, d_1 > d_2 > ...;
    Samejima's difficulties are b_k = -d_k / a. Missing answers are left out of the likelihood
    (missing at random).

    Notes
    -----
    Bock and Aitkin (1981, Psychometrika 46:443) EM on 61 equal nodes of [-6, 6], as R's
    `mirt(x, 1, quadpts = 61)`, until near; then Newton's steps with the observed information,
    exact by Louis (1982, JRSS B 44:226), to the maximum. Up to three starts: slopes of the first
    component, and two that lean on one half of the items each. The largest likelihood is kept;
    `agreeing` counts the starts that reached it within 0.001. The covariance of the parameters
    is the inverse of the observed information.
    """
    hot = patterns.hot()
    ends = [_climb(patterns, hot, start) for start in _starts(patterns)[:starts]]
    found = [end for end in ends if end is not None]
    if not found:
        return None
    items, loglik = max(found, key=lambda end: end[1])
    agreeing = sum(end[1] > loglik - 1e-3 for end in found)
    if sum(item[0] for item in items) < 0:  # theta turned round: the nodes are symmetric
        items = [np.concatenate(([-item[0]], item[1:])) for item in items]
    information = _information(patterns, hot, items, posterior(hot, items)[0])
    if np.linalg.eigvalsh(information)[0] <= _FLAT:
        return None
    covariance = np.linalg.inv(information).astype(np.float64)
    return Fit(patterns, items, covariance, loglik, len(ends), agreeing)


def posterior(hot: Numbers, items: Items) -> tuple[Numbers, Numbers]:
    """Return the posterior of theta (patterns x nodes) and each pattern's log-likelihood."""
    logs = hot @ np.vstack([curves.log_probabilities(item) for item in items]) + np.log(WEIGHTS)
    top = logs.max(axis=1, keepdims=True)
    weights = np.exp(logs - top)
    total = weights.sum(axis=1, keepdims=True)
    return weights / total, (top + np.log(total))[:, 0]


def _starts(patterns: Patterns) -> list[Items]:
    """Return three sets of parameters to begin from."""
    values = np.where(patterns.codes >= 0, patterns.codes.astype(np.float64), np.nan)
    means = np.nansum(values * patterns.counts[:, None], axis=0)
    means /= ((patterns.codes >= 0) * patterns.counts[:, None]).sum(axis=0)
    away = np.nan_to_num(values - means) * np.sqrt(patterns.counts)[:, None]
    scale = np.sqrt((away**2).sum(axis=0))
    _, vectors = np.linalg.eigh(away.T @ away / np.outer(scale, scale))
    first, second = vectors[:, -1], vectors[:, -2]
    first = first * np.sign(first.sum() or 1.0)
    loading = np.clip(first * np.sqrt(len(first)) * 0.75, -0.9, 0.9)
    sloped = 1.7 * loading / np.sqrt(1 - loading**2)
    sign = np.where(sloped < 0, -1.0, 1.0)
    leaning = np.where(second > 0, 2.0, 0.5), np.where(second > 0, 0.5, 2.0)
    return [_from_slopes(patterns, slopes) for slopes in (sloped, *(sign * s for s in leaning))]


def _from_slopes(patterns: Patterns, slopes: Numbers) -> Items:
    items = []
    for item, size in enumerate(patterns.categories):
        codes = patterns.codes[:, item]
        counts = np.bincount(codes[codes >= 0], patterns.counts[codes >= 0], size)
        above = counts[::-1].cumsum()[::-1][1:] / counts.sum()
        logits = np.log(above / (1 - above)) * np.sqrt(1 + slopes[item] ** 2 / 2.89)
        items.append(np.concatenate(([slopes[item]], logits)))
    return items


def _climb(patterns: Patterns, hot: Numbers, items: Items) -> tuple[Items, float] | None:
    """Go up by EM until near, then by Newton's steps; None where it does not settle."""
    for _ in range(_EM_CYCLES):
        expected = _expected(patterns, hot, posterior(hot, items)[0])
        raised = [curves.raised(item, part) for item, part in zip(items, expected, strict=True)]
        moved = max(np.abs(a - b).max() for a, b in zip(items, raised, strict=True))
        items = raised
        if max(abs(item[0]) for item in items) > _STEEPEST:
            return None
        if moved < _NEAR:
            break
    return _newton(patterns, hot, items)


def _expected(patterns: Patterns, hot: Numbers, weights: Numbers) -> list[Numbers]:
    """Return how many women are expected at each node with each answer, item by item."""
    expected = hot.T @ (weights * patterns.counts[:, None])
    return np.split(expected, np.cumsum(patterns.categories)[:-1])


def _newton(patterns: Patterns, hot: Numbers, items: Items) -> tuple[Items, float] | None:
    """Go up by Newton's steps; the information is taken again where steps shrink slowly."""
    information: Numbers | None = None
    weights, logs = posterior(hot, items)
    last = np.inf
    for _ in range(_NEWTON_STEPS):
        loglik = float(logs @ patterns.counts)
        gradient = _gradient(items, _expected(patterns, hot, weights))
        if information is None:
            information = _information(patterns, hot, items, weights)
            if np.linalg.eigvalsh(information)[0] <= _FLAT:
                return None
        step = np.linalg.solve(information, gradient).astype(np.float64)
        size = float(np.abs(step).max())
        if size < _SETTLED:
            return items, loglik
        better = _stepped(patterns, hot, items, step, loglik)
        if better is None or max(abs(item[0]) for item in better[0]) > _STEEPEST:
            return None
        items, weights, logs = better
        if size > last * _SHRINKING:
            information = None
        last = size
    return None


def _stepped(
    patterns: Patterns, hot: Numbers, items: Items, step: Numbers, loglik: float
) -> tuple[Items, Numbers, Numbers] | None:
    """Return the parameters a step on with their posterior.

    The step is halved until thresholds are in order and the likelihood does not fall.
    """
    pieces = np.split(step, np.cumsum([len(item) for item in items])[:-1])
    slack = 1e-9 * abs(loglik)
    for halving in range(30):
        tried = [i + piece * 0.5**halving for i, piece in zip(items, pieces, strict=True)]
        if not all(np.all(np.diff(item[1:]) < 0) for item in tried):
            continue
        weights, logs = posterior(hot, tried)
        if float(logs @ patterns.counts) >= loglik - slack:
            return tried, weights, logs
    return None


def _gradient(items: Items, expected: list[Numbers]) -> Numbers:
    """Return the derivatives of the log-likelihood: the expected complete score (Fisher)."""
    parts = zip(items, expected, strict=True)
    return np.concatenate([np.einsum("cq,cqp->p", part, curves.scores(i)) for i, part in parts])


def _information(patterns: Patterns, hot: Numbers, items: Items, weights: Numbers) -> Numbers:
    """Return the observed information (Louis 1982).

    It is E[complete information] - Cov[complete score], over theta given the answers.
    """
    parts = zip(items, _expected(patterns, hot, weights), strict=True)
    found: Numbers = block_diag(*(-curves.hessian(item, part) for item, part in parts))
    # a missing answer is code -1: it takes the row of zeros at the end
    padded = [np.pad(curves.scores(item), ((0, 1), (0, 0), (0, 0))) for item in items]
    for start in range(0, len(hot), _BLOCK):
        rows = slice(start, start + _BLOCK)
        here = np.concatenate(
            [score[patterns.codes[rows, j]] for j, score in enumerate(padded)], axis=2
        )
        own = np.einsum("pq,pqk->pk", weights[rows], here)
        spread = (np.sqrt(patterns.counts[rows, None] * weights[rows])[:, :, None] * here).reshape(
            -1, len(found)
        )
        found += own.T @ (own * patterns.counts[rows, None]) - spread.T @ spread
    return found
