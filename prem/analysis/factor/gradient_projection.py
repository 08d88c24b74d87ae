"""Rotation by gradient projection, from many starts: criteria that have local optima."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from prem.analysis.frame import Numbers

# As many random starts as Mplus takes, after one from where extraction left the factors.
STARTS = 30
_SEED = 1
_EXPLORE, _EXPLORE_STEPS = 1e-5, 1000
_OPTIMUM, _OPTIMUM_STEPS = 1e-8, 20_000
_SAME = 1e-6  # criteria that differ by less are one optimum
_GEOMIN = 0.01  # keeps the logarithm of a loading of 0 finite; Mplus' and GPArotation's choice


class Criterion(NamedTuple):
    """How complex a pattern of loadings is, and the slopes of that by each loading."""

    value: float
    slopes: Numbers


Measure = Callable[[Numbers], Criterion]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The best of all ends: loadings, factor correlations, and how the starts ended.

    `values` are the criteria of the different ends, the best first; `settled` is False where
    the best did not reach its optimum.
    """

    loadings: Numbers
    phi: Numbers
    values: tuple[float, ...]
    settled: bool


def geomin(loadings: Numbers) -> Criterion:
    """Return the sum over items of the geometric mean of squared loadings + .01.

    References
    ----------
    Yates 1987; Browne 2001, Multivar Behav Res 36:111. R: `GPArotation::geominQ(L, delta = .01)`.

    Examples
    --------
    >>> round(geomin(np.array([[0.0, 0.0], [1.0, 0.0]])).value, 6)  # .01 + sqrt(1.01 * .01)
    0.110499
    """
    factors = loadings.shape[1]
    squared = loadings**2 + _GEOMIN
    means = np.exp(np.log(squared).mean(axis=1))
    return Criterion(float(means.sum()), 2 / factors * loadings / squared * means[:, None])


def bifactor(loadings: Numbers) -> Criterion:
    """Return the quartimin criterion of all factors but the first, which is the general one.

    sum over items and pairs of group factors of l_r^2 l_s^2, each pair twice.

    References
    ----------
    Jennrich & Bentler 2011, Psychometrika 76:537. R: `GPArotation::bifactorT(L)`.

    Examples
    --------
    >>> bifactor(np.array([[0.5, 1.0, 1.0], [0.5, 1.0, 0.0]])).value
    2.0
    """
    squared = loadings[:, 1:] ** 2
    others = squared.sum(axis=1, keepdims=True) - squared
    slopes = np.zeros_like(loadings)
    slopes[:, 1:] = 4 * loadings[:, 1:] * others
    return Criterion(float((squared * others).sum()), slopes)


def best_rotation(unrotated: Numbers, measure: Measure, *, oblique: bool) -> Found:
    """Return the rotation with the smallest criterion, of `STARTS` + 1 starts of fixed seed.

    Parameters
    ----------
    unrotated : loadings, items x factors.
    measure : the criterion.
    oblique : whether factors may correlate.

    Notes
    -----
    Each start goes to where the projected gradient is below 1e-5, the best on to 1e-8.

    References
    ----------
    Jennrich 2001, 2002, Psychometrika 66:289, 67:7; Bernaards & Jennrich 2005, Educ Psychol Meas
    65:676. R: `GPArotation::GPFoblq`, `GPForth`.
    """
    factors = unrotated.shape[1]
    generator = np.random.default_rng(_SEED)
    drawn = generator.standard_normal((STARTS, factors, factors))
    starts = [np.eye(factors), *np.linalg.qr(drawn)[0]]
    turn = _oblique if oblique else _orthogonal
    ends = [_descend(unrotated, s, measure, turn, _EXPLORE, _EXPLORE_STEPS) for s in starts]
    ends.sort(key=lambda end: end.value)
    best = _descend(unrotated, ends[0].turned, measure, turn, _OPTIMUM, _OPTIMUM_STEPS)
    values = [best.value]
    for end in ends:
        if end.settled and end.value > values[-1] + _SAME:
            values.append(end.value)
    loadings = _rotated(unrotated, best.turned, oblique)
    phi = best.turned.T @ best.turned if oblique else np.eye(factors)
    return Found(loadings, phi, tuple(values), best.settled)


class _End(NamedTuple):
    turned: Numbers
    value: float
    settled: bool


class _Turn(NamedTuple):
    """What differs between oblique and orthogonal rotation."""

    oblique: bool
    slope: Callable[[Numbers, Numbers, Numbers, Numbers], Numbers]
    projected: Callable[[Numbers, Numbers], Numbers]
    onto: Callable[[Numbers], Numbers]


def _rotated(unrotated: Numbers, turned: Numbers, oblique: bool) -> Numbers:
    return unrotated @ (np.linalg.inv(turned).T if oblique else turned)


def _normed(matrix: Numbers) -> Numbers:
    found: Numbers = matrix / np.sqrt((matrix**2).sum(axis=0))
    return found


def _nearest(matrix: Numbers) -> Numbers:
    left, _, right = np.linalg.svd(matrix)
    return np.asarray(left @ right, dtype=np.float64)


def _along(slope: Numbers, turned: Numbers) -> Numbers:
    both = turned.T @ slope
    found: Numbers = slope - turned @ (both + both.T) / 2
    return found


_oblique = _Turn(
    True,
    lambda _, loadings, slopes, turned: -(loadings.T @ slopes @ np.linalg.inv(turned)).T,
    lambda slope, turned: slope - turned * (turned * slope).sum(axis=0),
    _normed,
)
_orthogonal = _Turn(False, lambda unrotated, _, slopes, __: unrotated.T @ slopes, _along, _nearest)


def _descend(
    unrotated: Numbers, turned: Numbers, measure: Measure, turn: _Turn, stop: float, most: int
) -> _End:
    """Go down the projected gradient, the step doubled after each and halved until it pays."""
    loadings = _rotated(unrotated, turned, turn.oblique)
    now, size = measure(loadings), 1.0
    for _ in range(most):
        slope = turn.slope(unrotated, loadings, now.slopes, turned)
        projected = turn.projected(slope, turned)
        length = float(np.sqrt((projected**2).sum()))
        if length < stop:
            return _End(turned, now.value, True)
        size *= 2
        for _ in range(60):
            trial = turn.onto(turned - size * projected)
            tried = _rotated(unrotated, trial, turn.oblique)
            after = measure(tried)
            if now.value - after.value > 0.5 * length**2 * size:
                break
            size /= 2
        else:  # rounding lets it go no further
            return _End(turned, now.value, length < 10 * _EXPLORE)
        turned, loadings, now = trial, tried, after
    return _End(turned, now.value, False)
