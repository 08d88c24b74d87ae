"""analysis.R on the factor models beside ML: FIML, WLSMV, rivals, and the omegas.

`say(key, value)` prints a number under its key in results.json, so that the two can be held
against each other line by line.
"""

from __future__ import annotations

SAY = (
    "# A number under its key in results.json, to all its digits.",
    "say <- function(key, value) if (length(value) == 1 && is.finite(value)) "
    'cat("results", key, "=", format(as.numeric(value), digits = 15), "\\n")',
    "measures <- function(key, fit, names) {",
    "  found <- lavaan::fitMeasures(fit)",
    '  for (name in names(names)) say(paste0(key, ".", name), unname(found[names[[name]]]))',
    "}",
    'plain <- c(chi2 = "chisq", df = "df", cfi = "cfi", tli = "tli", rmsea = "rmsea", '
    'srmr = "srmr")',
    'scaled <- c(chi2_scaled = "chisq.scaled", cfi_scaled = "cfi.scaled", '
    'rmsea_scaled = "rmsea.scaled")',
    'robust <- c(cfi_robust = "cfi.robust", rmsea_robust = "rmsea.robust")',
)

_MODELS = (
    "",
    'cat("\\n== factor models beside it: FIML, WLSMV, rivals, omegas ==\\n")',
    'if (requireNamespace("lavaan", quietly = TRUE) && exists("cfa") && is(cfa, "lavaan")) {',
    '  measures("cfa.ml", cfa, plain)',
    '  measures("cfa.mlr", cfa, c(scaled, robust))',
    "  loadings <- lavaan::standardizedSolution(cfa)",
    '  loadings <- loadings[loadings$op == "=~", ]',
    '  for (i in seq_len(nrow(loadings))) say(paste0("cfa.ml.loadings.", '
    "unlist(there)[i]), loadings$est.std[i])",
    "  # omega total: what the factor explains of the variance of the sum, as observed",
    "  try({",
    '    est <- lavaan::inspect(cfa, "est")',
    '    observed <- lavaan::inspect(cfa, "sampstat")$cov',
    "    for (k in seq_along(there)) {",
    "      at <- est$lambda[, k] != 0",
    "      common <- sum(est$lambda[at, k])^2",
    '      say(paste0("scales.", names(there)[k], ".omega_total.estimate"), '
    "common / sum(observed[at, at]))",
    "    }",
    "  })",
    "  try({",
    "    everyone <- everybody[rowSums(!is.na(everybody)) > 0, unlist(there)]",
    "    names(everyone) <- names(complete)[match(unlist(there), items_of_model)]",
    '    fiml <- lavaan::cfa(model, everyone, std.lv = TRUE, missing = "fiml")',
    '    measures("cfa.fiml", fiml, plain)',
    "  })",
    "  try({",
    "    # answers that nobody of the complete rows gave are no category",
    "    ranked <- as.data.frame(lapply(complete, function(x) as.integer(factor(x))))",
    "    wlsmv <- lavaan::cfa(model, ranked, std.lv = TRUE, ordered = names(ranked), "
    'estimator = "WLSMV")',
    '    measures("cfa.wlsmv", wlsmv, c(plain, scaled))',
    '    if (utils::packageVersion("lavaan") >= "0.6.13") measures("cfa.wlsmv", wlsmv, robust)',
    '    if (requireNamespace("semTools", quietly = TRUE)) {',
    "      categorical <- suppressWarnings(suppressMessages(semTools::reliability(wlsmv)))",
    '      for (k in seq_along(there)) say(paste0("scales.", names(there)[k], '
    '".omega_categorical"), categorical["omega3", k])',
    "    }",
    "  })",
    "  rival <- function(key, syntax, ...) try(measures(paste0("
    '"cfa.models.", key), lavaan::cfa(syntax, complete, std.lv = TRUE, ...), plain))',
    '  all <- paste(names(complete), collapse = " + ")',
    '  if (length(there) > 1) rival("one_factor", paste("g =~", all))',
    '  if (length(there) > 2) rival("second_order", paste0(model, "\\ng =~ ", '
    'paste(sprintf("f%d", seq_along(there)), collapse = " + ")))',
    '  if (length(there) > 1) rival("bifactor", paste0("g =~ ", all, "\\n", model), '
    "orthogonal = TRUE)",
    "}",
    "",
    'cat("\\n== a general factor: Schmid and Leiman ==\\n")',
    "if (length(scales) > 2) try({",
    "  general <- suppressWarnings(psych::omega(r, nfactors = length(scales), n.obs = n, "
    "plot = FALSE))",
    '  cat("omega hierarchical", general$omega_h, "omega total", general$omega.tot, "\\n")',
    "})",
)


def model_lines() -> list[str]:
    """Return the R lines; they follow those of `cfa_lines` and use its fit and its names."""
    return list(_MODELS)
