"""Receive a text. STOP comes before everything.

The answers store is written first, under a mark of the provider's id, and the contacts store
after it: a crash in between is mended by the provider's own retry, which finds the turn written,
works its outcome out again and queues what was cut off. Nothing is counted or sent twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from prem.channels.model import Inbound
from prem.errors import Refusal
from prem.fieldwork.apply import Texted, carry_out
from prem.fieldwork.days import day_of, second_of, week_of
from prem.fieldwork.deciding import Job, Turn
from prem.fieldwork.field import Field
from prem.fieldwork.post import post
from prem.fieldwork.references import respondent_of, session_of, token_of
from prem.storage import askings, events, heard, inbound, outbox, people, sessions, stops
from prem.storage.askings import Asking
from prem.storage.erasure import erase
from prem.storage.line import Line
from prem.storage.people import Person
from prem.storage.seal import mark
from prem.surveys import texts
from prem.surveys.events import Stopped
from prem.surveys.model import Survey
from prem.surveys.own_words import own_words
from prem.surveys.replies import Choice, Reading, read, understand
from prem.surveys.reply import Reply
from prem.surveys.session import Session

Received = Literal["answered", "repeat", "unknown", "stopped", "quiet"]
MOST_AN_HOUR = 40
"""Texts to one woman; a whole survey is about fifteen. A phone that answers us by itself ("I'm
driving") and our asking again would go on for ever."""
STOPS = frozenset({"stop", "delete", "wrong_number", "unsafe"})
YES_OR_NO = Choice(("yes", "no"), (frozenset({"yes"}), frozenset({"no"})), numbered=False)


@dataclass(slots=True, repr=False)
class Hearing:
    """Understands a text at the step where the session stands, and keeps the reading."""

    text: str
    reading: Reading | None = None

    def __call__(self, survey: Survey, session: Session) -> Reply:
        """Return the reply that the text is."""
        self.reading, reply = understand(survey, session, self.text)
        return reply


@dataclass(frozen=True, slots=True, repr=False)
class _Text:
    """A text with all that is known of its sender.

    `seen` marks it in the contacts store and `once` in the answers store: two marks, or the two
    stores could be joined by them. Its number is in the marks, so that a provider who gives two
    texts one id loses no woman's STOP. `starts`: it takes a STOP back.
    """

    index: bytes
    seen: bytes
    once: bytes
    text: str
    channel: str
    person: Person | None
    asking: Asking | None
    starts: bool = False


def receive_text(field: Field, came: Inbound, now: datetime) -> Received:
    """Take in a text that a provider handed over (again): "answered" when it was a turn.

    "repeat": dealt with before; "unknown": no woman of ours; "stopped": STOP, now or before, and
    nothing more was asked; "quiet": nothing is being asked. Refuses (503) when a store cannot
    write, so that the provider tries again.
    """
    known = _known(field, came)
    if known is None:
        return "unknown"
    contacts = field.stores.contacts
    if inbound.seen(contacts.reader, known.seen):
        return "repeat"
    reading = _reading(field, known)
    stopping = reading.kind in STOPS
    if stopping:
        _stop_first(field, known, now)
    elif stops.stands(contacts.reader, known.index):
        if read(known.text, YES_OR_NO).kind != "start":  # a bare "yes" takes no STOP back
            return _noted(field, known, now, "stopped")
        known = replace(known, starts=True)
    if known.person is None:
        return _noted(field, known, now, "stopped" if stopping else "unknown")
    if known.asking is None:
        return _noted(field, known, now, "stopped" if stopping else "quiet")
    if reading.kind == "delete":
        return _deleted(field, known, known.asking, known.person, now)
    return _turn(field, known, known.asking, known.person, now)


def _known(field: Field, came: Inbound) -> _Text | None:
    try:
        number = people.number_from(came.sender)
    except Refusal:
        return None  # a short code, a landline, a machine
    index = people.index_of(field.keys, number)
    person = people.find(field.stores.contacts.reader, index)
    asking = askings.latest(field.stores.contacts.reader, person.id) if person else None
    if asking is not None and asking.survey not in field.surveys:
        asking = None
    seen, once = (
        mark(field.keys.once, store, came.channel, came.provider_id, number.e164)
        for store in ("inbound", "turn")
    )
    return _Text(index, seen, once, own_words(came.text), came.channel, person, asking)


def _reading(field: Field, known: _Text) -> Reading:
    """Read the text once before everything else, only to see whether it is a STOP."""
    if known.asking is None:
        return read(known.text, Choice())
    session_id = session_of(field.keys, known.asking)
    try:
        row = sessions.load(field.stores.answers.reader, [session_id]).get(session_id)
    except Refusal:
        # A STOP need not wait for the other store. What only might be one is tried again later.
        return read(known.text, Choice(open=True))
    session = field.decider.restored(row, None) if row else None
    if session is None:
        return read(known.text, Choice())
    return understand(field.surveys[known.asking.survey], session, known.text)[0]


def _stop_first(field: Field, known: _Text, now: datetime) -> None:
    with field.stores.contacts.writer.transaction() as line:
        stops.add(line, known.index, day_of(now))
        if known.person is not None:
            outbox.cancel(line, known.person.id)


def _noted(field: Field, known: _Text, now: datetime, how: Received) -> Received:
    with field.stores.contacts.writer.transaction() as line:
        _mark_seen(line, known, now)
    return how


def _mark_seen(line: Line, known: _Text, now: datetime) -> bool:
    """Note the text as dealt with, and with it a START: told twice, it takes no later STOP back."""
    new = inbound.add(line, known.seen, day_of(now))
    if new and known.starts:
        stops.lift(line, known.index)
    if new and known.channel == "whatsapp" and known.person is not None:
        heard.note(line, known.person.id, second_of(now))
    return new


def _turn(field: Field, known: _Text, asking: Asking, person: Person, now: datetime) -> Received:
    hearing = Hearing(known.text)
    situation = events.situation(field.stores.contacts.reader, field.keys, person.id)
    session_id = session_of(field.keys, asking)
    job = Job(session_id, situation, hearing, now, channel=known.channel, once=known.once)
    [turn] = field.decider.do([job])
    if isinstance(turn, BaseException):
        raise turn
    if turn is None:
        return _noted(field, known, now, "quiet")
    kind = hearing.reading.kind if hearing.reading else "unsure"
    if kind == "delete":
        return _deleted(field, known, asking, person, now)
    stopped = any(isinstance(event, Stopped) for event in turn.events)
    texted = Texted(field.keys, person.id, known.index, day_of(now))
    with field.stores.contacts.writer.transaction() as line:
        if not _mark_seen(line, known, now):
            return "repeat"  # another program dealt with the same delivery meanwhile
        carry_out(texted, line, turn.events)
        # She is at her phone now: a reply goes at once, whatever her safe hours are.
        template = outbox.STOP_CONFIRMED if stopped else "turn"
        said = _said(field, asking, turn, kind)
        if not stopped and outbox.recent(line, person.id, second_of(now) - 3600) >= MOST_AN_HOUR:
            said = ()
        post(field, line, asking, said, template=template, cause=known.seen, due=second_of(now))
    return "stopped" if turn.session.state == "stopped" else "answered"


def _deleted(field: Field, known: _Text, asking: Asking, person: Person, now: datetime) -> Received:
    """Erase what she answered and tell her so; a retry after a crash comes here again.

    Her session goes, so nothing of this is a turn.
    """
    _erase(field, asking, now)
    said = texts.deleted(field.surveys[asking.survey], person.language)
    with field.stores.contacts.writer.transaction() as line:
        if not _mark_seen(line, known, now):
            return "repeat"
        stops.add(line, known.index, day_of(now))
        events.forget_situation(line, person.id)
        post(
            field,
            line,
            asking,
            (said,),
            template=outbox.STOP_CONFIRMED,
            cause=known.seen,
            due=second_of(now),
        )
    return "stopped"


def _said(field: Field, asking: Asking, turn: Turn, kind: str) -> Sequence[str]:
    survey = field.surveys[asking.survey]
    if kind == "link":
        address = f"{field.public_url.rstrip('/')}/q/{token_of(field.keys, asking)}"
        return (texts.link_text(survey, turn.session.language, address),)
    return texts.messages(survey, turn.session, turn.events)


def _erase(field: Field, asking: Asking, now: datetime) -> None:
    """She asked for it: all that she answered in this survey goes, at every time point."""
    line = field.stores.answers.writer
    respondent = respondent_of(field.keys, asking.person, asking.survey)
    for session_id in sessions.of_respondent(line, respondent, asking.survey):
        erase(line, session_id, week_of(now))
