"""Where invariance of ordered answers is refused, joined or left out, and what is said of it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from prem.analysis.invariance import ordinal_sample
from prem.analysis.invariance.compared import Compared
from prem.analysis.invariance.ordinal import ordered_ladder
from prem.analysis.invariance.ordinal_expected import expected_difference
from prem.analysis.invariance.ordinal_fit import Sample, StepFit, fit_step
from prem.analysis.invariance.ordinal_sample import ordered_groups
from prem.analysis.notes import Notes
from prem.analysis.ordered.merging import merge
from prem.analysis.plan import load_plan

PLAN = load_plan()
Rows = np.ndarray[Any, np.dtype[np.float64]]


def simulated(seed: int, n: int, factors: int, each: int, cuts: list[float]) -> Rows:
    """Answers 1, 2, .. of correlated factors (0.5), loadings 0.7."""
    chance = np.random.default_rng(seed)
    between = 0.5 + 0.5 * np.eye(factors)
    eta = chance.multivariate_normal(np.zeros(factors), between, n)
    behind = 0.7 * np.repeat(eta, each, axis=1)
    behind += np.sqrt(0.51) * chance.standard_normal((n, factors * each))
    return np.asarray(np.digitize(behind, cuts) + 1, dtype=np.float64)


def members(factors: int, each: int) -> dict[str, tuple[str, ...]]:
    return {
        f"s{f}": tuple(f"q{i}" for i in range(f * each, f * each + each)) for f in range(factors)
    }


def ladder(
    rows: list[Rows], factors: int = 1, names: str = "abc"
) -> tuple[dict[str, Any] | None, list[str]]:
    notes = Notes()
    each = rows[0].shape[1] // factors
    groups = Compared(tuple(names[: len(rows)]), tuple(rows), members(factors, each), {})
    found = ordered_ladder(groups, PLAN, "here", notes)
    return found, [note["code"] for note in notes.entries]


FOUR = [-1.0, 0.0, 1.0]


def test_small_groups_are_left_out_and_told() -> None:
    large = [simulated(seed, 400, 1, 6, FOUR) for seed in (1, 2)]
    found, codes = ladder([large[0][:60], *large])
    assert found is not None
    assert (found["groups"], found["left_out"]) == ({"b": 400, "c": 400}, {"a": 60})
    assert codes == ["422.911"]
    assert ladder([large[0][:60], large[1]]) == (None, ["422.910"])


def test_rare_answers_are_joined_alike_in_all_groups() -> None:
    first, second = (simulated(seed, 400, 1, 6, FOUR) for seed in (1, 2))
    second[:, 2] = np.maximum(second[:, 2], 2)  # nobody of the second group answers 1
    found, codes = ladder([first, second])
    assert found is not None
    assert found["merged"] == {"q2": [[1.0, 2.0]]}
    assert codes == ["422.986"]
    cuts = [own["thresholds"]["q2"] for own in found["thresholds"]["standardised"].values()]
    assert [len(cut) for cut in cuts] == [2, 2]


def test_an_item_that_nearly_all_answer_alike_is_left_out() -> None:
    first, second = (simulated(seed, 400, 1, 6, FOUR) for seed in (1, 2))
    second[:, 1] = 1.0
    found, codes = ladder([first, second])
    assert found is not None
    assert "q1" not in found["items"]
    assert codes == ["422.913"]


def test_a_twin_item_a_pair_of_items_and_a_scale_of_too_many_answers_are_refused() -> None:
    first, second = (simulated(seed, 400, 1, 6, FOUR) for seed in (1, 2))
    twin = first.copy()
    twin[:, 1] = twin[:, 0]
    assert ladder([twin, second]) == (None, ["422.914", "422.910"])
    found, codes = ladder([twin, first, second])
    assert found is not None
    assert (found["left_out"], codes) == ({"a": 400}, ["422.914"])
    assert ladder([first[:, :2], second[:, :2]]) == (None, ["422.919"])
    fine = [simulated(seed, 400, 1, 4, np.linspace(-2, 2, 20).tolist()) for seed in (1, 2)]
    assert ladder(fine) == (None, ["422.575"])


def test_too_many_items_or_parameters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [simulated(seed, 250, 1, 6, FOUR) for seed in (1, 2)]
    monkeypatch.setattr(ordinal_sample, "MOST_PARAMETERS", 40)
    assert ladder(rows) == (None, ["422.917"])
    monkeypatch.setattr(ordinal_sample, "MOST_ITEMS", 5)
    assert ladder(rows) == (None, ["422.584"])


def test_a_step_that_does_not_settle_is_null_and_told() -> None:
    chance = np.random.default_rng(1)
    noise = [chance.integers(1, 5, (300, 6)).astype(float) for _ in range(2)]
    found, codes = ladder(noise, factors=2)
    assert found is not None
    assert found["intercepts"] is None
    assert set(codes) <= {"422.915", "422.918"}
    assert "422.915" in codes


def test_an_impossible_estimate_is_told() -> None:
    heywood = []
    for seed in (3, 4):
        rows = simulated(seed, 400, 1, 4, FOUR)
        # q0 and q1 share more than the factor: the loading of q0 goes over 1
        rows[:, 1] = np.where(np.random.default_rng(seed).random(400) < 0.9, rows[:, 0], rows[:, 1])
        rows[:, 2:] = np.random.default_rng(seed + 9).permutation(rows[:, 2:])
        rows[:200, 2] = rows[:200, 0]
        heywood.append(rows)
    found, codes = ladder(heywood)
    assert found is not None
    strong = [max(own["loadings"].values()) for own in found["configural"]["standardised"].values()]
    assert max(strong) > 1
    assert "422.918" in codes


def test_three_items_fit_of_themselves_which_is_told() -> None:
    found, codes = ladder([simulated(seed, 300, 1, 3, FOUR) for seed in (1, 2)])
    assert found is not None
    assert found["configural"]["df"] == 0
    assert found["configural"]["p"] is None
    assert codes == ["422.593"]
    assert found["loadings"]["difference"]["df"] == 2


def test_with_one_item_of_more_than_two_answers_loadings_cannot_be_told() -> None:
    rows = [simulated(seed, 400, 1, 6, FOUR) for seed in (1, 2)]
    for own in rows:
        own[:, :5] = (own[:, :5] > 2) + 1
    found, codes = ladder(rows)
    assert found is not None
    assert found["loadings"] is None
    assert found["intercepts"]["difference"]["from"] == "thresholds"
    assert codes == ["422.916"]


def test_the_neighbour_that_fewer_gave_takes_a_rare_answer() -> None:
    answers = np.repeat([1.0, 2, 3, 4], [30, 5, 20, 60])
    one = np.zeros(len(answers), dtype=int)
    found = merge(answers, one, 10)
    assert found.lists == [[2.0, 3.0]]
    assert found.codes.tolist() == [1.0, 2.8, 4.0]
    assert np.bincount(found.rows.astype(int)).tolist() == [30, 25, 60]
    # rare in one of two groups is rare
    group = (np.arange(len(answers)) % 2 == 0).astype(int)
    assert merge(answers, group, 10).lists == [[2.0, 3.0]]
    assert merge(answers, group, 1).lists == []
    assert merge(np.ones(20), np.zeros(20, dtype=int), 10).codes.tolist() == [1.0]


def test_limits_follow_how_thresholds_and_correlations_move_the_difference() -> None:
    """The derivatives behind the limits are those of fits to statistics that were moved."""
    rows = [simulated(1, 400, 1, 5, FOUR), simulated(2, 500, 1, 5, [-0.8, 0.1, 1.2])]
    groups = Compared(("a", "b"), tuple(rows), members(1, 5), {})
    found = ordered_groups(groups, PLAN, "here", Notes())
    assert found is not None
    names = found.model.items, found.model.factors, found.groups

    def fits(samples: tuple[Sample, ...]) -> tuple[StepFit, StepFit]:
        steps = []
        start = np.tile(found.ladder("configural").fixed, (2, 1))
        for own, sample in zip(start, samples, strict=True):
            own[:15], own[25:30] = sample.statistics[:15], 0.7
        for step in ("loadings", "intercepts"):
            own = fit_step(found.ladder(step), start, samples)
            assert own is not None
            steps.append(own)
        return steps[0], steps[1]

    def signed(samples: tuple[Sample, ...]) -> float:
        told = expected_difference(*fits(samples), found.codes, names, 0.95)
        return float(told["items"]["q2"]["b"]["signed"])

    def nudged(group: int, at: int, by: float) -> tuple[Sample, ...]:
        spread = found.samples[group].spread
        polychoric = spread.found
        if at < 15:
            cuts = [part.copy() for part in polychoric.thresholds]
            cuts[at // 3][at % 3] += by
            polychoric = replace(polychoric, thresholds=tuple(cuts))
        else:
            matrix = polychoric.matrix.copy()
            first, second = (part[at - 15] for part in np.triu_indices(5, 1))
            matrix[first, second] += by
            polychoric = replace(polychoric, matrix=matrix)
        now = list(found.samples)
        now[group] = Sample(spread._replace(found=polychoric), found.samples[group].n)
        return tuple(now)

    variance = 0.0
    for group, sample in enumerate(found.samples):
        slope = np.array(
            [
                (signed(nudged(group, at, 1e-4)) - signed(nudged(group, at, -1e-4))) / 2e-4
                for at in range(len(sample.statistics))
            ]
        )
        variance += float(slope @ sample.spread.gamma @ slope) / (sample.n - 1)
    told = expected_difference(*fits(found.samples), found.codes, names, 0.95)["items"]["q2"]["b"]
    half = (told["high"] - told["low"]) / 2
    # the delta method leaves out second derivatives of the misfit, as every robust error does
    assert half == pytest.approx(1.959964 * np.sqrt(variance), rel=0.05)
