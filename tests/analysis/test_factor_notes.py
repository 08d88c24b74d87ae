"""What dimensions, rotations and residuals say where they cannot be computed, or are doubtful."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.covariance import pool
from prem.analysis.factor.fit import freedom
from prem.analysis.factors import Wish, explore
from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import correlate
from prem.analysis.parallel import parallel
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options, validate
from prem.analysis.work import in_turn
from prem.reports.analysis.cfa_fit import dynamic_view, fit_grid, residuals_grids
from prem.reports.analysis.dimensions import dimensions_view
from prem.reports.analysis.factor_sheets import factor_sheets
from prem.reports.analysis.loadings import loadings_view
from prem.reports.analysis.path_diagram import path_svg


def drawn(rows: int = 250, seed: int = 1, noise: float = 0.8) -> pd.DataFrame:
    """Nine items of three factors, answers 1 to 5, three of them mostly at the top."""
    chance = np.random.default_rng(seed)
    factors = chance.standard_normal((rows, 3)) + 0.6 * chance.standard_normal((rows, 1))
    latent = np.repeat(factors, 3, axis=1) + noise * chance.standard_normal((rows, 9))
    answers = np.clip(np.round(latent + 3 + np.repeat([0, 0.5, 1], 3)), 1, 5)
    return pd.DataFrame(answers, columns=[f"q{i}" for i in range(1, 10)])


SCALES = "\n".join(
    f"[scales.{name}]\nitems = {[f'q{3 * i + k}' for k in (1, 2, 3)]}"
    for i, name in enumerate(("trust", "ease", "voice"))
)


def analysed(frame: pd.DataFrame, scales: str = SCALES, **options: Any) -> dict[str, Any]:
    notes, key = Notes(), key_of_toml(scales, "scales.toml")
    answers = make_answers(Table("data.csv", frame), key, Columns(), notes)
    return validate(answers, Options(**options), load_plan(), notes)


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return analysed(drawn())


def noted(results: dict[str, Any], code: str) -> list[str]:
    return [note["where"] for note in results["notes"] if note["code"] == code]


def explored(matrix: np.ndarray, **wish: Any) -> tuple[dict[str, Any], dict[str, str]]:
    notes = Notes()
    asked = {"factors": 3, "extraction": "minres", "rotation": "oblimin"} | wish
    names = [f"q{i}" for i in range(len(matrix))]
    found = explore(matrix, 300, names, Wish(**asked), notes)  # type: ignore[arg-type]
    return found, {note["code"]: note["where"] for note in notes.entries}


def test_both_rules_and_polychorics_are_there(whole: dict[str, Any]) -> None:
    parallel = whole["dimensions"]["parallel"]
    assert parallel["retain"] == parallel["rules"]["components"]["retain"] == 3
    assert parallel["simulated"] == parallel["rules"]["components"]["simulated"]
    assert parallel["rules"]["factors"]["retain"] >= 3
    assert parallel["polychoric"]["rules"]["components"]["retain"] == 3
    assert parallel["polychoric"]["draws"] == load_plan().polychoric_draws


def simulated(values: np.ndarray) -> tuple[dict[str, Any], set[tuple[str, str]]]:
    """Return `dimensions.parallel`, and the notes as code and place."""
    notes, names = Notes(), [f"q{i}" for i in range(values.shape[1])]
    pooled = pool(values, "listwise")
    ordered = correlate(pooled, names, "polychoric", Notes())
    found = parallel(pooled, pooled.correlation(), ordered, 1, load_plan(), notes, in_turn)
    return found, {(note["code"], note["where"]) for note in notes.entries}


def test_a_few_skewed_answers_give_no_polychoric_limits() -> None:
    found, codes = simulated(np.clip(drawn(24, 3).to_numpy() + 1, 3, 5))
    assert ("422.940", "dimensions.parallel.polychoric.rules.factors") in codes
    assert found["polychoric"]["rules"]["factors"]["retain"] is None
    assert found["rules"]["factors"]["retain"] is not None


def test_an_item_given_by_others_leaves_the_rule_of_components() -> None:
    values = drawn().to_numpy().copy()
    values[:, 8] = values[:, 6] + values[:, 7]
    found, codes = simulated(values)
    assert found["rules"]["factors"]["retain"] is None
    assert found["rules"]["components"]["retain"] == found["retain"] == 3
    assert ("422.942", "dimensions.parallel.rules.factors") in codes


def test_many_items_have_no_parallel_analysis_of_polychorics() -> None:
    found, codes = simulated(np.random.default_rng(1).integers(1, 3, (80, 61)).astype(float))
    assert found["polychoric"] is None
    assert found["retain"] == 0
    assert ("422.941", "dimensions.parallel.polychoric") in codes


@pytest.mark.parametrize("extraction", ["minres", "ml", "paf"])
@pytest.mark.parametrize("rotation", ["geomin", "bifactor"])
def test_every_extraction_can_be_turned(extraction: str, rotation: str) -> None:
    matrix = np.corrcoef(drawn().to_numpy(), rowvar=False)
    found, _ = explored(matrix, extraction=extraction, rotation=rotation)
    loadings = np.array(list(found["loadings"].values()))
    phi = np.array(found["factor_correlations"])
    kept = np.diag(loadings @ phi @ loadings.T)
    assert list(found["communalities"].values()) == pytest.approx(list(kept))
    left = matrix - loadings @ phi @ loadings.T
    np.fill_diagonal(left, 0)
    assert np.array(found["residuals"]["matrix"]) == pytest.approx(left, abs=1e-12)


@pytest.mark.parametrize("extraction", ["minres", "ml", "paf"])
@pytest.mark.parametrize("rotation", ["oblimin", "promax", "varimax", "geomin", "bifactor", "none"])
def test_a_heywood_case_is_told_whatever_the_method(extraction: str, rotation: str) -> None:
    loadings = np.zeros((9, 3))
    for factor in range(3):
        loadings[3 * factor : 3 * factor + 3, factor] = (1.05, 0.7, 0.6)
    matrix = loadings @ (0.3 + 0.7 * np.eye(3)) @ loadings.T
    np.fill_diagonal(matrix, 1.0)
    found, codes = explored(matrix, extraction=extraction, rotation=rotation)
    if found["factor_correlations"] is None:
        assert "422.559" in codes or "422.558" in codes  # it did not converge
    else:
        assert any(where.startswith("efa.communalities") for where in codes.values())


def test_local_optima_of_a_rotation_are_told() -> None:
    # loadings without any pattern: geomin has many ways to be as simple as it can be
    loadings = np.random.default_rng(5).uniform(-0.45, 0.45, (12, 4))
    matrix = loadings @ loadings.T
    np.fill_diagonal(matrix, 1.0)
    _, codes = explored(matrix, factors=4, rotation="geomin")
    assert codes["422.943"] == "efa.loadings"


def test_bifactor_needs_three_factors() -> None:
    matrix = np.corrcoef(drawn().to_numpy(), rowvar=False)
    found, codes = explored(matrix, factors=2, rotation="bifactor")
    assert codes["422.944"] == "efa"
    assert found["factor_correlations"] is None


def test_nothing_is_tested_where_nothing_is_left() -> None:
    matrix = np.corrcoef(drawn().to_numpy()[:, :3], rowvar=False)
    found, codes = explored(matrix, factors=1)
    assert freedom(3, 1) == 0
    assert codes["422.945"] == "efa.fit, efa.residuals.rmsr_corrected"
    assert found["fit"]["chi2"] is None
    assert found["residuals"]["rmsr"] < 1e-4


def test_factors_that_imply_what_cannot_be_are_not_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    loadings = np.full((6, 1), 0.7)
    loadings[:2] = 1.2  # communalities beyond 1
    monkeypatch.setattr("prem.analysis.factors.extract", lambda *_: loadings)
    matrix = np.full((6, 6), 0.5) + 0.5 * np.eye(6)
    found, codes = explored(matrix, factors=1)
    assert codes["422.949"] == "efa.fit"
    assert set(found["fit"].values()) == {None, 9}


def test_the_test_of_polychoric_factors_comes_with_a_warning() -> None:
    results = analysed(drawn(), correlation="polychoric", quick=True)
    assert "efa.fit" in noted(results, "422.946")
    assert results["efa"]["fit"]["chi2"] > 0


def test_the_report_shows_rules_residuals_and_every_estimator(whole: dict[str, Any]) -> None:
    plan = load_plan()
    shown = dimensions_view(whole)
    factors = whole["dimensions"]["parallel"]["rules"]["factors"]["retain"]
    assert f"By the rule of factors it keeps {factors}" in shown["said"][1]
    assert "keeps too many" in shown["said"][1]
    assert shown["tables"][0].caption.startswith("Eigenvalues, ")
    assert len(shown["tables"]) == 4
    assert len(shown["tables"][0].rows) == 9
    assert 'class="simulated-factors"' in shown["scree"]
    turned = loadings_view(whole, plan)
    assert "RMSEA" in turned["said"][2]
    assert len(turned["tables"][1].rows) == 9
    fit = fit_grid(whole["cfa"])
    assert fit.heads[1:4] == ["ML", "MLR, scaled", "MLR, robust"]
    assert "WLSMV, robust" in fit.heads
    assert fit.rows[0] == ["n", *["250"] * (len(fit.heads) - 1)]
    assert len(residuals_grids(whole["cfa"])) == 3
    own = dynamic_view(whole["cfa"], plan)
    assert own is not None
    assert len(whole["cfa"]["dynamic"]["levels"]) == 1  # of level 2 most samples have no fit
    assert "cfa.dynamic" in noted(whole, "422.947")
    assert [row[0] for row in own["grid"].rows] == ["CFI", "RMSEA", "SRMR"]
    assert own["said"][-1].startswith("This model does")
    assert {"Parallel analysis", "EFA fit", "EFA residuals", "Dynamic cut-offs"} <= set(
        factor_sheets(whole)
    )


def test_the_path_diagram_draws_every_item_and_pair_and_escapes_names() -> None:
    factors = {"a<b": ["q1", "q2"], "a very long name of a scale": ["q3"], "c": ["q4", "q5"]}
    loadings = {"q1": 0.5, "q2": -0.4, "q3": 1.0, "q4": 0.7, "q5": 0.6}
    pairs = {("a<b", "c"): 0.3, ("a<b", "a very long name of a scale"): -0.2}
    svg = path_svg(factors, loadings, pairs, "what & why")
    assert svg.count("<ellipse") == 3
    assert svg.count("<rect") == svg.count("<line") == 5
    assert svg.count("<path") == 2
    assert svg.count("stroke-dasharray") == 2  # a negative loading, a negative correlation
    assert "a&lt;b" in svg
    assert "what &amp; why" in svg
    assert "a very lon…" in svg
    assert 'role="img"' in svg
    assert ">-0.40<" in svg
