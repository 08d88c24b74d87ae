"""Polychoric correlations beside lavaan's, on bfi and on state anxiety; and at their edges."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from prem.analysis.frame import Columns, make_answers
from prem.analysis.notes import Notes
from prem.analysis.ordered.bivariate_normal import density, distribution
from prem.analysis.ordered.polychoric import EDGE, Polychoric, polychoric
from prem.analysis.pairs.counts import count_pairs
from prem.analysis.scales import key_of_toml
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "polychoric.json").read_text("utf-8"))
SETS = [(name, missing) for name in ("bfi", "sai") for missing in ("listwise", "pairwise")]


def rows_of(name: str) -> tuple[tuple[str, ...], np.ndarray]:
    key = key_of_toml((REFERENCE / f"{name}.toml").read_text("utf-8"), f"{name}.toml")
    answers = make_answers(read_table(REFERENCE / f"{name}.csv"), key, Columns(), Notes())
    return answers.items, answers.values


def correlate(rows: np.ndarray, items: tuple[str, ...]) -> Polychoric:
    codes = {
        item: np.unique(column[~np.isnan(column)])
        for item, column in zip(items, rows.T, strict=True)
    }
    return polychoric(count_pairs(rows, codes))


@cache
def found(name: str, missing: str) -> Polychoric:
    items, rows = rows_of(name)
    kept = rows[~np.isnan(rows).any(axis=1)] if missing == "listwise" else rows
    return correlate(kept, items)


@pytest.mark.parametrize(("name", "missing"), SETS)
def test_correlations_are_those_of_lavaan(name: str, missing: str) -> None:
    mine, theirs = found(name, missing), R[name][missing]
    assert list(mine.items) == theirs["items"]
    # lavaan's own optimiser leaves 3e-8
    assert np.abs(mine.matrix - np.array(theirs["matrix"])).max() < 1e-7


@pytest.mark.parametrize(("name", "missing"), SETS)
def test_thresholds_are_those_of_lavaan(name: str, missing: str) -> None:
    mine, theirs = found(name, missing), R[name][missing]["thresholds"]
    for item, cuts in zip(mine.items, mine.thresholds, strict=True):
        assert cuts.tolist() == pytest.approx(theirs[item], abs=1e-12)


def by_integral(h: float, k: float, rho: float) -> float:
    def inner(x: float) -> float:
        return float(stats.norm.pdf(x) * stats.norm.cdf((k - rho * x) / np.sqrt(1 - rho**2)))

    value: Any = integrate.quad(inner, -12, h, epsabs=1e-13, limit=400, points=[k / rho, k])
    return float(value[0])


@pytest.mark.parametrize("rho", [-0.97, -0.6, 0.05, 0.89, 0.91, 0.99])
def test_the_distribution_is_the_integral_of_the_density(rho: float) -> None:
    cuts = np.array([[-2.1, -0.4, 0.3, 1.7]])
    mine = distribution(cuts, cuts, np.array([rho]))[0]
    theirs = [[by_integral(float(h), float(k), rho) for k in cuts[0]] for h in cuts[0]]
    assert np.abs(mine - np.array(theirs)).max() < 1e-9
    step = 1e-5
    slope = distribution(cuts, cuts, np.array([rho + step]))[0]
    slope = (slope - distribution(cuts, cuts, np.array([rho - step]))[0]) / (2 * step)
    assert slope == pytest.approx(density(cuts, cuts, np.array([rho]))[0], abs=1e-5)


def test_a_known_correlation_is_found_again() -> None:
    generator = np.random.default_rng(7)
    latent = generator.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=200_000)
    rows = np.stack([np.digitize(latent[:, 0], [-1, 0.5]), np.digitize(latent[:, 1], [0.8])], 1)
    mine = correlate(rows.astype(float), ("a", "b"))
    assert mine.matrix[0, 1] == pytest.approx(0.6, abs=0.01)
    assert mine.thresholds[0].tolist() == pytest.approx([-1, 0.5], abs=0.02)


def test_turning_an_item_round_only_changes_the_sign() -> None:
    items, rows = rows_of("sai")
    turned = rows[:, :6].copy()
    turned[:, 0] = 5 - turned[:, 0]
    mine, theirs = correlate(rows[:, :6], items[:6]), correlate(turned, items[:6])
    assert mine.matrix[0, 1:] == pytest.approx(-theirs.matrix[0, 1:], abs=1e-9)


def test_an_answer_that_nobody_gave_has_no_threshold() -> None:
    rows = np.array([[1, 1], [1, 2], [3, 1], [3, 3], [3, 2], [1, 3]], dtype=float)
    pairs = count_pairs(rows, {"a": [1, 2, 3], "b": [1, 2, 3]})
    assert [len(cuts) for cuts in polychoric(pairs).thresholds] == [1, 2]


def test_a_table_of_two_by_two_with_an_empty_cell_is_filled_as_lavaan_does() -> None:
    rows = np.repeat([[0.0, 0], [0, 1], [1, 1]], [8, 5, 7], axis=0)
    assert correlate(rows, ("a", "b")).matrix[0, 1] == pytest.approx(0.776634379448, abs=1e-7)


def test_answers_in_perfect_order_end_at_the_edge() -> None:
    codes = np.repeat([1.0, 2, 3], 10)
    mine = correlate(np.stack([codes, codes, 4 - codes], axis=1), ("a", "b", "c"))
    assert mine.matrix[0].tolist() == [1, EDGE, -EDGE]
    assert mine.at_edge == [("a", "b"), ("a", "c"), ("b", "c")]
    assert mine.smallest_eigenvalue > 0


def test_what_cannot_be_correlated_is_told() -> None:
    with pytest.raises(ValueError, match="vary"):
        correlate(np.array([[1.0, 1], [1, 2]]), ("a", "b"))
    nan = np.nan
    with pytest.raises(ValueError, match="in common"):
        correlate(np.array([[1, nan], [2, nan], [nan, 1], [nan, 2]]), ("a", "b"))
