"""Exploratory factor analysis: extraction, rotation, and what the model leaves over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from prem.analysis.factor.extraction import Extraction, NotConverged, extract, most_factors
from prem.analysis.factor.rotation import Rotated, Rotation, rotate
from prem.analysis.frame import Numbers
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.errors.analysis import (
    HEYWOOD,
    NOT_CONVERGED,
    ROTATION_LOOSE,
    ROTATION_UNSETTLED,
    TOO_MANY_FACTORS_FOR_ITEMS,
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
    }


def explore(correlation: Numbers, names: list[str], wish: Wish, notes: Notes) -> dict[str, Any]:
    """Return `efa` of results.json for a positive definite correlation matrix.

    Communalities are diag(L phi L'); `variance_explained` is each factor's diag(phi L'L) / p;
    `rmsr` the root mean square of the off-diagonal residuals R - L phi L' (`psych::fa()$rms`).
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
    rotated = rotate(unrotated, wish.rotation)
    _warn(rotated, wish, names, notes)
    left = correlation - rotated.reproduced()
    off = left[~np.eye(len(names), dtype=bool)]
    strength = np.diag(rotated.phi @ rotated.loadings.T @ rotated.loadings)
    return nothing(wish, names) | {
        "loadings": _by_name(names, rotated.loadings.tolist()),
        "factor_correlations": rotated.phi.tolist(),
        "communalities": _by_name(names, rotated.communalities.tolist()),
        "variance_explained": (strength / len(names)).tolist(),
        "rmsr": number(np.sqrt(np.mean(off**2))),
    }


def _by_name(names: list[str], values: list[Any]) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def _warn(rotated: Rotated, wish: Wish, names: list[str], notes: Notes) -> None:
    for name, value in zip(names, rotated.communalities, strict=True):
        if value >= _AT_BOUND:
            notes.add(HEYWOOD, f"efa.communalities.{name}", value=f"{value:.3f}")
    if not rotated.settled:
        notes.add(ROTATION_UNSETTLED, "efa.loadings", rotation=wish.rotation)
    if rotated.slack > _LOOSE:
        value = f"{rotated.slack:.2g}"
        notes.add(ROTATION_LOOSE, "efa.loadings", rotation=wish.rotation, value=value)
