"""The interval of categorical omega: of thresholds, loadings and correlations at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from prem.analysis.cfa.wlsmv import OrderedFit
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.ordered.precision import omega_limits, omega_slopes
from prem.analysis.ordered.spread import Spread
from prem.errors.scaling import NO_LIMITS


def enter_omega_intervals(
    fit: OrderedFit,
    sample: Spread,
    scales: Mapping[str, dict[str, Any]],
    level: float,
    notes: Notes,
) -> None:
    """Enter `omega_categorical_interval` beside every `omega_categorical`.

    By the delta method on log(1 - omega): how omega moves with thresholds, loadings and
    polychoric correlations (`omega_slopes`), and the loadings with the correlations, whose
    covariances `sample.gamma` has. No library in R has it but by the bootstrap
    (`MBESS::ci.reliability`), beside which the tests hold it.
    """
    loadings = fit.model.matrices(fit.vector).loadings
    for position, name in enumerate(fit.model.factors):
        omega = scales[name].get("omega_categorical")
        if omega is None:
            continue
        own = np.flatnonzero(fit.model.pattern[:, position])
        slopes = omega_slopes(
            [sample.found.thresholds[item] for item in own],
            loadings[own, position],
            fit.correlation[np.ix_(own, own)],
        )
        influence = fit.influence[_places(fit, own, position)]
        low, high = omega_limits(omega, slopes, sample, own, influence, fit.n, level)
        limits = {"low": number(low), "high": number(high), "method": "delta"}
        scales[name]["omega_categorical_interval"] = limits
        if limits["low"] is None:
            notes.add(NO_LIMITS, f"scales.{name}.omega_categorical_interval")


def _places(fit: OrderedFit, items: np.ndarray, factor: int) -> np.ndarray:
    """Return where the loadings of the items on a factor stand in what was estimated."""
    pairs = list(zip(*fit.model.load, strict=True))
    every = [pairs.index((item, factor)) for item in items]
    return np.asarray(np.searchsorted(fit.free, every))
