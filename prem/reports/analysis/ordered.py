"""Ordered answers in the report: what the template `report-ordered.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prem.analysis.plan import Plan
from prem.reports.analysis.sentences import figure, probability

_FIT = (
    ("Chi-square", "chi2", "chi2_scaled", None),
    ("p", "p", "p_scaled", None),
    ("CFI", "cfi", "cfi_scaled", "cfi_robust"),
    ("TLI", "tli", "tli_scaled", "tli_robust"),
    ("RMSEA", "rmsea", "rmsea_scaled", "rmsea_robust"),
    ("SRMR", "srmr", None, None),
)


def ordered_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where nothing of it was computed."""
    matrix = results["polychoric"]["matrix"]
    if matrix is None:
        return None
    wlsmv, how = _shown(results)
    return {
        "said": _said(results),
        "items_named": results["polychoric"]["items"],
        "matrix": [
            [item, *(figure(value) if column <= row else "" for column, value in enumerate(line))]
            for row, (item, line) in enumerate(
                zip(results["polychoric"]["items"], matrix, strict=True)
            )
        ],
        "reliability": [
            [
                titles.get(name, name),
                figure(scale["alpha"]["estimate"]),
                figure(scale.get("omega_categorical")),
                figure(scale["omega_hierarchical"]),
                figure(scale["alpha_ordinal"]),
            ]
            for name, scale in results["scales"].items()
        ],
        "fit": [] if wlsmv is None else [_row(wlsmv, *index) for index in _FIT],
        "df": "" if wlsmv is None else f"{how}{wlsmv['df']} degrees of freedom, n = {wlsmv['n']:,}",
        "loadings": [] if wlsmv is None else _loadings(wlsmv),
    }


def _shown(results: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """Return the model of ordered answers to show, and how it takes them if not as they are."""
    cfa = results.get("cfa") or {}
    if cfa.get("wlsmv") is None and cfa.get("wlsmv_joined"):
        return cfa["wlsmv_joined"], "rare answers joined, "
    return cfa.get("wlsmv"), ""


def _said(results: dict[str, Any]) -> list[str]:
    found, general = results["polychoric"], results["general_factor"]
    of = "these" if results["efa"]["correlation"] == "polychoric" else "the ordinary"
    said = [f"The factors above are of {of} correlations."]
    if found["kmo"] is not None:
        said.append(
            f"KMO of the polychoric correlations is {figure(found['kmo'])}; "
            f"the average partials keep {found['map']['retain']}."
        )
    if general["omega_hierarchical"] is not None:
        share, groups = figure(general["omega_hierarchical"]), general["group_factors"]
        said.append(
            f"Of the spread of the sum of all items, {share} is one general factor (hierarchical "
            f"omega, {groups} group factors beside it). No item was turned round for it."
        )
    return said


def _row(
    wlsmv: Mapping[str, Any], name: str, plain: str, scaled: str | None, robust: str | None
) -> list[str]:
    shown = probability if name == "p" else _three
    return [name, *(shown(wlsmv[key]) if key else "" for key in (plain, scaled, robust))]


def _three(value: float | None) -> str:
    return figure(value, 3)


def _loadings(wlsmv: Mapping[str, Any]) -> list[list[str]]:
    return [
        [
            item,
            figure(value),
            f"{figure(wlsmv['loadings_low'][item])} to {figure(wlsmv['loadings_high'][item])}",
        ]
        for item, value in wlsmv["loadings"].items()
    ]


def ordered_sheets(results: dict[str, Any]) -> dict[str, list[list[Any]]]:
    """Return the sheets of tables.xlsx on ordered answers, numbers unrounded."""
    found, scales = results["polychoric"], results["scales"]
    if found["matrix"] is None:
        return {}
    items, cfa = found["items"], results.get("cfa") or {}
    kinds = ["omega_categorical", "omega_hierarchical", "alpha_ordinal"]
    sheets = {
        "Polychoric": [
            ["item", *items],
            *([item, *row] for item, row in zip(items, found["matrix"], strict=True)),
        ],
        "Thresholds": [["item", "thresholds"], *([i, *found["thresholds"][i]] for i in items)],
        "Ordered reliability": [
            ["scale", *kinds],
            *([name, *(scale.get(kind) for kind in kinds)] for name, scale in scales.items()),
        ],
    }
    for title, name in (("WLSMV", "wlsmv"), ("WLSMV joined", "wlsmv_joined")):
        if (wlsmv := cfa.get(name)) is None:
            continue
        figures = [[k, v] for k, v in wlsmv.items() if not isinstance(v, dict | list)]
        loadings = [[f"loading {i}", value] for i, value in wlsmv["loadings"].items()]
        sheets[title] = [["", "value"], *figures, *loadings]
    return sheets
