"""Robust errors and test of a factor model for answers that are not normal (MLR)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from prem.analysis.cfa.ml import Fit, inverse, products
from prem.analysis.cfa.model import Model
from prem.analysis.frame import Numbers

_BLOCK = 65_536  # rows at a time, so that memory grows with rows x items only


@dataclass(frozen=True, slots=True)
class Robust:
    """Robust covariances of the estimates, and the scaling of both tests.

    `scaling` divides the model's chi-square, `base_scaling` that of the baseline model.
    `bread` is the inverse observed information of one row: a row's slopes times it are how far
    the row moves the estimates, times n.
    """

    covariance: Numbers
    bread: Numbers
    scaling: float
    base_scaling: float

    @property
    def usable(self) -> bool:
        """Whether both scaling factors are positive, which very few rows can hinder."""
        return self.scaling > 0 and self.base_scaling > 0


def robust(fit: Fit, rows: Numbers) -> Robust | None:
    """Return what MLR adds to a fit on these complete rows; None where it is at no minimum.

    Parameters
    ----------
    fit : Fit
        Of the covariances of `rows`, divisor n.
    rows : array, rows x items

    Notes
    -----
    Errors: the sandwich H^-1 B H^-1 / n of the observed information H and the rows' slopes B.
    Test: the variant of Mplus, c = (tr(A1^-1 B1) - tr(H^-1 B)) / df, A1 the information and
    B1 the rows' slopes of free covariances, at those of the sample.

    References
    ----------
    Yuan & Bentler 2000, Sociol Methodol 30:165; Asparouhov & Muthen 2005.
    R: `lavaan::cfa(..., estimator = "MLR")`.
    """
    observed = hessian(fit)
    if np.linalg.eigvalsh(observed)[0] <= 0:
        return None
    bread = inverse(observed)
    meat = np.zeros_like(bread)
    for block in slopes(fit, rows):
        meat += block.T @ block / fit.n
    scores = (rows - rows.mean(axis=0)) / fit.deviations
    shared = _saturated_trace(scores, fit.correlation)
    own = float((meat * bread).sum())
    return Robust(
        bread @ meat @ bread / fit.n,
        bread,
        (shared - own) / fit.model.df if fit.model.df else float("nan"),
        _base_scaling(scores, fit.correlation),
    )


def hessian(fit: Fit) -> Numbers:
    """Return the observed information of one row: the second derivatives of F / 2.

    For models without a second-order factor.
    """
    left, right = fit.model.directions(fit.vector)
    weight = inverse(fit.implied)
    sample = weight @ fit.correlation @ weight
    found: Numbers = bend(weight, sample, left, right)
    found += curvature(fit.model, fit.vector, weight - sample)
    return found


def bend(weight: Numbers, sample: Numbers, left: Numbers, right: Numbers) -> Numbers:
    """Return tr(W D_b Q D_a) - tr(W D_b W D_a) / 2 of all directions, Q = W S W (`sample`)."""
    mixed = (left.T @ weight @ right) * (left.T @ sample @ right).T
    found: Numbers = (left.T @ weight @ left) * (right.T @ sample @ right)
    found += (left.T @ sample @ left) * (right.T @ weight @ right)
    found += mixed + mixed.T - products(weight, left, right)
    return found


def curvature(model: Model, vector: Numbers, pull: Numbers) -> Numbers:
    """Return tr(G d2 Sigma / d a d b) / 2 of all pairs of parameters; `pull` is W - W S W."""
    loadings, correlations, _ = model.matrices(vector)
    item, factor = model.load
    found = np.zeros((model.size, model.size))
    free = len(item)
    found[:free, :free] = correlations[np.ix_(factor, factor)] * pull[np.ix_(item, item)]
    if model.between:
        first, second = model.pairs
        along = (pull @ loadings)[item]
        block = (factor[:, None] == first) * along[:, second]
        block = block + (factor[:, None] == second) * along[:, first]
        found[:free, free : free + len(first)] = block
        found[free : free + len(first), :free] = block.T
    return found


def slopes(fit: Fit, rows: Numbers) -> Iterator[Numbers]:
    """Yield every row's slope of its log-likelihood, rows x parameters, a block of rows a time."""
    left, right = fit.model.directions(fit.vector)
    weight = inverse(fit.implied)
    expected = (left * (weight @ right)).sum(axis=0)
    middle = rows.mean(axis=0)
    for start in range(0, len(rows), _BLOCK):
        turned = (rows[start : start + _BLOCK] - middle) / fit.deviations @ weight
        yield (turned @ left) * (turned @ right) - expected


def _saturated_trace(scores: Numbers, sample: Numbers) -> float:
    """Return tr(A1^-1 B1) = (mean of d^4 - p) / 2, d the rows' Mahalanobis distances.

    It is Mardia's kurtosis, so that neither matrix of p (p + 1) / 2 rows is needed.
    """
    squared = (scores * np.linalg.solve(sample, scores.T).T).sum(axis=1)
    return float(((squared**2).mean() - len(sample)) / 2)


def _base_scaling(scores: Numbers, correlation: Numbers) -> float:
    """Return the scaling factor of the baseline model, whose implied correlations are zero."""
    p = len(correlation)
    shared = _saturated_trace(scores, correlation)
    own = float(((scores**2 - 1) ** 2).mean(axis=0).sum() / 2)
    return float((shared - own) / (p * (p - 1) / 2))
