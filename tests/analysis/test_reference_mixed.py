"""Change by mixed model and generalisability equal lme4 and lmerTest: 1e-6; ANOVA: 1e-12."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prem.analysis.frame import Answers, Columns, make_answers
from prem.analysis.generalisability import generalisability
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.repeated.modelled import modelled_change
from prem.analysis.scales import key_of_toml
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "mixed.json").read_text("utf-8"))
ITERATED = 1e-6
NAMES = {
    "person": "p",
    "item": "i",
    "occasion": "o",
    "person:item": "p_i",
    "person:occasion": "p_o",
    "item:occasion": "i_o",
    "site": "s",
    "site:item": "s_i",
    "site:occasion": "s_o",
    "site:item:occasion": "s_i_o",
    "error": "Residual",
}


@cache
def answers(site: str | None) -> Answers:
    key = key_of_toml((REFERENCE / "sai.toml").read_text("utf-8"), "sai.toml")
    return make_answers(
        read_table(REFERENCE / "sai.csv"), key, Columns(site, "time", "id"), Notes()
    )


@cache
def change(site: str | None) -> dict[str, Any]:
    return modelled_change(answers(site), load_plan(), Notes())["change_model"]


@pytest.mark.parametrize("score", ["tense", "calm", "total"])
@pytest.mark.parametrize(("part", "site"), [("change", None), ("change_sites", "study")])
def test_change_of_all_women_is_that_of_lme4(part: str, site: str | None, score: str) -> None:
    mine, theirs = change(site)[score], R[part][score]
    assert mine["n"] == theirs["women"]
    assert mine["criterion"] == pytest.approx(theirs["criterion"], abs=ITERATED)
    variances = pytest.approx(theirs["variance"], rel=ITERATED, abs=1e-8)
    assert list(mine["variance"].values()) == variances
    for name in ("estimate", "se", "df", "t", "p"):
        found = [one[name] for one in mine["contrasts"]]
        assert found == pytest.approx(theirs[name], rel=ITERATED), name
    assert [one["se"] for one in mine["means"]] == pytest.approx(theirs["mean_se"], rel=ITERATED)
    assert [one["df"] for one in mine["means"]] == pytest.approx(theirs["mean_df"], rel=ITERATED)
    assert [one["estimate"] for one in mine["means"]] == pytest.approx(theirs["mean"], rel=ITERATED)
    covariance = theirs["vcov"]
    of_first = mine["means"][0]["se"] ** 2
    assert of_first == pytest.approx(covariance[0][0], rel=ITERATED)


def test_sums_of_women_are_those_of_the_table() -> None:
    found = change("study")["tense"]
    assert found["sites"] == 2
    assert found["scores"] == sum(one["n"] for one in found["means"])
    assert 0 < found["once"] < found["n"]


@cache
def study(part: str) -> dict[str, Any]:
    pair = None if part == "all" else ("1", "2")
    table = answers("study" if part == "sites" else None)
    return generalisability(table, pair, load_plan(), Notes())["generalisability"]["scales"]


def agrees(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Hold variances to 1e-6 of all the variance: where it is flat lme4 knows no more digits."""
    assert mine["n"] == theirs["n"]
    assert mine["criterion"] == pytest.approx(theirs["criterion"], abs=ITERATED)
    whole = sum(one["variance"] for one in mine["components"].values())
    assert set(mine["components"]) <= set(NAMES)
    for name, found in mine["components"].items():
        there = pytest.approx(theirs[NAMES[name]], rel=ITERATED, abs=ITERATED * whole)
        assert found["variance"] == there, name


@pytest.mark.parametrize("scale", ["tense", "calm"])
@pytest.mark.parametrize("part", ["two", "all", "sites"])
def test_variances_with_missing_cells_are_those_of_lme4(part: str, scale: str) -> None:
    agrees(study(part)[scale], R["generalisability"][scale][part])


def complete(scale: str) -> Answers:
    table, women = answers(None), set(R["generalisability"][scale]["ids"])
    rows = zip(table.id or (), table.time or (), strict=True)
    kept = [row for row, (woman, time) in enumerate(rows) if woman in women and time in "12"]
    return replace(
        table,
        values=table.values[kept],
        id=tuple((table.id or ())[row] for row in kept),
        time=tuple((table.time or ())[row] for row in kept),
    )


@pytest.mark.parametrize("scale", ["tense", "calm"])
def test_a_complete_table_is_analysis_of_variance(scale: str) -> None:
    found = generalisability(complete(scale), ("1", "2"), load_plan(), Notes())
    mine, theirs = found["generalisability"]["scales"][scale], R["generalisability"][scale]
    agrees(mine, theirs["complete"])
    for name, one in mine["components"].items():
        # the moments are analysis of variance exactly, and the likelihood's maximum too
        assert one["unbounded"] == pytest.approx(theirs["anova"][NAMES[name]], rel=1e-9, abs=1e-12)
        assert one["variance"] == pytest.approx(one["unbounded"], rel=1e-7)


def test_g_of_one_occasion_is_alpha() -> None:
    """On a complete table of persons x items the relative G is Cronbach's alpha."""
    table = complete("calm")
    first = [row for row, time in enumerate(table.time or ()) if time == "1"]
    once = replace(table, values=table.values[first], id=None, time=None)
    found = generalisability(once, None, load_plan(), Notes())["generalisability"]["scales"]
    values = once.values[:, once.positions("calm")]
    covariance = np.cov(values.T)
    alpha = 10 / 9 * (1 - np.trace(covariance) / covariance.sum())
    assert found["calm"]["g"]["estimate"] == pytest.approx(alpha, rel=1e-7)
    assert set(found["calm"]["components"]) == {"person", "item", "error"}
