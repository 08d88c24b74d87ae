"""Reflective or formative, ends of scales, the checklist's rows on scales, and their report."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from prem.analysis.checklist_scaling import dimension_rows, end_rows, monotone_rows
from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.model_type import model_rows
from prem.analysis.notes import Notes
from prem.analysis.pairs.results import validate_pairs
from prem.analysis.pairs.scored import count_answers, score_pairs
from prem.analysis.plan import load_plan
from prem.analysis.reliability import ends_of_scale, inter_item_range
from prem.analysis.scales import key_of_instrument, key_of_toml
from prem.analysis.scaling import enter_screens
from prem.analysis.validation import Options, validate
from prem.errors import Refusal
from prem.instruments.load import load_instrument
from prem.reports.analysis.category_bar import category_bar
from prem.reports.analysis.items import items_view
from prem.reports.analysis.reliability import reliability_view
from prem.reports.analysis.tables_scaling import scaling_sheets

PLAN = load_plan()


def toml(trust: str = "", ease: str = "") -> str:
    return (
        f'[response]\nminimum=1\nmaximum=5\n[scales.trust]\nitems=["a","b","c"]\n{trust}\n'
        f'[scales.ease]\nitems=["d","e","f"]\n{ease}\n'
    )


def frame(n: int = 260) -> pd.DataFrame:
    chance = np.random.default_rng(8)
    level = chance.normal(size=(n, 2))[:, [0, 0, 0, 1, 1, 1]]
    own = np.clip(np.round(3.6 + level + 0.8 * chance.normal(size=(n, 6))), 1, 5)
    return pd.DataFrame(own, columns=list("abcdef"))


def validated(text: str, table: pd.DataFrame | None = None) -> dict[str, Any]:
    key, notes = key_of_toml(text, "s.toml"), Notes()
    table = frame() if table is None else table
    answers = make_answers(Table("x.csv", table), key, Columns(), notes)
    return validate(answers, Options(quick=True), PLAN, notes)


@pytest.fixture(scope="module")
def mixed() -> dict[str, Any]:
    return validated(toml('model="reflective"', 'model="formative"'))


def where(results: dict[str, Any], code: str) -> str:
    return ", ".join(note["where"] for note in results["notes"] if note["code"] == code)


def test_of_a_formative_scale_only_what_applies_is_computed(mixed: dict[str, Any]) -> None:
    trust, ease = mixed["scales"]["trust"], mixed["scales"]["ease"]
    assert (trust["model"], ease["model"]) == ("reflective", "formative")
    assert trust["alpha"]["estimate"] > 0.6
    withheld = ("alpha_ordinal", "omega_hierarchical", "mean_inter_item_r", "sem", "h")
    assert all(ease[name] is None for name in withheld)
    assert ease["alpha"]["estimate"] is None
    assert ease["mean"] > 1
    assert 0 <= ease["floor"] <= ease["ceiling"]
    assert mixed["items"]["d"]["item_rest_r"] is None
    assert set(mixed["efa"]["loadings"]) == {"a", "b", "c"}
    assert set(mixed["cfa"]["factors"]) == {"trust"}
    assert set(mixed["irt"]) == {"trust"}
    assert where(mixed, "422.931") == "scales.ease, items.d, items.e, items.f"
    assert not where(mixed, "422.930")


def test_the_checklist_asks_for_the_model_first() -> None:
    results = validated(toml())
    first = results["checklist"][0]
    assert (first["property"], first["value"], first["verdict"]) == (
        "model type",
        0,
        "indeterminate",
    )
    assert "(reflective)" in first["needed"]
    assert "trust and ease" in first["needed"]
    assert where(results, "422.930") == "scales.trust.model, scales.ease.model"


def test_what_is_said_is_told_and_formative_is_not_judged(mixed: dict[str, Any]) -> None:
    rows = {row["property"]: row for row in mixed["checklist"]}
    assert rows["model type"]["verdict"] == "sufficient"
    for name in ("internal consistency: ease", "monotonicity: ease"):
        assert (rows[name]["value"], rows[name]["verdict"]) == (None, "indeterminate")
        assert "formative" in rows[name]["needed"]
    assert rows["monotonicity: trust"]["value"] == min(
        mixed["items"][item]["h"]["estimate"] for item in "abc"
    )


def test_all_formative_leaves_scores_and_no_traceback() -> None:
    results = validated(toml('model="formative"', 'model="formative"'))
    assert results["cfa"]["ml"] is None
    assert results["scales"]["trust"]["mean"] is not None
    assert not where(results, "422.975")  # no part failed


def test_another_word_is_refused_with_what_is_accepted() -> None:
    with pytest.raises(Refusal) as refused:
        key_of_toml(toml('model="reflexive"'), "s.toml")
    assert '"reflective" or "formative"' in str(refused.value)


def test_an_instrument_may_say_it_too() -> None:
    instrument = load_instrument("perinatal-experience", None)
    assert key_of_instrument(instrument).models == {}


def test_counts_withhold_the_same_and_have_the_same_h(mixed: dict[str, Any]) -> None:
    key = key_of_toml(toml('model="reflective"', 'model="formative"'), "s.toml")
    answers = make_answers(Table("x.csv", frame()), key, Columns(), Notes())
    scored = score_pairs(count_answers(answers), key, "c.npz", Notes())
    of_pairs = validate_pairs(scored, Options(quick=True), PLAN, Notes())
    assert of_pairs["scales"]["ease"]["alpha"]["estimate"] is None
    assert set(of_pairs["efa"]["loadings"]) == {"a", "b", "c"}
    mine, theirs = of_pairs["scales"]["trust"]["h"], mixed["scales"]["trust"]["h"]
    assert mine == {"n": 260, "estimate": pytest.approx(theirs["estimate"], rel=1e-9)}
    assert of_pairs["items"]["a"]["h"]["estimate"] == pytest.approx(
        mixed["items"]["a"]["h"]["estimate"], rel=1e-9
    )
    assert of_pairs["checklist"][0]["property"] == "model type"
    every = key_of_toml(toml('model="formative"', 'model="formative"'), "s.toml")
    scored = score_pairs(count_answers(answers), every, "c.npz", Notes())
    found = validate_pairs(scored, Options(quick=True), PLAN, Notes())
    assert found["efa"]["factor_correlations"] is None


def test_ends_are_of_scores_whose_every_answer_is_there() -> None:
    nan = np.nan
    values = np.array([[5, 5], [5, nan], [1, 1], [1, 5], [nan, nan]], dtype=float)
    scored = np.array([True, True, True, True, False])
    ends = ends_of_scale(values, np.array([1.0, 1.0]), np.array([5.0, 5.0]), scored)
    assert ends == {"floor": 0.25, "ceiling": 0.5}
    assert ends_of_scale(values[:0], values[0], values[0], scored[:0])["floor"] is None


def test_the_range_names_its_pairs() -> None:
    found = inter_item_range(np.array([[1, 0.2, 0.9], [0.2, 1, 0.4], [0.9, 0.4, 1]]), list("abc"))
    assert (found["min"], found["min_pair"], found["max_pair"]) == (0.2, ["a", "b"], ["a", "c"])


def test_screens_name_the_thresholds_not_met() -> None:
    falls = {"largest": 0.1, "significant": 1}
    item = {"n": 80, "missing": 20, "ceiling": 0.6, "item_rest_r": 0.1, "h": {"estimate": 0.2}}
    items = {"a": item | {"monotonicity": falls}, "b": item | {"h": None, "missing": 0}}
    items["b"] |= {"ceiling": None, "item_rest_r": 0.5}
    enter_screens(items, PLAN)
    assert items["a"]["screens"] == [
        "missing", "top_category", "item_rest", "item_h", "monotone_fall",
    ]  # fmt: skip
    assert items["b"]["screens"] == []


def judged(rows: Any) -> dict[str, str]:
    return {row["criterion"].split(" >")[0].split(" <")[0]: row["verdict"] for row in rows}


def test_one_dimension_is_judged_where_it_is_claimed() -> None:
    results = {
        "scales": {"s": {}},
        "efa": {"n": 300, "loadings": dict.fromkeys("abcd")},
        "dimensions": {"eigenvalues": [3.0, 0.5, 0.3, 0.2]},
        "factorability": {"kmo": 0.5, "bartlett": {"p": 0.001}},
        "general_factor": {"explained_common_variance": 0.7, "omega_hierarchical": None},
    }
    found = judged(dimension_rows(results, PLAN))
    assert found["first eigenvalue by the second"] == "sufficient"
    assert found["Kaiser-Meyer-Olkin measure"] == "insufficient"
    assert "omega hierarchical of all items" not in found
    several = judged(dimension_rows(results | {"scales": {"s": {}, "t": {}}}, PLAN))
    assert several["first eigenvalue by the second"] == "indeterminate"
    assert several["p of Bartlett's test"] == "sufficient"
    few = judged(dimension_rows(results | {"efa": results["efa"] | {"n": 50}}, PLAN))
    assert set(few.values()) == {"indeterminate"}


def test_few_rows_and_low_h_are_told() -> None:
    items = {i: {"h": {"estimate": h}, "monotonicity": None} for i, h in (("a", 0.2), ("b", 0.4))}
    scale = {"h": {"n": 300, "estimate": 0.3}, "h_pairs": {"a~~b": {}}}
    (row,) = monotone_rows({"scales": {"s": scale}, "items": items}, PLAN)
    assert (row["value"], row["verdict"]) == (0.2, "insufficient")
    scale["h"]["n"] = 249
    (row,) = monotone_rows({"scales": {"s": scale}, "items": items}, PLAN)
    assert row["needed"].startswith("1 more rows")


def test_a_ceiling_is_information() -> None:
    scales = {
        "s": {"n": 50, "floor": 0.0, "ceiling": 0.4},
        "t": {"n": 50, "floor": 0.1, "ceiling": 0.1},
        "u": {},
    }
    high, low = end_rows({"scales": scales}, PLAN)
    assert (high["verdict"], high["value"]) == ("indeterminate", 0.4)
    assert "information" in high["needed"]
    assert low["verdict"] == "sufficient"


def test_a_scale_of_three_models_unsaid_is_named_in_short() -> None:
    scales = {name: {"model": None} for name in "abcdef"}
    (row,) = model_rows({"scales": scales}, PLAN)
    assert "a, b, c and 3 more" in row["needed"]


def plain(cell: str) -> str:
    return re.sub(r"<[^>]+>", "", re.sub(r"<title>.*?</title>", "", cell))


def test_the_item_table_has_bars_with_their_text(mixed: dict[str, Any]) -> None:
    key = key_of_toml(toml('model="reflective"', 'model="formative"'), "s.toml")
    view = items_view(mixed, key, PLAN)
    table = view["table"]
    for grid in (table, view["together"], view["counts"], view["pairs"]):
        assert all(len(row) == len(grid.heads) for row in grid.rows)
    bar = table.rows[0][2]
    counts = mixed["items"]["a"]["counts"]
    assert f'aria-label="1: {counts["1"] / 260:.0%}' in bar
    assert bar.count("<rect") == sum(1 for count in counts.values() if count)
    rises = [row[6] for row in view["together"].rows]
    assert rises[0] == "yes" or rises[0].startswith(("no: ", "nearly: "))
    assert rises[3] == "–"
    assert view["counts"].rows[0][1].startswith(str(counts["1"]))
    assert [row[0] for row in view["pairs"].rows] == ["trust"]


def test_every_coefficient_is_named_with_what_it_is_of(mixed: dict[str, Any]) -> None:
    key = key_of_toml(toml('model="reflective"', 'model="formative"'), "s.toml")
    view = reliability_view(mixed, key, PLAN)
    rows = view["coefficients"].rows
    assert {row[0] for row in rows} == {"trust"}
    assert {"Cronbach's alpha", "omega total", "ordinal alpha"} <= {row[1] for row in rows}
    assert all(row[5] for row in rows)
    assert "formative" in view["said"][1]
    assert [row[1] for row in view["scales"].rows] == ["reflective", "formative"]


def test_the_sheets_hold_every_number(mixed: dict[str, Any]) -> None:
    sheets = scaling_sheets(mixed)
    assert set(sheets) == {"Reliability", "Scalability", "Scalability of pairs", "Monotonicity"}
    h = {row[0]: row[1] for row in sheets["Scalability"][1:]}
    assert h["trust"] == mixed["scales"]["trust"]["h"]["estimate"]
    assert set(h) == {"trust", "a", "b", "c"}
    flat = [cell for rows in sheets.values() for row in rows for cell in row]
    assert not any(isinstance(cell, dict | list) for cell in flat)


def test_a_bar_of_nothing_is_a_dash_and_codes_are_escaped() -> None:
    assert category_bar(None) == category_bar({}) == category_bar({"1": 0}) == Markup("–")
    assert "<b>" not in category_bar({"<b>": 1})
