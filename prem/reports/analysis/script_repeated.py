"""analysis.R on the same women again, on sites, on item response and on item bias."""

from __future__ import annotations

import json

from prem.analysis.plan import Plan
from prem.reports.analysis.write import Source


def repeated_lines(source: Source, plan: Plan) -> list[str]:
    """Return the R lines of the parts whose columns are given; each asks for its package first.

    `everybody` are all rows, reverse-scored items turned round, and `table` the table as read.
    """
    again = source.id is not None and source.time is not None
    lines = [
        "",
        "# A score is the mean of the answered items where enough are answered.",
        "score <- function(x) ifelse(rowSums(!is.na(x)) > 0 & rowSums(!is.na(x)) >= "
        f"{plan.least_answered!r} * ncol(x), rowMeans(x, na.rm = TRUE), NA)",
        "scores <- lapply(c(list(total = items), scales), "
        "function(own) score(everybody[, own, drop = FALSE]))",
        *_column("woman", source.id),
        *_column("time", source.time),
        *_column("site", source.site),
        "needs <- function(package) {",
        "  there <- requireNamespace(package, quietly = TRUE)",
        '  if (!there) cat("needs", package, "\\n")',
        "  there",
        "}",
    ]
    if again and source.options.retest is not None:
        lines += _retest(source.options.retest)
    if again:
        lines += _CHANGE
    if source.site is not None:
        lines += _SITES
    lines += _generalisability(again, source.options.retest is not None, source.site is None)
    lines += _GRADED
    if (group := source.groupings.get("group")) is not None:
        lines += _bias(group)
    return lines


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _column(name: str, column: str | None) -> list[str]:
    """Return the line that takes a column as text, NA where it is empty; none without a column."""
    if column is None:
        return [f"{name} <- NULL"]
    return [f"{name} <- as.character(table[[{_text(column)}]])", f'{name}[{name} %in% ""] <- NA']


def _retest(pair: tuple[str, str]) -> list[str]:
    both = ", ".join(_text(time) for time in pair)
    return [
        "",
        'cat("\\n== test-retest: ICC, error of measurement, limits of agreement, kappa ==\\n")',
        f"pair <- c({both})",
        "beside <- function(values) sapply(pair, function(one) {",
        "  at <- which(time == one)",
        "  values[at][match(unique(woman), woman[at])]",
        "})",
        "for (name in names(scores)) try({",
        "  x <- na.omit(beside(scores[[name]]))",
        "  icc <- psych::ICC(x, lmer = FALSE)",
        '  cat(name, "n =", nrow(x), "\\n")',
        "  print(icc$results, digits = 6)",
        '  if (name == "total") say("test_retest.icc.A1.estimate", icc$results$ICC[2])',
        '  if (name == "total") say("test_retest.sem", sqrt(icc$MSW))',
        "  change <- x[, 2] - x[, 1]",
        '  cat("SEM", sqrt(icc$MSW), "SDC", 1.96 * sqrt(2) * sqrt(icc$MSW), "limits", '
        'mean(change) + c(-1.96, 1.96) * sd(change), "\\n")',
        "})",
        "for (item in items) try(cat(item, "
        "psych::cohen.kappa(na.omit(beside(everybody[[item]])))$weighted.kappa, "
        '"\\n"))',
    ]


_CHANGE = [
    "",
    'cat("\\n== change of all women: a mixed model ==\\n")',
    "# lmerTest gives Satterthwaite's degrees of freedom, lme4 the same model without them",
    'fitter <- if (requireNamespace("lmerTest", quietly = TRUE)) "lmerTest" else "lme4"',
    "if (needs(fitter)) for (name in names(scores)) try({",
    "  own <- data.frame(y = scores[[name]], woman = woman, time = factor(time, unique(time)))",
    "  own$site <- if (is.null(site)) NA else site[match(woman, woman)]",
    "  two <- length(unique(na.omit(own$site))) > 1",
    "  model <- if (two) y ~ time + (1 | woman) + (1 | site) else y ~ time + (1 | woman)",
    '  fit <- get("lmer", asNamespace(fitter))(model, own)',
    '  cat(name, "\\n")',
    '  for (part in c("woman", "site")) if (part %in% names(lme4::VarCorr(fit))) '
    'say(paste0("change_model.", name, ".variance.", part), lme4::VarCorr(fit)[[part]][1])',
    "  print(summary(fit)$coefficients, digits = 6)",
    '  print(as.data.frame(lme4::VarCorr(fit))[, c("grp", "vcov")], digits = 6)',
    "})",
]

