"""Hierarchical omega and ordinal alpha beside psych's."""

import json
from pathlib import Path

import numpy as np
import pytest

from prem.analysis.covariance import pool
from prem.analysis.factor.general import general_factor, hierarchical_omega, ordinal_alpha
from prem.analysis.factor.schmid_leiman import schmid_leiman
from prem.analysis.frame import Columns, make_answers
from prem.analysis.notes import Notes
from prem.analysis.scales import Key, key_of_toml
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "schmid_leiman.json").read_text("utf-8"))
ALPHAS = json.loads((REFERENCE / "polychoric.json").read_text("utf-8"))
# psych's oblimin stops at 1e-5, as ours does, and not always at the same loading
ROTATED = 2e-5


def rows_of(name: str, scale: str | None = None) -> tuple[list[str], np.ndarray, Key]:
    key = key_of_toml((REFERENCE / f"{name}.toml").read_text("utf-8"), f"{name}.toml")
    answers = make_answers(read_table(REFERENCE / f"{name}.csv"), key, Columns(), Notes())
    chosen = answers.positions(scale) if scale else list(range(len(answers.items)))
    values = answers.values[:, chosen]
    return [answers.items[c] for c in chosen], values[~np.isnan(values).any(axis=1)], key


CASES = {
    "bfi_5": ("bfi", None, 5),
    "bfi_3": ("bfi", None, 3),
    "tense": ("sai", "tense", 3),
    "calm": ("sai", "calm", 3),
    "state_2": ("sai", None, 2),
}


@pytest.mark.parametrize("case", CASES)
def test_omega_is_that_of_psych_without_flipping(case: str) -> None:
    name, scale, factors = CASES[case]
    items, rows, _ = rows_of(name, scale)
    mine, theirs = schmid_leiman(np.corrcoef(rows.T), factors), R[case]
    assert len(rows) == theirs["n"]
    assert mine.hierarchical == pytest.approx(theirs["hierarchical"], abs=ROTATED)
    assert mine.total == pytest.approx(theirs["total"], abs=1e-6)
    psych = [theirs["general"][item] for item in items]
    assert mine.general.tolist() == pytest.approx(psych, abs=ROTATED)


def test_items_that_share_one_thing_have_all_of_it_in_the_general_factor() -> None:
    loadings = np.linspace(0.5, 0.8, 9)
    groups = np.kron(np.eye(3), np.full((3, 1), 0.3))
    correlation = np.outer(loadings, loadings) + groups @ groups.T
    np.fill_diagonal(correlation, 1)
    found = schmid_leiman(correlation)
    expected = loadings.sum() ** 2 / correlation.sum()
    assert found.hierarchical == pytest.approx(expected, abs=0.01)
    assert found.total > found.hierarchical


@pytest.mark.parametrize("name", ["bfi", "sai"])
def test_ordinal_alpha_is_that_of_psych_on_lavaans_matrix(name: str) -> None:
    for scale, theirs in ALPHAS[name]["alpha_ordinal"].items():
        items, rows, _ = rows_of(name, scale)
        mine = ordinal_alpha(pool(rows, "listwise"), items, "here", Notes())
        assert mine == pytest.approx(theirs, rel=1e-6)


def test_a_short_scale_has_no_group_factors_and_it_is_told() -> None:
    _, rows, _ = rows_of("bfi", "agree")
    notes = Notes()
    assert hierarchical_omega(pool(rows, "listwise"), "scales.agree", notes) is None
    assert [(note["where"], note["code"]) for note in notes.entries] == [
        ("scales.agree", "422.580")
    ]
    assert "6 items" in notes.entries[0]["text"]


def test_what_has_no_group_factors_is_null_with_a_note() -> None:
    notes = Notes()
    singular = np.ones((6, 6))
    found = general_factor(singular, list("abcdef"), 1, notes)
    assert found["omega_hierarchical"] is None
    assert notes.entries[0]["code"] == "422.581"
    with pytest.raises(ValueError, match="told apart"):
        schmid_leiman(np.eye(5), 3)
