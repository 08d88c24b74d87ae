"""The exploratory factors in the report: what the template `report-loadings.html` places."""

from __future__ import annotations

from typing import Any

from prem.analysis.factor.fit import LARGE
from prem.analysis.factor.rotation import OBLIQUE
from prem.analysis.plan import Plan
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.sentences import figure, loadings, probability

Found = dict[str, Any]
_SHOWN = 40  # items whose residuals are placed as a matrix


def loadings_view(results: Found, plan: Plan) -> dict[str, Any]:
    """Return sorted loadings, factor correlations, and what the factors leave over."""
    efa = results["efa"]
    if efa["factor_correlations"] is None:
        return {"said": [loadings(results, plan)], "rows": [], "phi": [], "tables": []}
    return {
        "said": [loadings(results, plan), *_left_over(efa), *_tested(efa)],
        "general": efa["rotation"] == "bifactor",
        "rows": _rows(efa, plan),
        "explained": [f"{share:.0%}" for share in efa["variance_explained"]],
        "phi": _phi(efa),
        "tables": [_largest(efa["residuals"]), *_matrix(efa)],
    }


def _rows(efa: Found, plan: Plan) -> list[dict[str, Any]]:
    """Return the rows sorted by the factor of the largest loading, then by its size.

    Beside a general factor, by that of the others.
    """
    first = int(efa["rotation"] == "bifactor" and efa["factors"] > 1)

    def place(pair: tuple[str, list[float]]) -> tuple[int, float]:
        sizes = [abs(value) for value in pair[1][first:]]
        return sizes.index(max(sizes)), -max(sizes)

    return [
        {
            "item": item,
            "cells": [(figure(value), _weight(value, plan)) for value in values],
            "communality": figure(efa["communalities"][item]),
        }
        for item, values in sorted(efa["loadings"].items(), key=place)
    ]


def _weight(loading: float, plan: Plan) -> str:
    if abs(loading) >= plan.limit("loading"):
        return "strong"
    return "faint" if abs(loading) < plan.show_loading else ""


def _phi(efa: Found) -> list[list[str]]:
    matrix = efa["factor_correlations"]
    if len(matrix) < 2 or efa["rotation"] not in OBLIQUE:
        return []
    return [[figure(value) for value in row] for row in matrix]


def _left_over(efa: Found) -> list[str]:
    left = efa["residuals"]
    worst = left["largest"][0]
    pair = " and ".join(worst["items"].split("~~"))
    return [
        f"Of the correlations that the factors leave over, {left['share_large']:.0%} are beyond "
        f"{figure(LARGE)} either way; the largest is {figure(worst['value'])}, of {pair}."
    ]


def _tested(efa: Found) -> list[str]:
    fit = efa["fit"]
    if fit["chi2"] is None:
        return ["Whether what is left over is chance could not be tested; the notes say why."]
    p = "p < 0.001" if fit["p"] is not None and fit["p"] < 0.001 else f"p = {probability(fit['p'])}"
    made = (
        "" if efa["extraction"] == "ml" else " (made for ml extraction, and a little strict here)"
    )
    return [
        f"Test that it is chance{made}: chi-square {fit['chi2']:.1f}, df {fit['df']}, {p}; RMSEA "
        f"{figure(fit['rmsea'], 3)} (90% interval {figure(fit['rmsea_low'], 3)} to "
        f"{figure(fit['rmsea_high'], 3)}), TLI {figure(fit['tli'], 3)}, BIC "
        f"{figure(fit['bic'], 1)}. Loadings have no intervals here; those of the confirmatory "
        "model do."
    ]


def _largest(left: Found) -> Grid:
    rows = [
        [" and ".join(one["items"].split("~~")), figure(one["value"])] for one in left["largest"]
    ]
    return Grid("Largest residual correlations", ["Items", "Residual"], rows)


def _matrix(efa: Found) -> list[Grid]:
    names = list(efa["loadings"])
    if len(names) > _SHOWN:
        return []
    rows = [
        [name, *(figure(value) if other < place else "" for other, value in enumerate(line))]
        for place, (name, line) in enumerate(zip(names, efa["residuals"]["matrix"], strict=True))
    ]
    return [Grid("Residual correlations", ["Item", *names], rows)]
