"""Confirmatory factor analysis of answers as numbers: notes 422.585 to 422.594 and 422.690."""

from prem.errors.kinds import Kind

NO_MODEL = Kind(
    "422.585",
    "{items} items that vary on {factors} factors: too few to test how they belong together.",
    "warning",
)
CFA_FEW_ROWS = Kind(
    "422.586",
    "{n} complete rows for {items} items: a factor model needs more rows than items.",
    "warning",
)
CFA_SINGULAR = Kind(
    "422.587",
    "Some item is fully given by the others, so no factor model can be fitted.",
    "warning",
)
CFA_UNSETTLED = Kind(
    "422.588",
    "The {model} model did not settle, or is not identified by these answers: its figures are "
    "null.",
    "warning",
)
CFA_IMPROPER = Kind(
    "422.589",
    "Estimates that no population can have (a negative residual variance, or a correlation over "
    "1): {what}. The model does not suit these answers, or there are too few; do not trust it.",
    "warning",
)
CFA_COMPLETE = Kind(
    "422.590",
    "The factor models take the {n} rows complete on all items; what all {rows} rows say stands "
    "under fiml.",
    "warning",
)
OMEGA_ALONE = Kind(
    "422.591",
    "The model of all scales together gives no omega: this one is of the scale by itself.",
    "warning",
)
NO_OMEGA = Kind("422.592", "No factor model could be fitted, so there is no omega.", "warning")
CFA_EXACT = Kind(
    "422.593",
    "The model has as many parameters as there are covariances: it fits of itself, which proves "
    "nothing.",
    "warning",
)
NO_ROBUST = Kind(
    "422.594",
    "Robust errors or scaling could not be computed: too few rows for so many parameters.",
    "warning",
)
CFA_PATTERNS = Kind(
    "422.690",
    "Answers are missing in {kinds:,} different ways: more than the {most:,} for which FIML is "
    "computed.",
    "warning",
)
