"""Variance components by REML, their covariance, and tests of fixed effects by Satterthwaite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from prem.analysis.frame import Numbers
from prem.analysis.mixed.layers import Indices, Layer, Layers, State, backward, forward

Slope = Callable[[Numbers], Numbers]
_LAYERS: tuple[Layer, ...] = ("women", "sites", "whole")
# A ratio of variances below this is 0: its square root is a millionth of the error's spread.
_NOTHING = 1e-12


class NotSettled(Exception):  # noqa: N818  # what happened, not a kind of error
    """The likelihood has no maximum that could be found."""


class Component(NamedTuple):
    """A random effect: its name, its layer, and its covariance over cells at variance 1."""

    name: str
    layer: Layer
    shape: Numbers


@dataclass(frozen=True, slots=True)
class Model:
    """Scores by layers: the data, the random effects, and the fixed ones (cells x q)."""

    data: Layers
    components: tuple[Component, ...]
    fixed: Numbers

    def covariances(self, ratios: Numbers) -> list[Numbers]:
        """Return the covariance over cells of each layer, in units of the error variance."""
        found = {layer: np.zeros((len(self.fixed), len(self.fixed))) for layer in _LAYERS}
        for ratio, component in zip(ratios, self.components, strict=True):
            found[component.layer] += ratio * component.shape
        return [found[layer] for layer in _LAYERS]

    def state(self, ratios: Numbers) -> State:
        """Return the data with all random effects integrated out."""
        return forward(self.data, *self.covariances(ratios))

    def slopes(self, by_layer: Sequence[Numbers]) -> Numbers:
        """Return the slope in each ratio from those in the covariances."""
        of = dict(zip(_LAYERS, by_layer, strict=True))
        return np.array([(of[c.layer] * c.shape).sum() for c in self.components])

    @property
    def freedom(self) -> int:
        """The number of scores less that of fixed effects."""
        return self.data.total - int(self.fixed.shape[1])


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model. `variances` are of the components in order, the error's last.

    `covariance` is that of the variances which are not 0 (`free`), from the curvature of the
    restricted likelihood; `criterion` is -2 log restricted likelihood, as lme4 has it.
    """

    model: Model
    variances: Numbers
    free: np.ndarray
    covariance: Numbers
    effects: Numbers
    effects_covariance: Numbers
    criterion: float

    def satterthwaite(self, contrast: Numbers) -> float:
        """Return the degrees of freedom of a contrast of fixed effects.

        df = 2 f^2 / (h' A h): f the variance of the contrast, h its slope in the variances, A
        their covariance. Variances at 0 stay there.

        References
        ----------
        Satterthwaite 1946, Biometrics 2:110; Kuznetsova, Brockhoff & Christensen 2017, J Stat
        Softw 82(13). R: `lmerTest::contest(fit, contrast)`.
        """
        error = float(self.variances[-1])
        ratios = self.variances[:-1] / error
        state = self.model.state(ratios)
        x = self.model.fixed
        a = np.linalg.inv(x.T @ state.k @ x)
        reach = x @ a @ contrast
        none = np.zeros(len(x))
        by_ratio = self.model.slopes(
            backward(self.model.data, state, -np.outer(reach, reach), none, 0.0, 0.0)
        )
        unit = float(contrast @ a @ contrast)
        slope = np.append(by_ratio, unit - float(by_ratio @ ratios))[self.free]
        spread = float(slope @ self.covariance @ slope)
        return 2 * (error * unit) ** 2 / spread if spread > 0 else float("inf")


def fit(model: Model, start: Numbers | None = None) -> Fit:
    """Fit a model by REML, profiled to the ratios of variances to the error's.

    `start` is a first guess of the ratios of variances to the error's.

    Raises
    ------
    ValueError
        Where there are no more scores than fixed effects, or nothing is left as error.
    NotSettled
        Where no maximum was found.

    References
    ----------
    Patterson & Thompson 1971, Biometrika 58:545; Bates et al. 2015, J Stat Softw 67(1).
    R: `lme4::lmer(..., REML = TRUE)`.
    """
    if model.freedom < 1 + len(model.components):
        raise ValueError("there are fewer scores than things to estimate")
    ratios = _settle(model, start)
    deviance, _, rss, effects, inverse = _profiled(model, ratios)
    error = rss / model.freedom
    free = np.append(ratios > 0, True)
    variances = np.append(ratios * error, error)
    mean = np.linalg.lstsq(model.fixed, np.ones(len(model.fixed)), rcond=None)[0]
    return Fit(
        model=model,
        variances=variances,
        free=free,
        covariance=_covariance(model, variances, free),
        effects=effects + model.data.mean * mean,
        effects_covariance=error * inverse,
        criterion=deviance + model.freedom * (1 + np.log(2 * np.pi / model.freedom)),
    )


