"""Misfit of models of ordered answers equals lavaan's: largest residuals, modification indices."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from prem.analysis.cfa.misfit_ordered import ordered_misfit
from prem.analysis.cfa.model import correlated
from prem.analysis.cfa.ordered import fit_table
from prem.analysis.cfa.wlsmv import OrderedFit, fit_ordered
from prem.analysis.ordered.spread import spread
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "wlsmv_misfit.json").read_text("utf-8"))
ENDS = {
    "agree": "A",
    "conscientious": "C",
    "extraversion": "E",
    "neuroticism": "N",
    "openness": "O",
}
REVERSED = ("A1", "C4", "C5", "E1", "E2", "O2", "O5")


@cache
def fitted(name: str) -> OrderedFit:
    scales = ENDS if name == "bfi" else {"neuroticism": "N"}
    members = {scale: [f"{letter}{i}" for i in range(1, 6)] for scale, letter in scales.items()}
    frame = read_table(REFERENCE / "bfi.csv").frame
    frame[list(REVERSED)] = 7 - frame[list(REVERSED)]
    model = correlated(members)
    rows = frame[list(model.items)].dropna().to_numpy(float)
    fit = fit_ordered(model, spread(rows, model.items), len(rows))
    assert fit is not None
    return fit


@pytest.mark.parametrize("name", ["bfi", "neuroticism"])
def test_modification_indices_and_residuals_are_lavaans(name: str) -> None:
    found: dict[str, Any] = ordered_misfit(fitted(name))
    theirs = R[name]["modification"]
    assert [one["what"] for one in found["modification_indices"]] == theirs["what"]
    mine = [one["mi"] for one in found["modification_indices"]]
    # lavaan's optimiser ends 5e-5 from where ours does
    assert mine == pytest.approx(theirs["mi"], rel=1e-4)
    changes = [one["epc"] for one in found["modification_indices"]]
    assert changes == pytest.approx(theirs["epc"], abs=5e-5)
    left = [abs(one["value"]) for one in found["residuals"]]
    assert left == pytest.approx(R[name]["residuals"], abs=1e-6)


@pytest.mark.parametrize("name", ["bfi", "neuroticism"])
def test_the_interval_of_the_robust_rmsea_is_lavaans(name: str) -> None:
    table, theirs = fit_table(fitted(name)), R[name]["rmsea_robust"]
    assert table["rmsea_robust"] == pytest.approx(theirs["estimate"], abs=1e-6)
    assert table["rmsea_robust_low"] == pytest.approx(theirs["low"], abs=1e-6)
    assert table["rmsea_robust_high"] == pytest.approx(theirs["high"], abs=1e-6)
