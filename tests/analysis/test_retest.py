"""Test-retest of awkward tables, and what its intervals promise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.repeated.agreement import limits_of_agreement, sem_agreement
from prem.analysis.repeated.crossed import crossed_components
from prem.analysis.repeated.icc import anova_squares, forms
from prem.analysis.repeated.kappa import weighted_kappa
from prem.analysis.repeated.retest import retest
from prem.analysis.scales import key_of_toml
from prem.errors import Refusal

KEY = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["a", "b"]
"""


def part(
    frame: pd.DataFrame, pair: tuple[str, str] | None = ("1", "2"), **columns: Any
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    notes = Notes()
    named = Columns(**({"time": "time", "id": "id"} | columns))
    answers = make_answers(Table("t.csv", frame), key_of_toml(KEY, "s.toml"), named, notes)
    return retest(answers, pair, load_plan(), notes), notes.entries


def women(first: list[list[float]], second: list[list[float]]) -> pd.DataFrame:
    rows = [(f"w{i}", 1, *r) for i, r in enumerate(first)]
    rows += [(f"w{i}", 2, *r) for i, r in enumerate(second)]
    return pd.DataFrame(rows, columns=["id", "time", "a", "b"])


def codes(notes: list[dict[str, str]]) -> dict[str, str]:
    return {note["where"]: note["code"] for note in notes}


SOME = women([[1, 2], [3, 3], [5, 4], [2, 2]], [[2, 2], [3, 4], [5, 5], [1, 2]])


def test_the_retest_must_be_named() -> None:
    found, notes = part(SOME, None)
    assert found == {}
    assert codes(notes) == {"test_retest": "422.595"}
    found, notes = part(SOME.drop(columns="time").head(4), None, time=None)
    assert (found, notes) == ({}, [])


def test_a_retest_without_ids_or_of_no_time_point_is_refused() -> None:
    with pytest.raises(Refusal, match=r"422\.534"):
        part(SOME, id=None)
    for pair in (("1", "9"), ("1", "1")):
        with pytest.raises(Refusal, match=r"422\.535.*1, 2"):
            part(SOME, pair)


def test_four_women_have_values_and_a_warning() -> None:
    found, notes = part(SOME)
    result = found["test_retest"]
    assert (result["occasions"], result["women"], result["n"]) == (["1", "2"], 4, 4)
    assert codes(notes) == {"test_retest": "422.599"}
    icc = result["icc"]["A1"]
    assert icc["low"] < icc["estimate"] < icc["high"]
    assert result["scales"]["trust"]["icc"] == result["icc"]
    # three of the four gave another answer to "a" or the same: by hand
    assert result["items"]["a"]["same"] == 0.5
    assert "icc_reml" not in result


def test_two_pairs_are_too_few_and_the_women_seen_once_do_not_help() -> None:
    found, notes = part(women([[1, 2], [3, 3], [5, 4]], [[2, 2], [3, 4]]))
    result = found["test_retest"]
    assert (result["women"], result["n"], result["sem"]) == (3, 2, None)
    assert result["icc"]["A1"] == {"estimate": None, "low": None, "high": None}
    assert result["items"]["b"]["kappa"]["estimate"] is None
    said = codes(notes)
    assert said["test_retest.scales.trust"] == said["test_retest.items.a"] == "422.596"


def test_women_who_all_agree_with_themselves_have_no_f() -> None:
    same = [[1.0, 2.0], [3.0, 3.0], [5.0, 4.0]]
    found, notes = part(women(same, same))
    result = found["test_retest"]
    assert (result["sem"], result["sdc"]) == (0.0, 0.0)
    assert result["icc"]["A1"]["estimate"] is None
    assert codes(notes)["test_retest.icc"] == "422.597"
    assert result["items"]["a"]["kappa"]["estimate"] == 1.0


def test_an_item_that_does_not_vary_has_no_kappa() -> None:
    found, notes = part(women([[4, 2], [4, 3], [4, 4]], [[4, 1], [4, 3], [4, 5]]))
    assert found["test_retest"]["items"]["a"]["same"] == 1.0
    assert found["test_retest"]["items"]["a"]["kappa"]["estimate"] is None
    assert codes(notes)["test_retest.items.a.kappa"] == "422.597"


def test_distances_are_between_codes_not_ranks() -> None:
    first, second = np.array([1.0, 2, 5, 5, 1]), np.array([2.0, 2, 5, 1, 1])
    apart = weighted_kappa(first, second).estimate
    ranked = weighted_kappa(np.array([1.0, 2, 3, 3, 1]), np.array([2.0, 2, 3, 1, 1])).estimate
    assert abs(apart - ranked) > 0.05


def test_known_truth_is_covered() -> None:
    """1,000 samples of 40 women (seed 5): 95 % intervals hold the truth in 950 -+ 21 of them."""
    generator = np.random.default_rng(5)
    samples, n = 1000, 40
    inside = np.zeros(4)
    for _ in range(samples):
        table = generator.normal(0, 1, (n, 1)) + generator.normal(0, 0.6, (n, 2))
        squares = anova_squares(table)
        found = forms(squares)
        error = sem_agreement(squares)
        limits = limits_of_agreement(table[:, 0], table[:, 1])
        for place, (low, truth, high) in enumerate(
            [
                (found["C1"].low, 1 / 1.36, found["C1"].high),
                (found["1"].low, 1 / 1.36, found["1"].high),
                (error.low, 0.6, error.high),
                (limits.difference.low, 0.0, limits.difference.high),
            ]
        ):
            inside[place] += low <= truth <= high
    assert np.abs(inside / samples - 0.95).max() < 3 * np.sqrt(0.95 * 0.05 / samples)


def test_missing_occasions_leave_the_variances_unbiased() -> None:
    """REML of 3,000 women of four occasions, a third of their answers away: within 5 %."""
    generator = np.random.default_rng(8)
    shift = np.array([0.3, -0.2, 0.1, -0.2])
    table = generator.normal(0, 1, (3000, 1)) + shift + generator.normal(0, 0.7, (3000, 4))
    table[generator.random(table.shape) < 1 / 3] = np.nan
    found = crossed_components(table)
    assert found.women == pytest.approx(1, rel=0.05)
    assert found.error == pytest.approx(0.49, rel=0.05)
    assert found.occasions == pytest.approx(shift.var(ddof=1), rel=0.3)
