"""Ordered answers: polychoric correlations and what stands on them (422.575 to 422.584, 985)."""

from prem.errors.kinds import Kind

MANY_ANSWERS = Kind(
    "422.575",
    "{item} has {answers} different answers; polychoric correlations are for up to {most}.",
    "warning",
)
MANY_ITEMS = Kind(
    "422.576",
    "Polychoric correlations are computed for up to {most} items; there are {items}.",
    "warning",
)
UNUSED_ANSWERS = Kind(
    "422.577",
    "Nobody gave some of the answers ({answers}): each counts as one with the next answer given.",
    "warning",
)
PERFECT_ORDER = Kind(
    "422.578",
    "The answers to {first} and {second} stand in perfect order: their polychoric correlation is "
    "at the end of its range.",
    "warning",
)
NOT_DEFINITE = Kind(
    "422.579",
    "The polychoric correlations contradict each other (smallest eigenvalue {value}), as happens "
    "with few rows or rare answers; nothing was smoothed, and what stands on them is null.",
    "warning",
)
FEW_FOR_GROUPS = Kind(
    "422.580",
    "Hierarchical omega needs {groups} group factors beside the general one, and so {needed} items "
    "or more.",
    "warning",
)
GROUPS_UNSETTLED = Kind(
    "422.581", "The group factors behind hierarchical omega did not settle.", "warning"
)
WLSMV_FEW_ROWS = Kind(
    "422.582",
    "WLSMV is refused for {n} complete rows: below {needed} its test and errors are not to be "
    "trusted; read the scaled test (MLR) instead.",
    "warning",
)
WLSMV_UNSETTLED = Kind(
    "422.583",
    "The factor model of ordered answers did not settle, or cannot be tested with so few items.",
    "warning",
)
RARE_JOINED = Kind(
    "422.985",
    "With fewer than {rows} rows and answers that fewer than {least} people gave the test of "
    "wlsmv rejects right models too often: read it beside wlsmv_joined, which counts each rare "
    "answer as one with an answer beside it: {merged}.",
    "warning",
)
WLSMV_MANY_ITEMS = Kind(
    "422.584", "WLSMV is computed for up to {most} items; there are {items}.", "warning"
)
