"""The append-only log of turns in the answers store: the log is the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from prem.storage.line import Line


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A row of `turn`; the fields are its columns, in order. See tables_answers.py."""

    session: int
    seq: int
    channel: str
    week: str
    item: str | None
    code: int | None
    non_answer: str | None
    note: bytes | None
    state: str
    once: bytes | None


_COLUMNS = ", ".join(field.name for field in fields(TurnRow))
_HOLES = "(" + ", ".join("?" * len(fields(TurnRow))) + ")"


def append(line: Line, rows: Sequence[TurnRow]) -> None:
    """Write turns in ONE statement, all or none, durable on return.

    Raises Conflict where a turn of this (session, seq), or this text, is written already.
    """
    if rows:
        sql = f"INSERT INTO turn ({_COLUMNS}) VALUES {', '.join([_HOLES] * len(rows))}"  # noqa: S608
        line.write(sql, [value for row in rows for value in astuple(row)])


def of_text(line: Line, once: bytes) -> tuple[int, int] | None:
    """Return (session, seq) of the turn that this text made, None where it made none yet."""
    rows = line.query("SELECT session, seq FROM turn WHERE once = ?", (once,))
    return (rows[0][0], rows[0][1]) if rows else None
