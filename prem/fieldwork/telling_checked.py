"""What staff may tell of a woman, checked: nothing that cannot be gets into the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prem.errors.kinds import near_miss
from prem.errors.storage import BAD_HOURS
from prem.errors.telling import (
    BAD_DAY,
    DAY_MISSING,
    DAY_TOO_FAR,
    NO_SAFE_DAY,
    NO_SUCH_WORDS,
    PART_MISSING,
    TOO_MUCH_TOLD,
    UNKNOWN_PLACE,
    UNKNOWN_TOLD,
)
from prem.surveys.model import BY_PHONE, Survey
from prem.surveys.schedule import Happened, Safe
from prem.surveys.schedule.model import HOME, Kind
from prem.surveys.schedule.saying import days_from, hours_from

# What each needs beside itself, of Told's fields.
NEEDS: Mapping[Kind, tuple[str, ...]] = {
    "due-date": ("day",),
    "birth": ("day",),
    "loss": (),
    "apart": (),
    "together": (),
    "no-loss": (),
    "moved": ("site",),
    "prison": (),
    "refuge": (),
    "pause": (),
    "resume": (),
    "safe": ("days", "hours"),
    "language": ("language",),
    "channel": ("channel",),
    "number": ("number",),
    "stop": (),
}
# How far back and ahead a day may lie. A pregnancy is 40 weeks, and a survey asks for 18 months.
_REACH = {
    "due-date": (timedelta(weeks=26), timedelta(weeks=44)),
    "birth": (timedelta(days=3 * 365), timedelta()),
}


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What was typed, as it was typed: `kind` and what belongs to it, the rest empty."""

    kind: str
    day: str = ""
    site: str = ""
    days: str = ""
    hours: str = ""
    language: str = ""
    channel: str = ""
    number: str = ""


def checked(surveys: Mapping[str, Survey], told: Told, now: datetime) -> Happened:
    """Return the event; Refusal where it cannot be. A "number" has a mark still to be made."""
    kinds = {str(kind): kind for kind in NEEDS}
    if told.kind not in kinds:
        raise UNKNOWN_TOLD.refuse(
            word=told.kind[:40], accepted=", ".join(kinds), near=near_miss(told.kind, kinds)
        )
    kind = kinds[told.kind]
    _check_parts(told, NEEDS[kind])
    if kind == "moved":
        _check_place("site", told.site, [s.id for one in surveys.values() for s in one.sites])
    if kind == "language":
        _check_place(kind, told.language, [n for one in surveys.values() for n in one.languages])
    if kind == "channel":
        every = [name for one in surveys.values() for name in one.channels]
        _check_place(kind, told.channel, [one for one in every if one in BY_PHONE])
    return Happened(
        kind,
        now,
        day=_day(kind, told.day, now) if told.day else None,
        site=told.site,
        safe=safe_of(told.days, told.hours) if kind == "safe" else None,
        language=told.language,
        channel=told.channel,
        number=told.number and "-",
    )


def safe_of(days: str, hours: str) -> Safe:
    """Return the days and hours as they were typed; Refusal 422.360 or 422.344."""
    chosen, pair = days_from(days), hours_from(hours)
    if not chosen:
        raise NO_SAFE_DAY.refuse()
    if pair is None or not 0 <= pair[0] < pair[1] <= 24:
        raise BAD_HOURS.refuse()
    return Safe(*pair, chosen)


def date_of(typed: str) -> date:
    """Return a day as it was typed; Refusal 422.363."""
    try:
        return datetime.strptime(typed.strip(), "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        raise BAD_DAY.refuse() from None


def check_day(kind: str, day: date, now: datetime) -> date:
    """Return a day that this can be on; Refusal 422.365."""
    back, ahead = _REACH[kind]
    today = now.astimezone(HOME).date()
    if not today - back <= day <= today + ahead:
        raise DAY_TOO_FAR.refuse(what=kind, first=today - back, last=today + ahead)
    return day


def check_spoken(surveys: Iterable[Survey], language: str, channel: str) -> None:
    """Refuse (422.371) a language in which no survey asks on this channel."""
    every = list(surveys)
    spoken = [n for one in every for n in one.languages if one.speaks(n, channel)]
    if language not in spoken:
        accepted = ", ".join(dict.fromkeys(spoken)) or "none"
        raise NO_SUCH_WORDS.refuse(language=language, channel=channel, accepted=accepted)


def _day(kind: str, typed: str, now: datetime) -> date:
    return check_day(kind, date_of(typed), now)


def _check_parts(told: Told, needs: tuple[str, ...]) -> None:
    for part in ("day", "site", "days", "hours", "language", "channel", "number"):
        given = getattr(told, part).strip()
        if given and part not in needs:
            raise TOO_MUCH_TOLD.refuse(what=told.kind, more=part)
        if not given and part in needs:
            if part == "day":
                raise DAY_MISSING.refuse(what=told.kind)
            raise PART_MISSING.refuse(what=told.kind, more=part)


def _check_place(what: str, word: str, accepted: list[str]) -> None:
    known = list(dict.fromkeys(accepted))
    if word not in known:
        raise UNKNOWN_PLACE.refuse(
            word=word[:40], what=what, accepted=", ".join(known), near=near_miss(word, known)
        )
