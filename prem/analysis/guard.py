"""A part that fails takes no other part with it: it is null, and a note names what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from prem.analysis.notes import Notes
from prem.errors import Refusal
from prem.errors.workers import PART_FAILED

T = TypeVar("T")


def guarded(part: Callable[[], T], where: str, instead: T, notes: Notes) -> T:
    """Return what `part` computes; `instead`, with a note at `where`, should it fail.

    The note names the kind of the failure alone, for its words may hold an answer. A Refusal is
    the user's to mend and goes on; so does the wish to stop.

    Examples
    --------
    >>> notes = Notes()
    >>> guarded(lambda: {"irt": 1 / 0}, "irt", {"irt": None}, notes)
    {'irt': None}
    >>> notes.entries[0]["code"], "ZeroDivisionError" in notes.entries[0]["text"]
    ('422.975', True)
    """
    try:
        return part()
    except Refusal:
        raise
    except Exception as error:
        notes.add(PART_FAILED, where, what=type(error).__name__)
        return instead


def without_nulls(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return the results without the parts that are null as a whole, as if they were not asked."""
    return {name: part for name, part in results.items() if part is not None}
