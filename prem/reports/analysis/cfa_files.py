"""Confirmatory factor analysis in tables.xlsx and in analysis.R."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Rows = Iterable[list[Any]]

_COLUMNS = ("", "_se", "_low", "_high")


def cfa_sheets(results: dict[str, Any]) -> dict[str, Rows]:
    """Return the sheets by title; none where the part is absent or could not be computed."""
    found = results.get("cfa")
    if found is None or found["ml"] is None:
        return {}
    parts = {name: found[name] for name in ("ml", "mlr", "fiml") if found.get(name)}
    return {
        "CFA fit": _fit(parts, found["models"]),
        "CFA loadings": _estimates("item", "loadings", parts),
        "CFA correlations": _estimates("factors", "factor_correlations", parts),
        "CFA misfit": [
            ["parameter", "mi", "epc"],
            *([e["what"], e["mi"], e["epc"]] for e in found["modification_indices"]),
        ],
    }


def _fit(parts: dict[str, Any], models: dict[str, Any]) -> Rows:
    columns = parts | {
        f"ml, {name}": part for name, part in models.items() if part and name != "correlated"
    }
    rows = dict.fromkeys(
        key
        for part in columns.values()
        for key, value in part.items()
        if not isinstance(value, dict)
    )
    return [
        ["index", *columns],
        *([key, *(part.get(key) for part in columns.values())] for key in rows),
    ]


def _estimates(name: str, what: str, parts: dict[str, Any]) -> Rows:
    headings = [f"{part}{ending}" for part in parts for ending in _COLUMNS]
    rows = [
        [key, *(part[what + ending][key] for part in parts.values() for ending in _COLUMNS)]
        for key in parts["ml"][what]
    ]
    return [[name, *headings], *rows]


def cfa_lines() -> list[str]:
    """Return R lines that fit `scales` to the complete rows of `answers`, where lavaan is there.

    Items and factors get plain names, for lavaan takes no others.
    """
    return [
        "",
        'cat("\\n== confirmatory factor analysis ==\\n")',
        'if (requireNamespace("lavaan", quietly = TRUE)) try({',
        "  complete <- na.omit(answers)",
        "  there <- lapply(scales, intersect, names(complete))",
        "  there <- there[lengths(there) > 0]",
        "  loads <- sapply(there, function(x) paste0("
        '"i", match(x, names(complete)), collapse = " + "))',
        '  model <- paste(sprintf("f%d =~ %s", seq_along(there), loads), collapse = "\\n")',
        '  print(data.frame(item = names(complete), name = paste0("i", seq_along(complete))))',
        "  items_of_model <- names(complete)",
        '  names(complete) <- paste0("i", seq_along(complete))',
        '  cfa <- lavaan::cfa(model, complete, std.lv = TRUE, estimator = "MLR")',
        '  print(lavaan::fitMeasures(cfa, c("chisq", "df", "pvalue", "cfi", "tli", "rmsea", '
        '"rmsea.ci.lower",',
        '    "rmsea.ci.upper", "srmr", "aic", "bic", "chisq.scaled", "cfi.robust", "tli.robust", '
        '"rmsea.robust")))',
        "  print(lavaan::standardizedSolution(cfa))",
        "  print(head(lavaan::modindices(cfa, sort. = TRUE), 10))",
        '}) else cat("needs lavaan\\n")',
    ]
