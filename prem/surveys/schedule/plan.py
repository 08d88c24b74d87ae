"""What is planned for a woman. Worked out anew each time: a date that changes changes all of it.

Her events and the moment are all that it depends on; nothing pending is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from prem.surveys.model import Survey, TimePoint
from prem.surveys.schedule.model import Planned, Woman
from prem.surveys.schedule.safe import days_later, midnight, next_safe
from prem.surveys.schedule.standing import Standing, Wave, standing
from prem.surveys.schedule.templates import templates

APART_DAYS = 7
"""Days from one text of a wave to the next, by the clock on her wall."""


def plan(survey: Survey, woman: Woman, now: datetime) -> tuple[Planned, ...]:
    """Return the texts still to come, by due moment; one is due now where its moment is `now`.

    At most one invitation and two reminders a time point, and none where she has said STOP, is
    cared for at a site of another survey, or speaks a language without words.
    """
    stands = standing(woman.site, woman.events)
    if stands.stopped or woman.language not in survey.texted:
        return ()
    if stands.site not in {site.id for site in survey.sites}:
        return ()
    every = [
        planned
        for point in survey.time_points
        for planned in _of_wave(survey, woman, stands, point, now)
    ]
    return tuple(sorted(every, key=lambda one: (one.due, one.wave, one.slot)))


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

    What the survey has no more is over long ago.
    """
    stands = standing(woman.site, woman.events)
    if stands.wave(time_point).began:
        return None
    point = next((one for one in survey.time_points if one.id == time_point), None)
    if point is None:
        return datetime.min.replace(tzinfo=UTC)
    opened = window(point, stands)
    return opened[1] if opened else None


def is_planned(survey: Survey, woman: Woman, time_point: str, now: datetime) -> bool:
    """Return whether a text of a wave is to go at her next safe moment, by what is known now."""
    wave, at_once = f"{survey.id}/{time_point}", next_safe(now, woman.safe)
    return any(
        one.wave == wave and one.due == at_once and not one.held for one in plan(survey, woman, now)
    )


def _of_wave(
    survey: Survey, woman: Woman, stands: Standing, point: TimePoint, now: datetime
) -> Iterator[Planned]:
    wave = stands.wave(point.id)
    if wave.finished or (wave.began and not wave.invited):
        return  # who came by herself needs no invitation, and is not pressed
    opened = window(point, stands)
    if opened is None:
        return
    held = stands.holds[0] if stands.holds else "pause" if wave.paused else ""
    earliest = max(opened[0], now.astimezone(UTC), _after(wave))
    for slot, template in enumerate(templates(survey, woman.language)):
        if slot < len(wave.texted):
            continue
        due = next_safe(earliest, woman.safe)
        if due >= opened[1] or (template.mentions_baby and stands.babyless):
            return  # what would follow makes no sense without it
        name = f"{survey.id}/{point.id}"
        yield Planned(woman.person, name, template.id, slot, due, opened[1], held)
        earliest = days_later(due, APART_DAYS)


def _after(wave: Wave) -> datetime:
    """Return the first moment at which the next text of a wave would not press her."""
    if not wave.texted:
        return datetime.min.replace(tzinfo=UTC)
    return days_later(max(wave.texted), APART_DAYS)
