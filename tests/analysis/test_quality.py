"""Missing and careless answers: by hand, at the edges, and what the report says of them."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Answers, Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.quality import flags, missing, part
from prem.analysis.quality.careless import as_given, even_odd, longest_run
from prem.analysis.quality.normal import UnfitError, fit_normal
from prem.analysis.quality.part import data_quality, tell_non_answers
from prem.analysis.scales import key_of_toml
from prem.reports.analysis.quality import quality_view
from prem.reports.analysis.quality_sheets import quality_sheets

SCALES = """
[response]
minimum = 1
maximum = 5
[scales.a]
items = ["a1", "-a2", "a3"]
[scales.b]
items = ["b1", "b2"]
"""
ITEMS = ["a1", "a2", "a3", "b1", "b2"]


def drawn(rows: int = 60, seed: int = 3) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    level = chance.normal(3, 1, (rows, 1))
    answers = np.clip(np.round(level + chance.normal(0, 0.8, (rows, 5))), 1, 5)
    answers[:, 1] = 6 - answers[:, 1]
    return pd.DataFrame(answers, columns=ITEMS)


def made(frame: pd.DataFrame, notes: Notes | None = None, **columns: str) -> Answers:
    key = key_of_toml(SCALES, "scales.toml")
    return make_answers(Table("t.csv", frame), key, Columns(**columns), notes or Notes())


def found(frame: pd.DataFrame, **columns: str) -> tuple[dict[str, Any], list[str]]:
    """Return `data` with the codes of the notes, having put it through report and workbook."""
    notes = Notes()
    answers = made(frame, notes, **columns)
    data = data_quality(answers, load_plan(), notes)
    items: dict[str, dict[str, Any]] = {item: {"missing": 0} for item in ITEMS}
    tell_non_answers(items, answers)
    counts = {"rows": len(frame), "complete": len(frame.dropna()), "items": 5}
    results = {"data": counts | data, "items": items}
    assert quality_view(results, {}, load_plan()) is not None
    assert all(len({len(row) for row in rows}) == 1 for rows in quality_sheets(results).values())
    json.dumps(data, allow_nan=False)
    bare = [
        path for path in nulls(data) if not any(path.startswith(e["where"]) for e in notes.entries)
    ]
    assert not bare
    return data, [entry["code"] for entry in notes.entries]


def nulls(tree: Any, path: str = "data") -> list[str]:
    if isinstance(tree, dict):
        return [one for key, value in tree.items() for one in nulls(value, f"{path}.{key}")]
    if isinstance(tree, list):
        return [one for value in tree for one in nulls(value, path)]
    return [path] if tree is None else []


def said(data: dict[str, Any], rows: int) -> str:
    items = {item: {"non_answers": {}} for item in ITEMS}
    counts = {"rows": rows, "items": 5}
    view = quality_view({"data": counts | data, "items": items}, {}, load_plan())
    assert view is not None
    return " ".join(view["said"] + view["careless"]["said"])


def test_nothing_missing_is_one_sentence() -> None:
    data, codes = found(drawn())
    assert data["missing_patterns"]["count"] == 1
    assert data["little"] == dict.fromkeys(("chi2", "df", "p", "rows", "patterns"))
    assert "422.924" in codes
    assert "No answer is missing: all 60 rows answer all 5 items." in said(data, 60)


def test_patterns_positions_and_groups_by_hand() -> None:
    frame = drawn(10)[["b2", "a1", "a2", "a3", "b1"]]  # the file's order, not the scales'
    frame.loc[[0, 1], "b1"] = np.nan
    frame.loc[1, "a3"] = np.nan
    frame.loc[2, "b2"] = np.nan
    frame["site"] = ["x"] * 4 + ["y"] * 6
    data, _ = found(frame, site="site")
    patterns = data["missing_patterns"]
    assert patterns["most"][0] == {"missing": [], "rows": 7, "share": 0.7}
    assert {"missing": ["a3", "b1"], "rows": 1, "share": 0.1} in patterns["most"]
    assert patterns["together"] == [{"items": ["a3", "b1"], "rows": 1}]
    position = data["missing_by"]["position"]
    assert [one["item"] for one in position] == ["b2", "a1", "a2", "a3", "b1"]
    assert [one["missing"] for one in position] == [1, 0, 0, 1, 2]
    assert [one["stopped"] for one in position] == [0, 0, 0, 1, 2]
    site = data["missing_by"]["site"]
    assert {k: (v["rows"], v["with_missing"]) for k, v in site["levels"].items()} == {
        "x": (4, 3), "y": (6, 0)}  # fmt: skip
    # of 3 in 10, expected 1.2 and 1.8: (1.8^2 / 1.2 + 1.8^2 / 1.8) / 0.7
    assert site["test"]["chi2"] == pytest.approx((1.8**2 / 1.2 + 1.8**2 / 1.8) / 0.7)
    assert "2 rows (20%) have nothing from some item on." in said(data, 10)


def test_runs_are_of_answers_as_given_in_the_order_of_the_file() -> None:
    frame = pd.DataFrame([[5, 5, 5, 5, 5], [5, 1, 5, 5, 5]], columns=ITEMS, dtype=float)
    answers = made(frame)
    assert answers.values[0].tolist() == [5, 1, 5, 5, 5]  # a2 is turned round
    assert longest_run(as_given(answers, 0, 2)).tolist() == [5.0, 3.0]
    assert np.isnan(longest_run(np.full((1, 4), np.nan))).all()


def test_halves_that_disagree_are_at_most_minus_one() -> None:
    scales = [[0, 1], [2, 3], [4, 5]]
    values = np.array([[1, 5, 3, 3, 5, 1], [1, 1, 3, 3, 5, 5], [2, 2, 2, 2, 2, 2]], dtype=float)
    opposite, alike, flat = even_odd(values, scales)
    assert (opposite, alike) == (-1.0, 1.0)
    assert np.isnan(flat)


def test_a_fast_row_is_flagged_and_none_is_deleted() -> None:
    frame = drawn()
    frame["took"] = 100.0
    frame.loc[7, "took"] = 9.9  # five items: under ten seconds
    frame.loc[8, "took"] = np.nan
    data, _ = found(frame, seconds="took")
    seconds = data["careless"]["indices"]["seconds"]
    assert (seconds["limit"], seconds["flagged"], seconds["n"]) == (10.0, 1, 59)
    row = next(one for one in data["careless"]["rows"] if "seconds" in one["signs"])
    assert (row["row"], row["indices"]["seconds"]) == (9, 9.9)
    assert data["careless"]["alpha"]["all"] != data["careless"]["alpha"]["without"]
    assert "in every figure of this report" in said(data, 60)


def test_the_flags_and_values_that_are_too_many_are_cut_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flags, "ROWS_LISTED", 2)
    monkeypatch.setattr(missing, "LEVELS_SHOWN", 3)
    frame = drawn()
    frame["took"], frame["site"] = 1.0, [str(i % 7) for i in range(60)]
    data, codes = found(frame, seconds="took", site="site")
    assert {"422.927", "422.928"} <= set(codes)
    assert (len(data["careless"]["rows"]), data["careless"]["flagged"]["any"]) == (2, 60)
    assert len(data["missing_by"]["site"]["levels"]) == 3
    # all 60 are flagged: no row is left for alpha
    assert data["careless"]["alpha"]["without"] == {"a": None, "b": None}
    assert "422.929" in codes


def test_so_many_patterns_that_distances_are_of_complete_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = drawn()
    frame.loc[:20, "a1"] = np.nan
    monkeypatch.setattr("prem.analysis.quality.normal._WORK", 1.0)
    data, codes = found(frame)
    assert {"422.924", "422.926"} <= set(codes)
    assert data["careless"]["indices"]["mahalanobis"]["n"] == 39


def test_items_that_say_the_same_leave_no_distances() -> None:
    frame = drawn()
    frame["b2"] = frame["b1"]
    data, codes = found(frame)
    assert data["careless"]["indices"]["mahalanobis"] is None
    assert "422.925" in codes
    with pytest.raises(UnfitError, match="fully given by the others"):
        fit_normal(frame[["a1", "b1", "b2"]].to_numpy())


def test_em_by_hand() -> None:
    # one item complete, the other regressed on it: mean and variance of y follow from the line
    x = np.array([1.0, 2, 3, 4, 5, 6, 7, 8])
    y = np.array([1.0, 3, 2, 5, 4, 6, np.nan, np.nan])
    fit = fit_normal(np.column_stack([x, y]))
    slope, start = np.polyfit(x[:6], y[:6], 1)
    left = ((y[:6] - start - slope * x[:6]) ** 2).mean()
    assert fit.mean[1] == pytest.approx(start + slope * x.mean(), rel=1e-9)
    variance = fit.covariance[1, 1] * fit.spread[1] ** 2
    assert variance == pytest.approx(slope**2 * x.var() + left, rel=1e-9)


@pytest.mark.parametrize("rows", [1, 2, 3, 10])
def test_few_rows_are_answered(rows: int) -> None:
    frame = drawn(rows)
    frame.iloc[0, 0] = np.nan
    frame["site"] = [str(i) for i in range(rows)]  # groups of one
    data, _ = found(frame, site="site")
    assert data["missing_patterns"]["complete"]["rows"] == rows - 1
    assert data["careless"]["indices"]["longstring"]["n"] == rows


def test_empty_rows_and_columns_and_constant_items_are_answered() -> None:
    frame = drawn(30)
    frame["a1"], frame["b1"] = np.nan, 5.0
    frame.loc[[3, 4]] = np.nan
    data, _ = found(frame)
    assert data["missing_patterns"]["empty"] == 2
    assert data["missing_patterns"]["complete"]["rows"] == 0
    assert data["careless"]["indices"]["longstring"]["n"] == 28
    nothing, codes = found(pd.DataFrame(np.full((4, 5), np.nan), columns=ITEMS))
    assert nothing["missing_patterns"]["empty"] == 4
    assert all(one is None for one in nothing["careless"]["indices"].values())
    assert "422.925" in codes
    assert "No index could be computed" in said(nothing, 4)


def test_many_items_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part, "MOST_ITEMS", 3)
    monkeypatch.setattr(flags, "MOST_ITEMS", 3)
    data, codes = found(drawn())
    assert data["careless"]["indices"]["mahalanobis"] is None
    assert {"422.924", "422.925"} <= set(codes)


def test_wide_patterns_are_told_apart() -> None:
    gaps = np.zeros((4, 130), dtype=bool)
    gaps[1, 129] = gaps[3, 129] = gaps[2, 0] = True
    kinds = missing.patterns_of(gaps)
    assert kinds.counts.tolist() == [2, 1, 1]
    assert kinds.of[1] == kinds.of[3] == 0


def test_the_plot_is_read_aloud_and_needs_no_colour() -> None:
    frame = drawn(12)
    frame.loc[[2, 5], "b2"] = np.nan
    data, _ = found(frame)
    items = {item: {"non_answers": {}} for item in ITEMS}
    view = quality_view({"data": {"rows": 12, "items": 5} | data, "items": items}, {}, load_plan())
    assert view is not None
    plot = str(view["plot"])
    assert 'role="img"' in plot
    assert "Most often absent: b2 (2 rows)." in plot
    assert plot.count('fill="#1b1b1b"') == 1  # one pattern lacks one item
    assert plot.count("<rect") == 2 * 5
    assert re.search(r">2</text>", plot)


def test_like_items_of_one_cluster_only_are_no_sign() -> None:
    frame = drawn()
    for item in ITEMS[2:]:
        frame[item] = frame["a1"].where(frame.index % 9 != ITEMS.index(item), 3)
    data, codes = found(frame)
    assert data["careless"]["indices"]["synonyms"] is None
    assert "422.925" in codes
