"""Invariance of ordered answers over time beside lavaan and semTools (one wide model)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, make_answers
from prem.analysis.invariance.groups import invariance
from prem.analysis.invariance.ordinal_model import STEPS
from prem.analysis.invariance.ordinal_time import ordered_over_time
from prem.analysis.invariance.ordinal_waves import Waves
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.reports.analysis.invariance import invariance_view
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "invariance_ordered_time.json").read_text("utf-8"))
SCALES = {
    "tense": ("tense", "worrying", "anxious", "nervous", "worried"),
    "calm": ("calm", "secure", "at.ease", "rested", "comfortable"),
}
ITEMS = [item for own in SCALES.values() for item in own]
PLAN = load_plan()


@cache
def rows() -> Any:
    table = pd.read_csv(REFERENCE / "sai.csv")
    table[list(SCALES["calm"])] = 5 - table[list(SCALES["calm"])]
    first, second = (table[table.time == time].set_index("id")[ITEMS] for time in (1, 2))
    both = first.index.intersection(second.index)
    wide = np.hstack([first.loc[both].to_numpy(float), second.loc[both].to_numpy(float)])
    return wide[~np.isnan(wide).any(axis=1)]


def ladder(
    wide: Any, times: tuple[str, ...] = ("1", "2"), scales: Any = None, least: int = 1
) -> tuple[dict[str, Any] | None, list[str]]:
    notes = Notes()
    found = ordered_over_time(wide, times, scales or SCALES, PLAN, "here", notes, least)
    return found, [note["code"] for note in notes.entries]


@cache
def reference(least: int = 1) -> dict[str, Any]:
    found, codes = ladder(rows(), least=least)
    assert found is not None
    assert codes == ([] if least == 1 else ["422.912"])
    return found


FIGURES = {
    "chi2": "chisq",
    "df": "df",
    "p": "pvalue",
    "cfi": "cfi",
    "tli": "tli",
    "rmsea": "rmsea",
    "rmsea_low": "rmsea.ci.lower",
    "rmsea_high": "rmsea.ci.upper",
    "srmr": "srmr",
    "chi2_scaled": "chisq.scaled",
    "p_scaled": "pvalue.scaled",
    "cfi_scaled": "cfi.scaled",
    "tli_scaled": "tli.scaled",
    "rmsea_scaled": "rmsea.scaled",
}


@pytest.mark.parametrize("least", [1, 10])
@pytest.mark.parametrize("step", STEPS)
def test_the_steps_over_time_are_those_of_lavaan(step: str, least: int) -> None:
    held = R if least == 1 else R["joined"]
    found, theirs = reference(least)[step], held["steps"][step]
    assert reference()["n"] == R["n"]
    for key, other in FIGURES.items():
        assert found[key] == pytest.approx(theirs["fit"][other], rel=1e-6, abs=1e-6), key
    assert found["baseline"]["chi2"] == pytest.approx(theirs["fit"]["baseline.chisq"], rel=1e-7)
    assert found["baseline"]["df"] == theirs["fit"]["baseline.df"]
    if step != "configural":
        gap = found["difference"]
        assert gap["df"] == theirs["difference"]["df"]
        assert gap["chi2_scaled"] == pytest.approx(theirs["difference"]["chi2"], rel=1e-5)
        assert gap["p_scaled"] == pytest.approx(theirs["difference"]["p"], rel=1e-4)


def test_levels_over_time_are_those_of_lavaan() -> None:
    for scale, mean, variance in zip(SCALES, R["mean"][2:], R["variance"][2:], strict=True):
        found = reference()["intercepts"]["levels"][scale]["2"]
        assert found["mean"] == pytest.approx(mean, abs=1e-5)
        assert found["variance"] == pytest.approx(variance, abs=1e-5)
        assert found["low"] < found["mean"] < found["high"]


@pytest.mark.parametrize("step", STEPS)
def test_slopes_are_those_of_small_steps(step: Any) -> None:
    waves = Waves(np.array([0, 0, 0, 1, 1]), np.array([3, 1, 2, 3, 2]), 3, step)
    chance = np.random.default_rng(4)
    vector = chance.uniform(0.3, 0.9, waves.size)
    found = waves.slope(vector)
    assert found.shape == (waves.statistics, waves.size) == (33 + 90, waves.size)
    for at in range(waves.size):
        step_of = np.zeros(waves.size)
        step_of[at] = 1e-6
        small = (waves.implied(vector + step_of) - waves.implied(vector - step_of)) / 2e-6
        assert found[:, at] == pytest.approx(small, abs=1e-8)


def test_what_cannot_be_compared_over_time_is_told() -> None:
    assert ladder(rows()[:120]) == (None, ["422.582"])
    two = {"tense": ("tense", "worrying")}
    pairs = rows()[:, [0, 1, 10, 11]]
    assert ladder(pairs, scales=two) == (None, ["422.919"])
    twin = rows().copy()
    twin[:, 10] = twin[:, 0]
    assert ladder(twin)[1][-1] == "422.579"
    chance = np.random.default_rng(1)
    many = chance.integers(1, 4, (200, 64)).astype(float)
    wide = {"s": tuple(f"q{i}" for i in range(32))}
    assert ladder(many, scales=wide) == (None, ["422.584"])


def test_a_model_of_noise_does_not_settle_and_is_null() -> None:
    chance = np.random.default_rng(2)
    found, codes = ladder(chance.integers(1, 5, (200, 20)).astype(float))
    assert found is not None
    assert [found[step] for step in STEPS] == [None] * 4
    assert codes == ["422.915"] * 4


def test_the_ladder_over_time_is_in_the_results_and_in_the_report() -> None:
    quoted = {s: ", ".join(f'"{"-" * (s == "calm")}{i}"' for i in own) for s, own in SCALES.items()}
    text = "[response]\nminimum = 1\nmaximum = 4\n"
    text += "".join(f"[scales.{s}]\nitems = [{items}]\n" for s, items in quoted.items())
    columns = Columns(time="time", id="id")
    table = read_table(REFERENCE / "sai.csv")
    answers = make_answers(table, key_of_toml(text, "key.toml"), columns, Notes())
    results = invariance(answers, True, PLAN, Notes())
    found = results["invariance"]["longitudinal"]["wlsmv"]
    assert found["times"] == ["1", "2"]
    beside = results["invariance"]["longitudinal"]["wlsmv_joined"]
    wanted = R["joined"]["steps"]["loadings"]["fit"]["chisq.scaled"]
    assert beside["loadings"]["chi2_scaled"] == pytest.approx(wanted, rel=1e-6)
    chi2 = found["loadings"]["chi2_scaled"]
    assert chi2 == pytest.approx(R["steps"]["loadings"]["fit"]["chisq.scaled"], rel=1e-6)
    view = invariance_view(results, {}, PLAN)
    assert view is not None
    shown = view["parts"][-1]
    assert shown["title"] == "The same women over time"
    plain, joined = shown["said"][-2:]
    assert plain.startswith("Taken as ordered answers, the test sees a difference in")
    assert joined.startswith("With rare answers counted as one with those beside them, the test")
    for table, one in ((-2, chi2), (-1, wanted)):
        cells = [str(cell) for row in shown["ladders"][table].rows for cell in row]
        assert any(cell.startswith(f"{one:.1f} (") for cell in cells)
    assert "-0.004" not in view["rule"]
    assert "CFI falls by no more than 0.004" in view["rule"]
    assert "Rutkowski" in view["rule"]
