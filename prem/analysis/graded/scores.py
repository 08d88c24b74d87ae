"""Scores of women on a graded response model, and how precise they are."""

from __future__ import annotations

import numpy as np

from prem.analysis.frame import Numbers
from prem.analysis.graded import curves
from prem.analysis.graded.curves import NODES, WEIGHTS, Items
from prem.analysis.graded.model import Fit, posterior


def eap(fit: Fit) -> tuple[Numbers, Numbers]:
    """Return the expected theta of each pattern given its answers, and its standard error.

    Bock and Mislevy (1982, APM 6:431), R's `fscores(fit, method = "EAP")`.
    """
    weights, _ = posterior(fit.patterns.hot(), fit.items)
    mean = weights @ NODES
    variance = weights @ NODES**2 - mean**2
    return mean, np.sqrt(np.maximum(variance, 0.0))


def expected_scores(items: Items, thetas: Numbers) -> Numbers:
    """Return the expected code (from 0) of each item at each theta: thetas x items."""
    columns = [
        np.arange(len(item)) @ np.exp(curves.log_probabilities(item, thetas)) for item in items
    ]
    return np.column_stack(columns)


def total_information(items: Items, nodes: Numbers = NODES) -> Numbers:
    """Return the information of all items together at each node; the SE of theta is its -1/2."""
    found: Numbers = np.sum([curves.information(item, nodes) for item in items], axis=0)
    return found


def marginal_reliability(items: Items) -> float:
    """Return the mean of I / (I + 1) over a standard normal theta, as R's `marginal_rxx(fit)`."""
    information = total_information(items)
    return float(WEIGHTS @ (information / (information + 1)))


def empirical_reliability(thetas: Numbers, errors: Numbers, counts: Numbers) -> float:
    """Return var(EAP) / (var(EAP) + mean SE^2) of these women, as R's `empirical_rxx`."""
    away = thetas - np.average(thetas, weights=counts)
    spread = (counts @ away**2) / (counts.sum() - 1)
    return float(spread / (spread + np.average(errors**2, weights=counts)))