def _solved(model: Model, state: State) -> tuple[float, float, Numbers, Numbers, Numbers]:
    """Return log |X'KX|, the residual squares, the effects, (X'KX)^-1 and its spread to cells."""
    x = model.fixed
    inner = x.T @ state.k @ x
    inverse = np.linalg.inv(inner).astype(np.float64)
    effects = inverse @ (x.T @ state.g)
    rss = state.q - float(state.g @ x @ effects)
    if not rss > 1e-12 * model.data.total or not np.isfinite(rss):
        raise ValueError("nothing is left as error")
    return float(np.linalg.slogdet(inner)[1]), rss, effects, inverse, x @ inverse @ x.T


def _profiled(model: Model, ratios: Numbers) -> tuple[float, Numbers, float, Numbers, Numbers]:
    """Return the deviance but for a constant, its slopes, residual squares, effects, inverse."""
    state = model.state(ratios)
    logdet, rss, effects, inverse, spread = _solved(model, state)
    weight = model.freedom / rss
    reach = spread @ state.g
    back = backward(
        model.data,
        state,
        spread + weight * np.outer(reach, reach),
        -2 * weight * reach,
        weight,
        1.0,
    )
    deviance = state.logdet + logdet + model.freedom * float(np.log(rss))
    return deviance, model.slopes(back), rss, effects, inverse


def _settle(model: Model, start: Numbers | None) -> Numbers:
    """Return the ratios at the maximum: roughly by quasi-Newton, then by Newton."""
    size = len(model.components)
    starts = [np.full(size, guess) for guess in (0.5, 0.05)]
    for first in starts if start is None else [start, *starts]:
        rough = minimize(
            lambda ratios: _profiled(model, ratios)[:2],
            first,
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.0, 1e8)] * size,
            options={"ftol": 1e-9, "maxiter": 200},
        )
        ratios = _newton(model, np.where(rough.x > _NOTHING, rough.x, 0.0))
        slope = _profiled(model, ratios)[1]
        steep = np.abs(slope * ratios).max(initial=0.0)
        if steep < 1e-5 and not (slope[ratios == 0] < -1e-5).any():
            return ratios
    raise NotSettled


def _newton(model: Model, ratios: Numbers) -> Numbers:
    """Go on to the maximum within the bounds at 0: what is there and would leave it, does."""
    deviance, slope = _profiled(model, ratios)[:2]
    for _ in range(30):
        free = np.flatnonzero((ratios > 0) | (slope < 0)).astype(np.int64)
        if not free.size:
            break
        step = np.zeros(len(ratios))
        step[free] = -np.linalg.solve(_uphill(model, ratios, free), slope[free])
        share = 1.0
        while share > 1e-4:
            moved = np.maximum(ratios + share * step, 0.0)
            reached, there = _profiled(model, moved)[:2]
            if reached <= deviance + 1e-10:
                break
            share /= 4
        else:
            break
        near = np.abs(moved - ratios).max() <= 1e-10 * (1 + ratios.max())
        ratios, deviance, slope = moved, reached, there
        if near:
            break
    return ratios


def _uphill(model: Model, ratios: Numbers, free: Indices) -> Numbers:
    """Return the curvature, with its downward directions turned up, so that Newton descends."""
    steps = np.maximum(ratios, 1e-6) * 1e-4
    rows = []
    for i in free:
        step = np.zeros(len(ratios))
        step[i] = steps[i]
        up, down = ratios + step, np.maximum(ratios - step, 0.0)
        change = _profiled(model, up)[1] - _profiled(model, down)[1]
        rows.append(change[free] / (up - down)[i])
    curve = np.array(rows)
    values, vectors = np.linalg.eigh((curve + curve.T) / 2)
    return np.asarray((vectors * np.maximum(np.abs(values), 1e-12)) @ vectors.T)


def _curvature(slope: Slope, at: Numbers, free: Indices) -> Numbers:
    """Return the second derivatives where `free`, by four-point differences of the slope."""
    rows = []
    for i in free:
        step = np.zeros(len(at))
        step[i] = 1e-3 * at[i]
        near = slope(at + step) - slope(at - step)
        far = slope(at + 2 * step) - slope(at - 2 * step)
        rows.append((8 * near - far)[free] / (12 * step[i]))
    found = np.array(rows)
    return np.asarray((found + found.T) / 2)


def _covariance(model: Model, variances: Numbers, free: np.ndarray) -> Numbers:
    """Return twice the inverse curvature of the deviance in the variances that are not 0."""

    def slope(at: Numbers) -> Numbers:
        error, ratios = float(at[-1]), at[:-1] / float(at[-1])
        state = model.state(ratios)
        _, rss, _, _, spread = _solved(model, state)
        reach = spread @ state.g
        inner = spread + np.outer(reach, reach) / error
        back = backward(model.data, state, inner, -2 * reach / error, 1 / error, 1.0)
        by_ratio = model.slopes(back)
        of_error = model.freedom / error - rss / error**2 - float(by_ratio @ ratios) / error
        return np.append(by_ratio / error, of_error)

    curve = _curvature(slope, variances, np.flatnonzero(free).astype(np.int64))
    if np.linalg.eigvalsh(curve)[0] <= 0:
        raise NotSettled
    return np.asarray(2 * np.linalg.inv(curve))
