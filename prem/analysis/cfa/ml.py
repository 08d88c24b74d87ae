"""Maximum likelihood estimates of a factor model from a covariance matrix (Joreskog 1969)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from prem.analysis.cfa.model import Model
from prem.analysis.frame import Numbers

_ITERATIONS = 500
_ITERATIONS_BIFACTOR = 200  # of each of its starts
_SETTLED = 1e-9  # of the largest slope of F / 2, in correlations
_FLAT = 1e-10  # of the smallest eigenvalue of the information, scaled to diagonal 1
_STARTS = 4


@dataclass(frozen=True, eq=False)
class Fit:
    """A settled fit. The estimates are those of the items' correlations.

    Maximum likelihood does not depend on the scale of the items: chi-square, standardised
    estimates and their errors are those of the covariances too. `deviations` are the items'
    standard deviations (divisor n), which bring the estimates back: loadings times deviation,
    residual variances times its square.
    """

    model: Model
    vector: Numbers
    correlation: Numbers
    deviations: Numbers
    n: int

    @cached_property
    def implied(self) -> Numbers:
        """The implied covariances of the items divided by their `deviations`."""
        return self.model.implied(self.vector)

    @property
    def chi2(self) -> float:
        """Chi-square of exact fit: n F, with n and not n - 1, as lavaan's."""
        return self.n * max(discrepancy(self.implied, self.correlation), 0.0)

    @property
    def log_likelihood(self) -> float:
        """Log-likelihood of normal answers, the means being those of the sample."""
        p = len(self.correlation)
        saturated = p * np.log(2 * np.pi) + p + np.linalg.slogdet(self.correlation)[1]
        saturated += 2 * np.log(self.deviations).sum()
        return float(-(self.n * saturated + self.chi2) / 2)

    @cached_property
    def information(self) -> Numbers:
        """Expected information of one row."""
        return information(self.model, self.vector)

    @cached_property
    def covariance(self) -> Numbers:
        """Covariances of the estimates, from the expected information."""
        return inverse(self.information) / self.n

    @property
    def improper(self) -> list[str]:
        """Return what no population could have: items or pairs of factors (Heywood cases)."""
        _, correlations, residuals = self.model.matrices(self.vector)
        found = [i for i, value in zip(self.model.items, residuals, strict=True) if value < 0]
        if np.linalg.eigvalsh(correlations)[0] < 0:
            over = np.argwhere(np.triu(np.abs(correlations), 1) > 1)
            pairs = [f"{self.model.factors[i]}~~{self.model.factors[j]}" for i, j in over]
            found += pairs or ["the factor correlations"]
        return found


def discrepancy(implied: Numbers, sample: Numbers) -> float:
    """Return F = ln|Sigma| + tr(S Sigma^-1) - ln|S| - p; infinite where Sigma is not definite."""
    try:
        root = np.linalg.cholesky(implied)
    except np.linalg.LinAlgError:
        return float("inf")
    own = np.linalg.slogdet(sample)[1]
    return float(
        2 * np.log(np.diag(root)).sum()
        + np.trace(np.linalg.solve(implied, sample))
        - own
        - len(sample)
    )


def inverse(matrix: Numbers) -> Numbers:
    """Return the inverse of a matrix, of the same precision."""
    return np.asarray(np.linalg.inv(matrix), dtype=matrix.dtype)


def information(model: Model, vector: Numbers) -> Numbers:
    """Return the expected information of one row, tr(W dSigma_a W dSigma_b) / 2, W = Sigma^-1."""
    left, right = model.directions(vector)
    weight = inverse(model.implied(vector))
    return products(weight, left, right)


def products(weight: Numbers, left: Numbers, right: Numbers) -> Numbers:
    """Return tr(W D_a W D_b) / 2 for all pairs of directions D = u v' + v u'."""
    mixed = left.T @ weight @ right
    found: Numbers = (left.T @ weight @ left) * (right.T @ weight @ right) + mixed * mixed.T
    return found


def slope(model: Model, vector: Numbers, sample: Numbers) -> Numbers:
    """Return d (F / 2) / d parameters = u' W (Sigma - S) W v."""
    left, right = model.directions(vector)
    implied = model.implied(vector)
    weight = inverse(implied)
    found: Numbers = (left * (weight @ (implied - sample) @ weight @ right)).sum(axis=0)
    return found


def fit_ml(model: Model, covariance: Numbers, n: int) -> Fit | None:
    """Fit by maximum likelihood; None where it does not settle or the model is not identified.

    Parameters
    ----------
    model : Model
        Its degrees of freedom must not be negative.
    covariance : array, items x items
        Positive definite; its divisor (n or n - 1) changes no standardised result, but the
        log-likelihood is that of the divisor n.
    n : int
        Number of rows.

    Notes
    -----
    Fisher scoring with Marquardt's damping, from several starts: the first that settles is
    taken, and for a bifactor model, which has many local optima, the best of all. Residual
    variances are not held above 0, as in lavaan: see `Fit.improper`.

    References
    ----------
    Joreskog 1969, Psychometrika 34:183. R: `lavaan::cfa(model, data, std.lv = TRUE)`.
    """
    deviations = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(deviations, deviations)
    best, lowest = None, np.inf
    for start in _starts(model, correlation):
        vector = _settle(model, start, correlation)
        if vector is None or not _identified(model, vector):
            continue
        value = discrepancy(model.implied(vector), correlation)
        if value < lowest:
            best, lowest = vector, value
        if model.structure != "orthogonal":
            break
    if best is None:
        return None
    return Fit(model, _signed(model, best), correlation, deviations, n)


