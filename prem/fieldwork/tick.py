"""The clock of the schedule: at its moment each planned text goes into the outbox."""

from __future__ import annotations

import logging
from datetime import datetime

from prem.errors import Refusal
from prem.fieldwork.days import day_of, next_safe, second_of
from prem.fieldwork.deciding import Job
from prem.fieldwork.field import Field
from prem.fieldwork.planning import Due, due_now
from prem.fieldwork.post import post
from prem.fieldwork.references import session_of, texted_session
from prem.storage import askings, events, inbound
from prem.storage.askings import Asking
from prem.storage.people import Person
from prem.storage.seal import mark
from prem.surveys import texts
from prem.surveys.model import CONSENT, OPENING, Survey
from prem.surveys.reply import Begin, Pause
from prem.surveys.schedule.templates import INVITATION, REMINDER

KEPT_DAYS = 1000

_log = logging.getLogger(__name__)


def tick(field: Field, now: datetime) -> int:
    """Text whom the plan wants texted at this moment, and return how many were invited.

    Nothing is queued before its moment: what changes until then changes the plan. Safe to call
    again at any time: what a crash cut off is done at the next call. Old marks are forgotten.
    """
    inbound.forget(field.stores.contacts.writer, day_of(now) - KEPT_DAYS)
    invited = 0
    for survey in field.surveys.values():
        for due in list(due_now(field, survey, now)):
            texted = _texted(field, survey, due, now)
            invited += texted and due.planned.template == INVITATION
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


def remind(field: Field, survey: Survey, due: Due, now: datetime) -> None:
    """Queue a reminder. In the middle of the questions it rests first, so that her YES goes on
    with the question at which she left."""
    wave, planned = due.asking, due.planned
    if due.session and due.session.state == "open" and due.session.step not in (OPENING, CONSENT):
        [turn] = field.decider.do(
            [Job(session_of(field.keys, wave), None, Pause(), now, channel=due.person.channel)]
        )
        if isinstance(turn, BaseException):
            raise turn
    cause = mark(field.keys.once, REMINDER, wave.person, wave.survey, wave.time_point, planned.slot)
    said = (texts.reminder(survey, due.person.language),)
    with field.stores.contacts.writer.transaction() as line:
        post(field, line, wave, said, template=REMINDER, cause=cause, due=second_of(now))


def _texted(field: Field, survey: Survey, due: Due, now: datetime) -> bool:
    try:
        if due.planned.template == INVITATION:
            invite(field, survey, due.person, due.asking, now)
        else:
            remind(field, survey, due, now)
    except Refusal:
        raise  # a store that does not answer: the whole round is tried again
    except Exception as error:
        # One woman's fault of content or code must not keep the others' texts from going out.
        _log.error("a text of the schedule failed: %s", type(error).__name__)
        return False
    return True
