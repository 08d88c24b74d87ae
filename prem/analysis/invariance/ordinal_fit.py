"""WLSMV of several groups at once: estimates and scaled-shifted tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy import linalg

from prem.analysis.cfa.indices import Tested
from prem.analysis.frame import Numbers
from prem.analysis.invariance.ordinal_model import Integers, Ladder
from prem.analysis.ordered.spread import Spread

_ITERATIONS = 300
_SETTLED = 1e-9
# A smaller eigenvalue of the scaled information is zero: the model is not identified.
_IDENTIFIED = 1e-11


@dataclass(frozen=True, eq=False)
class Sample:
    """One group: its thresholds and correlations with their covariances, of `n` complete rows."""

    spread: Spread
    n: int

    @cached_property
    def statistics(self) -> Numbers:
        """Thresholds item by item, then correlations of the pairs: as the rows of gamma."""
        found = self.spread.found
        upper = np.triu_indices(len(found.items), 1)
        return np.concatenate([*found.thresholds, found.matrix[upper]])

    @cached_property
    def spreads(self) -> Numbers:
        """The diagonal of gamma."""
        return np.asarray(np.diag(self.spread.gamma))

    @property
    def correlations(self) -> tuple[Numbers, Numbers]:
        """All correlations, which the baseline model takes for zero, and their part of gamma."""
        first = self.spread.first
        return self.statistics[first:], self.spread.gamma[first:, first:]


class Slope(NamedTuple):
    """A group's derivatives: its statistics x its free parameters, and these in the vector."""

    place: Integers
    own: Numbers


@dataclass(frozen=True, eq=False)
class StepFit:
    """A settled fit of a step. As in lavaan groups weigh n_g - 1 in the fit, n_g in its tests."""

    ladder: Ladder
    vector: Numbers
    samples: Sequence[Sample]

    @property
    def n(self) -> int:
        """The number of rows."""
        return sum(sample.n for sample in self.samples)

    @property
    def df(self) -> int:
        """Thresholds and correlations of all groups, less what was estimated."""
        return self.ladder.statistics - self.ladder.size

    @cached_property
    def groups(self) -> Numbers:
        """Every group's parameters."""
        return self.ladder.spread_out(self.vector)

    @cached_property
    def implied(self) -> list[Numbers]:
        """Every group's implied thresholds and correlations."""
        return [self.ladder.implied(own) for own in self.groups]

    @property
    def tested(self) -> Tested:
        """The sum over groups of (n_g - 1) sum of squared residuals / gamma_ii."""
        parts = zip(self.samples, self.implied, strict=True)
        return Tested(sum(_distance(s, s.statistics - m) for s, m in parts), self.df)

    @property
    def baseline(self) -> Tested:
        """The same of the model in which no two items go together in any group."""
        chi2, df = 0.0, 0
        for sample in self.samples:
            found, gamma = sample.correlations
            chi2 += (sample.n - 1) * float(np.sum(found**2 / np.diag(gamma)))
            df += len(found)
        return Tested(chi2, df)

    @cached_property
    def slopes(self) -> list[Slope]:
        """Every group's derivatives."""
        return _slopes(self.ladder, self.vector)

    @cached_property
    def inverse(self) -> Numbers:
        """E = (D'VD)^-1 with V of all groups, weighted by their shares of the rows."""
        parts = zip(self.samples, self.slopes, strict=True)
        shares = [s.n / self.n * (d.own.T / s.spreads) @ d.own for s, d in parts]
        return np.asarray(linalg.inv(self._together(shares)))

    @cached_property
    def meat(self) -> Numbers:
        """D'V G V D."""
        return self._weighted_gamma(1)

    @cached_property
    def scaled(self) -> Tested:
        """The scaled-shifted test, as `prem.analysis.cfa.wlsmv.OrderedFit.scaled`.

        U = V - V D (D'VD)^-1 D'V, and so tr(UG) = tr(VG) - tr(E D'VGVD), and
        tr(UGUG) = tr(VGVG) - 2 tr(E D'VGVGVD) + tr((E D'VGVD)^2) with E = (D'VD)^-1: the groups'
        matrices never stand beside each other.
        """
        turned = self.inverse @ self.meat
        twice = self.inverse @ self._weighted_gamma(2)
        straight = sum(_squares(s.spread.gamma, s.spreads) for s in self.samples)
        one = self.ladder.statistics - float(np.trace(turned))
        two = straight - 2 * float(np.trace(twice)) + float(np.sum(turned * turned.T))
        return shifted(self.tested, one, two)

    @cached_property
    def scaled_baseline(self) -> Tested:
        """The scaled-shifted test of the baseline model."""
        parts = [sample.correlations[1] for sample in self.samples]
        two = sum(_squares(gamma, np.asarray(np.diag(gamma))) for gamma in parts)
        return shifted(self.baseline, self.baseline.df, two)

    def moved(self, by: Numbers) -> list[Numbers]:
        """Return how far each group's statistics move what depends on the estimates.

        `by` are its derivatives by what was estimated (figures x estimates); for each group the
        answer is figures x its statistics.
        """
        turned, found = by @ self.inverse, []
        for sample, slope in zip(self.samples, self.slopes, strict=True):
            share = sample.n / self.n / sample.spreads
            found.append(turned[:, slope.place] @ (slope.own.T * share))
        return found

    def errors(self, moved: list[Numbers]) -> Numbers:
        """Return the robust standard errors of what is so moved."""
        parts = zip(moved, self.samples, strict=True)
        squares = [np.sum(m @ s.spread.gamma * m, axis=1) / (s.n - 1) for m, s in parts]
        found: Numbers = np.sqrt(np.asarray(sum(squares)))
        return found

    def _weighted_gamma(self, times: int) -> Numbers:
        """Return D' (VG)^times V D of all groups, weighted as their U G is."""
        found = []
        for sample, slope in zip(self.samples, self.slopes, strict=True):
            weighted = slope.own / sample.spreads[:, None]
            middle = sample.spread.gamma
            if times == 2:
                middle = middle / sample.spreads @ middle
            found.append(sample.n / self.n * weighted.T @ middle @ weighted)
        return self._together(found)

    def _together(self, parts: list[Numbers]) -> Numbers:
        """Return the sum of groups' matrices, each of its own parameters."""
        return placed(self.ladder.size, self.slopes, parts)


