"""Measurement invariance: notes 422.900 to 422.909 (answers as numbers) and 422.910 to 422.919."""

from prem.errors.kinds import Kind

# --- answers as numbers, and which groups are compared (422.900 to 422.909)
INVARIANCE_FEW_GROUPS = Kind(
    "422.900",
    "Fewer than two groups have the {needed} complete rows that a factor model of {items} items "
    "asks for in each, so whether the items mean the same to them cannot be told.",
    "warning",
)
INVARIANCE_LEFT_OUT = Kind(
    "422.901",
    "Left out of the comparison, with fewer than {needed} complete rows each or answers that do "
    "not vary: {left}.",
    "warning",
)

# --- ordered answers (422.910 to 422.919)
