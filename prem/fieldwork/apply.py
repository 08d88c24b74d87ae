"""Carry out what the engine decided: one small function an event.

In the answers store a turn's events become rows of the log (`rows_of`); in the contacts store
they are what follows for her texts (`carry_out`): the ledger of STOPs, the log of her life. What
is due next is queued by who calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from prem.fieldwork.changed import Change, news
from prem.fieldwork.days import day_of
from prem.fieldwork.situations import told_by_many as to_the_clock
from prem.storage import happened, outbox, stops, withdrawn
from prem.storage.events import forget_situation
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.seal import seal
from prem.storage.turns import TurnRow
from prem.surveys.events import (
    AnswerGiven,
    ConsentRefused,
    Event,
    Finished,
    LanguageChosen,
    LifeTold,
    SituationTold,
    Stopped,
)
from prem.surveys.schedule import Happened
from prem.surveys.schedule.model import Kind
from prem.surveys.schedule.standing import Standing


@dataclass(frozen=True, slots=True)
class Texted:
    """The woman whose text or call is carried out, by reference; `now` is when it came (aware),
    and `wrote` when she wrote it, where that is known.

    `number` gives random 63-bit ids.
    """

    keys: Keys
    person: int
    phone_index: bytes
    now: datetime
    number: Callable[[], int]
    wrote: datetime | None = None

    def happened(self, line: Line, event: Happened) -> None:
        """Append an event of her life that she told by text."""
        happened.add(line, self.keys, self.number, self.person, event, "text")

    def stands(self, line: Line) -> Standing:
        """Return how things stand with her."""
        return happened.stands(line, self.keys, self.person)


def gave_answer(events: Sequence[Event]) -> bool:
    """Whether an answer is among the events."""
    return any(isinstance(event, AnswerGiven) for event in events)


def rows_of(events: Sequence[Event], mark: TurnRow, note_seal: bytes) -> list[TurnRow]:
    """Return the rows that a turn appends: one an answer, or one without an answer.

    `mark` is the first of them without an answer; each carries the state after the turn, and
    only the first one its `once`.
    """
    rows: list[TurnRow] = []
    for event in events:
        if isinstance(event, AnswerGiven):
            rows.append(_answered(event, mark, len(rows), note_seal))
    return rows or [mark]


def note_place(session: int, item: str) -> str:
    """Return what a note is sealed to: another session's or item's row does not open it."""
    return f"note|{session}|{item}"


def _answered(event: AnswerGiven, mark: TurnRow, number: int, note_seal: bytes) -> TurnRow:
    response, place = event.response, note_place(mark.session, event.item)
    return TurnRow(
        mark.session,
        mark.seq + number,
        mark.channel,
        mark.week,
        item=event.item,
        code=response if isinstance(response, int) else None,
        non_answer=response if isinstance(response, str) else None,
        note=seal(note_seal, event.comment, place) if event.comment else None,
        state=mark.state,
        once=None if number else mark.once,
        mode=mark.mode,
    )


def carry_out(texted: Texted, line: Line, events: Sequence[Event]) -> None:
    """Carry out what concerns the contacts store, inside the caller's transaction."""
    for event in events:
        effect = _EFFECTS.get(type(event))
        if effect is not None:
            effect(texted, line, event)


def situation_alone(events: Sequence[Event]) -> str | None:
    """Return the situation that she told, where nothing else of the events is carried out here."""
    carried = [event for event in events if type(event) in _EFFECTS]
    if len(carried) == 1 and isinstance(carried[0], SituationTold):
        return carried[0].situation
    return None


def _situation_told(texted: Texted, line: Line, event: SituationTold) -> None:
    """Keep it for her way; a loss, and a baby that is not with her, are events of her life."""
    her, wrote = texted.person, texted.wrote or texted.now
    said = {her: event.situation}
    to_the_clock(line, texted.keys, texted.number, said, texted.now, "answer", {her: wrote})


def stop(
    texted: Texted,
    line: Line,
    *,
    wholly: bool = False,
    unsafe: bool = False,
    once: bytes | None = None,
) -> None:
    """Enter a STOP: by her number, which is asked before each text; and by her person, so that it
    holds on every channel and for a number that she has later. `once` marks the text of it.

    What waits is taken back; of a STOP said twice the confirmation stays, unless `wholly`.
    `unsafe`: another may have her phone, so that no later STOP or START is confirmed to it.
    """
    if stops.add(line, texted.phone_index, day_of(texted.now), once) or wholly:
        outbox.cancel(line, texted.person)
    stands = texted.stands(line)
    if unsafe and not stands.unsafe:
        texted.happened(line, Happened("unsafe", texted.now))
    if not stands.stopped:
        texted.happened(line, Happened("stop", texted.now))


def start(texted: Texted, line: Line, wrote: datetime) -> bool:
    """Take her STOP back, and what holds her texts: she says so herself. Return whether anything
    changed: what she wrote before a STOP, and comes after it, takes nothing back."""
    stands, changed = texted.stands(line), False
    stopped_at, held_at = stands.stopped_at or wrote, stands.held_at or wrote
    if wrote >= stopped_at and stops.lift(line, texted.phone_index):
        changed = True
    if wrote >= stopped_at and stands.stopped:
        texted.happened(line, Happened("start", texted.now))
        changed = True
    if wrote >= held_at and stands.holds:
        texted.happened(line, Happened("resume", texted.now))
        changed = True
    return changed


def _stopped(texted: Texted, line: Line, event: Stopped) -> None:
    # A STOP by text was entered before; this one counts when only the engine took it for one.
    stop(texted, line, wholly=event.silent)
    forget_situation(line, texted.person)


def _life_told(texted: Texted, line: Line, event: LifeTold) -> None:
    """Append what she told of her life, if it is news."""
    day = date.fromisoformat(event.day) if event.day else None
    life = happened.of(line, texted.keys, [texted.person])[texted.person]
    found = news(Change(cast(Kind, event.kind), day), life, texted.now, texted.wrote)
    if found is not None:
        texted.happened(line, found)


def _language(texted: Texted, line: Line, event: LanguageChosen) -> None:
    if event.has and event.language != texted.stands(line).language:
        texted.happened(line, Happened("language", texted.now, language=event.language))


def _over(texted: Texted, line: Line, event: Event) -> None:
    # What is over routes no more; at the next time point her life may be another. A reminder that
    # waits for a provider comes too late; what is right for another wave is planned anew.
    forget_situation(line, texted.person)
    if withdrawn.scheduled(line, texted.person):
        happened.look_now(line, texted.person)


_EFFECTS: Mapping[type, Callable[[Texted, Line, Any], None]] = {
    SituationTold: _situation_told,
    Stopped: _stopped,
    ConsentRefused: _over,
    Finished: _over,
    LifeTold: _life_told,
    LanguageChosen: _language,
}