def fit_step(ladder: Ladder, start: Numbers, samples: Sequence[Sample]) -> StepFit | None:
    """Fit a step by diagonally weighted least squares; None where it does not settle.

    `start` is every group's parameters (groups x parameters); where parameters are equal the
    first group's count.

    Notes
    -----
    Levenberg-Marquardt on sum (n_g - 1) (s - sigma)^2 / gamma_ii.
    R: `lavaan::cfa(semTools::measEq.syntax(model, data, group, group.equal, ID.fac = "std.lv",
    ID.cat = "Wu.Estabrook.2016", parameterization = "delta"), estimator = "WLSMV")`.

    References
    ----------
    Wu & Estabrook 2016, Psychometrika 81:1014.
    """
    if ladder.statistics < ladder.size:
        return None
    vector = np.zeros(ladder.size)
    for place, own in zip(ladder.place[::-1], start[::-1], strict=True):
        vector[place[place >= 0]] = own[place >= 0]
    settled = _settle(ladder, vector, samples)
    return None if settled is None else StepFit(ladder, settled, samples)


def _settle(ladder: Ladder, vector: Numbers, samples: Sequence[Sample]) -> Numbers | None:
    damping, (left, loss) = 0.0, _left(ladder, vector, samples)
    for _ in range(_ITERATIONS):
        unit, pull, size = _normal(ladder, vector, samples, left)
        if not np.isfinite(size).all() or not size.all():
            return None
        step = _solve(unit + damping * np.eye(len(unit)), pull) / size
        if np.abs(step).max() < _SETTLED and damping < _SETTLED:
            return (
                vector if linalg.eigvalsh(unit, subset_by_index=(0, 0))[0] > _IDENTIFIED else None
            )
        after, lower = _left(ladder, vector + step, samples)
        if lower <= loss * (1 + 1e-13):
            vector, left, loss = vector + step, after, lower
            damping = damping / 10 if damping > 1e-8 else 0.0
        elif damping > 1e8:
            return None
        else:
            damping = max(damping * 10, 1e-4)
    return None


def _left(
    ladder: Ladder, vector: Numbers, samples: Sequence[Sample]
) -> tuple[list[Numbers], float]:
    """Return every group's residuals, and the weighted sum of their squares."""
    groups = zip(samples, ladder.spread_out(vector), strict=True)
    left = [sample.statistics - ladder.implied(own) for sample, own in groups]
    loss = sum(_distance(sample, own) for sample, own in zip(samples, left, strict=True))
    return left, loss if np.isfinite(loss) else np.inf


def _normal(
    ladder: Ladder, vector: Numbers, samples: Sequence[Sample], left: list[Numbers]
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the normal equations in units of their own size, and these units."""
    slopes = _slopes(ladder, vector)
    pull, squares = np.zeros(ladder.size), []
    for sample, slope, own in zip(samples, slopes, left, strict=True):
        weighted = slope.own.T * ((sample.n - 1) / sample.spreads)
        squares.append(weighted @ slope.own)
        pull[slope.place] += weighted @ own
    whole = placed(ladder.size, slopes, squares)
    size = np.sqrt(np.diag(whole))
    if not size.all():
        return whole, pull, size
    return whole / np.outer(size, size), pull / size, size


def _solve(matrix: Numbers, right: Numbers) -> Numbers:
    try:
        return np.asarray(linalg.solve(matrix, right, assume_a="pos"))
    except linalg.LinAlgError:
        return np.asarray(linalg.lstsq(matrix, right)[0])


def _slopes(ladder: Ladder, vector: Numbers) -> list[Slope]:
    groups = zip(ladder.spread_out(vector), ladder.place, strict=True)
    return [Slope(place[place >= 0], ladder.slope(own)[:, place >= 0]) for own, place in groups]


def placed(size: int, slopes: Sequence[Slope], parts: Sequence[Numbers]) -> Numbers:
    """Return the sum of groups' matrices of their own parameters, in places of the vector."""
    found = np.zeros((size, size))
    for slope, part in zip(slopes, parts, strict=True):
        found[np.ix_(slope.place, slope.place)] += part
    return found


def _distance(sample: Sample, residuals: Numbers) -> float:
    return float((sample.n - 1) * np.sum(residuals**2 / sample.spreads))


def _squares(gamma: Numbers, spreads: Numbers) -> float:
    """Return tr(VGVG)."""
    return float(np.sum(gamma**2 / np.outer(spreads, spreads)))


def shifted(test: Tested, one: float, two: float) -> Tested:
    """Return the scaled-shifted test, of tr(UG) and tr(UGUG)."""
    if not test.df or two <= 0:
        return test
    scale = float(np.sqrt(test.df / two))
    return Tested(scale * test.chi2 + test.df - scale * one, test.df)
