"""Figures of declared hypotheses equal R (stats, effectsize, pROC): 1e-9, noncentral t 1e-6."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prem.analysis.frame import Columns, make_answers
from prem.analysis.hypotheses.figures import (
    Figure,
    area_under,
    correlations,
    group_difference,
    guyatt,
    welch_anova,
)
from prem.analysis.notes import Notes
from prem.analysis.repeated.occasions import beside, places, scale_scores
from prem.analysis.repeated.paired import paired_change
from prem.analysis.scales import key_of_toml
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "hypotheses.json").read_text("utf-8"))
CLOSED = 1e-9
# effectsize ends its search of the noncentral t there
NONCENTRAL = 1e-5


@cache
def bfi() -> tuple[dict[str, np.ndarray], Any]:
    table = read_table(REFERENCE / "bfi.csv")
    key = key_of_toml((REFERENCE / "bfi.toml").read_text("utf-8"), "bfi.toml")
    columns = Columns(extra=("gender", "education", "age"))
    answers = make_answers(table, key, columns, Notes())
    return scale_scores(answers, 0.5), answers.extra


def close(
    mine: Figure, theirs: dict[str, Any], names: tuple[str, str, str], tolerance: float
) -> None:
    found = (mine.estimate, mine.low, mine.high)
    assert found == pytest.approx(tuple(theirs[name] for name in names), rel=tolerance)


@pytest.mark.parametrize("other", ["age", "openness"])
def test_correlations(other: str) -> None:
    scores, extra = bfi()
    x, y = scores["neuroticism"], extra["age"].numbers if other == "age" else scores["openness"]
    both = ~np.isnan(x) & ~np.isnan(y)
    mine, theirs = correlations(x[both], y[both], 0.95), R["correlation"][other]
    assert both.sum() == theirs["n"]
    close(mine["pearson"], theirs, ("pearson", "low", "high"), CLOSED)
    close(mine["spearman"], theirs, ("spearman", "spearman_low", "spearman_high"), CLOSED)


def group(column: str, code: str) -> np.ndarray:
    scores, extra = bfi()
    score = scores["neuroticism"]
    return score[(np.array(extra[column].texts) == code) & ~np.isnan(score)]


@pytest.mark.parametrize(
    ("column", "first", "second"), [("gender", "2", "1"), ("education", "2", "5")]
)
def test_differences_of_two_groups(column: str, first: str, second: str) -> None:
    mine = group_difference(group(column, first), group(column, second), 0.95)
    theirs = R["groups"][column]
    close(mine["difference"], theirs, ("difference", "low", "high"), CLOSED)
    for name in ("t", "df", "p", "mann_whitney_p"):
        assert mine[name] == pytest.approx(theirs[name], rel=CLOSED), name
    assert mine["d"].estimate == pytest.approx(theirs["d"], rel=CLOSED)
    assert mine["g"].estimate == pytest.approx(theirs["g"], rel=CLOSED)
    close(mine["d"], theirs, ("d", "d_low", "d_high"), NONCENTRAL)
    close(mine["g"], theirs, ("g", "g_low", "g_high"), NONCENTRAL)
    assert mine["delta"].estimate == pytest.approx(theirs["delta"], rel=CLOSED)
    area = area_under(group(column, first), group(column, second), 0.95)
    close(area, theirs["area"], ("estimate", "low", "high"), CLOSED)


def test_welch_of_five_groups() -> None:
    mine = welch_anova([group("education", str(code)) for code in range(1, 6)])
    assert mine == pytest.approx(R["welch"], rel=CLOSED)


def test_responsiveness() -> None:
    key = key_of_toml((REFERENCE / "sai.toml").read_text("utf-8"), "sai.toml")
    columns = Columns("study", "time", "id")
    answers = make_answers(read_table(REFERENCE / "sai.csv"), key, columns, Notes())
    rows = places(answers, ("1", "2"))
    table = beside(scale_scores(answers, 0.5)["tense"], rows)
    both = ~np.isnan(table).any(axis=1)
    table, study = table[both], [(answers.site or ())[int(row[0])] for row in rows[both]]
    theirs = R["change"]
    assert len(table) == theirs["n"]
    ends = ("effect_size", "effect_size_low", "effect_size_high")
    mine = paired_change(table[:, 0], table[:, 1], 0.95)
    found = Figure(mine.effect_size, mine.effect_size_low, mine.effect_size_high)
    close(found, theirs, ends, CLOSED)
    change, improved = table[:, 1] - table[:, 0], np.array(study) == "XRAY"
    ratio = guyatt(change[improved], change[~improved], 0.95)
    close(ratio, theirs, ("guyatt", "guyatt_low", "guyatt_high"), CLOSED)
    area = area_under(change[improved], change[~improved], 0.95)
    close(area, theirs["area"], ("estimate", "low", "high"), CLOSED)
