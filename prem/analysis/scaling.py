"""What is said of each scale beside its alpha: model, scalability, intervals, screens of items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prem.analysis.covariance import Missing
from prem.analysis.frame import Answers
from prem.analysis.model_type import model_types, reflective
from prem.analysis.mokken.part import mokken
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.reliability_intervals import intervals
from prem.analysis.work import Work

Parts = dict[str, dict[str, Any]]


def scaling(
    answers: Answers,
    items: Parts,
    scales: Parts,
    missing: Missing,
    seed: int | None,
    plan: Plan,
    notes: Notes,
    work: Work,
) -> None:
    """Enter `model`, `h`, intervals in `scales`, and `h`, `monotonicity`, `screens` in `items`.

    `seed` is None for no bootstrap.
    """
    model_types(answers.key, scales, notes)
    held = reflective(answers)
    mokken(held, items, scales, plan, notes)
    intervals(held, missing, scales, seed, plan, notes, work)
    enter_screens(items, plan)


def enter_screens(items: Parts, plan: Plan) -> None:
    """Enter `screens` in each item: the thresholds, by id, that it does not meet."""
    for found in items.values():
        found["screens"] = [
            name for name, value in _screened(found) if not plan.thresholds[name].met(value)
        ]


def _screened(found: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield each screen with the item's value, where it has one."""
    rises = found.get("monotonicity") or {}  # a fall that may be chance is no mark
    rows = found["n"] + found["missing"] + sum(found.get("non_answers", {}).values())
    values = {
        "missing": found["missing"] / rows if rows else None,
        "top_category": found["ceiling"],
        "item_rest": found["item_rest_r"],
        "item_h": (found.get("h") or {}).get("estimate"),
        "monotone_fall": rises["largest"] if rises.get("significant") else None,
    }
    for name, value in values.items():
        if value is not None:
            yield name, value
