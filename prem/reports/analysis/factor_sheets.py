"""Dimensions, residuals and cut-offs in tables.xlsx, numbers unrounded."""

from __future__ import annotations

from typing import Any

Sheet = list[list[Any]]


def factor_sheets(results: dict[str, Any]) -> dict[str, Sheet]:
    """Return the sheets by title; none where a part was not computed."""
    parallel, efa = results["dimensions"]["parallel"], results["efa"]
    cfa = results.get("cfa") or {}
    kinds = {"ordinary": parallel.get("rules"), "polychoric": parallel.get("polychoric")}
    if kinds["polychoric"]:
        kinds["polychoric"] = kinds["polychoric"]["rules"]
    found = {
        "Parallel analysis": _parallel(kinds),
        "EFA fit": _fit(efa),
        "EFA residuals": _residuals(efa),
        "Dynamic cut-offs": _dynamic(cfa.get("dynamic")),
        "WLSMV misfit": _misfit(cfa.get("wlsmv")),
    }
    return {title: rows for title, rows in found.items() if len(rows) > 1}


def _parallel(kinds: dict[str, Any]) -> Sheet:
    rows = [
        [kind, name, rank + 1, mine, theirs, rank < rule["retain"]]
        for kind, rules in kinds.items()
        for name, rule in (rules or {}).items()
        if rule["retain"] is not None
        for rank, (mine, theirs) in enumerate(zip(rule["observed"], rule["simulated"], strict=True))
    ]
    return [["correlations", "rule", "rank", "eigenvalue", "simulated", "kept"], *rows]


def _fit(efa: dict[str, Any]) -> Sheet:
    if efa["residuals"] is None:
        return []
    left = {k: v for k, v in efa["residuals"].items() if not isinstance(v, list)}
    return [["", "value"], *([k, v] for k, v in (efa["fit"] | left).items())]


def _residuals(efa: dict[str, Any]) -> Sheet:
    if efa["residuals"] is None:
        return []
    items = list(efa["loadings"])
    rows = zip(items, efa["residuals"]["matrix"], strict=True)
    return [["item", *items], *([item, *row] for item, row in rows)]


def _dynamic(own: dict[str, Any] | None) -> Sheet:
    if not own:
        return []
    rows: Sheet = [["right (95%)", "", *own["right"].values()]]
    for place, step in enumerate(own["levels"], start=1):
        lacks = ", ".join(step["lacks"])
        rows.append([f"level {place}", lacks, *(step[name]["cut_off"] for name in own["right"])])
        rows.append(["errors", "", *(step[name]["errors"] for name in own["right"])])
    return [["model", "lacks", *own["right"]], *rows]


def _misfit(wlsmv: dict[str, Any] | None) -> Sheet:
    if not wlsmv:
        return []
    freed = [[one["what"], one["mi"], one["epc"], None] for one in wlsmv["modification_indices"]]
    left = [[one["items"], None, None, one["value"]] for one in wlsmv["residuals"]]
    return [["parameter", "mi", "epc", "residual"], *freed, *left]
