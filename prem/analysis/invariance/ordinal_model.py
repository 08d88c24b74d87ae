"""What the steps of Wu and Estabrook hold equal of the groups' factor models of ordered answers.

Behind each answer stands a normal variable y* = nu + lambda eta + e, cut at thresholds tau; delta
is 1 / SD(y*) and eta has mean alpha and covariances Phi (delta parameterisation).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from prem.analysis.frame import Numbers

Step = Literal["configural", "thresholds", "loadings", "intercepts"]
STEPS: tuple[Step, ...] = ("configural", "thresholds", "loadings", "intercepts")
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ladder:
    """The parameters of all groups at one step.

    `of` is the factor of each item, `cuts` its number of thresholds. A group's parameters are, in
    this order: tau (item by item), nu, delta, lambda (by item), alpha, Phi (upper triangle by
    rows). The first group's are the metric: nu = 0, delta = 1, alpha = 0, variances 1.

    step          equal in all groups   free in the later groups besides
    configural    -                     (nu = 0, delta = 1, alpha = 0, variances 1)
    thresholds    tau                   nu, delta
    loadings      tau, lambda           nu, delta, variances
    intercepts    tau, lambda, nu = 0   delta, variances, alpha

    An item of two answers has one threshold, which says nothing of nu and delta: until the last
    step all of it is each group's own (Wu & Estabrook 2016, section 5).
    """

    of: Integers
    cuts: Integers
    groups: int
    step: Step

    @property
    def factors(self) -> int:
        """The number of factors."""
        return int(self.of.max()) + 1

    @cached_property
    def item(self) -> Integers:
        """The item of every threshold."""
        return np.repeat(np.arange(len(self.of)), self.cuts)

    @cached_property
    def pairs(self) -> tuple[Integers, Integers]:
        """Both items of every correlation."""
        first, second = np.triu_indices(len(self.of), 1)
        return first, second

    @cached_property
    def ends(self) -> list[int]:
        """Where tau, nu, delta, lambda, alpha and Phi end among a group's parameters."""
        p, q = len(self.of), self.factors
        sizes = len(self.item), p, p, p, q, q * (q + 1) // 2
        return [int(end) for end in np.cumsum(sizes)]

    @cached_property
    def fixed(self) -> Numbers:
        """A group's parameters where they are fixed."""
        value = np.zeros(self.ends[-1])
        value[self.ends[1] : self.ends[2]] = 1.0
        value[self.ends[4] :][self.variances] = 1.0
        return value

    @cached_property
    def place(self) -> Integers:
        """Where each group's parameters stand in the vector (groups x parameters); -1: fixed."""
        equal, free = self._equal_and_free
        place = np.full((self.groups, self.ends[-1]), -1)
        place[0, free[0]] = np.arange(free[0].sum())
        size = int(free[0].sum())
        for group in range(1, self.groups):
            place[group, equal] = place[0, equal]
            own = free[1] & ~equal
            place[group, own] = size + np.arange(own.sum())
            size += int(own.sum())
        return place

    @property
    def size(self) -> int:
        """The number of free parameters."""
        return int(self.place.max()) + 1

    @property
    def statistics(self) -> int:
        """The number of thresholds and correlations of all groups."""
        return self.groups * (len(self.item) + len(self.pairs[0]))

    def spread_out(self, vector: Numbers) -> Numbers:
        """Return every group's parameters, groups x parameters."""
        found: Numbers = np.where(self.place < 0, self.fixed, vector[self.place])
        return found

    def parts(self, own: Numbers) -> list[Numbers]:
        """Return a group's tau, nu, delta, lambda, alpha and Phi (factors x factors)."""
        *parts, upper = np.split(own, self.ends[:-1])
        between = np.zeros((self.factors, self.factors))
        between[np.triu_indices(self.factors)] = upper
        return [*parts, between + np.triu(between, 1).T]

    def loadings(self, own: Numbers) -> Numbers:
        """Return a group's standardised loadings: delta lambda SD(eta)."""
        _, _, delta, loading, _, between = self.parts(own)
        found: Numbers = delta * loading * np.sqrt(np.maximum(np.diag(between), 0.0))[self.of]
        return found

    def implied(self, own: Numbers) -> Numbers:
        """Return a group's standardised thresholds, then the correlations of the pairs."""
        tau, nu, delta, loading, alpha, between = self.parts(own)
        middle = nu + loading * alpha[self.of]
        thresholds = (tau - middle[self.item]) * delta[self.item]
        (i, j), scaled = self.pairs, delta * loading
        return np.concatenate([thresholds, scaled[i] * scaled[j] * between[self.of[i], self.of[j]]])

    def slope(self, own: Numbers) -> Numbers:
        """Return the derivatives of `implied` by the group's parameters."""
        tau, nu, delta, loading, alpha, between = self.parts(own)
        found = np.zeros((len(self.item) + len(self.pairs[0]), self.ends[-1]))
        rows, it, mean = np.arange(len(self.item)), self.item, alpha[self.of]
        starts = [0, *self.ends]
        found[rows, rows] = delta[it]
        found[rows, starts[1] + it] = -delta[it]
        found[rows, starts[2] + it] = tau - (nu + loading * mean)[it]
        found[rows, starts[3] + it] = -(delta * mean)[it]
        found[rows, starts[4] + self.of[it]] = -(delta * loading)[it]
        i, j = self.pairs
        rows = len(it) + np.arange(len(i))
        shared, scaled = between[self.of[i], self.of[j]], delta * loading
        found[rows, starts[2] + i] = loading[i] * scaled[j] * shared
        found[rows, starts[2] + j] = loading[j] * scaled[i] * shared
        found[rows, starts[3] + i] = delta[i] * scaled[j] * shared
        found[rows, starts[3] + j] = delta[j] * scaled[i] * shared
        found[rows, starts[5] + self._upper[self.of[i], self.of[j]]] = scaled[i] * scaled[j]
        return found

    @cached_property
    def _upper(self) -> Integers:
        """The place of two factors in the upper triangle."""
        q = self.factors
        found = np.zeros((q, q), dtype=np.int64)
        found[np.triu_indices(q)] = np.arange(q * (q + 1) // 2)
        return found + np.triu(found, 1).T

    @property
    def variances(self) -> Integers:
        """The places of the factors' variances in the upper triangle."""
        found: Integers = np.diag(self._upper)
        return found

    @property
    def _equal_and_free(self) -> tuple[Truths, tuple[Truths, Truths]]:
        """Return which parameters are equal, and which free in the first and in a later group."""
        at = STEPS.index(self.step)
        p, q = len(self.of), self.factors
        alike = (self.cuts > 1) & (at >= 1) | (at == 3)
        loads = alike & (at >= 2)
        none, all_items, means = np.zeros(p, bool), np.ones(p, bool), np.zeros(q, bool)
        tau = np.ones(len(self.item), bool)
        between = np.ones(q * (q + 1) // 2, bool)
        between[self.variances] = False
        scaled = between.copy()
        scaled[self.variances] = np.bincount(self.of, weights=loads, minlength=q) > 0
        equal = alike[self.item], none, none, loads, means, between & False
        first = tau, none, none, all_items, means, between
        later = tau, alike & (at < 3), alike, all_items, means | (at == 3), scaled
        return np.concatenate(equal), (np.concatenate(first), np.concatenate(later))
