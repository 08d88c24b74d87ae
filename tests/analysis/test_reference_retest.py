"""Test-retest equals R (psych, lme4): closed forms 1e-9, variances by REML 1e-6."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pingouin
import pytest

from prem.analysis.frame import Columns, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.repeated.crossed import Components, crossed_components
from prem.analysis.repeated.icc import anova_squares, forms
from prem.analysis.repeated.occasions import beside, places, scale_scores
from prem.analysis.repeated.paired import change
from prem.analysis.repeated.retest import retest
from prem.analysis.scales import key_of_toml
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "retest.json").read_text("utf-8"))
CLOSED, ITERATED = 1e-9, 1e-6
# psych lets lme4 stop early, and its degrees of freedom magnify that
PSYCH_REML = 1e-5
JUDGES = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
    dtype=float,
)  # Shrout & Fleiss 1979, table 2
NAMES = ("A1", "C1", "1", "Ak", "Ck", "k")


def answers() -> Any:
    key = key_of_toml((REFERENCE / "sai.toml").read_text("utf-8"), "sai.toml")
    table = read_table(REFERENCE / "sai.csv")
    return make_answers(table, key, Columns("study", "time", "id"), Notes())


@cache
def found() -> dict[str, Any]:
    notes = Notes()
    part = retest(answers(), ("1", "2"), load_plan(), notes)["test_retest"]
    assert notes.entries == []
    return part


def of(scale: str) -> dict[str, Any]:
    return found() if scale == "total" else found()["scales"][scale]


def agrees(mine: float, theirs: float, tolerance: float = CLOSED) -> None:
    assert mine == pytest.approx(theirs, rel=tolerance, abs=tolerance)


@pytest.mark.parametrize("name", NAMES)
def test_six_forms_on_the_judges_of_shrout_and_fleiss(name: str) -> None:
    mine, theirs = forms(anova_squares(JUDGES))[name], R["judges"]["icc"][name]
    for part in theirs:
        agrees(getattr(mine, part), theirs[part])


# pingouin 0.7.0 calls pandas with an argument that pandas 3.1 will drop
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_pingouin_gives_the_same_rounded() -> None:
    long = pd.DataFrame(
        [(i, j, JUDGES[i, j]) for i in range(6) for j in range(4)], columns=["who", "by", "y"]
    )
    theirs = pingouin.intraclass_corr(long, targets="who", raters="by", ratings="y")
    mine = forms(anova_squares(JUDGES))
    for row, name in zip(range(6), ("1", "A1", "C1", "k", "Ak", "Ck"), strict=True):
        line = theirs.iloc[row]
        agrees(mine[name].estimate, line["ICC"])
        agrees(mine[name].f, line["F"])
        agrees(mine[name].p, line["pval"])
        # pingouin rounds its interval to two decimals
        ends = [mine[name].low, mine[name].high]
        assert ends == pytest.approx(list(line["CI95"]), abs=5.01e-3)


@pytest.mark.parametrize("scale", R["scales"])
def test_scales_of_real_women_asked_again(scale: str) -> None:
    mine, theirs = of(scale), R["scales"][scale]
    assert mine["n"] == theirs["n"]
    for name in NAMES:
        for part, value in theirs["icc"][name].items():
            agrees(mine["icc"][name][part], value)
    error, limits = theirs["agreement"], mine["limits_of_agreement"]
    for name in ("sem", "sem_low", "sem_high", "sdc"):
        agrees(mine[name], error[name])
    agrees(limits["sd"], error["sd"])
    agrees(limits["difference"]["estimate"], error["difference"])
    agrees(limits["difference"]["low"], error["difference_low"])
    agrees(limits["difference"]["high"], error["difference_high"])
    agrees(limits["lower"]["estimate"], error["lower"])
    agrees(limits["upper"]["estimate"], error["upper"])
    agrees(limits["lower"]["low"], error["lower_low"])
    agrees(limits["lower"]["high"], error["lower_high"])


@pytest.mark.parametrize("item", R["items"])
def test_weighted_kappa_of_each_item(item: str) -> None:
    mine, theirs = found()["items"][item], R["items"][item]
    assert mine["n"] == theirs["n"]
    agrees(mine["kappa"]["estimate"], theirs["psych"])
    for name in ("estimate", "se", "low", "high"):
        agrees(mine["kappa"][name], theirs[name])


def as_lme4(mine: Components, theirs: dict[str, Any]) -> None:
    for name in ("women", "occasions", "error"):
        agrees(getattr(mine, name), theirs[name], ITERATED)


@pytest.mark.parametrize("scale", R["vale"])
def test_variances_of_four_occasions_some_missing(scale: str) -> None:
    whole = answers()
    score = scale_scores(whole, 0.5)[scale]
    rows = places(whole, ("1", "2", "3", "4"))
    vale = [row for row in rows if whole.site[int(np.nanmin(row))] == "VALE"]
    table = beside(score, np.array(vale))
    assert np.isnan(table).sum() == 16
    as_lme4(crossed_components(table), R["vale"][scale])


@pytest.mark.parametrize("scale", R["scales"])
def test_forms_with_missing_occasions(scale: str) -> None:
    mine, theirs = of(scale)["icc_reml"], R["scales"][scale]["reml"]
    assert mine["n"] == theirs["women_n"] > of(scale)["n"]
    as_lme4(Components(**mine["variance"]), theirs)
    for name in NAMES:
        agrees(mine[name]["estimate"], theirs["psych"][name], PSYCH_REML)
        # psych counts a woman seen once in full; here she adds no degree of freedom
        assert mine[name]["low"] < theirs["psych_low"][name]
    components = crossed_components(beside(scale_scores(answers(), 0.5)[scale], places_of_two()))
    counted = forms(components.squares(theirs["women_n"], 2))
    for name in NAMES:
        agrees(counted[name].low, theirs["psych_low"][name], PSYCH_REML)


def places_of_two() -> np.ndarray:
    return places(answers(), ("1", "2"))


def test_reml_of_a_complete_table_is_analysis_of_variance() -> None:
    squares, mine = anova_squares(JUDGES), crossed_components(JUDGES)
    agrees(mine.women, (squares.between - squares.error) / 4)
    agrees(mine.occasions, (squares.occasion - squares.error) / 6)
    agrees(mine.error, squares.error)
    lacking = JUDGES.copy()
    lacking[1, 2] = np.nan
    as_lme4(crossed_components(lacking), R["judges"]["reml"])


@pytest.mark.parametrize("time", ["2", "3", "4"])
@pytest.mark.parametrize("scale", R["change"])
def test_change_since_the_first_time_point(scale: str, time: str) -> None:
    rows = change(answers(), load_plan(), Notes())["change"]
    (mine,) = [row for row in rows if (row["scale"], row["to"]) == (scale, time)]
    theirs = R["change"][scale][time]
    assert mine["from"] == "1"
    for name, value in theirs.items():
        agrees(mine[name], value)
