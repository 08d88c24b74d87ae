"""How many women an analysis needs, and what a sample of them would show."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fitted_model import MODEL

from prem.analysis.plan import load_plan
from prem.analysis.sample_size import closed
from prem.analysis.sample_size.fitted import fitted
from prem.analysis.sample_size.needs import rows_for_category
from prem.analysis.sample_size.rules import load_rules
from prem.analysis.sample_size.simulated import simulated
from prem.analysis.work import in_turn

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "power.json").read_text())
RULES = load_rules()


@pytest.mark.parametrize(
    ("rule", "n", "items", "grade"),
    [
        ("factor_analysis", 140, 20, "very good"),
        ("factor_analysis", 139, 20, "adequate"),
        ("factor_analysis", 100, 20, "adequate"),
        ("factor_analysis", 99, 20, "inadequate"),
        ("factor_analysis", 100, 10, "very good"),
        ("factor_analysis", 60, 10, "adequate"),
        ("factor_analysis", 50, 10, "doubtful"),
        ("factor_analysis", 49, 10, "inadequate"),
        ("graded_response", 999, 0, "adequate"),
        ("graded_response", 249, 0, "inadequate"),
        ("item_bias", 150, 0, "adequate"),
        ("retest", 30, 0, "doubtful"),
        ("answers", 9, 0, "inadequate"),
        ("answers", 10, 0, "very good"),
    ],
)
def test_grades_are_those_of_the_guideline(rule, n, items, grade):
    assert RULES[rule].grade(n, items) == grade


def test_the_next_grade_is_the_one_that_the_number_reaches():
    # 5 x 20 women would be doubtful, but there are a hundred of them: that is adequate
    assert RULES["factor_analysis"].rows("doubtful", 20) == 100
    assert RULES["factor_analysis"].rows("doubtful", 10) == 50


def test_rules_and_thresholds_say_the_same():
    plan = load_plan()
    assert plan.limit("rows_graded") == RULES["graded_response"].rows("doubtful", 0)
    assert plan.limit("rows_dif") == RULES["item_bias"].rows("doubtful", 0)
    assert plan.limit("rows_reliability") == RULES["retest"].rows("very good", 0)
    for items in (8, 14, 15, 40):
        assert plan.rows_needed(items) == RULES["factor_analysis"].rows("very good", items)


@pytest.mark.parametrize("case", R["rmsea"])
def test_power_of_rmsea_is_that_of_semtools(case):
    asked = case["df"], case["null"], case["true"]
    assert closed.rmsea_power(case["n"], *asked) == pytest.approx(case["power"], rel=1e-9)
    assert closed.rmsea_rows(*asked) == case["rows"]


@pytest.mark.parametrize("case", R["paired"])
def test_power_of_a_paired_test_is_that_of_r(case):
    assert closed.paired_power(case["n"], case["effect"]) == pytest.approx(case["power"], rel=1e-9)
    assert closed.paired_rows(case["effect"]) == case["rows"]


def test_no_number_of_women_finds_nothing():
    assert closed.paired_rows(0.0) is None
    assert closed.rmsea_rows(10, 0.05, 0.0500001) is None
    assert rows_for_category(0.0, 10) is None


def test_more_women_make_an_interval_narrower():
    assert closed.icc_rows(0.8, 2, 0.1) > 3 * closed.icc_rows(0.8, 2, 0.2)
    assert closed.icc_rows(0.8, 2, 0.2) == 51


def test_answers_of_the_model_are_as_skewed_and_as_correlated_as_it_says():
    model, chance = fitted(MODEL), np.random.default_rng(3)
    factors = model.factors(chance, 40_000)
    behind = model.behind(factors, chance)
    rows = model.answers(behind)
    assert np.corrcoef(factors.T)[0, 1] == pytest.approx(0.5, abs=0.02)
    assert np.corrcoef(behind.T)[0, 1] == pytest.approx(0.75**2, abs=0.02)
    assert np.corrcoef(behind.T)[0, 6] == pytest.approx(0.5 * 0.75**2, abs=0.02)
    assert (rows[:, 0] == 5).mean() == pytest.approx(0.67, abs=0.01)
    assert (rows[:, 0] == 1).mean() == pytest.approx(0.02, abs=0.005)


def test_an_answer_that_nobody_gave_is_not_drawn():
    items = {"q1": {**MODEL["items"]["q1"], "shares": [0.0, 0.3, 0.0, 0.7, 0.0]}}
    model = fitted(MODEL | {"items": items})
    chance = np.random.default_rng(1)
    rows = model.answers(model.behind(model.factors(chance, 2000), chance))
    assert set(np.unique(rows)) == {2.0, 4.0}


def test_estimates_that_cannot_be_are_held_and_told():
    over = {"q1": {**MODEL["items"]["q1"], "loading": 1.2}}
    assert fitted(MODEL | {"items": over}).held
    assert fitted(MODEL | {"factor_correlations": {"trust~~ease": 1.1}}).held
    assert not fitted(MODEL).held


@pytest.mark.parametrize(
    "wrong",
    [
        {"factors": []},
        {"items": {}},
        {"items": {"q1": {**MODEL["items"]["q1"], "shares": [0.5, 0.2]}}},
        {"items": {"q1": {**MODEL["items"]["q1"], "codes": [1.0, 2.0]}}},
        {"items": {"q1": {**MODEL["items"]["q1"], "loading": float("nan")}}},
    ],
)
def test_a_description_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011  # the caller words it for people
        fitted(MODEL | wrong)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    plan = load_plan().power
    asked = replace(plan.simulation, draws=40, fits=15)
    return simulated(fitted(MODEL), [20, 160], asked, 1, in_turn)


def test_more_women_see_more(rows):
    few, many = rows
    assert few["n"] == 20
    for kind in ("groups", "paired"):
        for effect in ("0.2", "0.5"):
            for scale in ("trust", "ease"):
                found = many[kind][effect][scale]["estimate"]
                assert found >= few[kind][effect][scale]["estimate"]
        assert many[kind]["0.5"]["trust"]["estimate"] > 0.5
    assert many["proper"]["estimate"] == 1
    assert few["proper"]["estimate"] < 1
    ratio = few["alpha"]["trust"]["estimate"] / many["alpha"]["trust"]["estimate"]
    assert 2 < ratio < 6
    assert few["omega"]["trust"] is None  # of 20 women no fit is proper often enough
    assert 0 < many["omega"]["trust"]["estimate"] < 0.2
    assert 0 < many["groups"]["0.2"]["trust"]["error"] < 0.1


def test_no_difference_is_found_as_rarely_as_five_in_a_hundred():
    asked = replace(load_plan().power.simulation, draws=300, fits=0, effects=(0.0,))
    (row,) = simulated(fitted(MODEL), [80], asked, 2, in_turn)
    for kind in ("groups", "paired"):
        for one in row[kind]["0"].values():
            assert one["estimate"] == pytest.approx(0.05, abs=0.045)
    assert row["proper"] is None


def test_numbers_do_not_depend_on_the_workers(rows):
    def backwards(do, pieces, /):
        return [do(piece) for piece in reversed(pieces)][::-1]

    asked = replace(load_plan().power.simulation, draws=40, fits=15)
    assert simulated(fitted(MODEL), [20, 160], asked, 1, backwards) == rows
    assert simulated(fitted(MODEL), [20], asked, 1, in_turn) == rows[:1]
