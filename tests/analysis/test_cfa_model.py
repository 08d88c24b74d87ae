"""The model's derivatives are those of its implied covariances, whatever its structure."""

from __future__ import annotations

import numpy as np
import pytest

from prem.analysis.cfa import model as cfa_model
from prem.analysis.cfa.model import Model

SCALES = {"a": ["a1", "a2", "a3"], "b": ["b1"], "c": ["c1", "c2"], "d": ["d1", "d2", "d3"]}
LONG = {scale: [f"{scale}{item}" for item in range(3)] for scale in "abcd"}
MODELS = {
    "correlated": cfa_model.correlated(SCALES),
    "one factor": cfa_model.one_factor([item for items in SCALES.values() for item in items]),
    "second order": cfa_model.second_order(LONG),
    "bifactor": cfa_model.bifactor(LONG),
}


def some(model: Model) -> np.ndarray:
    return np.random.default_rng(1).uniform(0.3, 0.8, model.size)


def differences(function, vector: np.ndarray) -> np.ndarray:  # type: ignore[no-untyped-def]
    step = 1e-6
    moved = [
        (function(vector + step * unit) - function(vector - step * unit)) / (2 * step)
        for unit in np.eye(len(vector))
    ]
    return np.array(moved).T


@pytest.mark.parametrize("name", MODELS)
def test_delta_is_the_derivative_of_the_implied_covariances(name: str) -> None:
    model = MODELS[name]
    upper = np.triu_indices(len(model.items))
    expected = differences(lambda t: model.implied(t)[upper], some(model))
    assert model.delta(some(model)) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("name", MODELS)
def test_the_standardised_solution_and_its_derivatives(name: str) -> None:
    model = MODELS[name]
    vector = some(model)
    answer, jacobian = model.standardised(vector)
    implied = model.implied(answer)
    assert np.diag(implied) == pytest.approx(np.ones(len(model.items)))
    spread = np.sqrt(np.diag(model.implied(vector)))
    assert implied == pytest.approx(model.implied(vector) / np.outer(spread, spread))
    assert jacobian == pytest.approx(
        differences(lambda t: model.standardised(t)[0], vector), abs=1e-8
    )


def test_degrees_of_freedom() -> None:
    # the nine items of Holzinger and Swineford by three: 45 - 21; by one factor: 45 - 18
    nine = {scale: [f"{scale}{item}" for item in range(3)] for scale in "abc"}
    assert cfa_model.correlated(nine).df == 24
    assert cfa_model.one_factor([i for items in nine.values() for i in items]).df == 27
    # the item of a factor of one item has no residual variance of its own
    assert MODELS["correlated"].size == 9 + 6 + 8
