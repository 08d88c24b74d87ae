"""The parameters of groups and of time points, and which of them are held equal.

One group's parameters are a vector: loadings, covariances of the factors (variances among them),
residual variances, covariances of an item's residuals over time, intercepts, means of the factors.
The same women at T time points are one group of T times as many items and factors. A step of the
ladder says which of those are fixed and which are one and the same free parameter: equality over
groups and equality over time are one thing.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from prem.analysis.cfa.model import Model
from prem.analysis.frame import Numbers

Step = Literal["configural", "metric", "scalar", "strict"]
STEPS: tuple[Step, ...] = ("configural", "metric", "scalar", "strict")
_FIXED = -1
Places = npt.NDArray[np.int64]


class Moments(NamedTuple):
    """What a group's parameters imply: means and covariances of its items."""

    mean: Numbers
    covariance: Numbers


@dataclass(frozen=True, eq=False)
class Layout:
    """One group's parameters: `model` (correlated scales) at `times` time points."""

    model: Model
    times: int = 1

    @property
    def items(self) -> int:
        """Number of items times time points."""
        return len(self.model.items) * self.times

    @property
    def factors(self) -> int:
        """Number of factors times time points."""
        return len(self.model.factors) * self.times

    @cached_property
    def load(self) -> tuple[Places, Places]:
        """Item and factor of every loading, time point by time point."""
        item, factor = self.model.load
        steps = np.arange(self.times)[:, None]
        rows = (item + steps * len(self.model.items)).ravel()
        return rows, (factor + steps * len(self.model.factors)).ravel()

    @cached_property
    def pairs(self) -> tuple[Places, Places]:
        """Both factors of every covariance, a factor with itself included."""
        return np.triu_indices(self.factors)

    @cached_property
    def cross(self) -> tuple[Places, Places]:
        """Both items of every covariance of residuals: an item with itself, later."""
        early, late = np.triu_indices(self.times, 1)
        own, p = self.model.loose, len(self.model.items)
        rows = (early[:, None] * p + own).ravel()
        return rows, (late[:, None] * p + own).ravel()

    @cached_property
    def parts(self) -> tuple[slice, ...]:
        """Loadings, factor covariances, residuals, their covariances, intercepts, means."""
        many = (len(self.load[0]), len(self.pairs[0]), self.items, len(self.cross[0]))
        ends = np.cumsum([0, *many, self.items, self.factors]).tolist()
        return tuple(slice(*ends[at : at + 2]) for at in range(6))

    @property
    def size(self) -> int:
        """Number of a group's parameters, fixed ones included."""
        return int(self.parts[-1].stop)

    @property
    def spread(self) -> int:
        """How many of the parameters, the first ones, shape the covariances."""
        return int(self.parts[3].stop)

    def matrices(self, full: Numbers) -> tuple[Numbers, Numbers]:
        """Return loadings and factor covariances of a group's parameters."""
        loadings = np.zeros((self.items, self.factors))
        loadings[self.load] = full[self.parts[0]]
        between = np.zeros((self.factors, self.factors))
        between[self.pairs] = between.T[self.pairs] = full[self.parts[1]]
        return loadings, between

    def implied(self, full: Numbers) -> Moments:
        """Return the implied means tau + L alpha and covariances L Phi L' + Theta."""
        loadings, between = self.matrices(full)
        residuals = np.diag(full[self.parts[2]])
        residuals[self.cross] = residuals.T[self.cross] = full[self.parts[3]]
        mean = full[self.parts[4]] + loadings @ full[self.parts[5]]
        return Moments(mean, loadings @ between @ loadings.T + residuals)

    def directions(self, full: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return U, V (items x spread) and M (items x size).

        d Sigma / d t_j = U_j V_j' + V_j U_j', and d mu / d t_j = M_j.
        """
        loadings, between = self.matrices(full)
        eye = np.eye(self.items)
        item, factor = self.load
        first, second = self.pairs
        left = [eye[:, item], loadings[:, first], eye, eye[:, self.cross[0]]]
        halved = loadings[:, second] * np.where(first == second, 0.5, 1.0)
        right = [(loadings @ between)[:, factor], halved, eye / 2, eye[:, self.cross[1]]]
        means = np.zeros((self.items, self.size))
        means[:, self.parts[0]] = eye[:, item] * full[self.parts[5]][factor]
        means[:, self.parts[4]], means[:, self.parts[5]] = eye, loadings
        return np.hstack(left), np.hstack(right), means


@dataclass(frozen=True, eq=False)
class Equal:
    """A step: which free parameter each group's parameters are.

    `free` is groups x size, -1 where a parameter is fixed at the value in `fixed`.
    """

    layout: Layout
    step: Step
    free: Places
    fixed: Numbers
    names: tuple[tuple[Hashable, ...], ...]

    @property
    def count(self) -> int:
        """Number of free parameters."""
        return len(self.names)

    @property
    def groups(self) -> int:
        """Number of groups."""
        return len(self.free)

    @property
    def df(self) -> int:
        """Degrees of freedom: means and covariances of all groups less the free parameters."""
        p = self.layout.items
        return self.groups * (p * (p + 3) // 2) - self.count

    def full(self, free: Numbers) -> Numbers:
        """Return every group's parameters, groups x size."""
        found: Numbers = np.where(self.free == _FIXED, self.fixed, free[self.free])
        return found

    def averaged(self, full: Numbers) -> Numbers:
        """Return free parameters as the mean of those that they stand for: a start."""
        there = self.free != _FIXED
        many = np.bincount(self.free[there], minlength=self.count)
        found: Numbers = np.bincount(self.free[there], full[there], self.count) / many
        return found

    @cached_property
    def blocks(self) -> tuple[Places, list[Places]]:
        """The free parameters that groups share, and those of each group alone.

        Between two groups' own parameters there is no information: the matrix is an arrow.
        """
        users = [np.unique(own[own != _FIXED]) for own in self.free]
        many = np.bincount(np.concatenate(users), minlength=self.count)
        own = [np.intersect1d(used, np.flatnonzero(many == 1)) for used in users]
        return np.flatnonzero(many > 1), own

    def gather(self, group: int, vector: Numbers, into: Numbers) -> None:
        """Add a group's slopes to those of the free parameters."""
        there = self.free[group] != _FIXED
        np.add.at(into, self.free[group][there], vector[there])

    def gather_square(self, group: int, matrix: Numbers, into: Numbers) -> None:
        """Add a group's information to that on the free parameters."""
        there = np.flatnonzero(self.free[group] != _FIXED)
        place = self.free[group][there]
        if self.layout.times == 1:  # no two of a group's parameters are equal
            into[np.ix_(place, place)] += matrix[np.ix_(there, there)]
        else:
            np.add.at(into, np.ix_(place, place), matrix[np.ix_(there, there)])


def equal(
    layout: Layout,
    groups: int,
    step: Step,
    loadings: frozenset[int] = frozenset(),
    intercepts: frozenset[int] = frozenset(),
) -> Equal:
    """Return a step of the ladder; `loadings` and `intercepts` are items left free all the same.

    configural  nothing is equal; factors have mean 0 and variance 1 everywhere
    metric      equal loadings; the variances of all but the first group (or time) are free
    scalar      and equal intercepts; the means of all but the first are free
    strict      and equal residual variances

    Notes
    -----
    R: `lavaan::cfa(.., std.lv = TRUE, group.equal = c("loadings", "intercepts", "residuals"))`,
    with `group.partial` for the items left free. A marker item in place of unit variances is the
    same model in other words: its chi-square is the same, which invariance.R shows.
    """
    level = STEPS.index(step)
    model, times = layout.model, layout.times
    p, k = len(model.items), len(model.factors)
    item = model.load[0]
    free = np.full((groups, layout.size), _FIXED)
    fixed = np.zeros((groups, layout.size))
    names: dict[tuple[Hashable, ...], int] = {}

    def enter(group: int, position: int, *name: Hashable) -> None:
        free[group, position] = names.setdefault(name, len(names))

    for g in range(groups):
        for at in range(len(item) * times):
            t, which = divmod(at, len(item))
            alone = level < 1 or int(item[which]) in loadings
            enter(g, at, "loading", which, *((g, t) if alone else ()))
        start = layout.parts[1].start
        for at, (a, b) in enumerate(zip(*layout.pairs, strict=True)):
            if a == b and (level < 1 or (g == 0 and a < k)):
                fixed[g, start + at] = 1.0
            else:
                enter(g, start + at, "between", at, g)
        start = layout.parts[2].start
        for at in range(p * times):
            t, which = divmod(at, p)
            if which in model.loose:
                enter(g, start + at, "residual", which, *((g, t) if level < 3 else ()))
        for at in range(layout.parts[3].start, layout.parts[3].stop):
            enter(g, at, "cross", at, g)
        start = layout.parts[4].start
        for at in range(p * times):
            t, which = divmod(at, p)
            alone = level < 2 or which in intercepts
            enter(g, start + at, "intercept", which, *((g, t) if alone else ()))
        start = layout.parts[5].start
        for at in range(k * times):
            if level >= 2 and not (g == 0 and at < k):
                enter(g, start + at, "mean", at, g)
    return Equal(layout, step, free, fixed, tuple(names))
