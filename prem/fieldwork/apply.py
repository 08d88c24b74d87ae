"""Carry out what the engine decided: one small function an event.

For the answers store a turn's events become the rows of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from prem.storage.seal import seal
from prem.storage.turns import TurnRow
from prem.surveys.events import AnswerGiven, Event


def gave_answer(events: Sequence[Event]) -> bool:
    """Whether an answer is among the events."""
    return any(isinstance(event, AnswerGiven) for event in events)


def rows_of(events: Sequence[Event], mark: TurnRow, note_seal: bytes) -> list[TurnRow]:
    """Return the rows that a turn appends: one an answer, or one without an answer.

    `mark` is a row without an answer whose `seq` is the last one written; the first new row
    carries its `once`, each carries the state after the turn.
    """
    answers = [event for event in events if isinstance(event, AnswerGiven)]
    if not answers:
        return [replace(mark, seq=mark.seq + 1)]
    first, *others = answers
    rows = [_answered(first, replace(mark, seq=mark.seq + 1), note_seal)]
    for event in others:
        rows.append(_answered(event, replace(mark, seq=rows[-1].seq + 1, once=None), note_seal))
    return rows


def note_place(session: int, item: str) -> str:
    """Return what a note is sealed to: another session's or item's row does not open it."""
    return f"note|{session}|{item}"


def _answered(event: AnswerGiven, row: TurnRow, note_seal: bytes) -> TurnRow:
    response = event.response
    place = note_place(row.session, event.item)
    return replace(
        row,
        item=event.item,
        code=response if isinstance(response, int) else None,
        non_answer=response if isinstance(response, str) else None,
        note=seal(note_seal, event.comment, place) if event.comment else None,
    )
