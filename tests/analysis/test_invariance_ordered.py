"""Invariance of ordered answers beside lavaan and semTools: the ladder of Wu and Estabrook."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Answers, Columns, Table, make_answers
from prem.analysis.invariance.ordinal import ordered_invariance
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options
from prem.reports.analysis.script import script
from prem.reports.analysis.write import Source
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "invariance_ordered.json").read_text("utf-8"))
GROUP = {"education": "education", "education_joined": "education", "sai": "study"}
# bfi cut into three and into two answers, as in invariance_ordered.R
CUT = {"three": [3, 5], "binary": [4]}
CASES = [(name, step) for name in R for step in R[name]["steps"]]


def answers_of(name: str) -> Answers:
    source = "sai" if name == "sai" else "bfi"
    table, text = (
        read_table(REFERENCE / f"{source}.csv"),
        (REFERENCE / f"{source}.toml").read_text("utf-8"),
    )
    scales = list(R[name]["link"][next(iter(R[name]["n"]))]["mean"])
    parts = text.split("[scales.")
    if name != "sai":
        text = "[scales.".join([parts[0], *(p for p in parts[1:] if p.split("]")[0] in scales)])
    frame = table.frame
    if name in CUT:
        # as numbers of the same range, so that the items that are reversed still can be
        items = [f"{letter}{i}" for letter in "EN" for i in range(1, 6)]
        turned = [f"-{item}" in text for item in items]
        frame = frame.copy()
        for item, reverse in zip(items, turned, strict=True):
            raw = 7 - frame[item] if reverse else frame[item]
            now = pd.Series(np.digitize(raw, CUT[name]), index=raw.index).where(raw.notna())
            frame[item] = 6 - now if reverse else 1 + now
    table = Table(table.file, frame, table.first_row)
    columns = Columns(group=GROUP.get(name, "gender"))
    return make_answers(table, key_of_toml(text, "key.toml"), columns, Notes())


@cache
def ladder(name: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    notes = Notes()
    ladders = ordered_invariance(answers_of(name), "group", load_plan(), notes)
    assert ("wlsmv_joined" in ladders) == (name.startswith("education") or name == "sai")
    found = ladders["wlsmv_joined" if name.endswith("_joined") else "wlsmv"]
    assert found is not None
    return found, tuple(note["code"] for note in notes.entries)


@pytest.mark.parametrize("name", R)
def test_the_groups_and_the_answers_joined_are_those_of_the_script(name: str) -> None:
    found, codes = ladder(name)
    assert found["groups"] == R[name]["n"]
    joined = {item: len(points) for item, points in R[name]["codes"].items()}
    standardised = found["configural"]["standardised"]
    for own in standardised.values():
        assert {item: len(cut) + 1 for item, cut in own["thresholds"].items()} == joined
    assert bool(found["merged"]) == (name == "education_joined")
    assert ("422.912" in codes) == ("422.987" in codes) == (name in ("sai", *GROUP))


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
    "rmsea_scaled_low": "rmsea.ci.lower.scaled",
    "rmsea_scaled_high": "rmsea.ci.upper.scaled",
}


@pytest.mark.parametrize(("name", "step"), CASES)
def test_the_tests_and_indices_are_those_of_lavaan(name: str, step: str) -> None:
    mine, theirs = ladder(name)[0][step], R[name]["steps"][step]["fit"]
    if mine is None:
        assert (name, step) == ("three", "thresholds")
        assert theirs["chisq"] == pytest.approx(R[name]["steps"]["configural"]["fit"]["chisq"])
        return
    for key, other in FIGURES.items():
        assert mine[key] == pytest.approx(theirs[other], rel=1e-6, abs=1e-6), key
    base = theirs["baseline.chisq"], theirs["baseline.df"], theirs["baseline.chisq.scaled"]
    assert tuple(mine["baseline"].values())[:2] == pytest.approx(base[:2], rel=1e-7)
    assert mine["baseline"]["chi2_scaled"] == pytest.approx(base[2], rel=1e-6)


@pytest.mark.parametrize(("name", "step"), CASES)
def test_the_difference_tests_are_those_of_lavaan(name: str, step: str) -> None:
    mine, theirs = ladder(name)[0][step], R[name]["steps"][step].get("difference")
    if not theirs or mine is None:
        assert step == "configural" or (name, step) == ("three", "thresholds")
        return
    found = mine["difference"]
    assert found["df"] == theirs["df"]
    assert found["chi2_scaled"] == found["chi2"] == pytest.approx(theirs["chi2"], rel=1e-5)
    assert found["p_scaled"] == found["p"] == pytest.approx(theirs["p"], rel=1e-4, abs=1e-9)


def test_the_known_ladder_of_neuroticism_by_gender() -> None:
    found = ladder("neuroticism")[0]
    scaled = [found[step]["chi2_scaled"] for step in ("configural", "thresholds", "loadings")]
    assert scaled == pytest.approx([577.950979, 647.051698, 499.391752], rel=1e-6)
    verdicts = [found[step]["difference"] for step in ("thresholds", "loadings", "intercepts")]
    assert [v["p"] for v in verdicts[:2]] == pytest.approx([0.2587, 0.3483], abs=1e-4)
    assert [v["holds"] for v in verdicts] == [True, True, False]
    assert verdicts[2]["delta_cfi"] == pytest.approx(0.952038 - 0.965897, abs=1e-6)


@pytest.mark.parametrize(("name", "step"), CASES)
def test_estimates_of_each_group_are_those_of_lavaan(name: str, step: str) -> None:
    mine = ladder(name)[0][step]
    for group, own in R[name]["steps"][step]["groups"].items() if mine else ():
        found = mine["standardised"][group]
        # 1e-5 but for five groups, the smallest of 212, where lavaan leaves 1.1e-5
        error = 2e-5 if name.startswith("education") else 1e-5
        assert found["loadings"] == pytest.approx(own["loadings"], abs=error)
        cuts = [cut for part in found["thresholds"].values() for cut in part]
        # lavaan leaves the thresholds of rare answers up to 6e-5 from the optimum
        assert cuts == pytest.approx(own["thresholds"], abs=1e-4)


@pytest.mark.parametrize(("name", "step"), CASES)
def test_differences_in_points_are_those_of_lavaans_estimates(name: str, step: str) -> None:
    mine, expected = ladder(name)[0][step], R[name]["steps"][step]["expected"]
    for group, items in expected.items() if mine else ():
        for item, one in items.items():
            found = mine["expected"]["items"][item][group]
            # lavaan's estimates end up to 2e-5 from the optimum, and these are points of 1 to 6
            assert found["signed"] == pytest.approx(one["signed"], abs=5e-5)
            assert found["unsigned"] == pytest.approx(one["unsigned"], abs=5e-5)
            assert found["dmacs"] == pytest.approx(one["dmacs"], abs=5e-5)
            assert found["low"] <= found["signed"] <= found["high"]
            assert abs(found["signed"]) <= found["unsigned"] + 1e-9


def test_levels_of_the_groups_are_those_of_lavaan() -> None:
    for name in R:
        for place, groups in enumerate(ladder(name)[0]["intercepts"]["levels"].values()):
            for group, found in groups.items():
                theirs = {key: list(part.values()) for key, part in R[name]["link"][group].items()}
                assert found["mean"] == pytest.approx(theirs["mean"][place], abs=2e-5)
                assert found["variance"] == pytest.approx(theirs["variance"][place], abs=1e-4)


def test_robust_indices_are_lavaans_but_for_its_share_of_the_baseline() -> None:
    theirs = R["neuroticism"]["steps"]["configural"]["fit"]
    found = ladder("neuroticism")[0]["configural"]
    assert found["rmsea_robust"] == pytest.approx(theirs["rmsea.robust"], abs=1e-6)
    # lavaan counts the baseline's expectation once more for each group: see ordinal_table.robust
    assert found["cfi_robust"] == pytest.approx(0.9050322, abs=1e-6)
    assert 0 < found["cfi_robust"] - theirs["cfi.robust"] < 3e-4
    assert "cfi_robust" not in ladder("neuroticism")[0]["thresholds"]


def test_two_and_three_answers_are_tested_at_the_step_that_can_be() -> None:
    three, codes = ladder("three")
    assert three["thresholds"] is None
    assert three["loadings"]["difference"]["from"] == "configural"
    assert "422.916" in codes
    two, codes = ladder("binary")
    assert (two["thresholds"], two["loadings"]) == (None, None)
    assert two["intercepts"]["difference"]["from"] == "configural"
    assert codes.count("422.916") == 2


def test_the_script_for_r_has_the_rule_by_which_answers_are_joined() -> None:
    plan = load_plan()
    key = key_of_toml((REFERENCE / "bfi.toml").read_text("utf-8"), "bfi.toml")
    source = Source("bfi.csv", key, Options(), groupings={"group": 'a "quoted" column'})
    text = script(source, plan)
    assert 'groupings <- c(group = "a \\"quoted\\" column")' in text
    assert f"fewest <- {plan.limit('invariance_rows'):g}\nleast <- 1\n" in text
    assert "semTools::measEq.syntax(" in text
    assert "measEq" not in script(Source("bfi.csv", key, Options()), plan)
