"""Graded response model and item bias: notes 422.630 to 422.649."""

from prem.errors.kinds import Kind

FEW_GRADED_ITEMS = Kind(
    "422.630",
    "The graded response model needs three items that vary, with 2 to 20 different answers each; "
    "there are {items}.",
    "warning",
)
FEW_GRADED_ROWS = Kind(
    "422.631",
    "{n} women are too few to trust the graded response model: from {needed} on ({source}). "
    "Its verdicts are indeterminate.",
    "warning",
)
GRADED_UNSETTLED = Kind(
    "422.632",
    "The graded response model did not settle: some item is nearly given by the others, or there "
    "are too few answers. No parameters are shown.",
    "warning",
)
EMPTY_CATEGORIES = Kind(
    "422.633",
    "Nobody in the rows used gave the answer {codes}: it is taken together with its neighbour.",
    "warning",
)
NOT_GRADED = Kind(
    "422.634",
    "This item has {answers} different answers: it is left out of the graded response model.",
    "warning",
)
GRADED_SAMPLED = Kind(
    "422.635",
    "The graded response model takes every {step}th of {rows} rows: more make it no better.",
    "warning",
)
ONE_GRADED_START = Kind("422.636", "--quick: the graded response model from one start.", "warning")
NO_C2 = Kind(
    "422.637",
    "C2 needs four items or more, and more complete rows than it compares shares; the model is not "
    "tested as a whole.",
    "warning",
)
NO_SX2 = Kind(
    "422.638",
    "Too few women have each sum score, or too few items are left beside this one: the item's fit "
    "(S-X2) has no degrees of freedom.",
    "warning",
)

NO_GROUP = Kind(
    "422.640", "{rows} rows have no group: they are not in the comparison of groups.", "warning"
)
FEW_GROUPS = Kind(
    "422.641",
    "Groups are compared from two on, with at least {fewest} women each who answered the whole "
    "scale; there are {groups}.",
    "warning",
)
FEW_DIF_ITEMS = Kind(
    "422.642",
    "Item bias needs three items that vary, for the others say how high a woman scores; there "
    "are {items}.",
    "warning",
)
SMALL_GROUPS = Kind(
    "422.643",
    "The smallest group has {n} women, fewer than {needed} ({source}): read item bias with care.",
    "warning",
)
DIF_UNSETTLED = Kind(
    "422.644",
    "Bias of this item cannot be computed: its answers do not vary, are of more than {most} kinds, "
    "or score or group parts them fully.",
    "warning",
)
LEFT_GROUPS = Kind(
    "422.645", "Groups of fewer than {fewest} women are not compared: {left}.", "warning"
)
