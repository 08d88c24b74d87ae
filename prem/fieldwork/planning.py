"""From the stores to the plan: what each woman's way was, and which texts of hers are to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from prem.fieldwork.field import Field
from prem.fieldwork.references import session_of
from prem.storage import people, sessions, texted
from prem.storage.askings import Asking
from prem.storage.people import Person
from prem.storage.texted import Sign
from prem.surveys.model import OPENING, Survey
from prem.surveys.schedule import Happened, Planned, Safe, Woman, plan
from prem.surveys.schedule.model import Kind
from prem.surveys.session import Session
from prem.surveys.way import FINAL

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Due:
    """A text that is due now: the wave it belongs to, and the session, where one is there."""

    person: Person
    asking: Asking
    planned: Planned
    session: Session | None = None


@dataclass(frozen=True, slots=True)
class _Course:
    person: Person
    woman: Woman
    askings: tuple[Asking, ...]


def due_now(field: Field, survey: Survey, now: datetime) -> Iterator[Due]:
    """Yield the texts that are due at this moment and not held.

    Only for those whose text would be due is it looked up how far they came.
    """
    courses = [one for one in _courses(field, survey) if _due(survey, one, now)]
    for some in _groups(courses):
        sessions_of = _sessions(field, some)
        for course in some:
            known = _with_sessions(field, course, sessions_of, now)
            asked = {asking.wave: asking for asking in course.askings}
            for one in _due(survey, known, now):
                asking = asked.get(one.wave) or _new(survey, one, now)
                session = sessions_of.get(session_of(field.keys, asking))
                yield Due(course.person, asking, one, session)


def coming(field: Field, survey: Survey, now: datetime, days: int) -> list[Planned]:
    """Return the texts planned for the next so many days, the first first, held ones too."""
    until, found = now + timedelta(days=days), list[Planned]()
    for some in _groups(list(_courses(field, survey))):
        sessions_of = _sessions(field, some)
        for course in some:
            known = _with_sessions(field, course, sessions_of, now)
            found += [one for one in plan(survey, known.woman, now) if one.due < until]
    return sorted(found, key=lambda one: (one.due, one.person, one.wave, one.slot))


def _due(survey: Survey, course: _Course, now: datetime) -> list[Planned]:
    return [one for one in plan(survey, course.woman, now) if one.due <= now and not one.held]


def _new(survey: Survey, planned: Planned, now: datetime) -> Asking:
    day = (now.astimezone(UTC) - _LONG_AGO).days
    return Asking(planned.person, survey.id, planned.wave.partition("/")[2], day)


def _courses(field: Field, survey: Survey) -> Iterator[_Course]:
    """Yield everyone who has not said STOP and is texted by this survey."""
    line = field.stores.contacts.reader
    days, signs = texted.days(line), defaultdict[int, list[Sign]](list)
    for sign in texted.signs(line, survey.id):
        signs[sign.person].append(sign)
    for person in people.everyone(line):
        if person.channel not in survey.channels:
            continue
        known = [
            Happened(kind, _LONG_AGO, day=day)  # type: ignore[arg-type]
            for kind, day in days.get(person.id, {}).items()
        ]
        hers = signs.get(person.id, [])
        safe = Safe(person.safe_from, person.safe_to)
        events = (*known, *map(_texted, hers))
        woman = Woman(person.id, person.site, person.language, safe, events)
        yield _Course(person, woman, tuple(_askings(survey, hers)))


def _askings(survey: Survey, signs: Iterable[Sign]) -> list[Asking]:
    found = {s.time_point: Asking(s.person, survey.id, s.time_point, s.opened) for s in signs}
    return list(found.values())


def _texted(sign: Sign) -> Happened:
    kind: Kind = "reminded" if sign.template == "reminder" else "invited"
    second = sign.opened * 86400 if sign.second is None else sign.second
    return Happened(kind, datetime.fromtimestamp(second, UTC), time_point=sign.time_point)


def _sessions(field: Field, courses: Sequence[_Course]) -> dict[int, Session]:
    """Return the sessions of all that these women were asked, by id."""
    ids = [session_of(field.keys, asking) for one in courses for asking in one.askings]
    loaded = sessions.load(field.stores.answers.reader, ids)
    restored = {number: field.decider.restored(known, None) for number, known in loaded.items()}
    return {number: session for number, session in restored.items() if session}


def _with_sessions(
    field: Field, course: _Course, known: dict[int, Session], now: datetime
) -> _Course:
    """Add how far she came, as of now: after a wave was forgotten (DELETE) nothing is left."""
    events = list(course.woman.events)
    for asking in course.askings:
        session = known.get(session_of(field.keys, asking))
        how = _how_far(session) if session else "finished"
        if how:
            events.append(Happened(how, now, time_point=asking.time_point))
    return replace(course, woman=replace(course.woman, events=tuple(events)))


def _how_far(session: Session) -> Kind | None:
    if session.state in FINAL:
        return "finished"
    if session.state == "paused":
        return "paused"
    return "began" if session.step != OPENING else None


def _groups(courses: list[_Course]) -> Iterator[list[_Course]]:
    return (courses[at : at + _TOGETHER] for at in range(0, len(courses), _TOGETHER))
