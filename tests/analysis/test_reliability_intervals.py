"""Intervals of reliabilities: against scipy's bootstrap, by differences, and where none is."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from threadpoolctl import threadpool_limits

from prem.analysis import reliability_intervals
from prem.analysis.cfa.ordered import confirm_ordered
from prem.analysis.frame import Answers, Columns, Numbers, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.ordered.omega import categorical_omega
from prem.analysis.ordered.precision import below_one, omega_slopes, ordinal_alpha_limits
from prem.analysis.ordered.spread import spread
from prem.analysis.plan import load_plan
from prem.analysis.reliability import alpha_of_covariance, scale_statistics, scores
from prem.analysis.reliability_intervals import intervals
from prem.analysis.resampled import (
    Draws,
    accelerated,
    alpha_and_error,
    columns_of,
    drawn,
    without_one,
)
from prem.analysis.scales import key_of_toml
from prem.analysis.work import in_turn

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"


def neuroticism(rows: int | None = None) -> Numbers:
    table = pd.read_csv(REFERENCE / "bfi.csv")[[f"N{place}" for place in range(1, 6)]]
    return table.to_numpy(np.float64)[:rows]


def complete(rows: int) -> Numbers:
    values = neuroticism()
    return values[~np.isnan(values).any(axis=1)][:rows]


@pytest.mark.parametrize("gaps", [False, True])
def test_alpha_and_sem_of_the_sums_are_those_of_the_rows(gaps: bool) -> None:
    values = neuroticism() if gaps else complete(500)
    score = scores(values, 0.5)
    sums, found_gaps = columns_of(values, score)
    assert found_gaps == gaps
    alpha, sem = alpha_and_error(sums.sum(axis=0)[None], len(sums), 5, gaps)[0]
    covariance = pd.DataFrame(values).cov().to_numpy()
    assert alpha == pytest.approx(alpha_of_covariance(covariance), rel=1e-9)
    assert sem == pytest.approx(np.nanstd(score, ddof=1) * np.sqrt(1 - alpha), rel=1e-9)
    left = np.delete(values, 3, axis=0)
    without = without_one(sums, 5, gaps)[3]
    assert without[0] == pytest.approx(
        alpha_of_covariance(pd.DataFrame(left).cov().to_numpy()), rel=1e-9
    )
    own = np.nanstd(scores(left, 0.5), ddof=1)
    assert without[1] == pytest.approx(own * np.sqrt(1 - without[0]), rel=1e-9)


def test_the_interval_of_draws_is_scipys() -> None:
    values = complete(120)

    def alpha(*columns: Numbers) -> float:
        return alpha_of_covariance(np.cov(np.array(columns)))

    theirs = stats.bootstrap(
        tuple(values.T), alpha, paired=True, vectorized=False, n_resamples=499, method="BCa",
        rng=np.random.default_rng(1),
    )  # fmt: skip
    sums, gaps = columns_of(values, scores(values, 0.5))
    without = without_one(sums, 5, gaps)[:, 0]
    mine = accelerated(theirs.bootstrap_distribution, alpha(*values.T), without, 0.95)
    assert mine == pytest.approx(tuple(theirs.confidence_interval), rel=1e-9)


def test_draws_are_of_whole_rows_with_replacement() -> None:
    values = complete(40)
    sums, gaps = columns_of(values, scores(values, 0.5))
    piece = Draws(sums, 5, gaps, 3, np.random.SeedSequence(4))
    chance = np.random.default_rng(np.random.SeedSequence(4))
    rows = chance.integers(40, size=(3, 40))
    expected = [alpha_of_covariance(np.cov(values[taken], rowvar=False)) for taken in rows]
    assert drawn(piece)[:, 0] == pytest.approx(expected, rel=1e-9)


def test_slopes_of_categorical_omega_are_its_differences() -> None:
    cuts = [np.array([-1.0, 0.2, 0.9]), np.array([-0.5, 0.5]), np.array([-1.2, 0.1, 1.5])]
    loadings = np.array([0.7, 0.6, 0.8])
    seen = np.array([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]])
    by_cut, by_loading, by_pair = omega_slopes(cuts, loadings, seen)
    step = 1e-6

    def both(move: Any) -> float:
        up, down = (categorical_omega(*move(size)) for size in (step, -step))
        return (up - down) / (2 * step)

    for item in range(3):
        for cut in range(len(cuts[item])):

            def moved(size: float, item: int = item, cut: int = cut) -> Any:
                own = [one.copy() for one in cuts]
                own[item][cut] += size
                return own, loadings, seen

            assert by_cut[item][cut] == pytest.approx(both(moved), abs=1e-8)

        def loaded(size: float, item: int = item) -> Any:
            return cuts, loadings + size * (np.arange(3) == item), seen

        assert by_loading[item] == pytest.approx(both(loaded), abs=1e-8)
    first = np.zeros((3, 3))
    first[0, 1] = first[1, 0] = 1
    assert by_pair[0, 1] == pytest.approx(
        both(lambda s: (cuts, loadings, seen + s * first)), abs=1e-8
    )


def ordinal(chance: np.random.Generator, n: int) -> Numbers:
    """Answers of a one-factor model: its loading is 0.7, and its answers are skewed."""
    level = 0.7 * chance.normal(size=(n, 1)) + np.sqrt(0.51) * chance.normal(size=(n, 4))
    found: Numbers = (level[:, :, None] > [-1.6, -0.9, -0.1]).sum(axis=2).astype(float)
    return found


def test_delta_intervals_are_as_wide_as_the_estimates_vary() -> None:
    """Over samples of a true model, within what 80 of them can tell (three standard errors)."""
    chance = np.random.default_rng(7)
    plan, key = load_plan(), key_of_toml('[scales.s]\nitems=["a","b","c","d"]\n', "s.toml")
    alphas, omegas, errors = [], [], []
    for _ in range(80):
        rows = ordinal(chance, 400)
        found = spread(rows, tuple("abcd"))
        matrix = found.found.matrix
        alphas.append(np.log(1 - 4 / 3 * (1 - 4 / matrix.sum())))
        frame = pd.DataFrame(rows, columns=list("abcd"))
        answers = make_answers(Table("x", frame), key, Columns(), Notes())
        scales: dict[str, dict[str, Any]] = {"s": {}}
        confirm_ordered(answers, scales, plan, Notes())
        omegas.append(np.log(1 - scales["s"]["omega_categorical"]))
        ends = scales["s"]["omega_categorical_interval"]
        limits = ordinal_alpha_limits(found, 400, 0.95), (ends["low"], ends["high"])
        errors.append([np.log((1 - low) / (1 - high)) / 2 / 1.959964 for low, high in limits])
    assert np.mean(errors, axis=0) == pytest.approx(
        [np.std(alphas, ddof=1), np.std(omegas, ddof=1)], rel=0.24
    )


def test_limits_stay_below_one() -> None:
    low, high = below_one(0.97, 0.05, 0.95)
    assert low < 0.97 < high < 1
    assert np.isnan(below_one(1.0, 0.1, 0.95)).all()


ITEMS = list("abcdefg")


def made(values: Numbers) -> Answers:
    items = ITEMS[: values.shape[1]]
    key = key_of_toml(f"[scales.s]\nitems={items}\n".replace("'", '"'), "s.toml")
    return make_answers(Table("x", pd.DataFrame(values, columns=items)), key, Columns(), Notes())


def found(values: Numbers, seed: int | None = 1, missing: Any = "listwise") -> tuple[Any, Notes]:
    answers, plan, notes = made(values), load_plan(), Notes()
    items: dict[str, dict[str, Any]] = {item: {} for item in answers.items}
    scale = scale_statistics(answers, "s", missing, plan, items, Notes())
    intervals(answers, missing, {"s": scale}, seed, plan, notes, in_turn)
    return scale, notes


def said(notes: Notes) -> dict[str, str]:
    codes = dict.fromkeys(note["code"] for note in notes.entries)
    return {
        code: ", ".join(note["where"] for note in notes.entries if note["code"] == code)
        for code in codes
    }


def test_seven_items_have_every_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reliability_intervals, "_FACTOR_DRAWS", 24)
    chance = np.random.default_rng(3)
    general, group = chance.normal(size=(300, 1)), chance.normal(size=(300, 3))
    level = 0.6 * general + 0.5 * group[:, [0, 0, 1, 1, 2, 2, 2]] + chance.normal(size=(300, 7))
    with threadpool_limits(limits=1, user_api="blas"):  # as a worker has it
        scale, notes = found(np.clip(np.round(level + 3), 1, 5))
    for name, estimate in (
        ("alpha_bootstrap", scale["alpha"]["estimate"]),
        ("sem_interval", scale["sem"]),
        ("alpha_ordinal_interval", scale["alpha_ordinal"]),
        ("omega_hierarchical_interval", scale["omega_hierarchical"]),
    ):
        assert scale[name]["low"] < estimate < scale[name]["high"], name
    assert not notes.entries


def test_quick_has_no_bootstrap_and_says_so() -> None:
    scale, notes = found(ordinal(np.random.default_rng(1), 100), seed=None)
    assert scale["alpha_bootstrap"]["low"] is None
    assert scale["alpha_ordinal_interval"]["low"] is not None
    assert said(notes)["422.935"] == "scales.s.alpha_bootstrap, scales.s.sem_interval"
    assert said(notes)["422.939"] == "scales.s.omega_hierarchical_interval"


def test_too_many_rows_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reliability_intervals, "_MOST_ROWS", 99)
    scale, notes = found(ordinal(np.random.default_rng(1), 100))
    assert scale["sem_interval"]["high"] is None
    assert "alpha_bootstrap" in said(notes)["422.936"]


def test_draws_without_variance_leave_no_interval() -> None:
    values = np.full((12, 3), 5.0)
    values[0] = [1, 2, 1]  # a third of the draws miss her
    scale, notes = found(values)
    assert scale["alpha_bootstrap"] == {"low": None, "high": None, "method": "bootstrap BCa"}
    assert "scales.s.alpha_bootstrap" in said(notes)["422.937"]


def test_missing_answers_leave_ordinal_alpha_without_interval() -> None:
    values = ordinal(np.random.default_rng(1), 200)
    values[:9, 0] = np.nan
    scale, notes = found(values, missing="pairwise")
    assert scale["alpha_ordinal"] is not None
    assert scale["alpha_ordinal_interval"]["low"] is None
    assert said(notes)["422.938"] == "scales.s.alpha_ordinal_interval"
    assert scale["alpha_bootstrap"]["low"] < scale["alpha"]["estimate"]


def test_pieces_are_picklable_for_other_processes() -> None:
    import pickle

    values = ordinal(np.random.default_rng(1), 60)

    def through(do: Any, pieces: Any) -> list[Any]:
        return [pickle.loads(pickle.dumps(partial(do, piece)))() for piece in pieces]

    answers, plan = made(values), load_plan()
    scale = scale_statistics(
        answers, "s", "listwise", plan, {i: {} for i in answers.items}, Notes()
    )
    one, other = dict(scale), dict(scale)
    intervals(answers, "listwise", {"s": one}, 1, plan, Notes(), through)
    intervals(answers, "listwise", {"s": other}, 1, plan, Notes(), in_turn)
    assert one == other
