"""She says of her own accord, by a tap or a text, that something in her life has changed.

A loss that staff told stays; what is told twice is one event. See situations.py for what answers
the question of how things are for her.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prem.errors.telling import DAY_MISSING
from prem.fieldwork.situations import said_since, told
from prem.fieldwork.telling_checked import check_day
from prem.storage import happened
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.surveys.besides import SITUATION_OF
from prem.surveys.schedule import Happened
from prem.surveys.schedule.model import DATED, HOME, Kind
from prem.surveys.schedule.standing import Standing, is_known, standing

KINDS: tuple[Kind, ...] = (
    "birth", "due-date", "loss", "apart", "together", "moved", "prison", "refuge", "pause",
    "resume",
)  # fmt: skip
"""What she may tell on her page, in its order. To stop for good is another button."""


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """What she said, on her page one of `KINDS`, and what belongs to it: the day of a birth or a
    due date, the id of the site that cares for her now ("" where she named none). It never shows
    itself in a log or an error."""

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
        situation = SITUATION_OF.get(change.kind)
        if situation is not None:
            return told(line, keys, number, person, situation, now, "page")
        event = news(change, happened.of(line, keys, [person])[person], now)
        if event is not None:
            happened.add(line, keys, number, person, event, "page")
        return ""


def news(
    change: Change, life: Sequence[Happened], now: datetime, wrote: datetime | None = None
) -> Happened | None:
    """Return the event that follows from what she says; None where things stand so already.

    `life` is all that happened to her, in the order in which it was known; `wrote`: when she said
    it, where that is not now. A birth of no day is of the day on which she said it, where none is
    known; a move to no place leaves her site, and stands in her log for staff to ask. That her
    baby is back takes back nothing that is known since she said it.
    """
    stands, kind = standing("", life), change.kind
    if kind == "moved":
        return _moved(change, stands, life, now)
    day = None
    if kind in DATED:
        day = change.day or stands.days.get(kind) or (wrote or now).astimezone(HOME).date()
    event = Happened(kind, now, day=day)
    late = kind == "together" and not said_since(stands.apart_at, wrote)
    return None if late or is_known(stands, event) else event


def _moved(
    change: Change, stands: Standing, life: Sequence[Happened], now: datetime
) -> Happened | None:
    site = change.site or stands.site
    last = life[-1] if life else None
    told_before = last is not None and (last.kind, last.site) == ("moved", site)
    if not site or told_before or change.site == stands.site:
        return None
    return Happened("moved", now, site=site)
