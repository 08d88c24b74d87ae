"""Sensitive items at the opening: trust is built first, and what is hard comes when it stands."""

from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import items_place
from prem.instruments.model import SITUATIONS, TIME_POINTS, Instrument, Item
from prem.instruments.theory import Theory

GENTLE = 3


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain, once an item, where it is of high sensitivity and among the first three asked.

    Which items are first depends on the time point and the situation: all pairs are walked.
    """
    told: set[str] = set()
    for time_point in TIME_POINTS:
        for situation in SITUATIONS:
            for number, item in _opening(instrument, time_point, situation):
                if item.sensitivity == "high" and item.id not in told:
                    told.add(item.id)
                    place = items_place(instrument, item, "sensitivity")
                    yield content.SENSITIVE_OPENING.at(
                        place, found=number, situation=situation, time=time_point, limit=GENTLE
                    )


def _opening(instrument: Instrument, time_point: str, situation: str) -> list[tuple[int, Item]]:
    asked = [item for item in instrument.items if item.fits(time_point, situation)]
    return list(enumerate(asked[:GENTLE], start=1))
