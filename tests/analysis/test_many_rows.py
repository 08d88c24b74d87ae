"""Of very many rows, what takes long takes a random part, and says so."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from prem.analysis import subset as drawing
from prem.analysis.frame import Answers, Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.subset import subset
from prem.analysis.validation import Options, validate

KEY = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["q1", "q2", "q3", "q4"]
"""


def answers(ids: bool) -> Answers:
    """Return 600 rows, three of each woman, at four sites."""
    generator = np.random.default_rng(2)
    common = generator.standard_normal((600, 1))
    values = np.clip(np.round(common + generator.standard_normal((600, 4)) + 3), 1, 5)
    frame = pd.DataFrame(values, columns=["q1", "q2", "q3", "q4"])
    frame["id"] = [f"w{row // 3}" for row in range(600)]
    frame["time"] = [str(row % 3) for row in range(600)]
    frame["site"] = [f"s{row % 4}" for row in range(600)]
    columns = Columns(site="site", time="time" if ids else None, id="id" if ids else None)
    return make_answers(Table("t.csv", frame), key_of_toml(KEY, "s.toml"), columns, Notes())


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_ROWS", 250)


def test_rows_are_drawn_in_order_and_by_the_seed() -> None:
    notes, whole = Notes(), answers(ids=False)
    part = subset(whole, "irt", 1, notes)
    assert len(part.values) == len(part.rows) == len(part.site or ()) == 250
    assert list(part.rows) == sorted(set(part.rows))
    assert subset(whole, "irt", 1, notes).rows == part.rows != subset(whole, "irt", 2, notes).rows
    at = [whole.rows.index(row) for row in part.rows]
    assert np.array_equal(part.values, whole.values[at])
    assert part.site == tuple((whole.site or ())[row] for row in at)
    assert {note["code"] for note in notes.entries} == {"422.979"}
    assert "250 of the 600 rows" in notes.entries[0]["text"]


def test_whole_women_are_drawn() -> None:
    part = subset(answers(ids=True), "irt", 1, Notes())
    assert set(Counter(part.id or ()).values()) == {3}
    assert len(part.values) == 249


def test_what_is_quick_takes_all_rows_and_the_rest_a_part() -> None:
    notes = Notes()
    found = validate(answers(ids=False), Options(quick=True), load_plan(), notes)
    assert (found["scales"]["trust"]["n"], found["efa"]["n"], found["sites"]["n"]) == (600,) * 3
    assert (found["irt"]["trust"]["n"], found["cfa"]["n"]) == (250, 250)


def test_few_rows_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_ROWS", 600)
    whole = answers(ids=True)
    assert subset(whole, "irt", 1, Notes()) is whole
