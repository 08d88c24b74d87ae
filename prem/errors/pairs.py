"""What counts of pairs say and what they do not: notes 422.976 to 422.979."""

from prem.errors.kinds import Kind

PAIRWISE_MODEL = Kind(
    "422.976",
    "Every pair of items has its own rows ({n} at least), so that no test of the factor model "
    "holds its level: pairwise has estimates alone. With the table, fiml takes all rows.",
    "warning",
)
SITES_BY_ROWS = Kind(
    "422.977",
    "Counts do not say which answers are of the same woman: over several time points she counts "
    "each time.",
    "warning",
)
ALPHA_FEWER_ROWS = Kind(
    "422.978",
    "Alpha takes the {n:,} rows complete on its scale, and {pairs:,} or more answer any two of "
    "its items: --missing pairwise takes them all.",
    "warning",
)
