"""Is a scale reflective or formative? What that decides, asked before anything is computed.

Reflective: what is measured brings the answers about, so that they go together (trust, anxiety).
Formative: the answers together make up what is measured, and need not go together (the services
that she was offered). Internal consistency, factor analysis and item response theory apply to the
first only (Mokkink 2018, Qual Life Res 27:1171).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from prem.analysis.frame import Answers
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.scales import Key
from prem.analysis.verdicts import Row, row
from prem.errors.scaling import FORMATIVE, MODEL_NOT_SAID


def reflective(answers: Answers) -> Answers:
    """Return the answers without the items of the scales that are said to be formative.

    For models of answers: what else is known of the rows' quality stays behind.
    """
    kept = reflective_items(answers.key)
    if len(kept) == len(answers.items):
        return answers
    places = [place for place, item in enumerate(answers.items) if item in kept]
    return replace(
        answers,
        key=answers.key.only(kept),
        values=answers.values[:, places],
        lowest=answers.lowest[places],
        highest=answers.highest[places],
        order=(),
        apart=None,
    )


def reflective_items(key: Key) -> frozenset[str]:
    """Return the items of the scales that are not said to be formative."""
    scales = ((scale, items) for scale, items in key.scales.items() if not key.formative(scale))
    return frozenset(item for _, items in scales for item in items)


def model_types(key: Key, scales: dict[str, dict[str, Any]], notes: Notes) -> None:
    """Enter `model` in each of the `scales`: "reflective", "formative", or None with a note."""
    unsaid = [scale for scale in scales if scale not in key.models]
    if unsaid:
        where = ", ".join(f"scales.{scale}.model" for scale in unsaid)
        notes.add(MODEL_NOT_SAID, where, scales=_listed(unsaid))
    for scale, found in scales.items():
        found["model"] = key.models.get(scale)
        if key.formative(scale):
            items = (f"items.{item}" for item in key.scales[scale])
            notes.add(FORMATIVE, ", ".join([f"scales.{scale}", *items]))


def model_rows(results: dict[str, Any], plan: Plan) -> Iterator[Row]:
    """Yield the first row of the checklist: the share of scales of which the model is said."""
    scales = results["scales"]
    unsaid = [scale for scale, found in scales.items() if not found.get("model")]
    rule = plan.thresholds["model"]
    share = (len(scales) - len(unsaid)) / len(scales)
    if unsaid:
        asked = (
            "does what the scale measures bring the answers about (reflective), or do the answers "
            f"together make it up (formative)? Say so of {_listed(unsaid)} in the scales file"
        )
        yield row("model type", rule, share, "indeterminate", asked)
        return
    said = "; ".join(f"{scale} is {found['model']}" for scale, found in scales.items())
    yield row("model type", rule, share, "sufficient", said)


def _listed(scales: list[str]) -> str:
    """Return the names, three of them at most.

    >>> _listed(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    if len(scales) <= 4:
        return " and ".join(filter(None, [", ".join(scales[:-1]), scales[-1]]))
    return f"{', '.join(scales[:3])} and {len(scales) - 3} more"
