"""Change between time points of awkward tables, and what its intervals promise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.repeated.occasions import time_points
from prem.analysis.repeated.paired import change, paired_change
from prem.analysis.scales import key_of_toml

KEY = '[response]\nminimum = 1\nmaximum = 5\n[scales.trust]\nitems = ["a"]\n'


def rows(frame: pd.DataFrame, **columns: Any) -> tuple[list[dict[str, Any]], set[str]]:
    notes = Notes()
    named = Columns(**({"time": "time", "id": "id"} | columns))
    answers = make_answers(Table("t.csv", frame), key_of_toml(KEY, "s.toml"), named, notes)
    found = change(answers, load_plan(), notes)
    return found.get("change", []), {note["code"] for note in notes.entries}


def table(**columns: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_without_women_or_times_the_part_is_absent() -> None:
    frame = table(a=[1, 2], id=["p", "q"], time=[1, 1])
    assert rows(frame)[0] == []
    assert rows(frame, id=None)[0] == []


def test_time_points_are_in_their_order_and_held_against_the_first() -> None:
    frame = table(
        a=[1, 3, 2, 4, 4, 5, 5, 4, 1],
        id=list("pqrpqrpqr"),
        time=[2, 2, 2, 10, 10, 10, 30, 30, 30],
    )
    found, _ = rows(frame)
    assert [(r["scale"], r["from"], r["to"]) for r in found] == [
        ("total", "2", "10"),
        ("trust", "2", "10"),
        ("total", "2", "30"),
        ("trust", "2", "30"),
    ]
    # by hand: 1, 3, 2 became 4, 4, 5
    assert (found[0]["first"], found[0]["second"]) == (2, pytest.approx(13 / 3))
    assert found[0]["change"] == pytest.approx(7 / 3)
    assert found[0]["sd"] == pytest.approx(np.std([3, 1, 3], ddof=1))


def test_two_women_are_too_few_and_equal_changes_have_no_test() -> None:
    few, said = rows(table(a=[1, 2, 3, 4], id=list("pqpq"), time=[1, 1, 2, 2]))
    assert (few[0]["n"], few[0]["change"]) == (2, None)
    assert said == {"422.596"}
    same, said = rows(table(a=[1, 2, 3, 2, 3, 4], id=list("pqrpqr"), time=[1, 1, 1, 2, 2, 2]))
    assert (same[0]["change"], same[0]["t"]) == (1, None)
    assert said == {"422.537"}


def test_known_truth_is_covered() -> None:
    """500 samples of 25 women (seed 4): 95 % intervals, within 3 standard errors."""
    generator = np.random.default_rng(4)
    inside = np.zeros(2)
    for _ in range(500):
        first = generator.normal(0, 1, 25)
        found = paired_change(first, first + generator.normal(0.4, 0.8, 25))
        inside += [found.low <= 0.4 <= found.high, found.srm_low <= 0.5 <= found.srm_high]
    assert np.abs(inside / 500 - 0.95).max() < 3 * np.sqrt(0.95 * 0.05 / 500)


def test_a_very_large_change_still_has_an_interval() -> None:
    first = np.linspace(1, 2, 40)
    found = paired_change(first, first + 3 + 0.05 * np.tile([-1, 1], 20))
    assert 45 < found.srm_low < found.srm < found.srm_high < 75


@pytest.mark.parametrize(
    ("told", "order"),
    [
        (["10", "2", "1"], ["1", "2", "10"]),
        (["T10", "T2", "T1"], ["T1", "T2", "T10"]),
        (["2026-01-05", "2025-11-02"], ["2025-11-02", "2026-01-05"]),
        (["before", "after 3 months", "after 12 months"],) * 2,
        (["week 4", "", "month 2"], ["week 4", "month 2"]),
    ],
)
def test_time_points_are_ordered_by_number_or_as_told(told: list[str], order: list[str]) -> None:
    frame = table(a=[3] * len(told), id=[f"w{i}" for i in range(len(told))], time=told)
    key = key_of_toml(KEY, "s.toml")
    answers = make_answers(Table("t.csv", frame), key, Columns(time="time", id="id"), Notes())
    assert time_points(answers) == order
