"""R lines of analysis.R that compare groups as ordered answers, as prem does."""

from __future__ import annotations

import json
from collections.abc import Mapping

# The rule of `prem.analysis.ordered.merging.parts`.
_JOIN = """joined <- function(x, group, least) {
  x <- match(x, sort(unique(x)))
  repeat {
    counts <- base::table(factor(x, seq_len(max(x))), group)
    rare <- apply(counts, 1, min)
    if (min(rare) >= least || length(rare) == 1) return(x)
    k <- which.min(rare)
    total <- rowSums(counts)
    beside <- intersect(c(k - 1, k + 1), seq_along(total))
    to <- beside[which.min(total[beside])]
    x[x == max(k, to)] <- min(k, to)
    x <- match(x, sort(unique(x)))
  }
}"""
_STEPS = """equal <- list(configural = "", thresholds = "thresholds",
              loadings = c("thresholds", "loadings"),
              intercepts = c("thresholds", "loadings", "intercepts"))"""
_EACH = """if (requireNamespace("semTools", quietly = TRUE)) for (column in groupings) try({
  there <- intersect(unlist(scales), names(answers))
  own <- data.frame(answers[, there], check.names = FALSE)
  names(own) <- paste0("i", seq_along(there))
  own$group <- as.character(table[rownames(answers), column])
  own <- na.omit(own[own$group != "", ])
  own <- own[own$group %in% names(which(base::table(own$group) >= fewest)), ]
  own <- own[order(own$group), ]
  for (item in setdiff(names(own), "group")) own[[item]] <- joined(own[[item]], own$group, least)
  left <- names(which(sapply(own[names(own) != "group"], max) > 1))
  inside <- lapply(scales, function(x) intersect(paste0("i", match(x, there)), left))
  inside <- inside[lengths(inside) > 1]
  used <- unlist(inside, use.names = FALSE)
  of <- rep(sprintf("f%d", seq_along(inside)), lengths(inside))
  model <- paste(sprintf("f%d =~ %s", seq_along(inside),
                         sapply(inside, paste, collapse = " + ")), collapse = "\\n")
  two <- sapply(own[used], max) == 2
  steps <- equal[c(TRUE, any(sapply(own[used], max) > 3), any(!two), TRUE)]
  fits <- lapply(names(steps), function(step) {
    free <- if (step == "loadings" && any(two)) sprintf("%s =~ %s", of[two], used[two]) else ""
    syntax <- semTools::measEq.syntax(model, own, ordered = used, parameterization = "delta",
                                      ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016",
                                      group = "group", group.equal = steps[[step]],
                                      group.partial = free)
    lavaan::cfa(as.character(syntax), own, ordered = used, group = "group", estimator = "WLSMV",
                parameterization = "delta")
  })
  cat(column, "\\n")
  print(sapply(setNames(fits, names(steps)), lavaan::fitMeasures,
               c("chisq", "df", "chisq.scaled", "cfi.scaled", "rmsea.scaled", "srmr")))
  use <- names(groupings)[match(column, groupings)]
  for (k in seq_along(fits)) measures(paste0("invariance.by.", use, ".wlsmv.", names(steps)[k]),
                                      fits[[k]], c(plain["df"], scaled["chi2_scaled"]))
  test <- as.data.frame(do.call(lavaan::lavTestLRT, c(fits, list(method = "satorra.2000"))))
  rownames(test) <- names(steps)
  print(test)
}) else cat("needs semTools\\n")"""


def ordered_invariance_lines(columns: Mapping[str, str], fewest: int) -> list[str]:
    """Return R lines that compare the groups of each column by WLSMV; none without a column.

    `columns` are the names of the columns by their use, `fewest` the rows of a group.
    Answers that nobody of a group gave are joined: `least` in R, to be raised by whom joins rare
    ones too. `scales`, `answers` and `table` are those of the lines before.
    """
    if not columns:
        return []
    named = ", ".join(
        f"{use} = {json.dumps(column, ensure_ascii=False)}" for use, column in columns.items()
    )
    return [
        "",
        'cat("\\n== measurement invariance of ordered answers ==\\n")',
        f"groupings <- c({named})",
        f"fewest <- {fewest}",
        "least <- 1",
        *_JOIN.splitlines(),
        *_STEPS.splitlines(),
        *_EACH.splitlines(),
    ]
