"""From the stores to the plan: what each woman's way was, and which texts of hers are to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from prem.fieldwork.field import Field
from prem.fieldwork.references import session_of
from prem.storage import happened, people, sessions, texted
from prem.storage.askings import Asking
from prem.storage.happened import days_of
from prem.storage.people import Person
from prem.storage.texted import Sign
from prem.surveys.model import OPENING, Survey
from prem.surveys.schedule import Happened, Planned, Safe, Woman, plan
from prem.surveys.schedule.model import Kind
from prem.surveys.session import Session
from prem.surveys.way import FINAL

TOGETHER = 200
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Course:
    """A woman's way through one survey, by time point: what she was asked, how far she came,
    how many of its texts were taken back, and the text that still waits."""

    person: Person
    woman: Woman
    asked: dict[str, Asking] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    taken_back: dict[tuple[str, str], int] = field(default_factory=dict)
    waiting: dict[str, Happened] = field(default_factory=dict)

    def asking(self, survey: Survey, planned: Planned, now: datetime) -> Asking:
        """Return the asking that a planned text belongs to, made where there is none yet."""
        point = planned.wave.partition("/")[2]
        opened = (now.astimezone(UTC) - _LONG_AGO).days
        return self.asked.get(point) or Asking(planned.person, survey.id, point, opened)


def coming(field: Field, survey: Survey, now: datetime, days: int) -> list[Planned]:
    """Return the texts planned for the next so many days, the first first, held ones too."""
    until, found = now + timedelta(days=days), list[Planned]()
    for some in _groups(people.everyone(field.stores.contacts.reader)):
        life = happened.of(field.stores.contacts.reader, field.keys, [person.id for person in some])
        for course in courses(field, survey, some, life, now):
            found += [one for one in plan(survey, course.woman, now) if one.due < until]
    return sorted(found, key=lambda one: (one.due, one.person, one.wave, one.slot))


def courses(
    field: Field,
    survey: Survey,
    persons: Sequence[Person],
    life: Mapping[int, tuple[Happened, ...]],
    now: datetime,
) -> list[Course]:
    """Return the ways of those of these persons whom this survey texts: two statements.

    `life` is what happened to each; how far she came is as of now.
    """
    hers = {
        one.id: Course(one, _woman(one, life[one.id]))
        for one in persons
        if survey.speaks(one.language, one.channel)
    }
    for sign in texted.signs(field.stores.contacts.reader, survey.id, hers):
        _take(hers[sign.person], survey, sign)
    _add_sessions(field, hers.values(), now)
    return list(hers.values())


def _woman(person: Person, events: tuple[Happened, ...]) -> Woman:
    safe = Safe(person.safe_from, person.safe_to, days_of(person.safe_days))
    return Woman(person.id, person.site, person.language, safe, events)


def _take(course: Course, survey: Survey, sign: Sign) -> None:
    point = sign.time_point
    course.asked.setdefault(point, Asking(sign.person, survey.id, point, sign.opened))
    if sign.taken_back and sign.template is not None:
        place = (point, sign.template)
        course.taken_back[place] = course.taken_back.get(place, 0) + 1
        return
    kind: Kind = "reminded" if sign.template == "reminder" else "invited"
    second = sign.opened * 86400 if sign.second is None else sign.second
    event = Happened(kind, datetime.fromtimestamp(second, UTC), time_point=point)
    add(course, event)
    if sign.waits:
        course.waiting[point] = event


def add(course: Course, event: Happened) -> None:
    """Add an event to her way."""
    her = course.woman
    course.woman = Woman(her.person, her.site, her.language, her.safe, (*her.events, event))


def without(woman: Woman, event: Happened) -> Woman:
    """Return a woman to whom this event has not happened."""
    others = tuple(one for one in woman.events if one is not event)
    return Woman(woman.person, woman.site, woman.language, woman.safe, others)


def _add_sessions(field: Field, every: Iterable[Course], now: datetime) -> None:
    """Add how far each came: after a wave was forgotten (DELETE) nothing is left of it."""
    ids = {
        session_of(field.keys, asking): (course, point)
        for course in every
        for point, asking in course.asked.items()
    }
    known = sessions.load(field.stores.answers.reader, list(ids))
    for number, (course, point) in ids.items():
        row = known.get(number)
        session = field.decider.restored(row, None) if row else None
        how = _how_far(session) if session else "finished"
        if session is not None:
            course.sessions[point] = session
        if how:
            add(course, Happened(how, now, time_point=point))


def _how_far(session: Session) -> Kind | None:
    if session.state in FINAL:
        return "finished"
    if session.state == "paused" and not session.ways.rested:
        return "paused"
    return "began" if session.step != OPENING else None


def _groups(persons: list[Person]) -> Iterator[list[Person]]:
    return (persons[at : at + TOGETHER] for at in range(0, len(persons), TOGETHER))
