"""`sample_size` of results.json, the report and the workbook."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fitted_model import MODEL, SCALES

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.pairs.results import validate_pairs
from prem.analysis.pairs.scored import count_answers, score_pairs
from prem.analysis.plan import load_plan
from prem.analysis.sample_size.beside import beside
from prem.analysis.sample_size.fitted import describe, fitted
from prem.analysis.sample_size.part import sample_size
from prem.analysis.sample_size.rules import load_rules
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options, validate
from prem.analysis.work import in_turn
from prem.reports.analysis.page import page
from prem.reports.analysis.tables_sample import sample_sheets
from prem.reports.analysis.write import Source

RULES = load_rules()


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
