"""Look at women's plans: what is due now, what is over, and when to look again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prem.fieldwork.field import Field
from prem.fieldwork.planning import Course, add, courses, without
from prem.storage import happened
from prem.storage.askings import Asking
from prem.storage.people import Person
from prem.surveys import texts
from prem.surveys.model import Survey
from prem.surveys.schedule import Happened, Planned
from prem.surveys.schedule.model import Kind
from prem.surveys.schedule.plan import expires, is_planned, planned
from prem.surveys.schedule.standing import standing
from prem.surveys.schedule.templates import INVITATION
from prem.surveys.session import Session

_log = logging.getLogger(__name__)
PAUSED = timedelta(days=7)
"""How long a wave that she paused rests until it is looked at whether she went on."""
WAITS = timedelta(hours=1)
"""The same for a text that no provider took: meanwhile she may have finished by her link."""
AT_ONCE = timedelta(seconds=1)


@dataclass(slots=True)
class Text:
    """A text that is due now. `begins`: it makes her session; `tries`: how often it was taken
    back before it went out; without words it is not sent, and `failed` says that it should."""

    survey: Survey
    person: Person
    asking: Asking
    planned: Planned
    session: Session | None
    tries: int
    words: tuple[str, ...] = ()
    failed: bool = False

    @property
    def begins(self) -> bool:
        """Whether it is the first text of a wave that has no session yet."""
        return self.planned.template == INVITATION and self.session is None


@dataclass(slots=True)
class Look:
    """A woman who is looked at; `seen` is her `next_look` as it was, `over` are the waves whose
    texts come too late or too early, `again` the moment at which to look again (None never)."""

    person: Person
    seen: int
    stopped: bool
    texts: list[Text] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    again: datetime | None = None

    def by(self, moment: datetime) -> None:
        """Look again at this moment, or before."""
        self.again = moment if self.again is None else min(self.again, moment)


def look(field: Field, some: Sequence[Look], now: datetime) -> None:
    """Fill in what these women's plans say at this moment."""
    going = {one.person.id: one for one in some if not one.stopped}
    persons = [one.person for one in going.values()]
    life = happened.of(field.stores.contacts.reader, field.keys, going)
    for survey in field.surveys.values():
        for course in courses(field, survey, persons, life, now):
            one = going[course.person.id]
            try:
                _look_at(survey, course, one, now)
            except Exception as error:
                # One woman's fault of content or code must not keep the others' texts back.
                _log.error("a plan failed: %s", type(error).__name__)
                one.by(now + timedelta(minutes=1))


def _look_at(survey: Survey, course: Course, one: Look, now: datetime) -> None:
    for point, waits in course.waiting.items():
        if is_planned(survey, without(course.woman, waits), point, now):
            one.by(min(now + WAITS, expires(survey, course.woman, point) or now + WAITS))
        else:
            one.over.append(f"{survey.id}/{point}")
            one.by(now + AT_ONCE)  # what is right instead is planned when this is taken back
    if course.waiting:
        return  # two would go at once
    text = _next(survey, course, one, now)
    if text is not None and text.due <= now:
        one.texts.append(_text(survey, course, text, now))
        one.by(text.expires)  # if no sender has come by then, it comes too late
        kind: Kind = "invited" if text.template == INVITATION else "reminded"
        add(course, Happened(kind, now, time_point=_point(text)))
        text = _next(survey, course, one, now)
    if text is not None:
        one.by(text.due)


def _next(survey: Survey, course: Course, one: Look, now: datetime) -> Planned | None:
    """Return her next text that nothing holds, and have her looked at again for those before it
    that wait in a wave that she paused: nothing says when she went on with it."""
    for text in planned(survey, course.woman, now):
        if not text.held:
            return text
        if not standing("", course.woman.events).holds:  # an event ends those
            one.by(max(text.due, now + PAUSED))
    return None


def _text(survey: Survey, course: Course, planned: Planned, now: datetime) -> Text:
    point = _point(planned)
    session = course.sessions.get(point)
    text = Text(
        survey,
        course.person,
        course.asking(survey, planned, now),
        planned,
        session,
        course.taken_back.get((point, planned.template), 0),
    )
    if not text.begins:
        say = texts.invitation if planned.template == INVITATION else texts.reminder
        text.words = (say(survey, course.person.language),)
    return text


def _point(planned: Planned) -> str:
    return planned.wave.partition("/")[2]
