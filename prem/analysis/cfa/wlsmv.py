"""A factor model of ordered answers: diagonally weighted least squares, mean- and variance-scaled.

The model is of the polychoric correlations; thresholds are free and so fit exactly. Its chi-square
is a weighted sum of chi-squares, which scaling and a shift bring to the mean and variance of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.ml import discrepancy, fit_ml
from prem.analysis.cfa.model import Model
from prem.analysis.frame import Numbers
from prem.analysis.ordered.spread import Spread

_ITERATIONS = 200
_SETTLED = 1e-10


@dataclass(frozen=True, eq=False)
class OrderedFit:
    """A settled fit. `free` are the places in `vector` of what was estimated.

    `gamma` is n times the covariances of the polychoric correlations, pairs as in
    `numpy.triu_indices(p, 1)`.
    """

    model: Model
    vector: Numbers
    free: np.ndarray
    correlation: Numbers
    gamma: Numbers
    n: int

    @property
    def df(self) -> int:
        """Degrees of freedom: the pairs less what was estimated."""
        return len(self.gamma) - len(self.free)

    @cached_property
    def implied(self) -> Numbers:
        """The implied correlations of the items."""
        found = self.model.implied(self.vector)
        np.fill_diagonal(found, 1.0)
        return found

    @property
    def tested(self) -> Tested:
        """(n - 1) sum of squared residuals / gamma_ii: n - 1 as in lavaan's DWLS."""
        return self._test(_pairs(self.correlation - self.implied), self.df)

    @property
    def baseline(self) -> Tested:
        """The same of the model in which no two items go together."""
        return self._test(_pairs(self.correlation), len(self.gamma))

    def _test(self, residuals: Numbers, df: int) -> Tested:
        return Tested(float((self.n - 1) * np.sum(residuals**2 / np.diag(self.gamma))), df)

    @cached_property
    def scaled(self) -> Tested:
        """The scaled-shifted test a T + df - a tr(UG), a = sqrt(df / tr(UGUG)).

        U = V - V D (D'VD)^-1 D'V with weights V = diag(gamma)^-1 and slopes D, G = gamma.

        References
        ----------
        Asparouhov & Muthen 2010. R: `fitMeasures(fit, "chisq.scaled")`.
        """
        weight, slope = 1 / np.diag(self.gamma), self._slope
        weighted = weight[:, None] * slope
        middle = np.linalg.solve(slope.T @ weighted, weighted.T)
        return _shifted(
            self.tested, weight[:, None] * self.gamma - weighted @ (middle @ self.gamma)
        )

    @cached_property
    def scaled_baseline(self) -> Tested:
        """The scaled-shifted test of the baseline model."""
        return _shifted(self.baseline, self.gamma / np.diag(self.gamma)[:, None])

    @cached_property
    def covariance(self) -> Numbers:
        """Robust covariances of what was estimated, (D'VD)^-1 D'VGVD (D'VD)^-1 / (n - 1)."""
        return np.asarray(self.influence @ self.gamma @ self.influence.T / (self.n - 1))

    @cached_property
    def influence(self) -> Numbers:
        """How what was estimated moves with the correlations, (D'VD)^-1 D'V: free x pairs."""
        slope = self._slope
        weighted = slope / np.diag(self.gamma)[:, None]
        return np.asarray(np.linalg.solve(slope.T @ weighted, weighted.T))

    @cached_property
    def likelihood(self) -> Likelihood:
        """What maximum likelihood would say of these estimates, for the robust indices.

        X = n (ln|Sigma| + tr(R Sigma^-1) - ln|R| - p) at the DWLS estimates, with its expectation
        k = tr(M'VMG) under the model: V the normal weights at Sigma, M = I - D (D'WD)^-1 D'W;
        for the baseline Sigma = M = I.

        References
        ----------
        Savalei 2021, Multivar Behav Res 56:390. R: `fitMeasures(fit, "cfi.robust")`.
        """
        weight, slope = 1 / np.diag(self.gamma), self._slope
        weighted = weight[:, None] * slope
        left = np.eye(len(weight)) - slope @ np.linalg.solve(slope.T @ weighted, weighted.T)
        expected = float(np.sum((_normal_weights(self.implied) @ left) * (left @ self.gamma)))
        alone = Tested(-self.n * float(np.linalg.slogdet(self.correlation)[1]), len(weight))
        own = Tested(self.n * discrepancy(self.implied, self.correlation), self.df)
        return Likelihood(own, expected, alone, float(np.trace(self.gamma)))

    @property
    def improper(self) -> list[str]:
        """Return what no population could have: items or pairs of factors (Heywood cases)."""
        communality = np.diag(self.model.implied(self.vector))
        residual = np.where(self.model.pattern.any(axis=1), 1 - communality, 0.0)
        found = [i for i, r in zip(self.model.items, residual, strict=True) if r < -1e-9]
        between = self.model.matrices(self.vector).correlations
        over = np.argwhere(np.triu(np.abs(between), 1) > 1)
        return found + [f"{self.model.factors[i]}~~{self.model.factors[j]}" for i, j in over]

    @property
    def _slope(self) -> Numbers:
        return _slope(self.model, self.vector, self.free)


