"""The graded response model: R mirt's values on bfi, derivatives, known truth, guards.

mirt is not in Debian. Its values here are those of mirt 1.41 (61 nodes, TOL 1e-6) on the rows of
bfi that are complete on all 25 items, as printed in the project's PSYCHOMETRICS, section 1.5.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.graded import curves as graded_curves
from prem.analysis.graded import fit as graded_fit
from prem.analysis.graded import scores as graded_scores
from prem.analysis.graded.model import Fit, fit, patterns_of, posterior
from prem.analysis.irt import irt
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
ITEM = np.array([1.4, 2.0, 0.3, -1.1])
KEY = '[response]\nminimum = 1\nmaximum = 5\n[scales.s]\nitems = ["a", "b", "c", "d"]\n'


@cache
def bfi() -> Fit:
    table = pd.read_csv(REFERENCE / "bfi.csv")
    complete = table.dropna(subset=list(table.columns[1:26]))
    values = complete[[f"N{i}" for i in range(1, 6)]].to_numpy(dtype=np.float64)
    fitted = fit(patterns_of(values, [np.arange(1.0, 7.0)] * 5))
    assert fitted is not None
    return fitted


def drawn(rows: int, slopes: list[float], seed: int = 1) -> np.ndarray:
    generator = np.random.default_rng(seed)
    theta = generator.standard_normal((rows, 1))
    noise = generator.logistic(size=(rows, len(slopes)))
    latent = theta * np.array(slopes) + noise
    return 1.0 + (latent[:, :, None] > np.array([-2.0, -0.7, 0.6, 1.8])).sum(axis=2)


def analysed(values: Any, **asked: Any) -> tuple[dict[str, Any], list[str]]:
    frame = pd.DataFrame(values, columns=list("abcd"))
    notes = Notes()
    answers = make_answers(Table("t.csv", frame), key_of_toml(KEY, "s.toml"), Columns(), notes)
    options = {"missing": "listwise", "quick": True} | asked
    found = irt(answers, plan=load_plan(), notes=notes, **options)["s"]
    json.dumps(found, allow_nan=False)
    return found, [note["code"] for note in notes.entries]


def test_parameters_and_likelihood_are_those_of_mirt() -> None:
    fitted = bfi()
    assert fitted.patterns.counts.sum() == 2436
    assert fitted.loglik == pytest.approx(-19007.46401678, abs=1e-5)
    slope, first = fitted.items[0][:2]
    assert slope == pytest.approx(3.318193, abs=1e-3)
    assert -first / slope == pytest.approx(-0.815266, abs=1e-3)
    assert fitted.agreeing == fitted.starts == 3


def test_fit_of_the_items_is_that_of_mirt() -> None:
    # mirt stops where parameters move by 1e-6, 1e-4 from the maximum: measured 1.1e-4 relative
    theirs = [103.791, 101.779, 85.729, 94.917, 107.733]
    assert [test.chi2 for test in graded_fit.s_x2(bfi()) if test] == pytest.approx(theirs, rel=2e-4)


def test_fit_of_the_whole_is_that_of_mirt() -> None:
    found = graded_fit.c2(bfi())
    assert found is not None
    assert found.df == 5
    assert found.chi2 == pytest.approx(407.973, rel=1e-5)
    assert graded_fit.rmsea(found, 2436)["rmsea"] == pytest.approx(0.182, abs=5e-4)


def test_marginal_reliability_is_that_of_mirt() -> None:
    assert graded_scores.marginal_reliability(bfi().items) == pytest.approx(0.868937, abs=5e-6)


def test_it_is_the_maximum_and_the_errors_are_of_the_observed_information() -> None:
    fitted = bfi()
    hot, counts = fitted.patterns.hot(), fitted.patterns.counts
    sizes = np.cumsum([len(item) for item in fitted.items])[:-1]

    def score(flat: np.ndarray) -> np.ndarray:
        items = np.split(flat, sizes)
        expected = hot.T @ (posterior(hot, items)[0] * counts[:, None])
        parts = np.split(expected, np.cumsum(fitted.patterns.categories)[:-1])
        return np.concatenate(
            [
                np.einsum("cq,cqp->p", part, graded_curves.scores(item))
                for item, part in zip(items, parts, strict=True)
            ]
        )

    flat = np.concatenate(fitted.items)
    assert np.abs(score(flat)).max() < 1e-4
    step = 1e-5 * np.eye(len(flat))
    numeric = np.array([(score(flat - s) - score(flat + s)) / 2e-5 for s in step])
    assert np.linalg.inv(numeric) == pytest.approx(fitted.covariance, rel=1e-4, abs=1e-8)


def test_the_score_is_the_derivative_of_the_curves() -> None:
    theta = np.array([-3.0, 0.2, 2.5])
    numeric = approx_fprime(
        ITEM, lambda item: graded_curves.log_probabilities(item, theta).ravel(), 1e-7
    )
    mine = graded_curves.scores(ITEM, theta).reshape(-1, len(ITEM))
    assert mine == pytest.approx(numeric, abs=1e-6)


def test_information_is_the_expected_square_of_the_slope() -> None:
    theta = np.array([-1.0, 0.0, 2.0])
    ahead, behind = (
        np.exp(graded_curves.log_probabilities(ITEM, theta + h)) for h in (1e-5, -1e-5)
    )
    chance = np.exp(graded_curves.log_probabilities(ITEM, theta))
    expected = (((ahead - behind) / 2e-5) ** 2 / chance).sum(axis=0)
    assert graded_curves.information(ITEM, theta) == pytest.approx(expected, rel=1e-8)


def test_known_parameters_are_found_again_within_their_errors() -> None:
    slopes = [0.8, 1.2, 1.8, 2.5]
    found, codes = analysed(drawn(3000, slopes))
    for item, slope in zip(found["items"].values(), slopes, strict=True):
        assert abs(item["a"] - slope) < 3 * item["se"]
        expected = np.array([-2.0, -0.7, 0.6, 1.8]) / slope
        assert np.all(np.abs(np.array(item["b"]) - expected) < 3.5 * np.array(item["se_b"]))
        assert item["p"] > 0.001
    assert found["c2"]["p"] > 0.001
    assert found["q3_max"] - found["q3_mean"] < 0.2
    assert codes == ["422.636"]


def test_q3_correlates_what_the_scores_leave_unexplained() -> None:
    fitted = bfi()
    thetas, _ = graded_scores.eap(fitted)
    away = fitted.patterns.codes - graded_scores.expected_scores(fitted.items, thetas)
    rows = np.repeat(away, fitted.patterns.counts.astype(int), axis=0)
    assert graded_fit.q3(fitted, thetas) == pytest.approx(np.corrcoef(rows.T), rel=1e-9)


def test_missing_answers_are_left_out_of_the_likelihood() -> None:
    values = drawn(2000, [1.0, 1.5, 2.0, 1.5])
    values[np.random.default_rng(2).random(values.shape) < 0.2] = np.nan
    every, _ = analysed(values, missing="pairwise")
    listwise, _ = analysed(values)
    assert every["n"] == int((~np.isnan(values)).any(axis=1).sum())
    assert every["n_complete"] == listwise["n"] == int((~np.isnan(values)).all(axis=1).sum())
    for item, slope in zip("abcd", [1.0, 1.5, 2.0, 1.5], strict=True):
        assert abs(every["items"][item]["a"] - slope) < 3 * every["items"][item]["se"]
        assert every["items"][item]["se"] < listwise["items"][item]["se"]


def test_turning_the_answers_round_turns_the_thresholds_round() -> None:
    values = drawn(1000, [1.0, 1.5, 2.0, 1.5])
    one, _ = analysed(values)
    other, _ = analysed(6 - values)
    assert other["loglik"] == pytest.approx(one["loglik"], abs=1e-6)
    for item in "abcd":
        turned = [-b for b in reversed(other["items"][item]["b"])]
        assert one["items"][item]["b"] == pytest.approx(turned, abs=1e-5)


def test_few_rows_and_empty_categories_are_told() -> None:
    values = drawn(120, [1.5, 1.5, 1.5, 1.5])
    values[values[:, 0] == 2, 0] = 3
    found, codes = analysed(values)
    assert found["items"]["a"]["categories"] == ["1", "3", "4", "5"]
    assert len(found["items"]["a"]["b"]) == 3
    assert {"422.631", "422.633"} <= set(codes)


def test_items_that_repeat_each_other_give_no_parameters() -> None:
    values = drawn(500, [1.5, 1.5, 1.5, 1.5])
    values[:, 1] = values[:, 2] = values[:, 0]
    found, codes = analysed(values)
    assert found["loglik"] is None
    assert "422.632" in codes


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_hardly_any_rows_are_no_traceback(rows: int) -> None:
    found, codes = analysed(drawn(300, [1.5] * 4)[:rows].reshape(rows, 4))
    assert found["n"] == rows
    assert {"422.630", "422.631", "422.632"} & set(codes)


def test_constant_items_are_left_out() -> None:
    values = drawn(400, [1.5, 1.5, 1.5, 1.5])
    values[:, 3] = 5
    found, codes = analysed(values)
    assert list(found["items"]) == ["a", "b", "c"]
    assert found["c2"] is None
    assert "422.637" in codes
    assert "422.634" in codes


def test_a_large_table_is_sampled_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prem.analysis.irt._MOST_ROWS", 500)
    found, codes = analysed(drawn(1200, [1.5, 1.5, 1.5, 1.5]))
    assert found["n"] == 400
    assert "422.635" in codes


def test_intervals_cover_the_truth_and_tests_keep_their_level() -> None:
    # 300 samples (seed 2026) gave coverage .945 of a and .948 of b, S-X2 .060 and C2 .030 at .05
    slopes, samples = [0.8, 1.2, 1.6, 2.0, 2.4], 60
    covered, rejected = [], []
    for seed in range(samples):
        fitted = fit(patterns_of(drawn(1000, slopes, seed), [np.arange(1.0, 6.0)] * 5), 1)
        assert fitted is not None
        errors = np.sqrt(np.diag(fitted.covariance)).reshape(5, 5)
        truth = np.array([[slope, 2.0, 0.7, -0.6, -1.8] for slope in slopes])
        covered.append(np.abs(np.array(fitted.items) - truth) < 1.96 * errors)
        rejected += [test.p < 0.05 for test in graded_fit.s_x2(fitted) if test]
    assert np.mean(covered) == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / (samples * 5)))
    assert np.mean(rejected) == pytest.approx(0.05, abs=3 * np.sqrt(0.95 * 0.05 / (samples * 5)))
