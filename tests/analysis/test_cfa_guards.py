"""What confirmatory factor analysis answers where it cannot be done, or should not be believed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.cfa import indices as cfa_indices
from prem.analysis.cfa.ml import fit_ml
from prem.analysis.cfa.model import correlated
from prem.analysis.cfa.omega import omega_total
from prem.analysis.cfa.robust import robust
from prem.analysis.confirm import confirm
from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.reports.analysis.cfa import cfa_view
from prem.reports.analysis.cfa_files import cfa_sheets

SCALES = {"trust": ["a1", "a2", "a3", "a4"], "ease": ["b1", "b2", "b3"], "whole": ["c1"]}
Outcome = tuple[dict[str, Any], dict[str, dict[str, Any]], set[str]]


def drawn(rows: int = 300, loading: float = 0.7) -> pd.DataFrame:
    chance = np.random.default_rng(6)
    trait = chance.standard_normal((rows, 2)) @ np.linalg.cholesky([[1, 0.4], [0.4, 1]]).T
    of = [0, 0, 0, 0, 1, 1, 1, 1]
    noise = chance.standard_normal((rows, 8)) * np.sqrt(1 - loading**2)
    return pd.DataFrame(
        trait[:, of] * loading + noise, columns=[i for items in SCALES.values() for i in items]
    )


def confirmed(frame: pd.DataFrame, scales: dict[str, list[str]] = SCALES) -> Outcome:
    text = "\n".join(f"[scales.{name}]\nitems = {items}" for name, items in scales.items())
    notes = Notes()
    answers = make_answers(Table("t.csv", frame), key_of_toml(text, "t.toml"), Columns(), notes)
    found: dict[str, dict[str, Any]] = {scale: {} for scale in scales}
    cfa = confirm(answers, found, load_plan(), notes)
    return cfa, found, {note["code"] for note in notes.entries} - {"422.561"}


def test_a_scale_of_one_item_is_measured_without_error_and_has_no_omega() -> None:
    cfa, scales, codes = confirmed(drawn())
    assert cfa["ml"]["loadings"]["c1"] == pytest.approx(1)
    assert cfa["ml"]["loadings_se"]["c1"] == pytest.approx(0)
    assert cfa["ml"]["p"] > 0.01
    assert scales["whole"]["omega_total"]["estimate"] is None
    assert codes == {"422.592"}


def test_the_population_is_found_again() -> None:
    cfa, scales, _ = confirmed(drawn(rows=20_000))
    assert list(cfa["ml"]["loadings"].values())[:7] == pytest.approx([0.7] * 7, abs=0.02)
    assert cfa["ml"]["factor_correlations"]["trust~~ease"] == pytest.approx(0.4, abs=0.03)
    assert cfa["mlr"]["scaling"] == pytest.approx(1, abs=0.02)
    # of k items of loading l: (k l)^2 / ((k l)^2 + k (1 - l^2))
    assert scales["trust"]["omega_total"]["estimate"] == pytest.approx(0.7935, abs=0.01)


def test_a_factor_is_turned_to_where_its_items_point() -> None:
    frame = drawn()
    frame["a4"] *= -1
    loadings = confirmed(frame)[0]["ml"]["loadings"]
    assert [loadings[item] > 0 for item in SCALES["trust"]] == [True, True, True, False]


@pytest.mark.parametrize("rows", [0, 1, 2, 8])
def test_too_few_rows(rows: int) -> None:
    cfa, scales, codes = confirmed(drawn(300).iloc[:rows])
    assert cfa["ml"] is None
    assert cfa["mlr"] is None
    assert codes & {"422.585", "422.586"}
    assert set(scales["trust"]["omega_total"]) == {"estimate", "low", "high", "factors", "n"}


def test_where_all_scales_together_are_too_many_each_has_its_own_omega() -> None:
    cfa, scales, codes = confirmed(drawn(300).iloc[:8])
    assert cfa["ml"] is None
    assert scales["trust"]["omega_total"]["factors"] == 1
    assert "422.591" in codes


def test_an_item_that_others_give_fully() -> None:
    frame = drawn()
    frame["a4"] = frame["a1"] + frame["b1"]
    cfa, _, codes = confirmed(frame)
    assert cfa["ml"] is None
    assert "422.587" in codes


def test_two_items_are_no_model() -> None:
    cfa, scales, codes = confirmed(drawn(), {"pair": ["a1", "a2"]})
    assert cfa["ml"] is None
    assert scales["pair"]["omega_total"]["estimate"] is None
    assert "422.585" in codes


def test_three_items_fit_of_themselves() -> None:
    cfa, _, codes = confirmed(drawn(), {"three": ["a1", "a2", "a3"]})
    assert (cfa["ml"]["df"], cfa["ml"]["p"]) == (0, None)
    assert cfa["ml"]["chi2"] == pytest.approx(0, abs=1e-9)
    assert codes == {"422.593"}


def test_an_impossible_estimate_is_told() -> None:
    frame = drawn()
    # a1 goes with a2 and a3 more than these go with each other: its loading must pass 1
    spread = np.random.default_rng(7).standard_normal((300, 2))
    frame["a2"] = 0.9 * frame["a1"] + spread[:, 0]
    frame["a3"] = 0.9 * frame["a1"] - spread[:, 0] * 0.8 + 0.2 * spread[:, 1]
    cfa, _, codes = confirmed(frame, {"one": ["a1", "a2", "a3", "b1"]})
    assert cfa["ml"]["loadings"]["a1"] > 1
    assert "422.589" in codes


def test_two_factors_that_nothing_tells_apart_are_not_identified() -> None:
    # two scales of two items that do not go together: the loadings of each are free to wander
    chance = np.random.default_rng(8).standard_normal((400, 4))
    chance[:, 1] += chance[:, 0]
    chance[:, 3] += chance[:, 2]
    chance -= chance.mean(axis=0)
    apart = chance[:, 2:] - chance[:, :2] @ np.linalg.lstsq(chance[:, :2], chance[:, 2:])[0]
    frame = pd.DataFrame(np.hstack([chance[:, :2], apart]), columns=["a1", "a2", "b1", "b2"])
    cfa, _, codes = confirmed(frame, {"first": ["a1", "a2"], "second": ["b1", "b2"]})
    assert cfa["ml"] is None
    assert "422.588" in codes


def test_the_report_says_what_each_index_means() -> None:
    cfa, scales, _ = confirmed(drawn())
    view = cfa_view({"cfa": cfa, "scales": scales}, {"trust": "Trust"}, load_plan())
    assert view is not None
    said = " ".join(view["said"])
    assert re.search(
        r"CFI is [01]\.\d{3} \(robust [01]\.\d{3}\); wanted: over 0\.95 \(Prinsen 2018", said
    )
    assert "do not contradict the model" in said
    assert view["loadings"][0][:2] == ["a1", "Trust"]
    fit, models = view["fit"].rows, view["models"]
    assert [row[0] for row in fit][:3] == ["n", "Chi-square (df)", "p"]
    assert len({len(row) for row in fit}) == 1
    assert [row[0] for row in models] == [
        "the scales, correlated",
        "one factor for all items",
    ]
    assert "the model to prefer is: the scales, correlated." in view["models_said"]
    assert all(re.search(r" loads on .* too$| share more than ", row[0]) for row in view["misfits"])


def test_the_report_of_no_model() -> None:
    cfa, scales, _ = confirmed(drawn().iloc[:5])
    view = cfa_view({"cfa": cfa, "scales": scales}, {}, load_plan())
    assert view is not None
    assert view["fit"] is None
    assert "could not be tested" in view["said"][0]


def test_the_sheets_hold_each_number_unrounded() -> None:
    frame = drawn()
    frame.loc[frame.index[:20], "a1"] = np.nan
    cfa, scales, _ = confirmed(frame)
    sheets = {
        title: list(rows) for title, rows in cfa_sheets({"cfa": cfa, "scales": scales}).items()
    }
    fit = {row[0]: row[1:] for row in sheets["CFA fit"]}
    assert fit["index"] == ["ml", "mlr", "fiml", "ml, one_factor"]
    assert fit["chi2"] == [
        cfa["ml"]["chi2"],
        None,
        cfa["fiml"]["chi2"],
        cfa["models"]["one_factor"]["chi2"],
    ]
    loadings = {row[0]: row[1:] for row in sheets["CFA loadings"]}
    assert loadings["a1"][:2] == [cfa["ml"]["loadings"]["a1"], cfa["ml"]["loadings_se"]["a1"]]
    assert len(loadings["item"]) == len(loadings["a1"]) == 12
    assert cfa_sheets({"scales": scales}) == {}


def test_robust_intervals_hold_the_truth_of_skewed_answers() -> None:
    # 300 samples of 800 rows of skewed answers; the model is true. Within 3 standard errors.
    chance = np.random.default_rng(2026)
    loading = np.array([0.5, 0.6, 0.7, 0.8] * 2)
    model = correlated({"a": ["a1", "a2", "a3", "a4"], "b": ["b1", "b2", "b3", "b4"]})
    root = np.linalg.cholesky([[1, 0.4], [0.4, 1]])
    total = loading[:4].sum() ** 2
    omega = total / (total + (1 - loading[:4] ** 2).sum())
    held, omegas, rejected, unscaled = np.zeros(9), 0, 0, np.zeros(9)
    for _ in range(300):
        trait = (chance.chisquare(3, (800, 2)) - 3) / np.sqrt(6) @ root.T
        noise = (chance.chisquare(3, (800, 8)) - 3) / np.sqrt(6)
        rows = np.repeat(trait, 4, axis=1) * loading + noise * np.sqrt(1 - loading**2)
        fit = fit_ml(model, np.cov(rows, rowvar=False, ddof=0), 800)
        assert fit is not None
        extra = robust(fit, rows)
        assert extra is not None
        found, slope = model.standardised(fit.vector)
        away = np.abs(found[:9] - [*loading, 0.4])
        for covariance, counted in ((extra.covariance, held), (fit.covariance, unscaled)):
            counted += away < 1.959964 * np.sqrt(np.diag(slope @ covariance @ slope.T))[:9]
        interval = omega_total(fit, extra, rows, 0, 0.95)
        omegas += interval.low < omega < interval.high
        rejected += cfa_indices.Tested(fit.chi2 / extra.scaling, model.df).p < 0.05
    error = np.sqrt(0.95 * 0.05 / 300)
    assert np.all(np.abs(held / 300 - 0.95) < 3 * error)
    assert abs(omegas / 300 - 0.95) < 3 * error
    assert abs(rejected / 300 - 0.05) < 3 * error
    # without the sandwich the intervals of skewed answers are too narrow
    assert unscaled.min() / 300 < 0.95 - 3 * error


def test_answers_missing_in_too_many_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = drawn()
    frame = frame.mask(np.random.default_rng(3).random(frame.shape) < 0.1)
    monkeypatch.setattr("prem.analysis.confirm._MOST_PATTERNS", 10)
    cfa, _, codes = confirmed(frame)
    assert cfa["fiml"] is None
    assert "422.690" in codes
