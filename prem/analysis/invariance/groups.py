"""The part "invariance" of results.json: every column by which women can be compared."""

from __future__ import annotations

from functools import partial
from typing import Any

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from prem.analysis.cfa.model import correlated
from prem.analysis.frame import Answers
from prem.analysis.guard import guarded
from prem.analysis.invariance.compared import Compared, compared
from prem.analysis.invariance.ladders import ladder
from prem.analysis.invariance.layout import STEPS, Layout
from prem.analysis.invariance.longitudinal import LONGITUDINAL, longitudinal
from prem.analysis.invariance.ordinal import ordered_ladders
from prem.analysis.invariance.sample import sample_of
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.errors.invariance import INVARIANCE_UNSETTLED

Found = dict[str, Any]


def invariance(answers: Answers, quick: bool, plan: Plan, notes: Notes) -> Found:
    """Return {"invariance": ...}, {} where women can be compared by nothing.

    The model is that of `cfa`: every scale a factor, the factors correlated. It takes the rows
    complete on all items. The shape is in `prem/analysis/invariance/__init__.py`. `quick` leaves
    out what takes incomplete rows (FIML).
    """
    groupings = answers.groupings
    if not groupings:
        return {}
    found: Found = {"of": next(iter(groupings)), "by": {}}
    own = Notes()
    with threadpool_limits(limits=1, user_api="blas"):  # matrices are small: threads only wait
        for name in groupings:
            found["by"][name] = guarded(
                partial(_grouping, answers, name, plan, own), f"invariance.by.{name}", None, own
            )
        if answers.id is not None and answers.time is not None:
            found["longitudinal"] = guarded(
                partial(longitudinal, answers, quick, plan, own), LONGITUDINAL, None, own
            )
    _tell(own, found["of"], notes)
    first = found["by"][found["of"]] or {}
    ladders = {name: first.get(name) for name in ("ml", "wlsmv", *({"wlsmv_joined"} & set(first)))}
    return {"invariance": found | ladders}


def _tell(own: Notes, of: str, notes: Notes) -> None:
    """Add the notes; those of the first grouping are of `invariance.ml` and `wlsmv` too."""
    prefix = f"invariance.by.{of}"
    for entry in own.entries:
        place, rest = entry["where"], entry["where"].removeprefix(prefix)
        if place.startswith(prefix) and rest[:1] in ("", "."):
            entry = entry | {"where": f"{place}, invariance{rest}"}
        if entry not in notes.entries:
            notes.entries.append(entry)


def _grouping(answers: Answers, name: str, plan: Plan, notes: Notes) -> Found:
    where = f"invariance.by.{name}"
    here = compared(answers, answers.groupings[name], plan, notes, where)
    ml = f"{where}.ml"
    found: Found = {
        "n": sum(here.sizes.values()),
        "groups": here.sizes,
        "left_out": dict(here.left_out),
        "ml": guarded(lambda: _ladder(here, plan, notes, ml), ml, None, notes),
        "wlsmv": None,
    }
    if len(here.names) > 1:
        found |= ordered_ladders(here, plan, where, notes)
    return found


def _ladder(here: Compared, plan: Plan, notes: Notes, where: str) -> Found | None:
    """Return the ladder of these groups; None, with a note, where there is none."""
    model = correlated(here.members)
    if len(here.names) < 2:
        return None
    layout = Layout(model)
    sample = sample_of(here.rows) if len(model.items) > 2 and model.df >= 0 else None
    if sample is None:
        notes.add(INVARIANCE_UNSETTLED, where, step=STEPS[0])
        return None
    return ladder(layout, sample, here.names, plan, notes, where)
