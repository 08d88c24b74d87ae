"""The append-only log of turns in the answers store: the log is the session."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from prem.storage.line import Line


class TurnRow(NamedTuple):
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
    mode: str | None = None


_COLUMNS = ", ".join(TurnRow._fields)
_HOLES = "(" + ", ".join("?" * len(TurnRow._fields)) + ")"

# One parameter for all rows: the statement is the same for every group, so it is prepared once.
_POSTGRES = f"""
INSERT INTO turn ({_COLUMNS})
SELECT session, seq, channel, week, item, code, non_answer,
       decode(note, 'hex'), state, decode(once, 'hex'), mode
FROM json_to_recordset(?) AS given (session bigint, seq integer, channel text, week text,
     item text, code integer, non_answer text, note text, state text, once text, mode text)
"""  # noqa: S608  # our own names


def append(line: Line, rows: Sequence[TurnRow]) -> None:
    """Write turns in ONE statement, all or none, durable on return.

    Raises Conflict where a turn of this (session, seq), or this text, is written already.
    """
    if not rows:
        return
    if line.driver.kind == "postgres":
        given = [row._asdict() for row in rows]
        line.write(_POSTGRES, (json.dumps(given, default=bytes.hex),))
    else:
        sql = f"INSERT INTO turn ({_COLUMNS}) VALUES {', '.join([_HOLES] * len(rows))}"  # noqa: S608
        line.write(sql, [value for row in rows for value in row])


class Made(NamedTuple):
    """The turn that a text made: `item` is what it answered, if anything; `state` follows it."""

    session: int
    seq: int
    item: str | None
    state: str


def of_text(line: Line, once: bytes) -> Made | None:
    """Return the turn that this text made, None where it made none yet."""
    rows = line.query("SELECT session, seq, item, state FROM turn WHERE once = ?", (once,))
    return Made(*rows[0]) if rows else None
