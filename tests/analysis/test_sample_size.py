"""How many women an analysis needs, and what a sample of them would show."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.pairs.results import validate_pairs
from prem.analysis.pairs.scored import count_answers, score_pairs
from prem.analysis.plan import load_plan
from prem.analysis.sample_size import closed
from prem.analysis.sample_size.beside import beside
from prem.analysis.sample_size.fitted import describe, fitted
from prem.analysis.sample_size.needs import rows_for_category
from prem.analysis.sample_size.part import sample_size
from prem.analysis.sample_size.rules import load_rules
from prem.analysis.sample_size.simulated import simulated
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options, validate
from prem.analysis.work import in_turn
from prem.reports.analysis.page import page
from prem.reports.analysis.tables_sample import sample_sheets
from prem.reports.analysis.write import Source

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "power.json").read_text())
RULES = load_rules()
SCALES = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["q1", "q2", "-q3", "q4"]
[scales.ease]
items = ["q5", "q6", "q7"]
"""
MODEL: dict[str, Any] = {
    "basis": "wlsmv",
    "factors": ["trust", "ease"],
    "factor_correlations": {"trust~~ease": 0.5},
    "items": {
        f"q{i}": {
            "scale": "trust" if i < 5 else "ease",
            "codes": [1.0, 2.0, 3.0, 4.0, 5.0],
            "shares": [0.02, 0.04, 0.08, 0.19, 0.67],
            "loading": 0.75,
            "reversed": i == 3,
        }
        for i in range(1, 8)
    },
}


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
    for name in ("alpha", "omega"):
        ratio = few["alpha"]["trust"]["estimate"] / many["alpha"]["trust"]["estimate"]
        assert 2 < ratio < 6, name
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


def skewed(n: int, seed: int = 5) -> pd.DataFrame:
    model, chance = fitted(MODEL), np.random.default_rng(seed)
    values = model.answers(model.behind(model.factors(chance, n), chance))
    values[:, 2] = 6 - values[:, 2]
    table = pd.DataFrame(values, columns=list(MODEL["items"]))
    return table.assign(site=[f"s{i % 5}" for i in range(n)], kind=[f"k{i % 2}" for i in range(n)])


def analysed(table: pd.DataFrame, **options: Any) -> tuple[dict[str, Any], str]:
    key, notes, plan = key_of_toml(SCALES, "scales.toml"), Notes(), load_plan()
    columns = Columns(site="site", group="kind")
    answers = make_answers(Table("t.csv", table), key, columns, notes)
    few = replace(plan.power, ladder=(30,), simulation=replace(plan.power.simulation, draws=20))
    few = replace(few, simulation=replace(few.simulation, fits=12))
    asked = Options(quick=True)
    results = validate(answers, asked, plan, notes)
    if not options.get("quick"):
        notes.entries[:] = [n for n in notes.entries if n["where"] != "sample_size.power"]
        results |= sample_size(key, answers, results, replace(plan, power=few), notes, 1, in_turn)
    text = page(results, Source("t.csv", key, asked, "site"), plan)
    return results, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.fixture(scope="module")
def small() -> tuple[dict[str, Any], str]:
    return analysed(skewed(36))


def test_thirty_six_women_are_told_what_they_can_and_how_many_more_they_need(small):
    results, text = small
    rows = {row["id"]: row for row in results["sample_size"]["analyses"]}
    factor = rows["factor_analysis"]
    assert (factor["n"], factor["grade"]) == (36, "doubtful")
    assert factor["next"] == {"grade": "adequate", "n": 42, "more": 6}
    assert factor["very_good"] == {"grade": "very good", "n": 100, "more": 64}
    assert rows["invariance"]["where"].startswith("site ")
    assert rows["item_bias"]["n"] == 18
    assert "n" not in rows["retest"]
    assert "6 more would be adequate, 64 more very good" in text
    assert "For test-retest" in text
    assert "nobody gave it" in text


def test_power_of_thirty_six_women_is_shown_with_its_error(small):
    results, text = small
    power = results["sample_size"]["power"]
    assert power["basis"] == "ml"
    assert [row["n"] for row in power["rows"]] == [30, 36]
    assert any(note["code"] == "422.962" for note in results["notes"])
    assert "36 (now)" in text
    assert "Chances by the number of women" in text
    assert "is not reached with 36 women" in text


def test_the_workbook_has_each_figure(small):
    sheets = sample_sheets(small[0])
    assert len(sheets["Sample size"]) == 1 + len(small[0]["sample_size"]["analyses"])
    figures = {row[1] for row in sheets["Power"][1:]}
    assert {"half width of omega", "0.5 SD found, same women", "model can be fitted"} <= figures
    assert sample_sheets({}) == {}


