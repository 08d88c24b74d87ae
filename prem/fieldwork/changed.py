"""She says herself, by a tap, that something in her life has changed.

What follows is what follows where staff tell it or she texts it: see situations.py, apply.py and
telling.py. A loss that staff told stays; what is told twice is one event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prem.errors.telling import DAY_MISSING
from prem.fieldwork.situations import fitting, told
from prem.fieldwork.telling_checked import check_day
from prem.storage import happened
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.surveys.besides import SITUATION_OF
from prem.surveys.schedule import Happened
from prem.surveys.schedule.model import DATED, HOLDS, HOME, Kind
from prem.surveys.schedule.standing import Standing, standing

KINDS: tuple[Kind, ...] = (
    "birth", "due-date", "loss", "apart", "together", "moved", "prison", "refuge", "pause",
    "resume",
)  # fmt: skip
"""What she may tell on her page, in its order. To stop for good is another button."""


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """What she pressed, one of `KINDS`, and what belongs to it: the day of a birth or a due date,
    the id of the site that cares for her now ("" where she named none). It never shows itself in
    a log or an error."""

    kind: Kind
    day: date | None = None
    site: str = ""


def check(change: Change, now: datetime) -> None:
    """Refuse a due date without a day (422.364), and a day that this cannot be on (422.365)."""
    if change.day is None and change.kind == "due-date":
        raise DAY_MISSING.refuse(what=change.kind)
    if change.day is not None and change.kind in DATED:
        check_day(change.kind, change.day, now)


def tell(
    stores: Stores,
    keys: Keys,
    number: Callable[[], int],
    person: int,
    change: Change,
    now: datetime,
) -> str:
    """Note in her log what she pressed, in one transaction; return the situation by which she is
    asked from here on, "" where it stays as it was.

    Refuses what `check` refuses.
    """
    check(change, now)
    with stores.contacts.writer.transaction() as line:
        happened.look_now(line, person)  # of two taps at once, one waits here for the other
        life = happened.of(line, keys, [person])[person]
        situation = SITUATION_OF.get(change.kind)
        if situation is not None:
            told(line, keys, number, person, situation, now, "page")
            return fitting(standing("", life), situation)
        event = news(change, life, now)
        if event is not None:
            happened.add(line, keys, number, person, event, "page")
        return ""


def news(change: Change, life: Sequence[Happened], now: datetime) -> Happened | None:
    """Return the event that follows from a tap; None where things stand so already.

    `life` is all that happened to her, in the order in which it was known. A birth of no day is
    of today, where none is known; a move to no place leaves her site, and stands in her log for
    staff to ask.
    """
    stands, kind = standing("", life), change.kind
    if kind in DATED:
        return _dated(change, stands, now)
    if kind == "moved":
        return _moved(change, stands, life, now)
    known = kind in stands.holds if kind in HOLDS else not stands.holds
    return None if known else Happened(kind, now)


def _dated(change: Change, stands: Standing, now: datetime) -> Happened | None:
    known = stands.days.get(change.kind)
    day = change.day or known or now.astimezone(HOME).date()
    return None if day == known else Happened(change.kind, now, day=day)


def _moved(
    change: Change, stands: Standing, life: Sequence[Happened], now: datetime
) -> Happened | None:
    site = change.site or stands.site
    last = life[-1] if life else None
    told_before = last is not None and (last.kind, last.site) == ("moved", site)
    if not site or told_before or change.site == stands.site:
        return None
    return Happened("moved", now, site=site)
