"""analysis.R: the same analysis in R with psych, for whoever wants to check or go on there."""

from __future__ import annotations

import json

from prem.analysis.non_answers import Code
from prem.analysis.plan import Plan
from prem.reports.analysis.cfa_files import cfa_lines
from prem.reports.analysis.invariance_files import invariance_lines
from prem.reports.analysis.invariance_ordered_script import ordered_invariance_lines
from prem.reports.analysis.script_models import SAY, model_lines
from prem.reports.analysis.script_repeated import repeated_lines
from prem.reports.analysis.write import Source

_READ = {
    ".csv": 'read.csv(path, check.names = FALSE, na.strings = c("", "NA", "NaN"), '
    'fileEncoding = "UTF-8-BOM")',
    ".sav": "foreign::read.spss(path, to.data.frame = TRUE, use.value.labels = FALSE)",
    ".xlsx": "as.data.frame(readxl::read_excel(path))",
    ".parquet": "as.data.frame(arrow::read_parquet(path))",
}

# the columns that vary: the others are left out, as prem does
_VARIES = "vapply({}, function(column) isTRUE(var(column, na.rm = TRUE) > 0), NA)"


def script(source: Source, plan: Plan) -> str:
    """Return the R script: it takes the table's path, `Rscript analysis.R table.csv`."""
    confirmed = [*cfa_lines(), *model_lines(), *invariance_lines(source.groupings)]
    fewest = int(plan.limit("invariance_rows"))
    confirmed += ordered_invariance_lines(source.groupings, fewest)
    confirmed += repeated_lines(source, plan)
    return "\n".join([*_reading(source), *_scales(source), *_whole(source), *confirmed]) + "\n"


def _reading(source: Source) -> list[str]:
    suffix = source.file[source.file.rfind(".") :].lower()
    key = source.key
    scales = ",\n".join(f"  {text(s)} = {vector(items)}" for s, items in key.scales.items())
    lines = [
        "# The analysis of prem in R. Needs psych; oblimin and promax need GPArotation too.",
        "#   Rscript analysis.R path/to/table",
        "library(psych)",
        *SAY,
        "arguments <- commandArgs(trailingOnly = TRUE)",
        f"path <- if (length(arguments)) arguments[1] else {text(source.file)}",
        f"table <- {_READ[suffix]}",
        f"scales <- list(\n{scales}\n)",
        "items <- unlist(scales, use.names = FALSE)",
        "answers <- table[, items, drop = FALSE]",
        *_without_codes(source),
    ]
    turned = {item: how for item, how in key.items.items() if how.reversed}
    if turned:
        first = next(iter(turned.values()))  # a scales file gives all items one range
        lines += [
            "# Reverse-scored items are turned round before everything.",
            f"turned <- {vector(list(turned))}",
            f"answers[, turned] <- {(first.minimum or 0) + (first.maximum or 0):g} "
            "- answers[, turned]",
        ]
    lines += ["everybody <- answers"]
    return [*lines, "answers <- answers[rowSums(!is.na(answers)) > 0, , drop = FALSE]"]


def _without_codes(source: Source) -> list[str]:
    """Return the lines that make codes that say why there is no answer NA, and the rest numbers."""
    codes = [code if isinstance(code, str) else f"{code:g}" for code in _codes(source)]
    away = [
        "# Codes that say why there is no answer are none.",
        f"no_answer <- {vector(codes)}",
        "answers[] <- lapply(answers, function(x) {",
        "  x[as.character(x) %in% no_answer] <- NA",
        "  as.numeric(as.character(x))",
        "})",
    ]
    return away if codes else []


def _codes(source: Source) -> list[Code]:
    return list(source.key.non_answers.values())


def _scales(source: Source) -> list[str]:
    rows = (
        ["  x <- na.omit(x)", "  n <- nrow(x)"]
        if source.options.missing == "listwise"
        else ["  n <- min(crossprod(!is.na(x)))  # the smallest number behind any pair"]
    )
    return [
        'cat("\\n== items ==\\n")',
        "print(describe(answers), digits = 4)",
        'for (item in items) say(paste0("items.", item, ".mean"), '
        "mean(answers[[item]], na.rm = TRUE))",
        "",
        *reflective_lines(source),
        'cat("\\n== scales: alpha with Feldt\'s interval, item-rest, alpha if dropped ==\\n")',
        "for (name in names(scales)) {",
        "  x <- answers[, scales[[name]], drop = FALSE]",
        f"  x <- x[, {_VARIES.format('x')}, drop = FALSE]",
        "  if (ncol(x) < 2) next",
        *rows,
        *reliability_lines("x", "ncol(x)"),
        *_MOKKEN,
        "}",
        "",
    ]


# The bootstrap of alpha, and scalability where R's mokken is there.
_MOKKEN = (
    "  set.seed(1)",
    "  print(psych::alpha(x, n.iter = 1000)$boot.ci)",
    "  whole <- as.data.frame(na.omit(x))",
    '  if (requireNamespace("mokken", quietly = TRUE) && nrow(whole) >= 100) {',
    "    print(mokken::coefH(whole, results = FALSE))",
    "    print(summary(mokken::check.monotonicity(whole)))",
    "  }",
)


