"""Exploratory factor analysis: extraction, rotation, and what the model leaves over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from prem.analysis.factor.extraction import Extraction, NotConverged, extract, most_factors
from prem.analysis.factor.fit import freedom, goodness, no_goodness, residuals
from prem.analysis.factor.gradient_projection import STARTS
from prem.analysis.factor.rotation import Rotated, Rotation, rotate
from prem.analysis.frame import Numbers
from prem.analysis.notes import Notes
from prem.errors.analysis import (
    HEYWOOD,
    NOT_CONVERGED,
    ROTATION_LOOSE,
    ROTATION_UNSETTLED,
    TOO_MANY_FACTORS_FOR_ITEMS,
)
from prem.errors.factors import (
    BIFACTOR_FEW,
    EFA_EXACT,
    EFA_IMPROPER,
    EFA_ORDERED_TEST,
    LOCAL_OPTIMA,
)

Correlation = Literal["pearson", "polychoric"]

# factor_analyzer, as psych, holds uniquenesses at .005 or more.
_AT_BOUND = 0.9949
_LOOSE = 5e-4


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the factor analysis."""

    factors: int
    extraction: Extraction
    rotation: Rotation
    correlation: Correlation = "pearson"


def nothing(wish: Wish, names: list[str]) -> dict[str, Any]:
    """Return `efa` of results.json with nulls, for when it cannot be computed."""
    return {
        "extraction": wish.extraction,
        "rotation": wish.rotation,
        "correlation": wish.correlation,
        "factors": wish.factors,
        "loadings": dict.fromkeys(names),
        "factor_correlations": None,
        "communalities": dict.fromkeys(names),
        "variance_explained": None,
        "rmsr": None,
        "residuals": None,
        "fit": no_goodness(),
    }


def explore(
    correlation: Numbers, n: int, names: list[str], wish: Wish, notes: Notes
) -> dict[str, Any]:
    """Return `efa` of results.json for a positive definite correlation matrix.

    Communalities are diag(L phi L'); `variance_explained` is each factor's diag(phi L'L) / p;
    `rmsr` the root mean square of the off-diagonal residuals R - L phi L' (`psych::fa()$rms`),
    `residuals` and `fit` those of `factor/fit.py`. Loadings have no standard errors.
    Factors come strongest first. Loadings agree with psych as far as both optimisers go: 1e-5
    on most data, 3e-4 where the discrepancy is flat (docs/adr/0009).
    """
    if wish.factors > most_factors(len(names)):
        notes.add(TOO_MANY_FACTORS_FOR_ITEMS, "efa", factors=wish.factors, items=len(names))
        return nothing(wish, names)
    try:
        unrotated = extract(correlation, wish.factors, wish.extraction)
    except NotConverged:
        notes.add(NOT_CONVERGED, "efa", method=wish.extraction)
        return nothing(wish, names)
    if wish.rotation == "bifactor" and wish.factors < 3:
        notes.add(BIFACTOR_FEW, "efa", factors=wish.factors)
        return nothing(wish, names)
    rotated = rotate(unrotated, wish.rotation)
    _warn(rotated, wish, names, notes)
    reproduced = rotated.reproduced()
    df = freedom(len(names), wish.factors)
    left = residuals(correlation, reproduced, names, df)
    fit = goodness(correlation, reproduced, wish.factors, n)
    _warn_of_test(fit, df, wish, names, notes)
    strength = np.diag(rotated.phi @ rotated.loadings.T @ rotated.loadings)
    return nothing(wish, names) | {
        "loadings": _by_name(names, rotated.loadings.tolist()),
        "factor_correlations": rotated.phi.tolist(),
        "communalities": _by_name(names, rotated.communalities.tolist()),
        "variance_explained": (strength / len(names)).tolist(),
        "rmsr": left["rmsr"],
        "residuals": left,
        "fit": fit,
    }


def _warn_of_test(
    fit: dict[str, float | int | None], df: int, wish: Wish, names: list[str], notes: Notes
) -> None:
    if df <= 0:
        where = "efa.fit, efa.residuals.rmsr_corrected"
        notes.add(EFA_EXACT, where, factors=wish.factors, items=len(names))
    elif fit["chi2"] is None:
        notes.add(EFA_IMPROPER, "efa.fit")
    elif wish.correlation == "polychoric":
        notes.add(EFA_ORDERED_TEST, "efa.fit")


def _by_name(names: list[str], values: list[Any]) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def _warn(rotated: Rotated, wish: Wish, names: list[str], notes: Notes) -> None:
    for name, value in zip(names, rotated.communalities, strict=True):
        if value >= _AT_BOUND:
            notes.add(HEYWOOD, f"efa.communalities.{name}", value=f"{value:.3f}")
    if not rotated.settled:
        notes.add(ROTATION_UNSETTLED, "efa.loadings", rotation=wish.rotation)
    if len(rotated.criteria) > 1:
        best, beside = (f"{value:.6f}" for value in rotated.criteria[:2])
        ends = {"ends": len(rotated.criteria), "starts": STARTS + 1, "best": best, "next": beside}
        notes.add(LOCAL_OPTIMA, "efa.loadings", rotation=wish.rotation, **ends)
    if rotated.slack > _LOOSE:
        value = f"{rotated.slack:.2g}"
        notes.add(ROTATION_LOOSE, "efa.loadings", rotation=wish.rotation, value=value)
