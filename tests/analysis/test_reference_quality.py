"""Missing answers and careless indices equal R on bfi and sai: closed forms 1e-9, EM 1e-9 too."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prem.analysis.frame import Answers, Columns, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.quality.careless import row_correlations, synonyms
from prem.analysis.quality.flags import flagged
from prem.analysis.quality.normal import fit_normal, mahalanobis
from prem.analysis.quality.part import data_quality
from prem.analysis.scales import key_of_toml
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "quality.json").read_text("utf-8"))
COLUMNS = {"bfi": Columns("education", group="gender"), "sai": Columns(time="time")}
LIKE = {"bfi": 0.4, "sai": 0.6}
DATA = pytest.mark.parametrize("data", ["bfi", "sai"])


@cache
def answers(data: str) -> Answers:
    key = key_of_toml((REFERENCE / f"{data}.toml").read_text("utf-8"), data)
    return make_answers(read_table(REFERENCE / f"{data}.csv"), key, COLUMNS[data], Notes())


@cache
def found(data: str) -> dict[str, Any]:
    return data_quality(answers(data), load_plan(), Notes())


def agrees(mine: Any, theirs: Any) -> None:
    assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@DATA
def test_patterns(data: str) -> None:
    mine, theirs = found(data)["missing_patterns"], R[data]
    assert (mine["count"], mine["empty"]) == (theirs["patterns"], theirs["empty"])
    agrees(mine["complete"], theirs["complete"])
    named = {" ".join(one["missing"]): one["rows"] for one in mine["most"]}
    assert sorted(named.values(), reverse=True)[:5] == list(theirs["most"].values())
    order = {item: place for place, item in enumerate(R[data]["by_item"])}
    shown = {" ".join(sorted(name.split(), key=order.__getitem__)): n for name, n in named.items()}
    assert all(shown["" if name == "1" else name] == n for name, n in theirs["most"].items())


@DATA
def test_missing_by_item_and_group(data: str) -> None:
    mine = found(data)["missing_by"]
    assert [one["item"] for one in mine["position"]] == list(R[data]["by_item"])
    for one, theirs in zip(mine["position"], R[data]["by_item"].values(), strict=True):
        agrees(one["missing"], theirs["rows"])
        agrees([one[name] for name in ("share", "low", "high")], [*theirs.values()][1:])
    for name, theirs in R[data]["by"].items():
        levels = {key: level["with_missing"] for key, level in mine[name]["levels"].items()}
        assert {key or "none": count for key, count in levels.items()} == theirs["with_missing"]
        agrees(mine[name]["test"], theirs["test"])


@DATA
def test_littles_test(data: str) -> None:
    mine, theirs = found(data)["little"], R[data]["little"]
    assert [mine[name] for name in ("df", "rows", "patterns")] == [
        theirs[name] for name in ("df", "rows", "patterns")]  # fmt: skip
    assert mine["chi2"] == pytest.approx(theirs["chi2"], rel=1e-9)
    assert mine["p"] == pytest.approx(theirs["p"], rel=1e-7)


@DATA
def test_indices_of_each_row(data: str) -> None:
    given = answers(data)
    some = np.flatnonzero(~np.isnan(given.values).all(axis=1))
    mine = flagged(given, fit_normal(given.values[some]), some, load_plan(), Notes())
    values = {name: one.values for name, one in mine.items()} | {"synonyms": like(data)}
    for name, theirs in R[data]["indices"].items():
        if theirs is None:
            assert name not in mine
            continue
        expected = np.array(theirs, dtype=np.float64)
        assert values[name] == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True), name
    assert mine.keys() == R[data]["flagged"].keys()
    for name, rows in R[data]["flagged"].items():
        assert (np.flatnonzero(mine[name].flags) + 1).tolist() == rows


def like(data: str) -> np.ndarray:
    """Return the synonyms index by R's limit; on bfi that is 0.4, for too few pairs exceed 0.6."""
    pairs = synonyms(answers(data), LIKE[data])
    assert len(pairs) == R[data]["pairs"] > 3
    values = answers(data).values
    return row_correlations(*(values[:, list(side)] for side in zip(*pairs, strict=True)))


@DATA
def test_distances_of_complete_rows_are_stats_mahalanobis(data: str) -> None:
    complete = answers(data).values[~np.isnan(answers(data).values).any(axis=1)]
    squared, df = mahalanobis(fit_normal(complete))
    agrees(squared, np.array(R[data]["of_complete"]))
    assert set(df.tolist()) == {complete.shape[1]}


@DATA
def test_alpha_without_flagged_rows(data: str) -> None:
    mine = found(data)["careless"]
    theirs = R[data]["alpha"]
    agrees(mine["alpha"]["all"], theirs["all"])
    agrees(mine["indices"]["mahalanobis"]["alpha"], theirs["without_mahalanobis"])
    agrees(mine["alpha"]["without"], theirs["without"])
