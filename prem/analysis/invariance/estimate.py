"""Maximum likelihood estimates of a step, all groups together; rows may be incomplete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from prem.analysis.cfa.fiml import Pattern
from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.ml import inverse, products
from prem.analysis.cfa.robust import bend
from prem.analysis.frame import Numbers
from prem.analysis.invariance.layout import Equal, Layout, Places
from prem.analysis.invariance.sample import Sample, pattern_loss

_ITERATIONS = 300
_SETTLED = 1e-9  # of the largest slope of the log-likelihood of a row, items scaled to 1
_SCORING = 15  # steps by expected information; a model that is far off needs the observed one then
_FLAT = 1e-10  # of the smallest eigenvalue of the information, scaled to diagonal 1


@dataclass(frozen=True, eq=False)
class GroupFit:
    """A settled fit of a step; `free` are its parameters, of items scaled as the sample's are."""

    equal: Equal
    sample: Sample
    free: Numbers

    @cached_property
    def full(self) -> Numbers:
        """Every group's parameters, groups x size."""
        return self.equal.full(self.free)

    @cached_property
    def tested(self) -> Tested:
        """The test of exact fit: chi-square is the sum of n_g F_g, with n_g and not n_g - 1."""
        away = loss(self.equal, self.free, self.sample) - self.sample.loss
        return Tested(max(2 * self.sample.n * away, 0.0), self.equal.df)

    @property
    def log_likelihood(self) -> float:
        """Log-likelihood of normal answers."""
        return self.sample.constant - self.sample.n * loss(self.equal, self.free, self.sample)

    @cached_property
    def information(self) -> Numbers:
        """Expected information of one row (of the answers that are there)."""
        return slopes(self.equal, self.free, self.sample)[1]

    @property
    def improper(self) -> list[str]:
        """What no population could have: items, or "the factors' covariances" (Heywood cases)."""
        layout = self.equal.layout
        residuals = self.full[:, layout.parts[2]].min(axis=0)
        items = layout.model.items * layout.times
        found = [item for item, value in zip(items, residuals, strict=True) if value < 0]
        spread = [np.linalg.eigvalsh(layout.matrices(own)[1])[0] for own in self.full]
        named = list(dict.fromkeys(found))
        return [*named, "the factors' covariances"] if min(spread) < 0 else named


def loss(equal: Equal, free: Numbers, sample: Sample) -> float:
    """Return minus the log-likelihood of a row, without its constant; infinite if not definite."""
    total = 0.0
    for full, patterns in zip(equal.full(free), sample.patterns, strict=True):
        implied = equal.layout.implied(full)
        total += sum(pattern_loss(pattern, implied) for pattern in patterns)
    return total


@dataclass(frozen=True, slots=True)
class Pulled:
    """A pattern against a model: inverse W, W T W, W d, and the slopes of its items' moments.

    T are the covariances about the model's means, d the means less the model's.
    """

    items: Places
    share: float
    weight: Numbers
    sample: Numbers
    along: Numbers
    left: Numbers
    right: Numbers
    mean: Numbers


def pulled(layout: Layout, full: Numbers, patterns: tuple[Pattern, ...]) -> Iterator[Pulled]:
    """Yield what each pattern of a group says against the group's parameters."""
    implied = layout.implied(full)
    left, right, mean = layout.directions(full)
    for pattern in patterns:
        at = pattern.items
        weight = inverse(implied.covariance[np.ix_(at, at)])
        along = weight @ (pattern.mean - implied.mean[at])
        own = weight @ pattern.covariance @ weight + np.outer(along, along)
        yield Pulled(at, pattern.share, weight, own, along, left[at], right[at], mean[at])


