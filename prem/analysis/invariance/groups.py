"""The part "invariance" of results.json: every column by which women can be compared."""

from __future__ import annotations

from typing import Any

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from prem.analysis.cfa.model import correlated
from prem.analysis.frame import Answers
from prem.analysis.invariance.compared import Compared, compared
from prem.analysis.invariance.ladders import ladder
from prem.analysis.invariance.layout import STEPS, Layout
from prem.analysis.invariance.longitudinal import longitudinal
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
    of = next(iter(groupings))
    found: Found = {"of": of, "by": {}}
    with threadpool_limits(limits=1, user_api="blas"):  # matrices are small: threads only wait
        for name, labels in groupings.items():
            places = [f"invariance.by.{name}", *(["invariance"] if name == of else [])]
            here = compared(answers, labels, plan, notes, places[0])
            ml = ", ".join(f"{place}.ml" for place in places)
            found["by"][name] = {
                "n": sum(here.sizes.values()),
                "groups": here.sizes,
                "left_out": dict(here.left_out),
                "ml": _ladder(here, plan, notes, ml),
            }
        if answers.id is not None and answers.time is not None:
            found["longitudinal"] = longitudinal(answers, quick, plan, notes)
    return {"invariance": found | {"ml": found["by"][of]["ml"]}}


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
