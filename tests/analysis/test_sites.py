"""The site's level of awkward tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.one_way import Between, Groups, one_way
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.sites import sites

KEY = '[response]\nminimum = 1\nmaximum = 5\n[scales.trust]\nitems = ["a"]\n'


def part(frame: pd.DataFrame, **columns: str) -> tuple[dict[str, Any], dict[str, str]]:
    notes = Notes()
    key = key_of_toml(KEY, "s.toml")
    answers = make_answers(Table("t.csv", frame), key, Columns(**columns), notes)
    found = sites(answers, load_plan(), notes)
    said: dict[str, str] = {}
    for note in notes.entries:
        said[note["where"]] = f"{said.get(note['where'], '')} {note['code']}".strip()
    return found, said


def table(**columns: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_without_sites_the_part_is_absent() -> None:
    assert part(table(a=[1, 2, 3])) == ({}, {})


def test_four_sites_have_a_wide_interval_and_a_note() -> None:
    generator = np.random.default_rng(1)
    site = np.repeat(["n", "s", "e", "w"], 15)
    score = np.clip(np.round(3 + np.repeat([-1, 0, 0, 1], 15) + generator.normal(0, 1, 60)), 1, 5)
    found, notes = part(table(a=list(score), site=list(site)), site="site")
    result = found["sites"]
    assert result["count"] == 4
    assert result["icc1"]["high"] - result["icc1"]["low"] > 0.5
    assert notes == {"sites": "422.601"}
    needed = result["women_needed"]
    assert needed["0.70"] < needed["0.85"] < needed["0.90"]
    assert [site["site"] for site in result["sites"]] == ["e", "n", "s", "w"]
    assert {site["n"] for site in result["sites"]} == {15}
    assert result["scales"]["trust"]["icc1"] == result["icc1"]


def test_sites_that_do_not_differ_have_reliability_nought() -> None:
    found, notes = part(table(a=[1, 2, 3, 1, 2, 3], site=list("xxxyyy")), site="site")
    result = found["sites"]
    assert (result["between"], result["icc1"]["estimate"], result["icc2"]) == (0, 0, 0)
    assert result["women_needed"] == {"0.70": None, "0.85": None, "0.90": None}
    assert [site["reliability"] for site in result["sites"]] == [0, 0]
    assert notes["sites.scales.trust"] == "422.603"


@pytest.mark.parametrize(
    ("a", "site"),
    [([1, 2, 3], "xxx"), ([1, 2, 3], "xyz"), ([1, 1, 2, 2], "xxyy"), ([1, 2], "x ")],
    ids=["one site", "one woman a site", "no spread within", "one site and none"],
)
def test_what_cannot_be_compared_is_null_with_its_reason(a: list[int], site: str) -> None:
    labels = [label.strip() or None for label in site]
    found, notes = part(table(a=a, site=labels), site="site")
    assert found["sites"]["icc1"] == {"estimate": None, "low": None, "high": None}
    assert found["sites"]["between"] is None
    assert notes["sites.scales.trust"] == "422.602"


def test_a_woman_counts_once_at_her_first_time_point() -> None:
    frame = table(
        a=[5, 5, 1, 2, 4, 5], site=list("xyxxyy"), id=list("pqpqrs"), time=[10, 10, 2, 2, 2, 2]
    )
    found, notes = part(frame, site="site", id="id", time="time")
    assert [(s["site"], s["n"], s["mean"]) for s in found["sites"]["sites"]] == [
        ("x", 2, 1.5),
        ("y", 2, 4.5),
    ]
    assert found["sites"]["n"] == 4
    assert notes["sites"] == "422.600 422.601"


def test_women_needed_by_hand() -> None:
    # n = r / (1 - r) (1 - ICC) / ICC, as in the table of PREM studies: ICC .01, .02, .05, .10
    needed = [Between(icc, 1 - icc, 0, 1).women_for(0.7) for icc in (0.01, 0.02, 0.05, 0.10)]
    assert needed == [231, 115, 45, 21]
    exact = Between(0.3, 0.7, 0, 1).women_for(0.5)
    assert exact == 3
    assert Between(0.25, 0.75, 0, 1).women_for(0.5) == 3


def test_groups_that_differ_beyond_measure_are_refused_not_looped_over() -> None:
    with pytest.raises(ValueError, match="women within"):
        one_way(Groups(np.array([2.0, 2.0]), np.array([0.0, 1e9]), 1e-9))


def test_each_interval_of_a_site_holds_its_estimate_and_items_have_their_own() -> None:
    chance = np.random.default_rng(11)
    site = np.repeat(np.arange(12), 15)
    level = chance.normal(0, 0.8, 12)[site]
    answers = np.clip(np.round(3 + level[:, None] + chance.normal(0, 1, (180, 1))), 1, 5)
    frame = pd.DataFrame({"a": answers[:, 0], "site": [f"s{n}" for n in site]})
    found = part(frame, site="site")[0]["sites"]
    assert found["icc2_low"] < found["icc2"] < found["icc2_high"]
    for one in found["sites"]:
        assert one["low"] < one["mean"] < one["high"]
        assert one["reliability_low"] < one["reliability"] < one["reliability_high"]
    needed, between = found["women_needed"]["0.70"], found["women_needed_range"]["0.70"]
    assert between["least"] <= needed <= between["most"]
    assert found["items"]["a"]["icc1"] == found["icc1"]
    assert "sites" not in found["items"]["a"]