@pytest.mark.parametrize(("items", "code"), [(41, "422.969"), (201, "422.968")])
def test_many_items_are_not_fitted_and_very_many_not_drawn(items, code):
    names = [f"x{i}" for i in range(items)]
    chance = np.random.default_rng(1)
    counts = {name: {"n": 30, "counts": {"1": 10, "2": 20}} for name in names}
    ml = {"loadings": dict.fromkeys(names, 0.5), "factor_correlations": {}, "df": 1, "n": 30}
    results = {
        "data": {"rows": 30, "complete": 30, "items": items},
        "items": counts,
        "scales": {"one": {"n": 30}},
        "cfa": {"n": 30, "factors": {"one": names}, "ml": ml},
    }
    table = pd.DataFrame(chance.integers(1, 3, (30, items)), columns=names)
    key = key_of_toml(f"[scales.one]\nitems = {json.dumps(names)}\n", "s.toml")
    answers = make_answers(Table("t.csv", table), key, Columns(), Notes())
    plan, notes = load_plan(), Notes()
    one = replace(plan.power.simulation, draws=12, fits=12)
    few = replace(plan, power=replace(plan.power, ladder=(20,), simulation=one))
    found = sample_size(key, answers, results, few, notes, 1, in_turn)["sample_size"]
    assert code in {note["code"] for note in notes.entries}
    if items > 200:
        assert found["power"] is None
    else:
        assert found["power"]["rows"][0]["proper"] is None
        assert found["power"]["rows"][0]["alpha"]["one"]["estimate"] > 0


def test_each_verdict_of_the_checklist_has_the_grade_of_its_sample(small):
    rows = {row["property"]: row["sample"] for row in small[0]["checklist"]}
    assert rows["structural validity"] == "doubtful"
    assert rows["internal consistency: trust"] == "doubtful"
    assert rows["content validity"] == ""
    assert rows["reliability"] == ""  # nobody answered twice
    assert [row["sample"] for row in beside([{"property": "reliability: a"}], None)] == [""]


def test_quick_leaves_power_out_and_says_so():
    results, text = analysed(skewed(60), quick=True)
    assert results["sample_size"]["power"] is None
    assert any(note["code"] == "422.960" for note in results["notes"])
    assert results["sample_size"]["model"]["items"]["q3"]["reversed"] is True
    assert "Power was not simulated" in text


def test_constant_answers_have_no_model_to_draw_from():
    table = skewed(30)
    table[list(MODEL["items"])] = 5
    results, _ = analysed(table)
    assert results["sample_size"]["power"] is None
    assert any(note["code"] == "422.961" for note in results["notes"])


def test_counts_of_pairs_say_the_same_as_rows():
    table = skewed(120)
    key, plan, columns = key_of_toml(SCALES, "s.toml"), load_plan(), Columns(site="site")
    answers = make_answers(Table("t.csv", table), key, columns, Notes())
    scored = score_pairs(count_answers(answers), key, "t.npz", Notes())
    quick = Options(missing="pairwise", quick=True)
    of_pairs = validate_pairs(scored, quick, plan, Notes())["sample_size"]
    of_rows = validate(answers, quick, plan, Notes())["sample_size"]
    for item, one in of_rows["model"]["items"].items():
        other = of_pairs["model"]["items"][item]
        assert other.pop("loading") == pytest.approx(one.pop("loading"), rel=1e-9)
        assert other == one
    assert of_pairs["model"]["items"]["q3"]["reversed"]
    assert of_pairs["fit"] == of_rows["fit"]
    rows = {row["id"]: row for row in of_pairs["analyses"]}
    for row in of_rows["analyses"]:
        if row["id"] in ("factor_analysis", "internal_consistency", "answers", "sites"):
            assert rows[row["id"]] == row


def test_estimates_held_and_many_rows_are_told():
    key, plan, notes = key_of_toml(SCALES, "s.toml"), load_plan(), Notes()
    answers = make_answers(Table("t.csv", skewed(40)), key, Columns(), notes)
    results = validate(answers, Options(quick=True), plan, notes)
    results["cfa"]["n"] = results["efa"]["n"] = 6000
    results["cfa"]["wlsmv"] = None
    results["cfa"]["ml"]["loadings"]["q1"] = 1.3
    one = replace(plan.power.simulation, draws=4, fits=1)
    few = replace(plan, power=replace(plan.power, ladder=(20,), simulation=one))
    notes = Notes()
    found = sample_size(key, answers, results, few, notes, 1, in_turn)["sample_size"]
    assert [row["n"] for row in found["power"]["rows"]] == [20]
    assert {note["code"] for note in notes.entries} == {"422.962", "422.963", "422.964", "422.967"}
    assert describe({"items": {}}, {}) is None
