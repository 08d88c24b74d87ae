"""The clock of the schedule: invite those whose window is open and who were not invited yet."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from prem.errors import Refusal
from prem.fieldwork.days import HOME, day_of, is_within, next_safe, second_of
from prem.fieldwork.deciding import Job
from prem.fieldwork.field import Field
from prem.fieldwork.post import post
from prem.fieldwork.references import session_of, texted_session
from prem.storage import askings, events, inbound, people
from prem.storage.askings import Asking
from prem.storage.people import Person
from prem.storage.seal import mark
from prem.surveys import texts
from prem.surveys.model import Survey
from prem.surveys.reply import Begin

KEPT_DAYS = 1000

_log = logging.getLogger(__name__)


def tick(field: Field, now: datetime) -> int:
    """Invite whoever is due at this moment and return how many were; forget old marks of texts.

    Each woman is invited once a time point, in her safe hours. Safe to call again at any time:
    what a crash cut off is done at the next call.
    """
    inbound.forget(field.stores.contacts.writer, day_of(now) - KEPT_DAYS)
    invited = 0
    for survey in field.surveys.values():
        for person, asking in list(_due(field, survey, now)):
            invited += _invited(field, survey, person, asking, now)
    return invited


def invite(field: Field, survey: Survey, person: Person, asking: Asking, now: datetime) -> None:
    """Make her session for one time point and queue its first texts for her next safe hour."""
    # Two marks, one a store: one mark in both would join them.
    once, cause = (
        mark(field.keys.once, word, asking.person, asking.survey, asking.time_point)
        for word in ("begin", "invitation")
    )
    job = Job(
        session_of(field.keys, asking),
        None,
        Begin(),
        now,
        channel=person.channel,
        new=texted_session(field.keys, survey, asking, person),
        once=once,
    )
    [turn] = field.decider.do([job])
    if isinstance(turn, BaseException):
        raise turn
    said = texts.messages(survey, turn.session, turn.events) if turn else ()
    due = second_of(next_safe(now, person.safe_from, person.safe_to))
    with field.stores.contacts.writer.transaction() as line:
        if askings.add(line, asking):
            events.forget_situation(line, person.id)
            post(field, line, asking, said, template="invitation", cause=cause, due=due)


def _invited(field: Field, survey: Survey, person: Person, asking: Asking, now: datetime) -> bool:
    try:
        invite(field, survey, person, asking, now)
    except Refusal:
        raise  # a store that does not answer: the whole round is tried again
    except Exception as error:
        # One woman's fault of content or code must not keep the others' texts from going out.
        _log.error("an invitation failed: %s", type(error).__name__)
        return False
    return True


def _due(field: Field, survey: Survey, now: datetime) -> Iterator[tuple[Person, Asking]]:
    line = field.stores.contacts.reader
    asked = askings.those(line, survey.id)
    today = now.astimezone(HOME).date()
    sites = {site.id for site in survey.sites}
    for person in people.everyone(line):
        if person.site not in sites or person.language not in survey.languages:
            continue
        if person.channel not in survey.channels:
            continue
        days = events.days(line, person.id)
        for point in survey.time_points:
            if (person.id, point.id) not in asked and is_within(point, days, today):
                yield person, Asking(person.id, survey.id, point.id, day_of(now))
