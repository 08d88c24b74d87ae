"""Scalability and monotonicity, held to R's values of the definitions (mokken is not in Debian)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Numbers, Table, make_answers
from prem.analysis.mokken.monotone import group_size, monotonicity, rest_groups
from prem.analysis.mokken.part import mokken
from prem.analysis.mokken.scalability import interval, scalability, standard_errors, steps
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
VALUES: dict[str, Any] = json.loads((REFERENCE / "mokken.json").read_text("utf-8"))
LETTERS = {"agree": "A", "conscientious": "C", "extraversion": "E", "neuroticism": "N"} | {
    "openness": "O"
}
SCALES = (*LETTERS, "ability")


def rows_of(scale: str) -> Numbers:
    """Return the complete rows of a scale, reverse-scored items turned round."""
    if scale == "ability":
        table = pd.read_csv(REFERENCE / "ability.csv").iloc[:, 1:9]
    else:
        table = pd.read_csv(REFERENCE / "bfi.csv")
        for item in ("A1", "C4", "C5", "E1", "E2", "O2", "O5"):
            table[item] = 7 - table[item]
        table = table[[f"{LETTERS[scale]}{place}" for place in range(1, 6)]]
    return table.dropna().to_numpy(np.float64)


@pytest.mark.parametrize("scale", SCALES)
def test_scalability_and_its_errors_are_those_of_r(scale: str) -> None:
    rows, expected = rows_of(scale), VALUES[scale]
    assert len(rows) == expected["n"]
    counted = [np.unique(column, return_counts=True) for column in rows.T]
    codes = [own for own, _ in counted]
    taken = steps(codes, [counts.astype(float) for _, counts in counted])
    found = scalability(np.cov(rows, rowvar=False, ddof=0), taken.most())
    lower = np.tril_indices(len(codes), -1)
    order = np.lexsort(lower)  # R goes column by column
    assert found.pairs[lower][order] == pytest.approx(expected["H_pairs"], rel=1e-9)
    assert found.items == pytest.approx(expected["H_items"], rel=1e-9)
    assert found.scale == pytest.approx(expected["H"], rel=1e-9)
    # R's slopes are differences of 1e-3 of a row, good to about 1e-9
    errors = standard_errors(rows, codes, taken, found)
    assert errors.pairs[lower][order] == pytest.approx(expected["se_pairs"], rel=1e-8)
    assert errors.items == pytest.approx(expected["se_items"], rel=1e-8)
    assert errors.scale == pytest.approx(expected["se"], rel=1e-8)


@pytest.mark.parametrize(("scale", "first"), [*((s, None) for s in SCALES), ("few", 180)])
def test_monotonicity_is_that_of_r(scale: str, first: int | None) -> None:
    rows = rows_of("neuroticism" if scale == "few" else scale)[:first]
    least = group_size(len(rows))
    for place in range(rows.shape[1]):
        rest = rows.sum(axis=1) - rows[:, place]
        found = monotonicity(rows[:, place], rest, least, 0.03)
        for name, values in VALUES[scale]["monotone"].items():
            if name != "_row":
                assert getattr(found, name) == pytest.approx(values[place], rel=1e-9), name


def test_a_perfect_order_has_h_of_one_and_no_interval() -> None:
    rows = np.tri(6, 5, -1)
    codes, counts = [np.array([0.0, 1.0])] * 5, [np.bincount(c.astype(int)) for c in rows.T]
    taken = steps(codes, [c.astype(float) for c in counts])
    found = scalability(np.cov(rows, rowvar=False, ddof=0), taken.most())
    assert found.scale == pytest.approx(1, abs=1e-12)
    assert np.isnan(interval(1.0, 0.1, 1.96)).all()
    low, high = interval(0.5, 0.1, 1.96)
    assert 0 < low < 0.5 < high < 1


def test_equal_rest_scores_stay_in_one_group() -> None:
    rest = np.repeat([0.0, 1.0, 2.0, 3.0], [30, 60, 5, 5])
    groups = rest_groups(rest, 25)
    assert [int(groups[rest == score].max()) for score in range(4)] == [0, 1, 1, 1]
    assert all(len(set(groups[rest == score])) == 1 for score in range(4))


def entered(frame: pd.DataFrame, items: str = '["a", "b", "c"]') -> tuple[Any, Any, Notes]:
    key = key_of_toml(f"[response]\nminimum=1\nmaximum=5\n[scales.s]\nitems={items}\n", "s.toml")
    notes = Notes()
    answers = make_answers(Table("x.csv", frame), key, Columns(), notes)
    per_item: dict[str, dict[str, Any]] = {item: {} for item in key.items}
    scales: dict[str, dict[str, Any]] = {"s": {}}
    mokken(answers, per_item, scales, load_plan(), notes)
    return per_item, scales["s"], notes


def drawn(n: int, seed: int = 5) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    level = chance.normal(size=(n, 1))
    own = level + chance.normal(size=(n, 3))
    return pd.DataFrame(np.clip(np.round(own + 3), 1, 5), columns=list("abc"))


def codes_at(notes: Notes) -> dict[str, str]:
    return {note["code"]: note["where"] for note in notes.entries}


def test_a_fall_is_found_and_weighed() -> None:
    frame = drawn(600)
    frame["c"] = 6 - frame["c"]
    items, scale, _ = entered(frame)
    assert not items["c"]["monotonicity"]["holds"]
    assert items["c"]["monotonicity"]["crit"] > 80  # MSP: doubtful
    assert items["c"]["h"]["estimate"] < 0 < scale["h_pairs"]["a~~b"]["estimate"]


def test_few_rows_have_h_and_no_groups() -> None:
    items, scale, notes = entered(drawn(36))
    assert scale["h"]["low"] < scale["h"]["estimate"] < scale["h"]["high"]
    assert items["a"]["monotonicity"] is None
    assert "items.a.monotonicity" in codes_at(notes)["422.933"]


def test_what_does_not_vary_is_left_out_with_a_note() -> None:
    frame = drawn(300)
    frame["c"] = 5.0
    items, scale, notes = entered(frame)
    assert (items["c"]["h"], list(scale["h_pairs"])) == (None, ["a~~b"])
    assert "items.c.h" in codes_at(notes)["422.551"]
    frame["b"] = 5.0
    items, scale, notes = entered(frame)
    assert (scale["h"], scale["h_pairs"], items["a"]["h"]) == (None, None, None)
    assert "scales.s.h" in codes_at(notes)["422.932"]


def test_one_rest_score_is_no_two_groups() -> None:
    frame = pd.DataFrame({"a": np.tile([1.0, 5.0], 200), "b": [5.0] * 399 + [1.0]})
    items, _, notes = entered(frame, '["a", "b"]')
    assert items["a"]["monotonicity"] is None
    assert codes_at(notes)["422.934"] == "items.a.monotonicity"
    assert items["b"]["monotonicity"]["groups"] == 2
