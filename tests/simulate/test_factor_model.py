"""The factor model that is written down is the one that a reader of the answers finds."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import multivariate_normal, norm

from prem.surveys.load import load_survey
from prem.surveys.population import answers, correlation, model_of, women

STUDY = load_survey("pregnancy-to-18-months")
MODEL = model_of(STUDY)
WOMEN = 5000


def polychoric(counts: np.ndarray) -> float:
    """The two-step estimate: thresholds from the margins, then one correlation by likelihood."""
    total = counts.sum()
    rows, columns = (
        np.r_[-8, norm.ppf(counts.sum(axis).cumsum()[:-1] / total), 8] for axis in (1, 0)
    )
    corners = np.array([[u, v] for u in rows for v in columns])

    def minus_log_likelihood(r: float) -> float:
        below = multivariate_normal.cdf(corners, cov=[[1, r], [r, 1]])
        below = below.reshape(len(rows), len(columns))
        cells = below[1:, 1:] - below[:-1, 1:] - below[1:, :-1] + below[:-1, :-1]
        return -float((counts * np.log(cells.clip(1e-12))).sum())

    found = minimize_scalar(minus_log_likelihood, bounds=(-0.9, 0.95), method="bounded")
    return float(found.x)


@pytest.fixture(scope="module")
def table():
    chance = Random(2)
    population = women(STUDY, WOMEN, Random(1))
    return [answers(MODEL, woman, "pregnancy", chance) for woman in population]


@pytest.mark.parametrize(("scale", "item", "other_scale", "other_item"),
                         [(0, 0, 0, 4), (3, 2, 3, 3), (0, 4, 6, 4), (1, 1, 5, 0)])  # fmt: skip
def test_polychoric_correlations_are_loading_by_loading(
    table, scale, item, other_scale, other_item
):
    scales = STUDY.instrument.scales
    one, other = scales[scale].items[item], scales[other_scale].items[other_item]
    counts = np.zeros((5, 5))
    for row in table:
        counts[row[one] - 1, row[other] - 1] += 1
    a, b = MODEL.items[one], MODEL.items[other]
    expected = a.loading * b.loading * correlation(MODEL, scales[scale].id, scales[other_scale].id)
    # Standard error about 0.015 at 5,000 women; the sites' differences add about 0.01.
    assert polychoric(counts) == pytest.approx(expected, abs=0.05)
