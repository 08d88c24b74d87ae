"""Which item breaks a step, and the step without it: partial invariance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import numpy as np
from scipy import stats

from prem.analysis.invariance.estimate import (
    GroupFit,
    arrow_solve,
    each,
    settle,
)
from prem.analysis.invariance.ladder import Rung, compared, next_start, table
from prem.analysis.invariance.layout import Layout, Places, Step, equal
from prem.analysis.invariance.robust import scaled
from prem.analysis.plan import Plan

Kind = Literal["loading", "intercept"]
_MOST_FREED = 10  # items of a kind; beyond, the scale as a whole differs


class Candidate(NamedTuple):
    """What freeing an item's loading or intercept everywhere would do to chi-square, about."""

    kind: Kind
    item: int
    chi2: float
    df: int


class Partial(NamedTuple):
    """A step but for the items left free (`loadings`, `intercepts`: positions of items)."""

    rung: Rung
    loadings: frozenset[int]
    intercepts: frozenset[int]


def places(layout: Layout, kind: Kind, item: int) -> Places:
    """Return where a group's parameters of an item stand, one a time point."""
    if kind == "intercept":
        start, p = layout.parts[4].start, len(layout.model.items)
        found: Places = start + item + p * np.arange(layout.times)
        return found
    own = np.flatnonzero(layout.model.load[0] == item)
    return own + len(layout.model.load[0]) * np.arange(layout.times)


def candidates(fit: GroupFit, kind: Kind) -> list[Candidate]:
    """Return the score test of freeing each item that is held equal, the largest first.

    Notes
    -----
    n u' (I_ee - I_ef I_ff^-1 I_fe)^-1 u, u the slopes on the item's parameters of all groups and
    times but the first, I the expected information. R: `lavaan::lavTestScore(fit)` of two groups.

    References
    ----------
    Bentler & Chou 1992, Sociol Methods Res 21:259; Sorbom 1989, Psychometrika 54:371.
    """
    shape, sample = fit.equal, fit.sample
    layout = shape.layout
    slope, own = zip(*each(shape, fit.free, sample), strict=True)
    found = []
    for item in range(len(layout.model.items)):
        at = places(layout, kind, item)
        if len(np.unique(shape.free[:, at])) > 1:  # it is free already
            continue
        extra = [(g, position) for g in range(shape.groups) for position in at][1:]
        across = np.zeros((shape.count, len(extra)))
        block = np.zeros((len(extra), len(extra)))
        for column, (g, position) in enumerate(extra):
            shape.gather(g, own[g][position], across[:, column])
            for row, (other, place) in enumerate(extra):
                block[row, column] = own[g][place, position] if other == g else 0.0
        left = block - across.T @ arrow_solve(shape, fit.information, across)
        push = np.array([slope[g][position] for g, position in extra])
        value = sample.n * float(push @ np.linalg.solve(left, push))
        found.append(Candidate(kind, item, max(value, 0.0), len(extra)))
    return sorted(found, key=lambda one: -one.chi2)


def told(found: list[Candidate], layout: Layout, most: int = 10) -> list[dict[str, Any]]:
    """Return candidates for results.json; `what` is "trust=~q1" (a loading) or "q1~1"."""
    return [
        {
            "what": named(one.kind, one.item, layout),
            "chi2": one.chi2,
            "df": one.df,
            "p": float(stats.chi2.sf(one.chi2, one.df)),
        }
        for one in found[:most]
    ]


def named(kind: Kind, item: int, layout: Layout) -> str:
    """Return the parameter as lavaan names it."""
    model = layout.model
    if kind == "intercept":
        return f"{model.items[item]}~1"
    factor = model.factors[int(np.argmax(model.pattern[item]))]
    return f"{factor}=~{model.items[item]}"


def partial(
    loose: Rung,
    step: Step,
    plan: Plan,
    loadings: frozenset[int] = frozenset(),
    held: Rung | None = None,
) -> Partial | None:
    """Return a step with as few items free as let it hold, None where that is too many.

    `loose` is the step before, in which `loadings` are free; `held` is the step with all equal,
    where it was fitted. Freed one by one: the item whose score test is largest, for a scalar step
    its intercept (items of free loadings have free intercepts from the start). Two items of a
    scale at least stay equal (Byrne, Shavelson & Muthen 1989, Psychol Bull 105:456).
    """
    kind: Kind = "loading" if step == "metric" else "intercept"
    free = loadings
    layout, before = loose.fit.equal.layout, table(loose)
    rung = held if not loadings else None
    for _ in range(_MOST_FREED + 1):
        rung = rung or _fitted(loose, step, loadings, free, kind)
        if rung is None:
            return None
        if compared(rung, loose, (table(rung), before), plan)["holds"]:
            return Partial(rung, free if kind == "loading" else loadings, _intercepts(free, kind))
        more = next(_may_go(candidates(rung.fit, kind), layout, free), None)
        if more is None:
            return None
        free, rung = free | {more}, None
    return None


def _intercepts(free: frozenset[int], kind: Kind) -> frozenset[int]:
    return free if kind == "intercept" else frozenset()


def _may_go(found: list[Candidate], layout: Layout, free: frozenset[int]) -> Iterator[int]:
    """Yield the items that may be freed beside those that are: two of a scale stay."""
    pattern = layout.model.pattern
    for one in found:
        factor = int(np.argmax(pattern[one.item]))
        equal_ones = set(np.flatnonzero(pattern[:, factor]).tolist()) - free
        if len(equal_ones) > 2:
            yield one.item


def _fitted(
    loose: Rung, step: Step, loadings: frozenset[int], free: frozenset[int], kind: Kind
) -> Rung | None:
    layout, sample = loose.fit.equal.layout, loose.fit.sample
    slack = (free, frozenset[int]()) if kind == "loading" else (loadings, free)
    wanted = equal(layout, len(sample.rows), step, *slack)
    fit = settle(wanted, next_start(wanted, loose.fit), sample)
    return None if fit is None else Rung(fit, scaled(fit) if sample.complete else None)