class Likelihood(NamedTuple):
    """Chi-squares of the model and of the baseline with their expectations."""

    model: Tested
    expected: float
    baseline: Tested
    expected_baseline: float


def fit_ordered(model: Model, sample: Spread, n: int) -> OrderedFit | None:
    """Fit a model by DWLS to polychoric correlations; None where it does not settle.

    Parameters
    ----------
    model : a model of the items of `sample`; residual variances are 1 less the communality, and
        the one item of a factor of its own has the loading 1.
    sample : a positive definite matrix with its covariances.
    n : the number of rows.

    Notes
    -----
    Gauss-Newton steps on sum (r - rho)^2 / gamma_ii, halved where they do not lead down, from
    the estimates of maximum likelihood. R: `lavaan::cfa(model, data, ordered = items,
    estimator = "WLSMV", std.lv = TRUE)`.

    References
    ----------
    Muthen, du Toit & Spisic 1997.
    """
    correlation = sample.found.matrix
    gamma = sample.gamma[sample.first :, sample.first :]
    start = fit_ml(model, correlation, n)
    if start is None:
        return None
    single = model.pattern.sum(axis=0)[model.load[1]] == 1
    loadings = len(model.load[0])
    free = np.concatenate([np.flatnonzero(~single), loadings + np.arange(model.between)])
    vector = start.vector.copy()
    vector[:loadings][single] = 1.0
    vector[loadings + model.between :] = 0.0
    settled = _settle(model, vector, free, correlation, 1 / np.diag(gamma))
    if settled is None or len(free) > len(gamma):
        return None
    return OrderedFit(model, settled, free, correlation, gamma, n)


def _settle(
    model: Model, vector: Numbers, free: np.ndarray, correlation: Numbers, weight: Numbers
) -> Numbers | None:
    left = _pairs(correlation - model.implied(vector))
    for _ in range(_ITERATIONS):
        slope = _slope(model, vector, free)
        weighted = slope * weight[:, None]
        try:
            step = np.linalg.solve(slope.T @ weighted, weighted.T @ left)
        except np.linalg.LinAlgError:
            return None
        if np.abs(step).max() < _SETTLED:
            return vector
        size = 1.0
        while size > 1e-6:
            trial = vector.copy()
            trial[free] += size * step
            after = _pairs(correlation - model.implied(trial))
            if weight @ after**2 <= weight @ left**2 * (1 + 1e-13):
                break
            size /= 2
        else:
            return None
        vector, left = trial, after
    return None


def _slope(model: Model, vector: Numbers, free: np.ndarray) -> Numbers:
    """Return the slopes of the implied correlations: pairs x what is estimated."""
    row, column = np.triu_indices(len(model.items))
    found: Numbers = model.delta(vector)[row != column][:, free]
    return found


def _normal_weights(implied: Numbers) -> Numbers:
    """Return the information of normal answers on each two correlations: pairs x pairs."""
    row, column = np.triu_indices(len(implied), 1)
    inverse = np.linalg.inv(implied)
    straight = inverse[np.ix_(row, row)] * inverse[np.ix_(column, column)]
    found: Numbers = straight + inverse[np.ix_(row, column)] * inverse[np.ix_(column, row)]
    return found


def _pairs(matrix: Numbers) -> Numbers:
    return np.asarray(matrix[np.triu_indices(len(matrix), 1)], dtype=np.float64)


def _shifted(test: Tested, product: Numbers) -> Tested:
    """Return the scaled-shifted test, `product` being U gamma."""
    if not test.df:
        return test
    scale = float(np.sqrt(test.df / np.sum(product * product.T)))
    return Tested(scale * test.chi2 + test.df - scale * float(np.trace(product)), test.df)
