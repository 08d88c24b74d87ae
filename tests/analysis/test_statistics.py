"""Formulas by hand, against the libraries, and what must hold for any answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pingouin
import pytest
from factor_analyzer import calculate_bartlett_sphericity, calculate_kmo
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from prem.analysis.change import mean_interval
from prem.analysis.covariance import pool
from prem.analysis.factor.dimensions import (
    average_partials,
    eigenvalues,
    parallel_retain,
    simulated_correlations,
)
from prem.analysis.factor.extraction import NotConverged, extract, most_factors, principal_axes
from prem.analysis.factor.factorability import bartlett_of_correlation, kmo_of_correlation
from prem.analysis.factor.rotation import in_order, rotate
from prem.analysis.reliability import alpha_of_covariance, feldt_interval, item_rest, scores

SMALL = np.array([[1, 2, 2], [2, 3, 4], [3, 3, 5], [4, 5, 4], [5, 4, 5]], dtype=float)


def test_alpha_by_hand() -> None:
    # variances 2.5, 1.3, 1.5; covariances 1.5, 1.5, 0.75 (n - 1)
    covariance = np.cov(SMALL, rowvar=False)
    assert covariance[np.triu_indices(3)] == pytest.approx([2.5, 1.5, 1.5, 1.3, 0.75, 1.5])
    expected = 1.5 * (1 - 5.3 / (5.3 + 2 * (1.5 + 1.5 + 0.75)))
    assert alpha_of_covariance(covariance) == pytest.approx(expected, rel=1e-14)
    # item 1 with the sum of items 2 and 3
    rest = np.corrcoef(SMALL[:, 0], SMALL[:, 1] + SMALL[:, 2])[0, 1]
    assert item_rest(covariance)[0] == pytest.approx(rest, rel=1e-14)


answers = arrays(np.float64, st.tuples(st.integers(4, 30), st.integers(2, 6)),
                 elements=st.integers(1, 5).map(float))  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(answers, st.randoms(use_true_random=False))
def test_alpha_is_pingouins_and_does_not_depend_on_order(values: np.ndarray, chance) -> None:  # type: ignore[no-untyped-def]
    covariance = np.cov(values, rowvar=False)
    alpha = alpha_of_covariance(covariance)
    if np.isnan(alpha):
        assert covariance.sum() <= 1e-9
        return
    theirs, interval = pingouin.cronbach_alpha(pd.DataFrame(values))
    assert alpha == pytest.approx(theirs, rel=1e-9, abs=1e-9)
    rows, items = values.shape
    # pingouin rounds its interval to three decimals
    assert feldt_interval(alpha, rows, items, 0.95) == pytest.approx(list(interval), abs=5.01e-4)
    order = list(range(items))
    chance.shuffle(order)
    shuffled = covariance[np.ix_(order, order)]
    assert alpha_of_covariance(shuffled) == pytest.approx(alpha, rel=1e-9, abs=1e-9)
    assert alpha <= 1


def test_alpha_of_items_that_cancel_out_is_no_number() -> None:
    assert np.isnan(alpha_of_covariance(np.array([[1.0, -1.0], [-1.0, 1.0]])))
    assert alpha_of_covariance(np.ones((3, 3))) == pytest.approx(1)


def test_pingouin_counts_incomplete_rows_in_its_interval_and_we_do_not() -> None:
    generator = np.random.default_rng(0)
    values = generator.integers(1, 6, (400, 5)) + 2.0 * generator.integers(0, 3, (400, 1))
    values[:234, 0] = np.nan
    part = pool(values, "listwise")
    alpha, theirs = pingouin.cronbach_alpha(pd.DataFrame(values), nan_policy="listwise")
    low, high = feldt_interval(alpha, part.n, 5, 0.95)
    assert part.n == 166
    assert low < theirs[0] - 0.005
    assert high > theirs[1] + 0.005


def test_scores_need_half_of_the_items() -> None:
    nan = np.nan
    values = np.array([[1, 2, nan, nan], [1, nan, nan, nan], [nan] * 4, [2, 2, 3, 5]])
    assert scores(values, 0.5) == pytest.approx([1.5, nan, nan, 3.0], nan_ok=True)
    odd = np.array([[1, 2, nan, nan, nan], [1, 2, 3, nan, nan]])
    assert scores(odd, 0.5) == pytest.approx([nan, 2.0], nan_ok=True)


def test_t_interval_by_hand() -> None:
    # 2, 4, 6: mean 4, sd 2, t(.975; 2) = .95 sqrt(2 / (1 - .95^2))
    figures = mean_interval(np.array([2.0, 4.0, 6.0]), 0.95)
    half = 0.95 * (2 / (1 - 0.95**2)) ** 0.5 * 2 / 3**0.5
    assert figures == pytest.approx((4, 2, 4 - half, 4 + half), rel=1e-12)


def normal(rows: int = 400, items: int = 8, seed: int = 2) -> np.ndarray:
    generator = np.random.default_rng(seed)
    common = generator.standard_normal((rows, 2))
    weights = np.kron(np.eye(2), np.full((1, items // 2), 0.8))
    return np.asarray(common @ weights + 0.7 * generator.standard_normal((rows, items)))


def test_our_kmo_and_bartlett_are_those_of_factor_analyzer() -> None:
    values = normal()
    r = np.corrcoef(values, rowvar=False)
    per_item, overall = calculate_kmo(values)
    mine, mine_per_item = kmo_of_correlation(r)
    assert mine == pytest.approx(overall, rel=1e-10)
    assert mine_per_item == pytest.approx(per_item, rel=1e-10)
    chi2, p = calculate_bartlett_sphericity(values)
    assert bartlett_of_correlation(r, 400) == pytest.approx((chi2, 28, p), rel=1e-10)


def test_parallel_analysis_keeps_up_to_the_first_that_does_not_exceed() -> None:
    assert parallel_retain(np.array([3, 1.1, 1.5, 0.2]), np.array([1.3, 1.2, 1.1, 1.0])) == 1
    assert parallel_retain(np.array([1.0, 0.9]), np.array([1.3, 1.2])) == 0
    assert parallel_retain(np.array([1.4, 1.3]), np.array([1.3, 1.2])) == 2


def test_simulated_eigenvalues_are_those_of_raw_normal_data() -> None:
    generator = np.random.default_rng(1)
    drawn = np.linalg.eigvalsh(simulated_correlations(60, 5, 4000, generator))[:, ::-1]
    raw = np.array([
        eigenvalues(np.corrcoef(generator.standard_normal((60, 5)), rowvar=False))
        for _ in range(4000)])  # fmt: skip
    assert drawn.sum(axis=1) == pytest.approx(np.full(4000, 5.0))
    assert drawn.mean(axis=0) == pytest.approx(raw.mean(axis=0), abs=0.015)
    assert drawn.std(axis=0) == pytest.approx(raw.std(axis=0), abs=0.012)
    with pytest.raises(ValueError, match="more rows"):
        simulated_correlations(5, 5, 1, generator)


def test_average_partials_by_hand() -> None:
    # p = 3, all r = .5: f_0 = .25; one component (loadings sqrt(2/3)) leaves r = -.5
    averages = average_partials(np.full((3, 3), 0.5) + 0.5 * np.eye(3))
    assert averages == pytest.approx([0.25, 0.25])


def test_exact_factors_are_found_again_by_every_extraction() -> None:
    loadings = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.5], [0, 0.7], [0, 0.9]])
    phi = np.array([[1, 0.3], [0.3, 1]])
    r = loadings @ phi @ loadings.T
    communalities = np.diag(r).copy()
    np.fill_diagonal(r, 1)
    for extraction in ("minres", "ml", "paf"):
        found = extract(r, 2, extraction)  # type: ignore[arg-type]
        assert np.sum(found**2, axis=1) == pytest.approx(communalities, abs=2e-4)
        rotated = rotate(found, "oblimin")
        assert rotated.settled
        assert rotated.communalities == pytest.approx(communalities, abs=2e-4)
        assert abs(rotated.phi[0, 1]) == pytest.approx(0.3, abs=0.02)
        assert rotated.reproduced() == pytest.approx(found @ found.T, abs=1e-9)


def test_order_and_signs_move_loadings_and_phi_together() -> None:
    loadings = np.array([[0.1, -0.8, 0.0], [0.0, -0.7, 0.1], [0.5, 0.0, 0.0], [0.0, 0.1, 0.6],
                         [0.0, 0.0, 0.6]])  # fmt: skip
    phi = np.array([[1, 0.2, 0.3], [0.2, 1, -0.4], [0.3, -0.4, 1]])
    ordered = in_order(loadings, phi)
    assert (ordered.loadings.sum(axis=0) > 0).all()
    assert ordered.reproduced() == pytest.approx(loadings @ phi @ loadings.T)
    assert ordered.loadings[0] == pytest.approx([0.8, 0.0, 0.1])
    assert ordered.phi == pytest.approx(np.array([[1, 0.4, -0.2], [0.4, 1, 0.3], [-0.2, 0.3, 1]]))


def test_one_factor_is_not_rotated_and_points_up() -> None:
    r = np.full((4, 4), 0.49) + 0.51 * np.eye(4)
    rotated = rotate(-extract(r, 1, "minres"), "oblimin")
    assert rotated.loadings == pytest.approx(np.full((4, 1), 0.7), abs=1e-5)
    assert rotated.phi.tolist() == [[1.0]]


def test_paf_says_when_it_does_not_settle() -> None:
    # an impossible model: the third correlation asks for a communality over 1
    r = np.array([[1, 0.8, 0.8], [0.8, 1, 0.3], [0.8, 0.3, 1]])
    with pytest.raises(NotConverged):
        principal_axes(r, 1)


@pytest.mark.parametrize(("items", "most"), [(2, 0), (3, 1), (4, 1), (5, 2), (6, 3), (25, 18)])
def test_most_factors_is_ledermanns_bound(items: int, most: int) -> None:
    assert most_factors(items) == most


def test_factor_analyzer_still_forgets_to_sort_its_factor_correlations() -> None:
    """ADR 0009 rests on this fault; when it is mended, the ADR and rotation.py may be simpler."""
    import json
    import warnings
    from pathlib import Path

    from factor_analyzer import FactorAnalyzer

    from prem.analysis.scales import key_of_toml
    from prem.storage.tables import read_table

    reference = Path(__file__).parents[2] / "analysis" / "reference"
    r = json.loads((reference / "bfi.json").read_text("utf-8"))["listwise"]
    key = key_of_toml((reference / "bfi.toml").read_text("utf-8"), "bfi.toml")
    frame = read_table(reference / "bfi.csv").frame[list(key.items)].dropna()
    for item, how in key.items.items():
        frame[item] = 7 - frame[item] if how.reversed else frame[item]
    correlation = frame.corr().to_numpy()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'force_all_finite'", category=FutureWarning)
        theirs = FactorAnalyzer(5, rotation="oblimin", is_corr_matrix=True).fit(correlation)
    off = ~np.eye(25, dtype=bool)

    def residual(loadings: np.ndarray, phi: np.ndarray) -> float:
        return float(np.sqrt(np.mean((correlation - loadings @ phi @ loadings.T)[off] ** 2)))

    ours = rotate(extract(correlation, 5, "minres"), "oblimin")
    assert residual(ours.loadings, ours.phi) == pytest.approx(
        r["efa"]["minres_oblimin"]["rms"], abs=1e-8
    )
    assert residual(theirs.loadings_, theirs.phi_) > 0.1
    wrong = np.sum(theirs.loadings_**2, axis=1) - ours.communalities
    assert np.abs(wrong).max() > 0.1
