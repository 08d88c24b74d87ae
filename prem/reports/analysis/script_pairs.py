"""analysis.R of pair counts: the covariances are in it, for there is no table to read."""

from __future__ import annotations

from prem.analysis.frame import Numbers
from prem.analysis.model_type import reflective_items
from prem.analysis.pairs.moments import PooledPairs
from prem.analysis.pairs.scored import ScoredPairs, margin
from prem.reports.analysis.script import factor_lines, reliability_lines, text, vector
from prem.reports.analysis.script_models import SAY
from prem.reports.analysis.write import Source


def script_of_pairs(source: Source, scored: ScoredPairs) -> str:
    """Return the R script, with the pairwise covariances and numbers of rows written out."""
    pairs = scored.pairs.pooled()
    varying = [i for i, _ in enumerate(pairs.items) if len(margin(pairs, i).codes) > 1]
    held = reflective_items(scored.key)
    items = [pairs.items[i] for i in varying if pairs.items[i] in held]
    pooled = PooledPairs(pairs.only(items))
    members = {
        scale: [item for item in own if item in items]
        for scale, own in scored.key.only(held).scales.items()
    }
    scales = ",\n".join(f"  {text(name)} = {vector(own)}" for name, own in members.items())
    lines = [
        "# The analysis of prem in R, from counts of pairs of answers: what psych makes of",
        "# pairwise covariances (its warnings are of statistics of covariances not shown here).",
        "# Needs psych; oblimin and promax need GPArotation too.",
        "library(psych)",
        *SAY,
        f"items <- {vector(items)}",
        f"scales <- list(\n{scales}\n)",
        "square <- function(...) matrix(c(...), length(items), dimnames = list(items, items))",
        "# the rows behind each pair, and the covariance of each pair on its own rows",
        _square("rows", pooled.rows()),
        _square("covariance", pooled.covariance()),
        _square("r", pooled.correlation()),
        "",
        'cat("\\n== scales: alpha with Feldt\'s interval, item-rest, alpha if dropped ==\\n")',
        "for (name in names(scales)) {",
        "  x <- scales[[name]]",
        "  if (length(x) < 2) next",
        "  n <- min(rows[x, x])",
        *reliability_lines("covariance[x, x]", "length(x)"),
        "}",
        "",
        "n <- min(rows)",
        *factor_lines(source),
    ]
    return "\n".join(lines) + "\n"


def _square(name: str, matrix: Numbers) -> str:
    """Return a matrix for R, to the last digit: `repr` of a double reads back as itself."""
    rows = (
        ", ".join("NA" if cell != cell else repr(cell) for cell in row) for row in matrix.tolist()
    )
    return f"{name} <- square(\n  " + ",\n  ".join(rows) + "\n)"