_SITES = [
    "",
    'cat("\\n== sites: each woman once ==\\n")',
    'if (needs("lme4")) for (name in names(scores)) try({',
    "  at <- if (is.null(time)) seq_len(nrow(table)) else order(match(time, unique(time)))",
    "  once <- if (is.null(woman)) at else at[!duplicated(woman[at])]",
    "  own <- na.omit(data.frame(y = scores[[name]], site = site)[once, ])",
    "  v <- as.data.frame(lme4::VarCorr(lme4::lmer(y ~ 1 + (1 | site), own)))$vcov",
    '  if (name == "total") say("sites.icc1.estimate", v[1] / sum(v))',
    "  women <- base::table(own$site)",
    '  cat(name, "ICC(1)", v[1] / sum(v), "women for 0.70", '
    'ceiling(0.7 / 0.3 * v[2] / v[1]), "\\n")',
    "  print(v[1] / (v[1] + v[2] / women), digits = 4)",
    "})",
]


# Under their keys in results.json, where no site stands beside the women.
_COMPONENTS = (
    '  full <- c(p = "person", i = "item", o = "occasion", Residual = "error")',
    "  shares <- as.data.frame(lme4::VarCorr(fit))",
    "  for (k in seq_len(nrow(shares))) say(paste0("
    '"generalisability.scales.", name, ".components.", '
    'paste(full[strsplit(shares$grp[k], ":")[[1]]], collapse = ":"), ".variance"), shares$vcov[k])',
)


def _generalisability(again: bool, named: bool, alone: bool) -> list[str]:
    model = (
        "y ~ 1 + (1 | p) + (1 | i) + (1 | o) + (1 | p:i) + (1 | p:o) + (1 | i:o)"
        if again
        else "y ~ 1 + (1 | p) + (1 | i)"
    )
    return [
        "",
        'cat("\\n== generalisability: women, items, occasions (without sites) ==\\n")',
        'if (needs("lme4")) for (name in names(scales)) try({',
        "  x <- everybody[, scales[[name]], drop = FALSE]",
        "  own <- data.frame(y = unlist(x, use.names = FALSE), i = rep(names(x), each = nrow(x)))",
        "  own$p <- rep(if (is.null(woman)) seq_len(nrow(x)) else woman, ncol(x))",
        "  own$o <- rep(if (is.null(time)) 1 else time, ncol(x))",
        *(["  own <- own[own$o %in% pair, ]"] if again and named else []),
        f"  fit <- lme4::lmer({model}, own)",
        '  cat(name, "\\n")',
        *(_COMPONENTS if alone else ()),
        '  print(as.data.frame(lme4::VarCorr(fit))[, c("grp", "vcov")], digits = 6)',
        "})",
    ]


_GRADED = [
    "",
    'cat("\\n== graded response model ==\\n")',
    'if (needs("mirt")) for (name in names(scales)) try({',
    "  x <- everybody[, scales[[name]], drop = FALSE]",
    "  x <- x[rowSums(!is.na(x)) > 0, ]",
    '  fit <- mirt::mirt(x, 1, itemtype = "graded", quadpts = 61, TOL = 1e-6, SE = TRUE, '
    "verbose = FALSE)",
    '  cat(name, "log-likelihood", mirt::extract.mirt(fit, "logLik"), "\\n")',
    "  print(mirt::coef(fit, IRTpars = TRUE, printSE = TRUE))",
    "  print(mirt::itemfit(fit))",
    "})",
]


def _bias(group: str) -> list[str]:
    return [
        "",
        'cat("\\n== item bias: ordinal logistic regression, first round ==\\n")',
        f"group <- as.character(table[[{_text(group)}]])",
        'if (needs("MASS")) for (name in names(scales)) '
        "if (length(own <- scales[[name]]) > 2) for (item in own) try({",
        '  kept <- stats::complete.cases(everybody[, own]) & !is.na(group) & group != ""',
        "  rest <- rowSums(everybody[kept, setdiff(own, item), drop = FALSE])",
        "  data <- data.frame(y = factor(everybody[kept, item]), rest = as.numeric(scale(rest)), "
        "group = factor(group[kept]))",
        "  ll <- sapply(list(y ~ 1, y ~ rest, y ~ rest + group, y ~ rest * group), "
        "function(model) as.numeric(logLik(MASS::polr(model, data))))",
        '  say(paste0("dif.", name, ".items.", item, ".uniform.chi2"), 2 * (ll[3] - ll[2]))',
        '  cat(item, "uniform", 2 * (ll[3] - ll[2]), "non-uniform", 2 * (ll[4] - ll[3]), '
        '"change in R2", (ll[2] - ll[4]) / ll[1], "\\n")',
        "})",
    ]