def each(equal: Equal, free: Numbers, sample: Sample) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield each group's slopes of minus the log-likelihood of a row, and expected information.

    Both are on all parameters of the group, those fixed or held equal too.
    """
    layout = equal.layout
    for full, patterns in zip(equal.full(free), sample.patterns, strict=True):
        slope, own = np.zeros(layout.size), np.zeros((layout.size, layout.size))
        for one in pulled(layout, full, patterns):
            pull = ((one.weight - one.sample) @ one.right * one.left).sum(axis=0)
            slope[: layout.spread] += one.share * pull
            slope -= one.share * (one.along @ one.mean)
            spread = products(one.weight, one.left, one.right)
            own[: layout.spread, : layout.spread] += one.share * spread
            own += one.share * (one.mean.T @ one.weight @ one.mean)
        yield slope, own


def slopes(equal: Equal, free: Numbers, sample: Sample) -> tuple[Numbers, Numbers]:
    """Return slopes of minus the log-likelihood of a row, and its expected information.

    Both are on the free parameters.
    """
    found, square = np.zeros(equal.count), np.zeros((equal.count, equal.count))
    for g, (slope, own) in enumerate(each(equal, free, sample)):
        equal.gather(g, slope, found)
        equal.gather_square(g, own, square)
    return found, square


def observed(equal: Equal, free: Numbers, sample: Sample) -> Numbers:
    """Return the observed information of one row on the free parameters."""
    layout, spread = equal.layout, equal.layout.spread
    found = np.zeros((equal.count, equal.count))
    for g, full in enumerate(equal.full(free)):
        own = np.zeros((layout.size, layout.size))
        pull, push = np.zeros((layout.items, layout.items)), np.zeros(layout.items)
        for one in pulled(layout, full, sample.patterns[g]):
            bent = bend(one.weight, one.sample, one.left, one.right)
            own[:spread, :spread] += one.share * bent
            turned = one.weight @ one.mean
            own += one.share * (one.mean.T @ turned)
            across = (one.along @ one.left)[:, None] * (one.right.T @ turned)
            across += (one.along @ one.right)[:, None] * (one.left.T @ turned)
            own[:spread] += one.share * across
            own[:, :spread] += one.share * across.T
            pull[np.ix_(one.items, one.items)] += one.share * (one.weight - one.sample)
            push[one.items] -= one.share * one.along
        own += _curvature(layout, full, pull, push)
        equal.gather_square(g, own, found)
    return found


def _curvature(layout: Layout, full: Numbers, pull: Numbers, push: Numbers) -> Numbers:
    """Return the part of the second derivatives that the moments' own curvature makes."""
    loadings, between = layout.matrices(full)
    item, factor = layout.load
    first, second = layout.pairs
    found = np.zeros((layout.size, layout.size))
    load, pairs, means = layout.parts[0], layout.parts[1], layout.parts[5]
    found[load, load] = between[np.ix_(factor, factor)] * pull[np.ix_(item, item)]
    along = (pull @ loadings)[item]
    block = (factor[:, None] == first) * along[:, second]
    block = block + (factor[:, None] == second) * along[:, first]
    block = block * np.where(first == second, 0.5, 1.0)
    found[load, pairs], found[pairs, load] = block, block.T
    bent = (factor[:, None] == np.arange(layout.factors)) * push[item][:, None]
    found[load, means], found[means, load] = bent, bent.T
    return found


def settle(equal: Equal, start: Numbers, sample: Sample) -> GroupFit | None:
    """Fit from a start by Fisher scoring, later Newton's steps, with Marquardt's damping.

    None where it does not settle, or where the answers do not identify the model. Residual
    variances are not held above 0, as in lavaan: see `GroupFit.improper`.
    """
    free, value, damping = start, loss(equal, start, sample), 0.0
    if not np.isfinite(value):
        return None
    for turn in range(_ITERATIONS):
        slope, expected = slopes(equal, free, sample)
        if np.abs(slope).max() < _SETTLED:
            return GroupFit(equal, sample, free) if _identified(equal, expected) else None
        curve = expected if turn < _SCORING else _bent(equal, free, sample, expected)
        while damping < 1e8:
            trial = _stepped(equal, curve, slope, damping, free)
            after = loss(equal, trial, sample) if trial is not None else np.inf
            if trial is not None and after <= value + 1e-13 * max(1.0, abs(value)):
                free, value, damping = trial, after, damping / 10
                damping = 0.0 if damping < 1e-6 else damping
                break
            damping = max(damping * 10, 1e-3)
        else:
            return None
    return None


def _bent(equal: Equal, free: Numbers, sample: Sample, expected: Numbers) -> Numbers:
    """Return the observed information, or the expected where that is not definite."""
    found = observed(equal, free, sample)
    try:
        np.linalg.cholesky(found)
    except np.linalg.LinAlgError:
        return expected
    return found


def _stepped(
    equal: Equal, expected: Numbers, slope: Numbers, damping: float, free: Numbers
) -> Numbers | None:
    try:
        damped = expected + damping * np.diag(np.diag(expected)) if damping else expected
        found: Numbers = free - arrow_solve(equal, damped, slope)
    except np.linalg.LinAlgError:
        return None
    return found if np.isfinite(found).all() else None


def arrow_solve(equal: Equal, matrix: Numbers, right: Numbers) -> Numbers:
    """Return matrix^-1 right, a vector or columns, group by group. LinAlgError where singular."""
    shared, groups = equal.blocks
    found = np.zeros_like(right)
    core, rest = _core(equal, matrix), right[shared].copy()
    for own in groups:
        rest -= matrix[np.ix_(shared, own)] @ np.linalg.solve(matrix[np.ix_(own, own)], right[own])
    if len(shared):
        found[shared] = np.linalg.solve(core, rest)
    for own in groups:
        left = right[own] - matrix[np.ix_(own, shared)] @ found[shared]
        found[own] = np.linalg.solve(matrix[np.ix_(own, own)], left)
    return found


def _core(equal: Equal, matrix: Numbers) -> Numbers:
    """Return what is left of the shared parameters' information given the groups' own."""
    shared, groups = equal.blocks
    core = matrix[np.ix_(shared, shared)].copy()
    for own in groups:
        across = matrix[np.ix_(own, shared)]
        core -= across.T @ np.linalg.solve(matrix[np.ix_(own, own)], across)
    return core


def _identified(equal: Equal, expected: Numbers) -> bool:
    scale = np.sqrt(np.diag(expected))
    if not (scale > 0).all():
        return False
    even = expected / np.outer(scale, scale)
    blocks = [even[np.ix_(own, own)] for own in equal.blocks[1] if len(own)]
    if any(np.linalg.eigvalsh(block)[0] <= _FLAT for block in blocks):
        return False
    core = _core(equal, even)
    return not len(core) or bool(np.linalg.eigvalsh(core)[0] > _FLAT)
