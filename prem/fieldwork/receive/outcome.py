"""What follows from texts in the contacts store: marks, events, the next texts, in one commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from prem.fieldwork.apply import Texted, carry_out, situation_alone, start, stop
from prem.fieldwork.days import day_of, second_of
from prem.fieldwork.field import Field
from prem.fieldwork.post import letters
from prem.fieldwork.receive.incoming import Incoming
from prem.fieldwork.ringing import VOICE, ask_call
from prem.fieldwork.situations import told_by_many
from prem.fieldwork.vouchers import first_voucher
from prem.storage import happened, heard, inbound, leasing, outbox, stops
from prem.storage.askings import Asking
from prem.storage.line import Line
from prem.storage.outbox import Letter
from prem.surveys import texts as wording
from prem.surveys.events import Event

Received = Literal["answered", "repeat", "unknown", "stopped", "quiet"]
MOST_AN_HOUR = 40
"""Texts to one woman; a whole survey is about fifteen. A phone that answers us by itself ("I'm
driving") and our asking again would go on for ever."""


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """What became of a text: `said` is queued, `events` are carried out, once for its mark.

    `asks`: the question that the last of what is said asks; `confirms`: what is said confirms that
    nothing more comes; `erased`: her answers are gone; `rings`: she asked to be rung, and `said` is
    only for where nobody rings her; `thanks`: the language in which her voucher is told, "" where
    she gets none for this; `restarts`: said where nothing else is and her START took something
    back.
    """

    text: Incoming
    how: Received
    events: tuple[Event, ...] = ()
    said: tuple[str, ...] = ()
    confirms: bool = False
    asks: str = ""
    erased: bool = False
    rings: bool = False
    thanks: str = ""
    restarts: tuple[str, ...] = ()


def write(field: Field, outcomes: Sequence[Outcome], now: datetime) -> list[Received]:
    """Write the outcomes of texts of different women, all or none; return what to tell of each.

    "repeat" where another program dealt with the same delivery meanwhile.
    """
    with field.stores.contacts.writer.transaction() as line:
        marks = sorted(one.text.seen for one in outcomes)  # one order for all, or two would lock
        fresh = inbound.add(line, marks, day_of(now))
        new = [one for one in outcomes if one.text.seen in fresh]
        _tell_situations(field, line, new, now)
        _queue(field, line, [_carry_out(field, line, one, now) for one in new], now)
    return [one.how if one.text.seen in fresh else "repeat" for one in outcomes]


def _carry_out(field: Field, line: Line, one: Outcome, now: datetime) -> Outcome:
    """Note what the text itself changes, and return the outcome as it is told.

    Told twice, a START takes no later STOP back: what is done here is done with its mark, or not
    at all, and the mark of what could be a START is kept for ever.
    """
    text, changed = one.text, False
    if text.hearing.takes_back:
        inbound.keep(line, text.seen)
    if text.person is None:
        if text.starts and text.stop and day_of(text.wrote.astimezone(UTC)) >= text.stop.day:
            stops.lift(line, text.index)
        return one
    texted = Texted(field.keys, text.person.id, text.index, now, field.number, text.wrote)
    if text.starts:
        changed = start(texted, line, text.wrote)
    if text.channel == "whatsapp":
        heard.note(line, text.person.id, second_of(now))
    if one.erased:
        happened.erase(line, field.keys, field.number, text.person.id, now)
        stop(texted, line)
    carry_out(texted, line, one.events if _situation(one) is None else ())
    starts = changed and not one.said
    if (one.confirms or starts) and texted.stands(line).unsafe:
        return replace(one, said=())
    return replace(one, said=one.restarts) if starts else one


def _tell_situations(field: Field, line: Line, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Carry out at once what most women tell in one and the same turn of a survey."""
    told, wrote = dict[int, str](), dict[int, datetime]()
    for one in outcomes:
        said = _situation(one)
        if one.text.person is not None and said is not None:
            told[one.text.person.id], wrote[one.text.person.id] = said, one.text.wrote
    told_by_many(line, field.keys, field.number, told, now, "answer", wrote)


def _situation(one: Outcome) -> str | None:
    """Return the situation that is told by a text that does nothing else."""
    return None if one.text.starts or one.erased else situation_alone(one.events)


def _queue(field: Field, line: Line, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Queue what is said. She is at her phone now: it goes at once, whatever her safe hours are."""
    due = second_of(now)
    saying = [one for one in outcomes if one.said and not _rung(field, line, one, due)]
    turns = [one.text.person.id for one in saying if one.text.person and not one.confirms]
    recent = outbox.recent_of(line, turns, due - 3600, due)
    leasing.forward(line, [her for her, (_, waits) in recent.items() if waits], due)
    found: list[Letter] = []
    for one in saying:
        if one.text.asking is None:
            continue
        many, _ = recent.get(one.text.asking.person, (0, 0))
        if many >= MOST_AN_HOUR:
            continue
        template = outbox.STOP_CONFIRMED if one.confirms else "turn"
        cause, said = one.text.seen, _with_voucher(field, line, one, one.text.asking, now)
        new = letters(one.text.asking, said, template=template, cause=cause, due=due, asks=one.asks)
        by = _other_way(field, one, one.text.asking)
        found += [replace(letter, channel=by) for letter in new] if by else new
    outbox.queue(line, field.keys, [(field.number(), letter) for letter in found])


def _other_way(field: Field, one: Outcome, asking: Asking) -> str:
    """Return by which channel she is answered where it is not her own: by that on which she wrote.

    Who is asked by WhatsApp and texts HELP sees the answer there; by WhatsApp it would not go at
    all, for no session is open.
    """
    wrote, person = one.text.channel, one.text.person
    own = "" if person is None else "sms" if person.channel == VOICE else person.channel
    return wrote if wrote != own and wrote in field.surveys[asking.survey].channels else ""


def _with_voucher(
    field: Field, line: Line, one: Outcome, asking: Asking, now: datetime
) -> tuple[str, ...]:
    """Return what is said, and her voucher: given and queued as one, so that it is told once.

    After a STOP it stands in the one text that confirms it, for nothing comes after that.
    """
    if not one.thanks:
        return one.said
    survey = field.surveys[asking.survey]
    code = first_voucher(field, line, survey, one.text.session_id, now)
    if code is None:
        return one.said
    if one.confirms:
        return (wording.stopped_with(survey, one.thanks, code),)
    return (*one.said, wording.voucher(survey, one.thanks, code))


def _rung(field: Field, line: Line, one: Outcome, now: int) -> bool:
    """Have her rung, where she asked for it and somebody can."""
    text = one.text
    if not one.rings or text.asking is None or text.person is None:
        return False
    return ask_call(field, line, text.asking, text.person, text.seen, now)
