"""Sensitive items at the opening: trust is built first, and what is hard comes when it stands."""

from collections.abc import Iterator, Sequence
from itertools import product

from prem.errors import Complaint, content
from prem.instruments.lints.wording import forms, items_place
from prem.instruments.model import SITUATIONS, TIME_POINTS, Instrument, Item
from prem.instruments.theory import Theory

GENTLE = 3


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain, once an item, where it is of high sensitivity and among the first three asked.

    Which items are first depends on the form, the time point and the situation: all are walked.
    """
    told: set[str] = set()
    for form, items in forms(instrument):
        for time_point, situation in product(TIME_POINTS, SITUATIONS):
            for number, item in _opening(items, time_point, situation):
                if item.sensitivity == "high" and item.id not in told:
                    told.add(item.id)
                    place = items_place(instrument, item, "sensitivity")
                    yield content.SENSITIVE_OPENING.at(
                        place, found=number, form=form, situation=situation, time=time_point,
                        limit=GENTLE,
                    )  # fmt: skip


def _opening(items: Sequence[Item], time_point: str, situation: str) -> list[tuple[int, Item]]:
    asked = [item for item in items if item.fits(time_point, situation)]
    return list(enumerate(asked[:GENTLE], start=1))
