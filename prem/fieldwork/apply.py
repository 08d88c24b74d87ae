"""Carry out what the engine decided: one small function an event.

In the answers store a turn's events become rows of the log (`rows_of`); in the contacts store
they are what follows for her texts (`carry_out`). What is due next is queued by receive.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prem.storage import stops
from prem.storage.events import forget_situation, keep_situation
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.seal import seal
from prem.storage.turns import TurnRow
from prem.surveys.events import (
    AnswerGiven,
    ConsentRefused,
    Event,
    Finished,
    SituationTold,
    Stopped,
)


@dataclass(frozen=True, slots=True)
class Texted:
    """The woman whose text is carried out, by reference; `day` in days since 1970."""

    keys: Keys
    person: int
    phone_index: bytes
    day: int


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


def _situation_told(texted: Texted, line: Line, event: SituationTold) -> None:
    keep_situation(line, texted.keys, texted.person, event.situation)


def _stopped(texted: Texted, line: Line, event: Stopped) -> None:
    # receive.py has entered a STOP before; this one counts when only the engine took it for one.
    stops.add(line, texted.phone_index, texted.day)
    forget_situation(line, texted.person)


def _over(texted: Texted, line: Line, event: Event) -> None:
    # What is over routes no more; at the next time point her life may be another.
    forget_situation(line, texted.person)


_EFFECTS: Mapping[type, Callable[[Texted, Line, Any], None]] = {
    SituationTold: _situation_told,
    Stopped: _stopped,
    ConsentRefused: _over,
    Finished: _over,
}
