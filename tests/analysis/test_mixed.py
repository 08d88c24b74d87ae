"""Mixed models on awkward tables, and what their intervals promise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.generalisability import generalisability
from prem.analysis.mixed.design import effects
from prem.analysis.mixed.layers import Layers
from prem.analysis.mixed.moments import moments
from prem.analysis.mixed.reml import Component, Model, _profiled, fit
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.repeated.modelled import estimate, modelled_change
from prem.analysis.scales import key_of_toml

KEY = '[response]\nminimum = 1\nmaximum = 5\n[scales.trust]\nitems = ["a", "b", "c"]\n'
ITEMS = ("a", "b", "c")


def drawn(women: int, times: int, *, seed: int, sites: int = 0) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    level = 3 + chance.normal(0, 0.8, women)
    rows = []
    for woman in range(women):
        for time in range(1, times + 1):
            given = np.clip(np.round(level[woman] + chance.normal(0, 0.7, 3)), 1, 5)
            rows.append([f"w{woman}", time, f"s{woman % sites}" if sites else "", *given])
    return pd.DataFrame(rows, columns=["id", "time", "site", *ITEMS])


def found(frame: pd.DataFrame, **columns: Any) -> tuple[dict[str, Any], dict[str, Any], set[str]]:
    notes, plan = Notes(), load_plan()
    named = Columns(**({"time": "time", "id": "id"} | columns))
    answers = make_answers(Table("t.csv", frame), key_of_toml(KEY, "s.toml"), named, notes)
    change = modelled_change(answers, plan, notes).get("change_model", {})
    study = generalisability(answers, None, plan, notes)["generalisability"]["scales"]["trust"]
    return change, study, {note["code"] for note in notes.entries}


def test_the_slopes_are_those_of_the_deviance() -> None:
    chance = np.random.default_rng(3)
    values = chance.normal(size=(40, 4)) + chance.normal(size=(40, 1))
    values[chance.random(values.shape) < 0.2] = np.nan
    data = Layers.of(values, np.arange(40) % 5)
    model = Model(data, effects(2, 2, sites=True), np.ones((4, 1)))
    at = np.linspace(0.1, 0.9, len(model.components))
    slope = _profiled(model, at)[1]
    for position in range(len(at)):
        step = np.zeros(len(at))
        step[position] = 1e-5
        rise = (_profiled(model, at + step)[0] - _profiled(model, at - step)[0]) / 2e-5
        assert slope[position] == pytest.approx(rise, rel=1e-5, abs=1e-7)


def test_moments_of_two_women_by_hand() -> None:
    women = {"woman": np.array([0, 0, 1, 1])}
    assert moments(np.array([1.0, 2, 4, 5]), women) == pytest.approx({"woman": 4.25, "error": 0.5})
    assert moments(np.array([1.0, 2, 4]), {"woman": np.arange(3)}) is None


def test_women_without_times_have_no_change_and_a_study_of_items() -> None:
    change, study, said = found(drawn(40, 1, seed=1), id=None, time=None)
    assert change == {}
    assert set(study["components"]) == {"person", "item", "error"}
    assert {row["occasions"] for row in study["decision"]} == {1}
    assert [row["items"] for row in study["decision"]] == [2, 3, 5, 6]
    more = [row["g"]["estimate"] for row in study["decision"]]
    assert more == sorted(more)
    assert "422.957" not in said


def test_sites_are_a_layer_of_their_own() -> None:
    frame = drawn(48, 2, seed=2, sites=6)
    frame.loc[frame.site == "s1", list(ITEMS)] = np.minimum(frame[list(ITEMS)] + 1, 5)
    change, study, _ = found(frame, site="site")
    assert list(change["trust"]["variance"]) == ["woman", "site", "error"]
    assert study["sites"] == 6
    assert "site:item:occasion" in study["components"]
    grown = [row["g"]["estimate"] for row in study["site_decision"]]
    assert grown == sorted(grown)


def test_a_woman_without_a_site_is_told_of() -> None:
    frame = drawn(30, 2, seed=5, sites=3)
    frame.loc[:1, "site"] = ""
    change, _, said = found(frame, site="site")
    assert change["trust"]["n"] == 29
    assert "422.953" in said


@pytest.mark.parametrize("kind", ["constant", "two women", "all missing", "one item"])
def test_what_cannot_be_told_apart_is_null_with_its_note(kind: str) -> None:
    frame = drawn(20, 2, seed=6)
    if kind == "constant":
        frame[list(ITEMS)] = 4.0
    elif kind == "two women":
        frame = frame[:4]
    elif kind == "all missing":
        frame[list(ITEMS)] = np.nan
        frame.loc[0, "a"] = 3.0
    else:
        frame[["b", "c"]] = np.nan
    change, study, said = found(frame)
    assert study["components"] is None
    assert study["g"] is None
    assert "422.957" in said
    if kind != "one item":
        assert change["trust"]["contrasts"] is None
        assert "422.956" in said


def test_variances_at_nothing_are_told_and_those_below_shown() -> None:
    _, study, said = found(drawn(60, 2, seed=8))
    nothing = [n for n, one in study["components"].items() if one["high"] is None]
    below = [n for n, one in study["components"].items() if one["unbounded"] < 0]
    assert nothing
    assert below
    assert set(below) <= set(nothing)
    assert {"422.958", "422.959"} <= said


def test_intervals_cover_what_is_true() -> None:
    """200 samples of 20 women at 3 times, a fifth missing (seed 9): within 3 standard errors."""
    chance, inside = np.random.default_rng(9), 0
    shared = np.ones((3, 3))
    for _ in range(200):
        values = chance.normal(0, 1, (20, 1)) + chance.normal(0, 0.7, (20, 3)) + [0, 0.3, 0.6]
        values[chance.random((20, 3)) < 0.2] = np.nan
        fitted = fit(Model(Layers.of(values), (Component("w", "women", shared),), np.eye(3)))
        found = estimate(fitted, np.array([-1.0, 0, 1]), 0.95)
        inside += found["low"] <= 0.6 <= found["high"]
    assert abs(inside / 200 - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 200)
