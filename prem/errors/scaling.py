"""Scales: their model, scalability, intervals; notes 422.930 to 422.939 and 422.988, 422.989."""

from prem.errors.kinds import Kind

MODEL_NOT_SAID = Kind(
    "422.930",
    'Nobody has said whether {scales} are reflective or formative (model = "..." in the scales '
    "file): reliability, factors and item response theory are for reflective scales only.",
    "warning",
)
FORMATIVE = Kind(
    "422.931",
    "This scale is said to be formative: its answers make up what it measures and need not go "
    "together, so that reliability by items, factors and item response theory do not apply.",
    "warning",
)
NO_SCALABILITY = Kind(
    "422.932",
    "Scalability (H) needs two items that vary in the rows complete on the scale, all of {most} "
    "different answers or fewer, and {needed} rows; there are {items} such items and {n} rows.",
    "warning",
)
NO_H_LIMITS = Kind(
    "422.988",
    "No interval: the answers of these rows are in perfect order (H is 1), so that the error "
    "cannot be told from them.",
    "warning",
)
NAME_JOINS = Kind(
    "422.989",
    'a scale or an item with "~" in its name cannot be analysed, for results.json joins two names '
    'by it; name it otherwise, such as "{instead}"',
)
MONOTONE_FEW_ROWS = Kind(
    "422.933",
    "Whether items rise with the rest is not looked at: groups of {least} women are needed, two "
    "of them or more, and {n} rows are complete on the scale.",
    "warning",
)
ONE_REST_GROUP = Kind(
    "422.934",
    "So many women have the same score on the rest of the scale that no two groups of them can be "
    "compared.",
    "warning",
)
NO_BOOTSTRAP = Kind(
    "422.935", "--quick: no bootstrap interval, for it needs many draws of the rows.", "warning"
)
BOOTSTRAP_MANY_ROWS = Kind(
    "422.936",
    "No bootstrap of {n} rows: it is made of up to {most}, and with more the sampling error is "
    "small beside all else.",
    "warning",
)
BOOTSTRAP_UNSTEADY = Kind(
    "422.937",
    "In {lost} of {draws} draws of the rows this could not be computed, so it has no interval: "
    "there are too few rows, or too few different answers.",
    "warning",
)
NO_LIMITS = Kind(
    "422.938",
    "No interval: it needs rows complete on the scale whose polychoric correlations are within "
    "their range, and an estimate below 1.",
    "warning",
)
NO_ESTIMATE = Kind(
    "422.939", "There is no estimate to give an interval of; its own note says why.", "warning"
)
