"""Dimensions, rotations and residuals equal psych and GPArotation on bfi and sai."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from prem.analysis.cfa.ml import discrepancy
from prem.analysis.factor import parallel as draws
from prem.analysis.factor.dimensions import eigenvalues, parallel_retain
from prem.analysis.factor.extraction import extract
from prem.analysis.factor.fit import freedom, goodness, residuals
from prem.analysis.factor.gradient_projection import best_rotation, bifactor, geomin
from prem.analysis.factor.rotation import rotate
from prem.analysis.factor.single import single_factor_eigenvalues
from prem.analysis.frame import Columns, make_answers
from prem.analysis.notes import Notes
from prem.analysis.ordered.polychoric import polychoric
from prem.analysis.pairs.counts import PairCounts, count_pairs
from prem.analysis.scales import key_of_toml
from prem.analysis.work import seeds
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "factors.json").read_text("utf-8"))
SETS = ("bfi", "sai")
FACTORS = {"bfi": 5, "sai": 3}


@cache
def rows(name: str) -> np.ndarray:
    key = key_of_toml((REFERENCE / f"{name}.toml").read_text("utf-8"), name)
    answers = make_answers(read_table(REFERENCE / f"{name}.csv"), key, Columns(), Notes())
    values = answers.values[~np.isnan(answers.values).any(axis=1)]
    assert len(values) == R[name]["n"]
    return values


@cache
def counts(name: str) -> PairCounts:
    values = rows(name)
    return count_pairs(values, {f"{i}": np.unique(c) for i, c in enumerate(values.T)})


def correlation(name: str) -> np.ndarray:
    return np.corrcoef(rows(name), rowvar=False)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("kind", ["parallel", "parallel_ordered"])
def test_eigenvalues_by_both_rules_are_psychs(name: str, kind: str) -> None:
    ordered = kind == "parallel_ordered"
    matrix = polychoric(counts(name)).matrix if ordered else correlation(name)
    closed = 1e-6 if ordered else 1e-9  # lavaan's polychoric correlations end there
    assert eigenvalues(matrix) == pytest.approx(R[name][kind]["components"], abs=closed)
    # psych's optimiser stops 3e-7 from the one minres factor; flat on 20 items: 1e-5
    mine = single_factor_eigenvalues(matrix[None])[0]
    assert mine == pytest.approx(R[name][kind]["factors"], abs=1e-5)


@pytest.mark.parametrize("name", SETS)
def test_simulated_numbers_have_psychs_limits_and_keep_as_many(name: str) -> None:
    theirs, (n, p) = R[name]["parallel"], rows(name).shape
    pieces = draws.number_pieces(n, p, seeds(1, 6, 41))
    drawn = draws.joined(map(draws.draw_numbers, pieces), 300)
    matrix = correlation(name)
    observed = {
        "components": eigenvalues(matrix),
        "factors": single_factor_eigenvalues(matrix[None])[0],
    }
    for kind, values in drawn._asdict().items():
        found = draws.rule(observed[kind], values, 95)
        assert found["retain"] == theirs[f"keep_{kind}"]
        limits = np.array(theirs[f"simulated_{kind}"])
        # 300 draws here, 100 there: within 4 standard errors of a 95th percentile. The first
        # factor of noise has a long tail, as chance can put it on one item (Heywood): looser.
        error = 2.1 * values.std(axis=0) * np.sqrt(1 / 300 + 1 / 100) * 4 + 1e-3
        if kind == "factors":
            error[0] *= 3
        assert (np.abs(np.array(found["simulated"]) - limits) < error).all()


@pytest.mark.parametrize("name", SETS)
def test_shuffled_answers_have_psychs_limits_and_keep_as_many(name: str) -> None:
    theirs, pairs = R[name]["parallel_ordered"], counts(name)
    margins = tuple(pairs.counts(i, missing=True) for i in range(len(pairs.items)))
    drawn = draws.joined(map(draws.draw_answers, draws.answer_pieces(margins, seeds(1, 4, 42))), 20)
    matrix = polychoric(pairs).matrix
    observed = {
        "components": eigenvalues(matrix),
        "factors": single_factor_eigenvalues(matrix[None])[0],
    }
    for kind, values in drawn._asdict().items():
        found = draws.rule(observed[kind], values, 95)
        assert found["retain"] == theirs[f"keep_{kind}"]
        limits = np.array(theirs[f"simulated_{kind}"])
        error = 2.1 * values.std(axis=0) * np.sqrt(1 / 20 + 1 / 6)
        assert (np.abs(np.array(found["simulated"]) - limits) < 4 * error + 5e-3).all()


def test_a_thinned_table_has_the_spread_of_all_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    margins = (np.array([900, 1200, 1800, 0]),) * 6
    whole = draws.draw_answers(draws.AnswersPiece(margins, 40, seeds(1, 1, 1)[0]))
    monkeypatch.setattr(draws, "MOST_ROWS", 1000)
    thin = draws.draw_answers(draws.AnswersPiece(margins, 40, seeds(2, 1, 1)[0]))
    mean, spread = whole.components.mean(axis=0), whole.components.std(axis=0)
    assert np.abs(thin.components.mean(axis=0) - mean).max() < 5 * spread.max() / np.sqrt(40)
    assert thin.components.sum(axis=1) == pytest.approx(np.full(40, 6.0))


def test_missing_answers_are_shuffled_too() -> None:
    margins = (np.array([30, 30, 40]), np.array([50, 40, 10]), np.array([40, 60, 0]))
    drawn = draws.draw_answers(draws.AnswersPiece(margins, 20, seeds(1, 1, 1)[0]))
    assert drawn.components.sum(axis=1) == pytest.approx(np.full(20, 3.0))
    assert parallel_retain(drawn.components[0], np.zeros(3)) == 3


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("method", ["minres", "ml", "paf"])
def test_what_is_left_over_and_its_test_are_psychs(name: str, method: str) -> None:
    theirs, matrix, k = R[name]["fits"][method], correlation(name), FACTORS[name]
    loadings = extract(matrix, k, method)  # type: ignore[arg-type]
    reproduced = loadings @ loadings.T
    found = goodness(matrix, reproduced, k, len(rows(name)))
    df = freedom(len(matrix), k)
    items = [str(i) for i in range(len(matrix))]
    left = residuals(matrix, reproduced, items, df)
    assert (found["df"], found["null_df"]) == (theirs["df"], theirs["null_df"])
    assert found["null_chi2"] == pytest.approx(theirs["null_chi2"], rel=1e-9)
    # ml is at its minimum, where nothing depends on how near; the others are as near as psych
    # brings their loadings
    near = 1e-7 if method == "ml" else 2e-5
    for index in ("objective", "chi2", "rmsea", "tli"):
        assert found[index] == pytest.approx(theirs[index], rel=near), index
    assert found["bic"] == pytest.approx(theirs["bic"], abs=near * found["chi2"])
    # R's uniroot stops at 1e-4 of the non-centrality
    for index in ("rmsea_low", "rmsea_high"):
        assert found[index] == pytest.approx(theirs[index], abs=1e-6)
    assert found["p"] == pytest.approx(theirs["p"], rel=1e-3, abs=1e-200)
    for index in ("rmsr", "rmsr_corrected"):
        assert left[index] == pytest.approx(theirs[index], abs=1e-6)
    upper = np.array(left["matrix"]).T[np.tril_indices(len(matrix), -1)]
    assert upper == pytest.approx(theirs["residual"], abs=1e-4)
    worst = max(abs(np.array(theirs["residual"])))
    assert abs(left["largest"][0]["value"]) == pytest.approx(worst, abs=1e-4)
    assert left["share_large"] == pytest.approx(np.mean(np.abs(theirs["residual"]) > 0.1), abs=1e-9)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("kind", ["geomin", "bifactor"])
def test_rotations_reach_gparotations_optimum(name: str, kind: str) -> None:
    theirs = R[name]["rotations"][kind]
    unrotated = np.array(R[name]["rotations"]["unrotated"])
    oblique = kind == "geomin"
    found = best_rotation(unrotated, geomin if oblique else bifactor, oblique=oblique)
    assert found.settled
    assert found.values[0] <= theirs["criterion"] + 1e-8
    if found.values[0] < theirs["criterion"] - 1e-6:
        return  # GPArotation's six starts did not find this one
    psych, phi = np.array(theirs["loadings"]), np.array(theirs["phi"])
    which, columns = linear_sum_assignment(-np.abs(psych.T @ found.loadings))
    assert list(which) == list(range(psych.shape[1]))
    signs = np.sign((found.loadings[:, columns] * psych).sum(axis=0))
    assert np.abs(found.loadings[:, columns] * signs - psych).max() < 1e-5
    mine = found.phi[np.ix_(columns, columns)] * np.outer(signs, signs)
    assert np.abs(mine - phi).max() < 1e-5


@pytest.mark.parametrize("kind", ["geomin", "bifactor"])
def test_turned_factors_reproduce_the_same_correlations(kind: str) -> None:
    unrotated = extract(correlation("bfi"), 5, "ml")
    turned = rotate(unrotated, kind)  # type: ignore[arg-type]
    assert turned.reproduced() == pytest.approx(unrotated @ unrotated.T, abs=1e-9)
    assert np.diag(turned.phi) == pytest.approx(np.ones(5), abs=1e-9)
    assert (turned.loadings.sum(axis=0) > 0).all()
    first = int(kind == "bifactor")
    strength = np.diag(turned.phi @ turned.loadings.T @ turned.loadings)[first:]
    assert list(strength) == sorted(strength, reverse=True)
    if kind == "bifactor":
        assert turned.phi == pytest.approx(np.eye(5), abs=1e-12)
        assert (turned.loadings[:, 0] ** 2).sum() == pytest.approx(
            max((turned.loadings**2).sum(axis=0))
        )


@pytest.mark.parametrize("measure", [geomin, bifactor])
def test_slopes_of_a_criterion_are_its_derivatives(measure: Any) -> None:
    loadings = np.random.default_rng(1).uniform(-1, 1, (6, 3))
    slopes = measure(loadings).slopes
    for item, factor in np.ndindex(*loadings.shape):
        moved = [loadings.copy() for _ in range(2)]
        moved[0][item, factor] += 1e-6
        moved[1][item, factor] -= 1e-6
        slope = (measure(moved[0]).value - measure(moved[1]).value) / 2e-6
        assert slopes[item, factor] == pytest.approx(slope, abs=1e-7)


def test_one_bounded_factor_of_many_matrices() -> None:
    # r12 r13 / r23 = 1.6: the first item's loading would be beyond 1
    heywood = np.array([[1, 0.8, 0.8], [0.8, 1, 0.4], [0.8, 0.4, 1]])
    exact = np.array([[1, 0.42, 0.35], [0.42, 1, 0.3], [0.35, 0.3, 1]])
    found = draws.single_factor_eigenvalues(np.array([heywood, exact]))
    # .7, .6, .5 reproduce the second; the eigenvalues of a matrix of rank 1
    assert found[1] == pytest.approx([0.49 + 0.36 + 0.25, 0, 0], abs=1e-9)
    assert found[0].sum() < 3
    assert discrepancy(exact, exact) == pytest.approx(0, abs=1e-12)