def reflective_lines(source: Source) -> list[str]:
    """Return the R lines that leave out the scales said to be formative; none where none is."""
    key = source.key
    kept = [scale for scale in key.scales if not key.formative(scale)]
    if len(kept) == len(key.scales):
        return []
    return [
        "# what follows is of reflective scales only",
        f"scales <- scales[{vector(kept)}]",
        "answers <- answers[, unlist(scales), drop = FALSE]",
        "",
    ]


def reliability_lines(x: str, size: str) -> list[str]:
    """Return the R lines of one scale's reliability, of answers or of a covariance matrix `x`."""
    return [
        f"  result <- psych::alpha({x})",
        f"  interval <- alpha.ci(result$total$raw_alpha, n.obs = n, n.var = {size})",
        '  cat(name, "n =", n, "alpha =", result$total$raw_alpha, "from", interval$lower.ci, '
        '"to", interval$upper.ci, "\\n")',
        '  say(paste0("scales.", name, ".alpha.estimate"), result$total$raw_alpha)',
        '  say(paste0("scales.", name, ".alpha.low"), interval$lower.ci)',
        '  for (item in rownames(result$item.stats)) say(paste0("items.", item, '
        '".item_rest_r"), result$item.stats[item, "r.drop"])',
        "  print(cbind(item_rest_r = result$item.stats$r.drop, "
        "alpha_if_dropped = result$alpha.drop$raw_alpha))",
    ]


def _whole(source: Source) -> list[str]:
    listwise = source.options.missing == "listwise"
    return [
        f"answers <- answers[, {_VARIES.format('answers')}, drop = FALSE]",
        "answers <- na.omit(answers)" if listwise else "# pairwise: every pair has its own rows",
        "n <- min(crossprod(!is.na(answers)))",
        'r <- cor(answers, use = "pairwise")',
        *factor_lines(source),
    ]


def factor_lines(source: Source) -> list[str]:
    """Return the R lines from a correlation matrix `r` and its number of rows `n` on."""
    options = source.options
    method = {"minres": "minres", "ml": "ml", "paf": "pa"}[options.extraction]
    factors = options.factors or len(source.key.scales)
    # psych's geomin and bifactor start once, prem 31 times
    rotation = {"geomin": "geominQ"}.get(options.rotation, options.rotation)
    return [
        'cat("\\n== factorability ==\\n")',
        "print(KMO(r))",
        'say("factorability.kmo", KMO(r)$MSA)',
        "print(cortest.bartlett(r, n = n))",
        'say("factorability.bartlett.chi2", cortest.bartlett(r, n = n)$chisq)',
        'cat("\\n== eigenvalues ==\\n")',
        "print(eigen(r)$values)",
        'cat("\\n== parallel analysis ==\\n")',
        'print(fa.parallel(r, n.obs = n, fa = "both", n.iter = 200, quant = .95, plot = FALSE))',
        "",
        *_ordered(source),
        'cat("\\n== exploratory factor analysis ==\\n")',
        f'efa <- fa(r, nfactors = {factors}, n.obs = n, fm = "{method}", '
        f'rotate = "{rotation}", min.err = 1e-8, max.iter = 5000)',
        "print(efa$loadings, cutoff = 0, digits = 4)",
        "print(efa$Phi, digits = 4)",
        "print(efa$communality, digits = 4)",
        'for (item in names(efa$communality)) say(paste0("efa.communalities.", item), '
        "efa$communality[[item]])",
        'say("efa.rmsr", efa$rms)',
        'cat("\\n== minimum average partial ==\\n")',
        'say("dimensions.map.retain", try(which.min(VSS(r, n = min(ncol(r) - 1, 20), '
        "n.obs = n, plot = FALSE)$map)))",
        "print(efa$residual, digits = 3)",
        'print(unlist(efa[c("STATISTIC", "dof", "PVAL", "RMSEA", "TLI", "BIC", "rms", "crms")]))',
    ]


def _ordered(source: Source) -> list[str]:
    """Polychoric correlations by lavaan, and put in the place of the others where asked for."""
    taken = "r <- ordered" if source.options.correlation == "polychoric" else ""
    return [
        'cat("\\n== polychoric correlations ==\\n")',
        'if (exists("answers") && requireNamespace("lavaan", quietly = TRUE)) {',
        "  ordered <- unclass(lavaan::lavCor(answers, ordered = names(answers), "
        f'missing = "{source.options.missing}"))',
        "  print(ordered, digits = 4)",
        *([f"  {taken}"] if taken else []),
        "}",
        "",
    ]


def text(value: str) -> str:
    """Return an R string: JSON's escapes are R's too, once the slash is left alone."""
    return json.dumps(value, ensure_ascii=False)


def vector(values: list[str] | tuple[str, ...]) -> str:
    """Return an R vector of texts."""
    return f"c({', '.join(text(value) for value in values)})"
