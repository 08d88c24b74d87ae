"""Cut-offs of a model's own: held to lavaan's simulation within chance, and to rates of error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prem.analysis.cfa import many
from prem.analysis.cfa.dynamic import cut_offs, levels, population, standardised
from prem.analysis.cfa.many import fit_indices
from prem.analysis.cfa.ml import Fit, fit_ml
from prem.analysis.cfa.model import correlated, one_factor
from prem.analysis.dynamic import dynamic
from prem.analysis.frame import Columns, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.work import in_turn
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "dynamic.json").read_text("utf-8"))
TAILS = (0.05, 0.1, 0.5, 0.9, 0.95)


def model_of(name: str) -> Fit:
    if name == "hs":
        frame = read_table(REFERENCE / "hs.csv").frame
        scales = ("visual", "textual", "speed")
        items = {s: [f"x{3 * i + k}" for k in (1, 2, 3)] for i, s in enumerate(scales)}
        model = correlated(items)
        rows = frame[list(model.items)].to_numpy(float)
    else:
        model = one_factor([f"N{i}" for i in range(1, 6)], "nervous")
        rows = read_table(REFERENCE / "bfi.csv").frame[list(model.items)].dropna().to_numpy(float)
        rows = rows[:300]
    fit = fit_ml(model, np.cov(rows, rowvar=False, ddof=0), len(rows))
    assert fit is not None
    return fit


@pytest.mark.parametrize("name", ["hs", "nervous"])
def test_indices_are_spread_as_in_lavaans_simulation(name: str) -> None:
    fit = model_of(name)
    kinds = [population(*standardised(fit)), *(level.population for level in levels(fit))]
    assert len(kinds) == len(R[name])
    for kind, theirs in zip(kinds, R[name], strict=True):
        drawn = fit_indices(fit.model, kind, fit.n, 600, np.random.default_rng(1))
        for index, values in drawn._asdict().items():
            spread = np.nanstd(values)
            mine = np.nanquantile(values, TAILS)
            # the standard error of a tail of their 300 samples is about an eighth of the spread
            assert mine == pytest.approx(theirs["quantiles"][index], abs=0.4 * spread)


def test_many_fits_at_once_are_those_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = model_of("hs")
    wrong = levels(fit)[1].population
    together = fit_indices(fit.model, wrong, fit.n, 40, np.random.default_rng(3))
    none = np.zeros(40, dtype=np.bool_)
    monkeypatch.setattr(many, "_together", lambda _, samples: (samples, none))
    monkeypatch.setattr(many, "_FEW", 1.0)
    alone = fit_indices(fit.model, wrong, fit.n, 40, np.random.default_rng(3))
    for mine, theirs in zip(together, alone, strict=True):
        assert mine == pytest.approx(theirs, abs=1e-7)


def test_levels_follow_the_published_rule() -> None:
    # x2 (.42), then x7 (.57), are the weakest items; textual is measured best
    found = levels(model_of("hs"))
    assert [level.lacks for level in found] == [("textual=~x2",), ("textual=~x2", "textual=~x7")]
    fit = model_of("hs")
    loadings, _ = standardised(fit)
    assert found[1].size == pytest.approx((loadings[1, 0], loadings[6, 2]))
    one = levels(model_of("nervous"))
    assert [len(level.lacks) for level in one] == [1, 2]  # five items: one pair, then two
    for level in (*found, *one):
        assert np.linalg.eigvalsh(level.population)[0] > 0
        assert np.diag(level.population) == pytest.approx(np.ones(len(level.population)))


def test_the_published_cut_offs_of_holzinger_and_swineford_come_out() -> None:
    # the first vignette of R's package dynamic: SRMR .040, RMSEA .044, CFI .984 (500 draws)
    fit = model_of("hs")
    drawn = [
        fit_indices(fit.model, kind, 301, 1000, np.random.default_rng(7))._asdict()
        for kind in (population(*standardised(fit)), levels(fit)[0].population)
    ]
    found = cut_offs(*drawn)
    for index, published in (("srmr", 0.040), ("rmsea", 0.044), ("cfi", 0.984)):
        assert found[index]["cut_off"] == pytest.approx(published, abs=0.004)


def test_a_cut_off_keeps_its_rates_of_error() -> None:
    right = {name: np.linspace(0, 1, 1001) for name in ("srmr", "rmsea", "cfi")}
    near = {name: values + 0.85 for name, values in right.items()}
    far = {name: values + 1.0 for name, values in right.items()}
    for index in ("srmr", "rmsea"):
        # .85 + .05 is under .95, .85 + .10 is at it
        assert cut_offs(right, near)[index] == {"cut_off": None, "errors": None} or (
            cut_offs(right, near)[index]["errors"] == 0.10
        )
        assert cut_offs(right, far)[index]["cut_off"] == pytest.approx(1.05)
        assert cut_offs(right, far)[index]["errors"] == 0.05
    below = {name: values - 1.0 for name, values in right.items()}
    assert cut_offs(right, below)["cfi"]["cut_off"] == pytest.approx(-0.05)
    same = cut_offs(right, right)
    assert all(cell["cut_off"] is None for cell in same.values())


def analysed(rows: int | None, seed: int | None, scales: str) -> tuple[dict[str, Any], list[str]]:
    table = read_table(REFERENCE / "bfi.csv")
    if rows is not None:
        table = type(table)(table.file, table.frame.dropna().head(rows), table.first_row)
    notes = Notes()
    answers = make_answers(table, key_of_toml(scales, "s"), Columns(), notes)
    found = dynamic(answers, seed, load_plan(), notes, in_turn)
    return found, [note["text"] for note in notes.entries if note["code"] in ("422.947", "422.948")]


BFI = (REFERENCE / "bfi.toml").read_text("utf-8")
THREE = "[scales.n]\nitems = ['N1', 'N2', 'N3']\n"
TWO = "[scales.n]\nitems = ['N1', 'N2', 'N3', 'N4']\n[scales.a]\nitems = ['A2', 'A3', 'A4', 'A5']\n"


@pytest.mark.parametrize(
    ("rows", "seed", "scales", "why"),
    [
        (None, None, BFI, "--quick simulates nothing"),
        (20, 1, BFI, "could not be fitted"),
        (60, 1, BFI, "of the samples could not be fitted"),
        (300, 1, THREE, "as many parameters as there are covariances"),
    ],
)
def test_what_cannot_be_simulated_is_null_and_says_why(
    rows: int | None, seed: int | None, scales: str, why: str
) -> None:
    found, said = analysed(rows, seed, scales)
    assert found == {"dynamic": None}
    assert len(said) == 1
    assert why in said[0] or "no population can have" in said[0]


def test_a_seed_repeats_and_samples_without_a_fit_are_told() -> None:
    (first, said), (again, _) = (analysed(300, 5, TWO) for _ in range(2))
    other, _ = analysed(300, 6, TWO)
    assert first == again != other
    assert said == []
    own = first["dynamic"]
    assert (own["estimator"], own["n"], own["draws"], own["settled"]) == ("ml", 300, 500, [500] * 2)
    assert own["levels"][0]["srmr"]["cut_off"] > own["right"]["srmr"] > 0
