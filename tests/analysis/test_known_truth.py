"""The trials of `make truth` in small: prem's intervals hold truths that are known."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from truth.__main__ import TRIALS, run
from truth.draws import EVEN, answered, answers, factors, simple
from truth.found import Found, Trial, figures
from truth.intervals import forgotten, intervals
from truth.page import page

from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.validation import Options, validate

# The first trial of each name: few samples of each, so the bounds are wide, and wrong by a fault
# of a factor 2 in an error or of a wrong quantile they are still not.
FIRST = {trial.name: trial for trial in reversed(TRIALS)}
FEW = {
    "bootstrap": 50,
    "factor model": 40,
    "generalisability": 25,
    "graded responses": 25,
    "invariance": 10,
    "invariance of ordered answers": 14,
    "item bias": 25,
    "modelled change": 25,
    "omega total": 60,
    "ordinal alpha": 60,
    "RMSEA": 50,
    "rare answers": 12,
}
TOO_SLOW = {"omega hierarchical", "rare answers"}  # too few samples to fail


@pytest.mark.parametrize("name", sorted(FIRST.keys() - TOO_SLOW))
def test_few_samples_are_not_far_from_what_is_promised(name):
    done = run(FIRST[name], FEW.get(name, 120), workers=None)
    known = [row for row in done["figures"] if row["rate"] is not None]
    assert known
    for row in known:
        if "unscaled" in row["what"] or "effect" in row["what"]:
            continue
        due = row["promised"]
        bound = 0.04 + 3.5 * np.sqrt(due * (1 - due) / row["times"])
        assert row["rate"] == pytest.approx(due, abs=bound), row["what"]


def test_an_interval_that_is_too_narrow_is_found_out():
    def once(chance: np.random.Generator) -> Found:
        found, rows = Found(), chance.standard_normal(20)
        half = rows.std() / np.sqrt(20)
        found.hold("mean", 0.0, rows.mean() - half, rows.mean() + half)
        return found

    trial = Trial("narrow", "one standard error", 20, 400, once)
    samples = [once(np.random.default_rng(seed)) for seed in range(400)]
    (row,) = figures(trial, samples)
    assert row.rate == pytest.approx(0.68, abs=0.08)
    assert not row.holds


def test_a_sample_without_a_result_is_counted_apart():
    samples = [Found(covered={"x": value}) for value in (1.0, None, 1.0, 0.0)]
    (row,) = figures(Trial("some", "", 1, 4, lambda _: Found()), samples)
    assert (row.times, row.without) == (3, 1)
    assert row.rate == pytest.approx(2 / 3)


def test_numbers_do_not_depend_on_the_order_of_trials():
    trial = FIRST["means"]
    assert run(trial, 20, None)["figures"] == run(trial, 20, None)["figures"]
    assert run(trial, 20, None)["figures"] != run(trial, 20, None, seed=1)["figures"]


def test_the_page_says_what_is_off_and_why():
    done = run(FIRST["means"], 40, None)
    row = done["figures"][0] | {"rate": 0.5, "error": 0.01, "why": "for a reason."}
    document = {"seed": 1, "share": 1.0, "complete": True, "trials": [done | {"figures": [row]}]}
    text = page(json.loads(json.dumps(document)))
    assert "too seldom" in text
    assert "for a reason." in text
    row["why"] = ""
    document["trials"] = [done | {"figures": [row]}]
    assert "too seldom, not known why" in page(document)


def test_intervals_of_results_are_found_wherever_they_stand():
    results = {
        "scales": {"s": {"alpha": {"estimate": 1, "low": 0, "high": 1}}},
        "cfa": {"ml": {"rmsea": 0, "rmsea_low": 0, "rmsea_high": 1}},
        "change": [{"change": 1, "low": 0, "high": 2}],
    }
    assert list(intervals(results)) == ["scales.s.alpha", "cfa.ml.rmsea", "change.each"]
    assert forgotten(results, ["scales.*.alpha", "change.each"]) == ["cfa.ml.rmsea"]


# Intervals that no truth is drawn for, and why.
WITHOUT = {
    "cfa.wlsmv.rmsea": "unscaled: no population value, shown only beside the scaled one",
    "cfa.wlsmv.rmsea_scaled": "no population value but 0, and that is held (RMSEA scaled above 0)",
    "invariance.*wlsmv.*.rmsea*": "as those of cfa.wlsmv",
    "*.wlsmv_joined.*": "the same code as wlsmv; the trials of wlsmv join where the product does",
    "irt.*.c2.rmsea": "no population value but 0, and that is held (RMSEA of C2 above 0)",
}


def test_every_interval_of_the_results_is_held_to_a_truth():
    held = [place for trial in TRIALS for place in trial.of]
    assert forgotten(everything(), [*held, *WITHOUT]) == []


def everything() -> dict[str, Any]:
    """Return results with every part: sites, times, women, groups, missing answers."""
    chance = np.random.default_rng(3)
    loadings, between = simple([(0.8, 0.75, 0.7, 0.65)] * 2, 0.4)
    first = factors(chance, 240, loadings, between)
    later = 0.7 * first + np.sqrt(0.51) * factors(chance, 240, loadings, between)
    values = answered(np.vstack([first, later[:200]]), EVEN)
    values[chance.random(values.shape) < 0.02] = np.nan
    women = [*range(240), *range(200)]
    given = answers(
        values,
        {"a": 4, "b": 4},
        group=[f"g{woman % 2}" for woman in women],
        id=tuple(f"w{woman}" for woman in women),
        time=tuple("1" * 240 + "2" * 200),
        site=tuple(f"s{woman % 6}" for woman in women),
    )
    options = Options(retest=("1", "2"))
    plan = load_plan()
    simulation = replace(plan.power.simulation, draws=2, fits=1)
    few = replace(plan.power, ladder=(20,), simulation=simulation)
    return validate(given, options, replace(plan, power=few, draws=2, bootstrap_draws=20), Notes())