def _settle(model: Model, vector: Numbers, sample: Numbers) -> Numbers | None:
    value, damping = discrepancy(model.implied(vector), sample), 0.0
    if not np.isfinite(value):
        return None
    many = _ITERATIONS_BIFACTOR if model.structure == "orthogonal" else _ITERATIONS
    for _ in range(many):
        gradient = slope(model, vector, sample)
        if np.abs(gradient).max() < _SETTLED:
            return vector
        expected = information(model, vector)
        while damping < 1e8:
            step = _solve(expected, gradient, damping)
            trial = (
                discrepancy(model.implied(vector - step), sample) if step is not None else np.inf
            )
            if step is not None and trial <= value + 1e-13 * max(1.0, abs(value)):
                vector, value, damping = vector - step, trial, damping / 10
                damping = 0.0 if damping < 1e-6 else damping
                break
            damping = max(damping * 10, 1e-3)
        else:
            return None
    return None


def _solve(expected: Numbers, gradient: Numbers, damping: float) -> Numbers | None:
    try:
        damped = expected + damping * np.diag(np.diag(expected))
        found = np.asarray(np.linalg.solve(damped, gradient), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None
    return found if np.isfinite(found).all() else None


def _identified(model: Model, vector: Numbers) -> bool:
    expected = information(model, vector)
    scale = np.sqrt(np.diag(expected))
    return bool(
        (scale > 0).all() and np.linalg.eigvalsh(expected / np.outer(scale, scale))[0] > _FLAT
    )


def _starts(model: Model, correlation: Numbers) -> Iterator[Numbers]:
    """Yield starts: each factor's items by their common axis, then the same, shaken."""
    generator = np.random.default_rng(1)
    item, factor = model.load
    loadings = np.zeros(model.pattern.shape)
    for position in range(len(model.factors)):
        members = np.flatnonzero(model.pattern[:, position])
        part = correlation[np.ix_(members, members)]
        values, vectors = np.linalg.eigh(part)
        axis = np.asarray(vectors[:, -1] * np.sqrt(values[-1]), dtype=np.float64)
        own = 0.85 * axis if len(members) > 1 else axis
        loadings[members, position] = own * np.sign(axis.sum() or 1.0)
    if model.structure == "orthogonal":
        loadings[:, 1:] *= 0.5
        loadings[:, 0] *= 0.8
    weights = loadings / (loadings**2).sum(axis=0)
    between = weights.T @ correlation @ weights
    spread = np.sqrt(np.diag(between))
    between = np.clip(between / np.outer(spread, spread), -0.8, 0.8)
    middle = (
        between[model.pairs] if model.structure == "correlated" else np.full(model.between, 0.6)
    )
    for attempt in range(_STARTS):
        shaken = loadings[item, factor] * (
            generator.uniform(0.4, 1.1, len(item)) if attempt else 1.0
        )
        tried = np.zeros_like(loadings)
        tried[item, factor] = shaken
        residual = np.maximum(1 - (tried**2).sum(axis=1), 0.2)[model.loose]
        yield np.concatenate([shaken, middle * (0.7**attempt), residual])
    if model.structure == "orthogonal":
        yield from _leaning(model, generator)


def _leaning(model: Model, generator: np.random.Generator) -> Iterator[Numbers]:
    """Yield starts of a bifactor model whose general factor is nearly that of one scale.

    Where one scale hardly goes with the others, the best fit is such a one, and a general factor
    of all items alike never comes there.
    """
    item, factor = model.load
    for scale in range(1, len(model.factors)):
        inside = model.pattern[item, scale].astype(bool)
        small = generator.uniform(0, 0.3, len(item)), generator.uniform(-0.3, 0.6, len(item))
        general = np.where(inside, 0.8, small[0])
        own = np.where(inside, small[1], 0.6)
        loadings = np.where(factor == 0, general, own)
        explained = np.bincount(item, loadings**2)
        residual = np.maximum(1 - explained, 0.2)[model.loose]
        yield np.concatenate([loadings, np.zeros(model.between), residual])


def _signed(model: Model, vector: Numbers) -> Numbers:
    """Return the same model with each factor turned to where most of its loadings are positive."""
    loadings, _, _ = model.matrices(vector)
    sign = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    free, middle, loose = model.parts(vector)
    if model.structure == "correlated":
        middle = middle * sign[model.pairs[0]] * sign[model.pairs[1]]
    elif model.structure == "second_order":
        middle = middle * sign
        middle = middle * (-1.0 if middle.sum() < 0 else 1.0)
    return np.concatenate([free * sign[model.load[1]], middle, loose])
