"""The checklist: a verdict only where the statistic is there, and why where it is not."""

from __future__ import annotations

from typing import Any

import pytest

from prem.analysis.checklist import checklist
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.thresholds import Threshold, load_thresholds

GOOD = {"n": 500, "df": 34, "cfi": 0.97, "tli": 0.96, "rmsea": 0.05, "srmr": 0.04}


def results(**parts: Any) -> dict[str, Any]:
    alpha = {"estimate": 0.8, "low": 0.77, "high": 0.83}
    whole = {"data": {"items": 10}, "scales": {"trust": {"n": 500, "alpha": alpha}}}
    return whole | {"cfa": {"ml": GOOD}} | parts


def row(name: str, **parts: Any) -> dict[str, Any]:
    rows = checklist(results(**parts), load_plan(), Notes())
    (found,) = [row for row in rows if row["property"] == name]
    assert list(found) == [
            "property", "criterion", "value", "verdict", "needed", "source", "sample",
        ]  # fmt: skip
    return found


def test_all_that_ships_has_a_source_and_compares() -> None:
    for threshold in load_thresholds().values():
        assert threshold.source
        assert threshold.scope
        assert threshold.met(threshold.value) == (threshold.comparator in (">=", "<="))
    assert load_thresholds()["loading"].cited == "convention (not verified)"


def test_a_threshold_reads_as_a_sentence() -> None:
    found = Threshold("a", "alpha", ">=", 0.7, "", "Someone 2018", "2018", True)
    assert (found.criterion, found.cited) == ("alpha >= 0.70", "Someone 2018")


@pytest.mark.parametrize(
    ("fit", "verdict"),
    [
        ({}, "sufficient"),
        ({"cfi": 0.9, "tli": 0.9, "rmsea": 0.09}, "sufficient"),  # srmr alone
        ({"cfi": 0.9, "tli": 0.9, "rmsea": 0.09, "srmr": 0.08}, "insufficient"),
        ({"n": 99}, "indeterminate"),
        ({"df": 0}, "indeterminate"),
    ],
)
def test_one_index_is_enough_and_few_rows_are_not(fit: dict[str, Any], verdict: str) -> None:
    found = row("structural validity", cfa={"ml": GOOD | fit})
    assert found["verdict"] == verdict
    if verdict == "indeterminate":
        assert "more" in found["needed"]


def test_without_a_factor_analysis_nothing_is_said_of_structure_or_alpha() -> None:
    assert row("structural validity", cfa=None)["verdict"] == "indeterminate"
    alpha = row("internal consistency: trust", cfa=None)
    assert (alpha["value"], alpha["verdict"]) == (0.8, "indeterminate")
    assert "structure" in alpha["needed"]


def test_alpha_is_held_against_both_ends() -> None:
    def of(estimate: float, low: float, high: float, n: int = 500) -> dict[str, Any]:
        alpha = {"estimate": estimate, "low": low, "high": high}
        return row("internal consistency: trust", scales={"trust": {"n": n, "alpha": alpha}})

    assert of(0.8, 0.77, 0.83)["verdict"] == "sufficient"
    assert of(0.8, 0.77, 0.83)["needed"] == ""
    assert of(0.6, 0.5, 0.65)["verdict"] == "insufficient"
    assert "contains the limit" in of(0.72, 0.65, 0.78)["needed"]
    assert "repeat" in of(0.97, 0.96, 0.98)["needed"]
    assert of(0.8, 0.7, 0.9, n=60)["needed"] == "40 more rows"


def test_retest_is_judged_by_its_icc_and_error_waits_for_the_mic() -> None:
    icc = {"A1": {"estimate": 0.75, "low": 0.72, "high": 0.78}}
    found = {"scales": {"trust": {"icc": icc, "n": 150, "sdc": 0.5}}}
    assert row("reliability: trust", test_retest=found)["verdict"] == "sufficient"
    few = {"scales": {"trust": {"icc": icc, "n": 40, "sdc": 0.5}}}
    assert "60 more women" in row("reliability: trust", test_retest=few)["needed"]
    error = row("measurement error: trust", test_retest=found)
    assert (error["verdict"], error["value"]) == ("indeterminate", None)
    assert "0.50 points" in error["needed"]
    assert "--retest" in row("reliability")["needed"]


def test_few_sites_are_indeterminate_however_reliable() -> None:
    found = {
        "count": 4,
        "icc1": {"estimate": 0.1},
        "women_needed": {"0.70": 21},
        "sites": [{"reliability": 0.9}, {"reliability": 0.6}, {"reliability": None}],
    }
    few = row("reliability of a site's mean", sites=found)
    assert (few["value"], few["verdict"]) == (0.6, "indeterminate")
    assert "21 women" in few["needed"]
    many = row("reliability of a site's mean", sites=found | {"count": 40})
    assert many["verdict"] == "insufficient"


def test_biased_items_and_dependent_pairs_are_named() -> None:
    items = {"a": {"r2": {"any": 0.03}}, "b": None}
    dif = {"trust": {"biased": ["a"], "items": items}}
    found = row("cross-cultural validity: trust", dif=dif)
    assert (found["value"], found["verdict"], found["needed"]) == (
        0.03,
        "insufficient",
        "biased: a",
    )
    irt = {"trust": {"q3_max": 0.5, "q3_pair": ["a", "b"]}, "ease": None}
    assert "a and b" in row("local independence: trust", irt=irt)["needed"]


def test_what_answers_cannot_show_says_what_could() -> None:
    notes = Notes()
    rows = checklist(results(), load_plan(), notes)
    for found in rows:
        assert found["verdict"] in ("sufficient", "insufficient", "indeterminate")
        assert found["value"] is not None or found["needed"]
    assert [note["code"] for note in notes.entries] == ["422.536"]
