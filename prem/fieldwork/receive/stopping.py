"""STOP, durable before anything else is done with a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from prem.errors import Refusal
from prem.fieldwork.apply import Texted, stop
from prem.fieldwork.days import day_of
from prem.fieldwork.field import Field
from prem.fieldwork.receive.hearing import NOTHING, OPEN
from prem.fieldwork.receive.incoming import Incoming
from prem.storage import former, sessions, stops
from prem.storage.line import Line
from prem.storage.sessions import Known
from prem.surveys.model import BY_TEXT

NOT_HER = ("unsafe", "wrong_number")


def read_first(field: Field, texts: Sequence[Incoming]) -> None:
    """Read each text once before everything else, only to see whether it is a STOP.

    A STOP need not wait for the other store: where that does not answer, what only might be one
    is tried again later.
    """
    try:
        ids = [text.session_id for text in texts if text.asking]
        rows = sessions.load(field.stores.answers.reader, ids)
    except Refusal:
        for text in texts:
            text.hearing.reads(OPEN if text.asking else NOTHING)
        return
    for text in texts:
        _read(field, text, rows)


def _read(field: Field, text: Incoming, rows: Mapping[int, Known]) -> None:
    row = text.known = rows.get(text.session_id) if text.asking else None
    session = field.decider.restored(row, text.situation) if row else None
    if row and row.channel not in BY_TEXT and not text.picked:
        # On the page or on a call she was asked since; what was due there is what she answers.
        text.hearing.question = ""
    if session is None:
        text.hearing.reads(NOTHING)
    else:
        text.hearing(field.surveys[session.survey], session)


def enter(field: Field, texts: Sequence[Incoming], now: datetime) -> Sequence[Incoming]:
    """Enter the STOPs, also of numbers that are nobody's yet: one commit."""
    with field.stores.contacts.writer.transaction() as line:
        for text in texts:
            if text.person is None:
                stops.add(line, text.index, day_of(now), text.seen)
                _of_before(field, line, text, now)
            else:
                texted = Texted(field.keys, text.person.id, text.index, now, field.number)
                kind = text.hearing.reading.kind
                unsafe = kind in NOT_HER
                stop(texted, line, wholly=kind != "stop", unsafe=unsafe, once=text.seen)
    return texts


def _of_before(field: Field, line: Line, text: Incoming, now: datetime) -> None:
    """Enter a STOP from a number that she had before for her too, and say nothing to either phone.

    Not one by which somebody else says that the number is not hers, or that it is not safe: she
    has another already.
    """
    if text.hearing.reading.kind in NOT_HER:
        return
    for person in former.holders(line, text.index):
        texted = Texted(field.keys, person.id, person.phone_index, now, field.number)
        stop(texted, line, wholly=True)
