"""The rows to analyse are the latest answers, as the view `answer` has them, survey by survey."""

from __future__ import annotations

import random

import pytest

from prem.storage import rows, sessions, turns
from prem.storage.rows import answer_rows
from prem.storage.sessions import SessionRow
from prem.storage.stores import Stores
from prem.storage.turns import TurnRow


def session_row(number: int, survey: str) -> SessionRow:
    words = ("1", "instrument", "0.1", "hash", "north", "birth", "full", "en")
    return SessionRow(number, number, survey, *words, 0, None, 20_000)


def turn_row(session: int, seq: int, item: int) -> TurnRow:
    return TurnRow(session, seq, "web", "2026-W47", f"i{item}", seq, None, None, "[]", None)


def test_rows_are_what_the_view_has_page_by_page(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_PAGE", 3)
    line, chance = stores.answers.writer, random.Random(7)
    numbers = chance.sample(range(2**62), 20)
    made = [session_row(n, chance.choice(("one", "two"))) for n in numbers]
    sessions.add(line, made)
    for session in made:
        last = chance.randrange(12)
        log = [turn_row(session.id, seq, chance.randrange(4)) for seq in range(1, last + 1)]
        turns.append(line, log)
    for survey in ("one", "two"):
        found = [(row.session, row.item, row.code) for row in answer_rows(stores.answers, survey)]
        viewed = line.query(
            "SELECT a.session, a.item, a.code FROM answer a JOIN session s ON s.id = a.session "
            "WHERE s.survey = ? ORDER BY a.session, a.item",
            (survey,),
        )
        assert found == viewed
        assert len(found) > 10
    assert list(answer_rows(stores.answers, "none")) == []


def test_rows_are_as_they_stood_at_a_weeks_end(stores: Stores) -> None:
    line = stores.answers.writer
    sessions.add(line, [session_row(1, "one")])
    weeks = ("2026-W46", "2026-W47", "2026-W47", "2027-W01")
    log = [turn_row(1, n, 5)._replace(week=week) for n, week in enumerate(weeks, start=1)]
    turns.append(line, log)
    for week, code in (("2026-W46", 1), ("2026-W47", 3), ("2026-W53", 3), ("2027-W01", 4)):
        assert [row.code for row in answer_rows(stores.answers, "one", week)] == [code]
    assert list(answer_rows(stores.answers, "one", "2026-W45")) == []
    assert [row.code for row in answer_rows(stores.answers, "one")] == [4]
