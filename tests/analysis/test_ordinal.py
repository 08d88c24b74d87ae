"""What stands on polychoric correlations: the part `polychoric`, and factors of them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Answers, Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.structure import structure
from prem.analysis.validation import Options, validate
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "polychoric.json").read_text("utf-8"))
POLYCHORIC = Options(quick=True, correlation="polychoric")


def answers_of(name: str) -> Answers:
    key = key_of_toml((REFERENCE / f"{name}.toml").read_text("utf-8"), f"{name}.toml")
    return make_answers(read_table(REFERENCE / f"{name}.csv"), key, Columns(), Notes())


@cache
def analysed(name: str, missing: str) -> dict[str, Any]:
    options = Options(missing, 5, quick=True, correlation="polychoric")  # type: ignore[arg-type]
    return validate(answers_of(name), options, load_plan(), Notes())


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
@pytest.mark.parametrize("name", ["bfi", "sai"])
def test_the_part_agrees_with_psych_on_lavaans_matrix(name: str, missing: str) -> None:
    mine, theirs = analysed(name, missing)["polychoric"], R[name][missing]
    assert mine["items"] == theirs["items"]
    assert np.abs(np.array(mine["matrix"]) - np.array(theirs["matrix"])).max() < 1e-7
    assert mine["kmo"] == pytest.approx(theirs["kmo"], rel=1e-6)
    assert mine["eigenvalues"] == pytest.approx(theirs["eigenvalues"], rel=1e-6)
    partials = mine["map"]["average_squared_partials"]
    assert partials[1 : 1 + len(theirs["map"])] == pytest.approx(theirs["map"], rel=1e-6)


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_factors_of_polychoric_correlations_are_those_of_psych(missing: str) -> None:
    mine, theirs = analysed("bfi", missing)["efa"], R["bfi"][missing]
    assert mine["correlation"] == "polychoric"
    assert mine["communalities"] == pytest.approx(theirs["communalities"], abs=1e-5)
    assert mine["rmsr"] == pytest.approx(theirs["rms"], abs=1e-7)


def small(rows: list[list[float]], scale: str = '"a", "b", "c"', top: int = 3) -> dict[str, Any]:
    text = f"[response]\nminimum = 1\nmaximum = {top}\n[scales.s]\nitems = [{scale}]"
    frame = pd.DataFrame(rows, columns=[word.strip(' "') for word in scale.split(",")])
    notes = Notes()
    answers = make_answers(Table("t.csv", frame), key_of_toml(text, "t.toml"), Columns(), notes)
    return validate(answers, POLYCHORIC, load_plan(), notes)


def told(found: dict[str, Any]) -> dict[str, str]:
    return {note["code"]: note["text"] for note in found["notes"]}


def test_an_answer_that_nobody_gave_is_told() -> None:
    generator = np.random.default_rng(3)
    rows = generator.integers(2, 4, size=(40, 3)).astype(float)
    rows[0, 0] = 1
    found = small(rows.tolist())
    assert "b: 1; c: 1" in told(found)["422.577"]
    thresholds = found["polychoric"]["thresholds"]
    assert {item: len(cuts) for item, cuts in thresholds.items()} == {"a": 2, "b": 1, "c": 1}


def test_contradicting_correlations_give_no_factors_and_are_not_smoothed() -> None:
    generator = np.random.default_rng(3)
    latent = generator.standard_normal((24, 1)) + 0.35 * generator.standard_normal((24, 3))
    found = small((np.digitize(latent, [-0.8, 0.6]) + 1.0).tolist())
    smallest = np.linalg.eigvalsh(np.array(found["polychoric"]["matrix"]))[0]
    assert smallest < 0
    assert "nothing was smoothed" in told(found)["422.579"]
    assert found["efa"]["communalities"] == {"a": None, "b": None, "c": None}
    assert found["polychoric"]["kmo"] is None


def test_perfect_order_is_told() -> None:
    generator = np.random.default_rng(4)
    first = generator.integers(1, 4, size=60)
    rows = np.stack([first, first, generator.integers(1, 4, size=60)], axis=1).astype(float)
    assert "a and b" in told(small(rows.tolist()))["422.578"]


def test_a_continuous_column_has_no_polychoric_correlation() -> None:
    generator = np.random.default_rng(5)
    rows = generator.integers(1, 100, size=(60, 3)).astype(float)
    found = small(rows.tolist(), top=100)
    assert found["polychoric"]["matrix"] is None
    assert "up to 12" in told(found)["422.575"]
    assert found["factorability"]["kmo"] is not None


def test_pair_counts_give_the_same_part_as_rows() -> None:
    from prem.analysis.covariance import pool
    from prem.analysis.factors import Wish
    from prem.analysis.pairs.counts import count_pairs
    from prem.analysis.pairs.moments import PooledPairs

    answers = answers_of("sai")
    names = list(answers.items)
    pairs = count_pairs(answers.values, {name: [1, 2, 3, 4] for name in names})
    wish = Wish(2, "minres", "oblimin", "polychoric")
    rows = structure(pool(answers.values, "pairwise"), names, wish, None, load_plan(), Notes())
    counts = structure(PooledPairs(pairs), names, wish, None, load_plan(), Notes())
    assert counts["polychoric"] == rows["polychoric"]
    assert counts["efa"] == rows["efa"]


def test_the_report_the_tables_and_the_script_show_it(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from prem.reports.analysis.write import Source, write_analysis

    answers, notes = answers_of("sai"), Notes()
    results = validate(answers, POLYCHORIC, load_plan(), notes)
    source = Source("sai.csv", answers.key, POLYCHORIC, None, None)
    write_analysis(results, source, load_plan(), tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert 'href="#ordered"' in page
    assert f"{results['cfa']['wlsmv']['rmsea_robust']:.3f}" in page
    assert "The factors above are of these correlations." in page
    sheets = load_workbook(tmp_path / "tables.xlsx")
    shown = sheets["Polychoric"]["C2"].value
    assert shown == pytest.approx(results["polychoric"]["matrix"][0][1])
    assert sheets["WLSMV"]["B2"].value == 642
    omega = sheets["Ordered reliability"]["B2"].value
    assert omega == pytest.approx(results["scales"]["tense"]["omega_categorical"])
    assert "lavaan::lavCor" in (tmp_path / "analysis.R").read_text("utf-8")
