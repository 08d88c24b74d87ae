"""The clock of the schedule: at its moment each planned text goes into the outbox.

Only those whose moment has come are looked at (`person.next_look`), so a round costs what is due
and not what is enrolled. Women are looked at in groups: one write of answers, one of contacts.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from prem.errors import Refusal
from prem.fieldwork.days import day_of, second_of
from prem.fieldwork.deciding import Job, Turn
from prem.fieldwork.field import Field
from prem.fieldwork.looking import Look, Text, look
from prem.fieldwork.planning import TOGETHER
from prem.fieldwork.post import letters
from prem.fieldwork.references import session_of, texted_session
from prem.fieldwork.ringing import VOICE, ring_letters
from prem.storage import askings, events, inbound, looked, outbox, people, withdrawn
from prem.storage.line import Line
from prem.storage.seal import mark
from prem.surveys import texts
from prem.surveys.model import CONSENT, OPENING
from prem.surveys.reply import Begin, Pause
from prem.surveys.schedule.templates import INVITATION

KEPT_DAYS = 1000
RESTS = Pause(by_us=True)

_log = logging.getLogger(__name__)


def tick(field: Field, now: datetime) -> int:
    """Text whom the plan wants texted at this moment, and return how many were invited.

    Nothing is queued before its moment: what changes until then changes the plan. Safe to call
    again at any time and by several workers: what a crash cut off is done at the next call.
    """
    _renew(field, now)
    seen, invited = set[int](), 0
    while True:
        rows = people.to_look_at(field.stores.contacts.reader, second_of(now), TOGETHER)
        some = [Look(*row) for row in rows if row[0].id not in seen]
        if some:
            seen |= {one.person.id for one in some}
            invited += _look_at(field, some, now)
        if not some or len(rows) < TOGETHER:
            return invited


def next_moment(field: Field) -> int | None:
    """Return the earliest second (since 1970) at which `tick` has anything to do; None never.

    It moves when something happens; a moment that is over means at once.
    """
    return people.first_look(field.stores.contacts.reader)


def _renew(field: Field, now: datetime) -> None:
    """Once a day forget old marks; where a survey is new or another one, look at everyone."""
    line = field.stores.contacts.writer
    before = looked.known(line)
    today = {"": str(day_of(now))}
    hashes = {survey.id: survey.hash for survey in field.surveys.values()}
    if not today.items() <= before.items():
        inbound.forget(line, day_of(now) - KEPT_DAYS)
        looked.note(line, today)
    if not hashes.items() <= before.items():
        with line.transaction():
            people.look_at_all(line)
            looked.note(line, hashes)


def _look_at(field: Field, some: Sequence[Look], now: datetime) -> int:
    """Look at a group: sessions of the invited first, then contacts, all or none of a woman's."""
    look(field, some, now)
    _begin(field, [text for one in some for text in one.texts if text.begins], now)
    with field.stores.contacts.writer.transaction() as line:
        notes = [(one.person.id, one.seen, _next(one, now)) for one in some]
        held = people.looked(line, notes)  # whoever told us something meanwhile is looked at anew
        going = [one for one in some if one.person.id in held]
        for one in going:
            for wave in one.over:
                withdrawn.scheduled(line, one.person.id, wave)
        ready = [text for one in going for text in one.texts if text.words]
        _queue(field, line, ready, now)
    _rest(field, ready, now)
    return sum(text.planned.template == INVITATION for text in ready)


def _begin(field: Field, begin: Sequence[Text], now: datetime) -> None:
    """Make the sessions of the invited in one group; a text whose session fails has no words."""
    jobs = [
        Job(
            session_of(field.keys, text.asking),
            None,
            Begin(),
            now,
            channel=text.person.channel,
            new=texted_session(field.keys, text.survey, text.asking, text.person),
            once=_mark(field, "begin", text),
        )
        for text in begin
    ]
    for text, turn in zip(begin, field.decider.do(jobs) if jobs else (), strict=True):
        try:
            text.words = _words(text, turn)
        except Refusal:
            raise  # a store that does not answer: the whole round is tried again
        except Exception as error:
            # One woman's fault of content or code must not keep the others' texts back.
            _log.error("an invitation failed: %s", type(error).__name__)
            text.failed = True


def _words(text: Text, turn: Turn | BaseException | None) -> tuple[str, ...]:
    if isinstance(turn, BaseException):
        raise turn
    return texts.messages(text.survey, turn.session, turn.events) if turn else ()


def _queue(field: Field, line: Line, ready: Sequence[Text], now: datetime) -> None:
    new = [text for text in ready if text.begins]
    askings.add_all(line, [text.asking for text in new])
    events.forget_situations(line, [text.person.id for text in new])
    found = []
    for text in ready:
        # Two marks, one a store: one mark in both would join them.
        cause = _mark(field, text.planned.template, text, text.planned.slot, text.tries)
        if text.person.channel == VOICE:  # she is rung in the place of being texted
            found += ring_letters(
                field.keys,
                text.asking,
                text.person,
                template=text.planned.template,
                cause=cause,
                due=second_of(now),
            )
            continue
        found += letters(
            text.asking,
            text.words,
            template=text.planned.template,
            cause=cause,
            due=second_of(now),
            asks=text.session.step if text.session else "",
        )
    outbox.queue(line, field.keys, [(field.number(), letter) for letter in found])


def _rest(field: Field, ready: Sequence[Text], now: datetime) -> None:
    """Rest the sessions that are reminded in the middle of the questions, so that her YES goes on
    with the question at which she left. Cut off here, she is only asked that question again."""
    middle = [
        text
        for text in ready
        if text.session and text.session.state == "open"
        and text.session.step not in (OPENING, CONSENT)
    ]  # fmt: skip
    jobs = [
        Job(session_of(field.keys, text.asking), None, RESTS, now, channel=text.person.channel)
        for text in middle
    ]
    if jobs:
        field.decider.do(jobs)


def _next(one: Look, now: datetime) -> int | None:
    if any(text.failed for text in one.texts):
        return second_of(now)  # in the next round, behind those who wait for their first
    return None if one.again is None else max(second_of(one.again), second_of(now) + 1)


def _mark(field: Field, word: str, text: Text, *more: int) -> bytes:
    asking = text.asking
    return mark(field.keys.once, word, asking.person, asking.survey, asking.time_point, *more)
