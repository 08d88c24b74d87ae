"""Measurement invariance in tables.xlsx and in analysis.R."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Rows = Iterable[list[Any]]

_INDICES = (
    *("n", "chi2", "df", "p", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr"),
    *("chi2_scaled", "p_scaled", "cfi_scaled", "rmsea_scaled", "cfi_robust", "rmsea_robust"),
)
_CHANGES = (
    *("chi2", "df", "p", "chi2_scaled", "p_scaled", "method"),
    *("delta_cfi", "delta_rmsea", "delta_srmr", "holds"),
)
_GAP = ("signed", "low", "high", "unsigned", "dmacs")


def invariance_sheets(results: dict[str, Any]) -> dict[str, Rows]:
    """Return the sheets by title; none where women can be compared by nothing."""
    found = results.get("invariance")
    ladders = list(_ladders(found)) if found else []
    if not ladders:
        return {}
    steps = [
        [name, estimator, step, *(one.get(index) for index in _INDICES)]
        + [(one.get("difference") or {}).get(change) for change in _CHANGES]
        for name, estimator, ladder in ladders
        for step, one in ladder.items()
        if isinstance(one, dict) and "chi2" in one
    ]
    heads = ["by", "estimator", "step", *_INDICES, *(f"worse: {change}" for change in _CHANGES)]
    gaps = [row for name, estimator, ladder in ladders for row in _gaps(name, estimator, ladder)]
    sheets: dict[str, Rows] = {"Invariance": [heads, *steps]}
    if gaps:
        sheets["Expected scores"] = [["by", "estimator", "of", "what", "group", *_GAP], *gaps]
    return sheets


def _ladders(found: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every ladder that there is, with the column it is by and its estimator."""
    parts = {name: one or {} for name, one in found["by"].items()}
    parts["longitudinal"] = found.get("longitudinal") or {}
    for name, one in parts.items():
        for estimator in ("ml", "fiml", "wlsmv", "wlsmv_joined"):
            if one.get(estimator):
                yield name, estimator, one[estimator]


def _gaps(name: str, estimator: str, ladder: dict[str, Any]) -> Iterator[list[Any]]:
    """Yield the expected differences: of numbers the ladder's own, of ordered answers a step's."""
    held = {"": ladder["expected"]} if "expected" in ladder else {}
    for step, one in ladder.items():
        if isinstance(one, dict) and isinstance(one.get("expected"), dict):
            held[f", {step}"] = one["expected"]
    for step, expected in held.items():
        for kind in ("items", "scales"):
            for what, groups in expected[kind].items():
                for group, gap in groups.items():
                    values = [gap.get(key) for key in _GAP]
                    yield [name, f"{estimator}{step}", kind[:-1], what, group, *values]


def invariance_lines(columns: Mapping[str, str]) -> list[str]:
    """Return R lines that compare the groups of each column in lavaan, step by step.

    `columns` are the names of the columns by their use. `scales` and `table` are those of the
    lines before; items and factors get plain names, for lavaan takes no others.
    """
    if not columns:
        return []
    named = ", ".join(
        f"{use} = {json.dumps(column, ensure_ascii=False)}" for use, column in columns.items()
    )
    return [
        "",
        'cat("\\n== measurement invariance ==\\n")',
        f"groupings <- c({named})",
        'if (requireNamespace("lavaan", quietly = TRUE)) for (column in groupings) try({',
        "  there <- intersect(items, names(answers))",
        "  own <- data.frame(answers[, there], check.names = FALSE)",
        "  own$group <- as.character(table[rownames(answers), column])",
        '  own <- na.omit(own[own$group != "", ])',
        "  kept <- names(which(base::table(own$group) >= max(50, length(there) + 1)))",
        "  own <- own[own$group %in% kept, ]",
        "  inside <- lapply(scales, intersect, there)",
        "  inside <- inside[lengths(inside) > 0]",
        '  loads <- sapply(inside, function(x) paste0("i", match(x, there), collapse = " + "))',
        '  model <- paste(sprintf("f%d =~ %s", seq_along(inside), loads), collapse = "\\n")',
        '  names(own)[seq_along(there)] <- paste0("i", seq_along(there))',
        '  equal <- list(configural = "", metric = "loadings", '
        'scalar = c("loadings", "intercepts"),',
        '    strict = c("loadings", "intercepts", "residuals"))',
        '  fits <- lapply(equal, function(those) lavaan::cfa(model, own, group = "group", '
        'std.lv = TRUE, estimator = "MLR", group.equal = those))',
        '  cat(column, "\\n")',
        '  print(sapply(fits, lavaan::fitMeasures, c("chisq", "df", "pvalue", "cfi", "rmsea", '
        '"srmr", "chisq.scaled", "cfi.robust", "rmsea.robust")))',
        "  use <- names(groupings)[match(column, groupings)]",
        '  for (step in names(fits)) measures(paste0("invariance.by.", use, ".ml.", step), '
        "fits[[step]], c(plain, robust))",
        "  test <- as.data.frame(do.call(lavaan::lavTestLRT, unname(fits)))",
        "  rownames(test) <- names(fits)",
        "  print(test)",
        '}) else cat("needs lavaan\\n")',
    ]
