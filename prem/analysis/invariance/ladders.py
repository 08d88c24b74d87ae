"""A ladder of results.json: the steps, what breaks them, and what it makes in points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prem.analysis.invariance.candidates import Partial, candidates, named, partial, told
from prem.analysis.invariance.expected import item_gaps, refitted, scale_gaps
from prem.analysis.invariance.ladder import Rung, climb, compared, table
from prem.analysis.invariance.layout import STEPS, Layout, Step
from prem.analysis.invariance.sample import Sample
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.errors.confirmatory import CFA_EXACT
from prem.errors.invariance import (
    INVARIANCE_IMPROPER,
    INVARIANCE_NO_PARTIAL,
    INVARIANCE_UNSETTLED,
)

Found = dict[str, Any]


def ladder(
    layout: Layout, sample: Sample, names: Sequence[str], plan: Plan, notes: Notes, where: str
) -> Found:
    """Return the ladder of answers as numbers; `names` are the groups, or the time points.

    `candidates` are score tests of what is held equal, `partial` the steps with as few items left
    free as let them hold (only where a step does not hold), `expected` how many points groups
    differ on an item at the same level, the items left free not counting for the level.
    """
    rungs = climb(layout, sample)
    found = steps(rungs, plan, notes, where)
    metric, scalar = rungs["metric"], rungs["scalar"]
    if metric is None or scalar is None:
        return found
    found["candidates"] = {
        "metric": told(candidates(metric.fit, "loading"), layout),
        "scalar": told(candidates(scalar.fit, "intercept"), layout),
    }
    freed: Partial | None = Partial(scalar, frozenset(), frozenset())
    if not all(found[step]["difference"]["holds"] for step in ("metric", "scalar")):
        freed, found["partial"] = _partial(rungs, plan)
        if freed is None:
            notes.add(INVARIANCE_NO_PARTIAL, f"{where}.partial")
    base = freed or Partial(scalar, frozenset(), frozenset())
    found["expected"] = _expected(base, names, plan)
    return found


def steps(rungs: dict[Step, Rung | None], plan: Plan, notes: Notes, where: str) -> Found:
    """Return the table of each step, each but the first with its difference; None unsettled."""
    found: Found = dict.fromkeys(STEPS)
    before: Step | None = None
    odd: list[str] = []
    for step, rung in rungs.items():
        if rung is None:
            first = next(name for name in STEPS if rungs[name] is None)
            notes.add(INVARIANCE_UNSETTLED, f"{where}.{step}", step=first)
            continue
        found[step] = table(rung)
        if not found[step]["df"]:
            notes.add(CFA_EXACT, f"{where}.{step}")
        odd += [f"{what} ({step})" for what in rung.fit.improper]
        earlier = rungs[before] if before else None
        if before and earlier:
            both = found[step], found[before]
            found[step]["difference"] = compared(rung, earlier, both, plan)
        before = step
    if odd:
        notes.add(INVARIANCE_IMPROPER, where, what=", ".join(odd))
    return found


def _partial(rungs: dict[Step, Rung | None], plan: Plan) -> tuple[Partial | None, Found | None]:
    """Return the scalar step with some items free, and `partial` of results.json."""
    configural, metric, scalar = (rungs[step] for step in STEPS[:3])
    if configural is None:
        return None, None
    first = partial(configural, "metric", plan, held=metric)
    second = partial(first.rung, "scalar", plan, first.loadings, scalar) if first else None
    if first is None or second is None:
        return None, None
    layout = configural.fit.equal.layout
    shown = [table(one) for one in (configural, first.rung, second.rung)]
    pairs = ((first.rung, configural, 1), (second.rung, first.rung, 2))
    told_of = {
        str(tight.fit.equal.step): shown[at]
        | {"difference": compared(tight, loose, (shown[at], shown[at - 1]), plan)}
        for tight, loose, at in pairs
    }
    freed = {
        "loadings": [named("loading", item, layout) for item in sorted(second.loadings)],
        "intercepts": [
            named("intercept", item, layout) for item in sorted(second.loadings | second.intercepts)
        ],
    }
    return second, freed | told_of


def _expected(base: Partial, names: Sequence[str], plan: Plan) -> Found:
    fit, layout = base.rung.fit, base.rung.fit.equal.layout
    model, others = layout.model, list(names[1:])
    items = {}
    for item, name in enumerate(model.items):
        own = refitted(fit, item, base.loadings, base.intercepts)
        if own is not None:
            gaps = item_gaps(own, item, plan.level)
            items[name] = {o: gap._asdict() for o, gap in zip(others, gaps, strict=True)}
    scales = {}
    free = base.loadings | base.intercepts
    for factor, scale in enumerate(model.factors):
        own_items = [int(i) for i in model.pattern[:, factor].nonzero()[0]]
        moved = [item for item in own_items if item in free]
        if moved:
            whole = scale_gaps(fit, moved, len(own_items), plan.level)
            scales[scale] = {o: gap._asdict() for o, gap in zip(others, whole, strict=True)}
    return {"reference": names[0], "items": items, "scales": scales}
