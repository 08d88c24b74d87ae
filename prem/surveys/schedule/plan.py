"""What is planned for a woman. Worked out anew each time: a date that changes changes all of it.

Her events and the moment are all that it depends on; nothing pending is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import takewhile

from prem.surveys.model import Survey, TimePoint
from prem.surveys.schedule.model import Planned, Woman
from prem.surveys.schedule.safe import days_later, midnight, next_safe
from prem.surveys.schedule.standing import Standing, Wave, standing
from prem.surveys.schedule.templates import templates

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
APART_DAYS = 7
"""Days from one text of a wave to the next, by the clock on her wall."""
BETWEEN_DAYS = 1
"""The same from a text of one wave to that of another: they say the same, and two of one day, where
a birth is told after an invitation, would look like a mistake or like pressing."""


def plan(survey: Survey, woman: Woman, now: datetime) -> tuple[Planned, ...]:
    """Return the texts still to come, by due moment; one is due now where its moment is `now`.

    At most one invitation and two reminders a time point, and none where she has said STOP, is
    cared for at a site of another survey, or speaks a language without words.
    """
    return tuple(planned(survey, woman, now))


def planned(survey: Survey, woman: Woman, now: datetime) -> Iterator[Planned]:
    """Yield the same texts, each worked out when it is asked for: most often one is enough."""
    stands = standing(woman.site, woman.events)
    if stands.stopped or woman.language not in survey.texted:
        return
    if stands.site not in {site.id for site in survey.sites}:
        return
    waves = [
        wave
        for point in survey.time_points
        if (wave := _to_come(survey, woman, stands, point, now)) is not None
    ]
    yield from _spaced(woman, waves, _after(stands.waves.values(), BETWEEN_DAYS))


def window(point: TimePoint, stands: Standing) -> tuple[datetime, datetime] | None:
    """Return when a time point opens and when it is over (UTC); None where nothing opens it.

    A birth or a loss ends what hangs on the due date.
    """
    anchor: date | None = stands.days.get(point.anchor)
    if anchor is None:
        return None
    if point.anchor == "due-date" and ("birth" in stands.days or stands.lost):
        return None
    first = anchor + timedelta(weeks=point.from_week)
    after = anchor + timedelta(weeks=point.to_week + 1)
    return midnight(first), midnight(after)


def expires(survey: Survey, woman: Woman, time_point: str) -> datetime | None:
    """Return when a wave is over for her; None while it never is: it has begun, or is not hers.

    What the survey has no more is over long ago; all of it is on the day of deletion.
    """
    stands = standing(woman.site, woman.events)
    if stands.wave(time_point).began:
        return _end_of(survey)
    point = next((one for one in survey.time_points if one.id == time_point), None)
    if point is None:
        return _LONG_AGO
    opened = _opened(survey, point, stands)
    return opened[1] if opened else None


def _opened(survey: Survey, point: TimePoint, stands: Standing) -> tuple[datetime, datetime] | None:
    """Return the window of a time point, shut at the latest when all answers are deleted."""
    opened, end = window(point, stands), _end_of(survey)
    return opened if opened is None or end is None else (opened[0], min(opened[1], end))


def _end_of(survey: Survey) -> datetime | None:
    return midnight(date.fromisoformat(survey.delete_on)) if survey.delete_on else None


def is_planned(survey: Survey, woman: Woman, time_point: str, now: datetime) -> bool:
    """Return whether a text of a wave is to go at her next safe moment, by what is known now."""
    wave, at_once = f"{survey.id}/{time_point}", next_safe(now, woman.safe)
    soon = takewhile(lambda one: one.due <= at_once, planned(survey, woman, now))
    return any(one.wave == wave and not one.held for one in soon)


@dataclass(slots=True)
class _Wave:
    """A wave of which texts are to come: their slots and templates, the next not before `due`."""

    name: str
    due: datetime
    expires: datetime
    held: str
    left: list[tuple[int, str]]


def _to_come(
    survey: Survey, woman: Woman, stands: Standing, point: TimePoint, now: datetime
) -> _Wave | None:
    wave = stands.wave(point.id)
    if wave.finished or (wave.began and not wave.invited):
        return None  # who came by herself needs no invitation, and is not pressed
    opened = _opened(survey, point, stands)
    if opened is None:
        return None
    left = list[tuple[int, str]]()
    for slot, template in enumerate(templates(survey, woman.language)):
        if slot >= len(wave.texted):
            if template.mentions_baby and stands.babyless:
                break  # what would follow makes no sense without it
            left.append((slot, template.id))
    held = stands.holds[0] if stands.holds else "pause" if wave.paused else ""
    earliest = max(opened[0], now.astimezone(UTC), _after([wave], APART_DAYS))
    return _Wave(f"{survey.id}/{point.id}", earliest, opened[1], held, left)


def _spaced(woman: Woman, waves: Iterable[_Wave], earliest: datetime) -> Iterator[Planned]:
    """Yield the texts of all waves, the first first, none before `earliest`; what is held puts off
    no other. Of two that wait for one safe moment the one that was due before the other goes first,
    at whatever moment this is asked."""
    going = [(wave.due, wave.due, wave.name, wave) for wave in waves]
    heapify(going)
    while going:
        _, due, name, wave = heappop(going)
        safe = next_safe(due if wave.held else max(due, earliest), woman.safe)
        if not wave.left or safe >= wave.expires:
            continue
        if going and going[0] < (safe, due, name):
            heappush(going, (safe, due, name, wave))  # another may go before it
            continue
        slot, template = wave.left.pop(0)
        yield Planned(woman.person, name, template, slot, safe, wave.expires, wave.held)
        next_due = days_later(safe, APART_DAYS)
        heappush(going, (next_due, next_due, name, wave))
        earliest = earliest if wave.held else days_later(safe, BETWEEN_DAYS)


def _after(waves: Iterable[Wave], days: int) -> datetime:
    """Return the first moment so many days after the last text of these waves."""
    texted = [moment for wave in waves for moment in wave.texted]
    return days_later(max(texted), days) if texted else _LONG_AGO
