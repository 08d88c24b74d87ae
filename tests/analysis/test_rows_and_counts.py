"""results.json of rows beside that of their counts: all that differs, with a reason for each."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.items import item_statistics
from prem.analysis.notes import Notes
from prem.analysis.ordered.spread import spread, spread_of_pairs
from prem.analysis.pairs.counts import count_pairs
from prem.analysis.pairs.results import validate_pairs
from prem.analysis.pairs.scored import count_answers, score_pairs
from prem.analysis.plan import load_plan
from prem.analysis.reliability import scale_statistics
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options, validate
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
# What rows say and counts of pairs do not, where nothing is missing.
REASONS = {
    r"irt\..*": "each answer's probability is of the whole row's pattern",
    r"cfa\.mlr.*": "its errors and scaling rest on products of four items",
    r"cfa\.wlsmv\..*_(scaled|robust)(_low|_high)?": "covariances of correlations: four items",
    r"cfa\.wlsmv\.(loadings|factor_correlations)_(se|low|high)\..*": "the same",
    r"cfa\.dynamic.*": "not yet: its draws are of the model, which counts have too",
    r"scales\..*\.omega_total\.(low|high)": "rests on how each row moves the estimate",
    r"scales\..*_(bootstrap|interval)\..*": "a bootstrap draws rows; the others move by row",
    r"scales\..*\.(floor|ceiling)": "who gave the lowest answer to every item of a scale",
    r"(items|scales)\..*\.h\.(se|low|high)": "covariances of pairs' tables: four items",
    r"scales\..*\.h_pairs\..*\.se": "not yet: a pair's own table has it",
    r"items\..*\.monotonicity\..*": "of rest scores, whose classes are of whole rows",
    r"items\..*\.screens\..*": "one of the above is a screen",
    r"invariance\..*": "its difference tests are scaled by products of four items",
    r"(generalisability|hypotheses)\..*": "a mixed model of every answer by woman; other columns",
    r"sample_size\..*": "what was not made of counts asks for no women",
    r"data\..*": "which answers of one row are missing, or careless, is of whole rows",
    r"(notes|checklist).*": "counts have notes of their own; verdicts on what needs rows",
}


@cache
def results(missing_too: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the results of bfi's rows (complete ones, or all) and of their counts."""
    key = key_of_toml((REFERENCE / "bfi.toml").read_text("utf-8"), "bfi.toml")
    frame = read_table(REFERENCE / "bfi.csv").frame
    if not missing_too:
        frame = frame.dropna(subset=list(key.items)).reset_index(drop=True)
    answers = make_answers(Table("bfi.csv", frame), key, Columns("education", "gender"), Notes())
    options, plan = Options("pairwise", quick=True), load_plan()
    scored = score_pairs(count_answers(answers), key, "counts.npz", Notes())
    return (
        validate(answers, options, plan, Notes()),
        validate_pairs(scored, options, plan, Notes()),
    )


def leaves(tree: Any, path: str = "") -> dict[str, Any]:
    if isinstance(tree, dict):
        return {p: v for k, b in tree.items() for p, v in leaves(b, f"{path}.{k}").items()}
    if isinstance(tree, list):
        return {p: v for i, b in enumerate(tree) for p, v in leaves(b, f"{path}.{i}").items()}
    return {path[1:]: tree}


def lacking(of_rows: dict[str, Any], of_pairs: dict[str, Any]) -> list[str]:
    """Return where rows have a value and counts have none."""
    theirs = leaves(of_pairs)
    return [path for path, value in leaves(of_rows).items()
            if value is not None and theirs.get(path) is None]  # fmt: skip


def test_what_counts_of_complete_rows_lack_has_a_reason() -> None:
    missing = lacking(*results(missing_too=False))
    unexplained = [
        path for path in missing if not any(re.fullmatch(reason, path) for reason in REASONS)
    ]
    assert unexplained == []
    assert any(path.startswith("cfa.mlr") for path in missing)  # the table is not an idle one


def test_what_both_have_is_the_same_to_six_digits() -> None:
    of_rows, of_pairs = (leaves(tree) for tree in results(missing_too=False))
    compared = 0
    for path, value in of_pairs.items():
        if path.startswith(("notes", "checklist", "sample_size")) or value is None:
            continue
        compared += 1
        if isinstance(value, float):
            assert of_rows[path] == pytest.approx(value, rel=1e-6, abs=1e-6), path
        else:
            assert of_rows[path] == value, path
    assert compared > 1000


@pytest.mark.parametrize("key", ["chi2", "cfi", "rmsea", "srmr", "aic"])
def test_fit_is_there(key: str) -> None:
    of_rows, of_pairs = results(missing_too=False)
    assert of_pairs["cfa"]["ml"][key] == pytest.approx(of_rows["cfa"]["ml"][key], rel=1e-9)


def test_sites_are_there() -> None:
    of_rows, of_pairs = results(missing_too=False)
    assert of_pairs["sites"]["icc1"] == pytest.approx(of_rows["sites"]["icc1"], rel=1e-9)
    assert of_pairs["sites"]["count"] == 5


def test_missing_answers_leave_estimates_without_a_test() -> None:
    _, of_pairs = results(missing_too=True)
    cfa = of_pairs["cfa"]
    assert (cfa["ml"], cfa["wlsmv"]) == (None, None)
    assert set(cfa["pairwise"]) == {"n", "srmr", "loadings", "factor_correlations"}
    assert any(note["code"] == "422.976" for note in of_pairs["notes"])
    assert any(note["code"] == "422.977" for note in of_pairs["notes"])
    complete = results(missing_too=False)[0]["cfa"]["ml"]["loadings"]
    gaps = [abs(cfa["pairwise"]["loadings"][item] - value) for item, value in complete.items()]
    assert 0 < max(gaps) < 0.03


def test_a_correlations_own_variance_is_that_of_rows() -> None:
    generator = np.random.default_rng(3)
    common = generator.standard_normal((400, 1))
    rows = np.clip(np.round(common + generator.standard_normal((400, 4)) + 3), 1, 5)
    rows[rows[:, 0] == 2, 0] = 1  # an answer that nobody gives
    names = tuple("abcd")
    pairs = count_pairs(rows, {name: [1, 2, 3, 4, 5] for name in names}).given()
    of_rows, of_pairs = spread(rows, names), spread_of_pairs(pairs)
    whole = of_rows.gamma[of_rows.first :, of_rows.first :]
    assert np.diag(of_pairs.gamma) == pytest.approx(np.diag(whole), rel=1e-9)
    assert np.isnan(of_pairs.gamma[0, 1])


def test_alpha_of_fewer_rows_than_its_pairs_have_is_told() -> None:
    key = key_of_toml('[scales.a]\nitems = ["x", "y", "z"]\n', "s.toml")
    values = np.random.default_rng(1).integers(1, 6, (60, 3)).astype(float)
    values[[0, 1, 2], [0, 1, 2]] = np.nan
    frame = pd.DataFrame(values, columns=["x", "y", "z"])
    answers = make_answers(Table("a.csv", frame), key, Columns(), Notes())
    for missing, told in (("listwise", True), ("pairwise", False)):
        notes, items = Notes(), item_statistics(answers, Notes())
        scale_statistics(answers, "a", missing, load_plan(), items, notes)  # type: ignore[arg-type]
        texts = [note["text"] for note in notes.entries if note["code"] == "422.978"]
        assert bool(texts) is told
        assert all("the 57 rows" in text and "58 or more" in text for text in texts)
