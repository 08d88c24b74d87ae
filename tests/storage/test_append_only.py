"""The log of turns refuses every change, but for one session that is erased on purpose."""

from __future__ import annotations

import pytest

from prem.errors import Refusal
from prem.storage import erasure, sessions, turns
from prem.storage.line import Conflict, Line
from prem.storage.sessions import SessionRow
from prem.storage.stores import Stores
from prem.storage.turns import TurnRow

CHANGES = [
    "UPDATE turn SET code = 1",
    "UPDATE session SET site = 'elsewhere'",
    "DELETE FROM turn",
    "DELETE FROM turn WHERE session = 2",
    "DELETE FROM session",
    "UPDATE erasure SET week = '2026-W01'",
    "DELETE FROM erasure",
]


def session_row(number: int) -> SessionRow:
    words = ("survey", "1", "instrument", "0.1", "hash", "north", "birth", "full", "en")
    return SessionRow(number, number + 100, *words, 0, None, 20_000)


def turn_row(session: int, seq: int, code: int | None = 3) -> TurnRow:
    item = None if code is None else "S3-1"
    return TurnRow(session, seq, "web", "2026-W47", item, code, None, None, "[]", None)


@pytest.fixture
def line(stores: Stores) -> Line:
    line = stores.answers.writer
    sessions.add(line, [session_row(1), session_row(2)])
    turns.append(line, [turn_row(1, 1), turn_row(1, 2), turn_row(2, 1)])
    erasure.erase(line, 3, "2026-W47")  # so that the guards on `erasure` have a row to keep
    return line


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_refused(line: Line, change: str) -> None:
    before = line.query("SELECT * FROM turn ORDER BY session, seq")
    with pytest.raises(Refusal, match=r"append-only|row that this one needs"):
        line.write(change)
    assert line.query("SELECT * FROM turn ORDER BY session, seq") == before


def test_replacing_a_turn_is_refused_too(line: Line) -> None:
    if line.driver.kind == "sqlite":
        with pytest.raises(Refusal, match="append-only"):
            line.write(
                "REPLACE INTO turn (session, seq, channel, week, state) "
                "VALUES (1, 1, 'web', '2026-W47', '[]')"
            )
    else:
        with pytest.raises(Refusal, match="append-only"):
            line.write("TRUNCATE turn CASCADE")
    assert line.query("SELECT code FROM turn WHERE session = 1 AND seq = 1") == [(3,)]


def test_erasing_one_session_leaves_the_others(line: Line) -> None:
    assert erasure.erase(line, 1, "2026-W47") == 2
    assert line.query("SELECT DISTINCT session FROM turn") == [(2,)]
    assert line.query("SELECT id FROM session") == [(2,)]
    assert line.query("SELECT session FROM erasure ORDER BY 1") == [(1,), (3,)]
    assert erasure.erase(line, 1, "2026-W48") == 0


def test_the_same_turn_twice_is_a_conflict(line: Line) -> None:
    with pytest.raises(Conflict):
        turns.append(line, [turn_row(2, 2), turn_row(2, 1)])
    assert line.query("SELECT count(*) FROM turn WHERE session = 2") == [(1,)]


@pytest.mark.parametrize(
    "row",
    [
        TurnRow(1, 0, "web", "2026-W47", None, None, None, None, "[]", None),
        TurnRow(1, 9, "web", "2026-11-21", None, None, None, None, "[]", None),
        TurnRow(1, 9, "web", "2026-W47", None, 5, None, None, "[]", None),
        TurnRow(1, 9, "web", "2026-W47", "S3-1", 5, "not-sure", None, "[]", None),
        TurnRow(1, 9, "web", "2026-W47", "S3-1", None, None, None, "[]", None),
        TurnRow(1, 9, "web", "2026-W47", "S3-1", 5, None, None, "[]", b"short"),
        TurnRow(99, 1, "web", "2026-W47", "S3-1", 5, None, None, "[]", None),
    ],
)
def test_what_no_turn_can_be_is_refused_without_its_values(line: Line, row: TurnRow) -> None:
    with pytest.raises(Refusal) as refused:
        turns.append(line, [row])
    assert refused.value.status == 503
    assert "S3-1" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_transaction_is_all_or_nothing(line: Line) -> None:
    def half() -> None:
        with line.transaction():
            sessions.add(line, [session_row(5)])
            turns.append(line, [turn_row(1, 1)])

    with pytest.raises(Conflict):
        half()
    assert line.query("SELECT count(*) FROM session WHERE id = 5") == [(0,)]
    sessions.add(line, [session_row(5)])
    assert line.query("SELECT count(*) FROM session WHERE id = 5") == [(1,)]
