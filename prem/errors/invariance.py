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
    "Left out of the comparison, with fewer than {needed} complete rows each or with an item that "
    "is fully given by others: {left}.",
    "warning",
)
INVARIANCE_MANY_GROUPS = Kind(
    "422.902",
    "{groups:,} groups are large enough to compare; the {most} largest are.",
    "warning",
)
INVARIANCE_CONSTANT = Kind(
    "422.903",
    "Left out of the comparison for all groups, since in one of them all women who answer "
    "everything answer alike: {items}.",
    "warning",
)
INVARIANCE_SMALL = Kind(
    "422.904",
    "The smallest group has {n:,} complete rows where {needed:,} are asked for ({source}): that "
    "no difference is seen there proves little.",
    "warning",
)
INVARIANCE_UNSETTLED = Kind(
    "422.905",
    "The {step} model of several groups or times did not settle, or is not identified by these "
    "answers: it and what builds on it are null.",
    "warning",
)
INVARIANCE_IMPROPER = Kind(
    "422.906",
    "Estimates that no population can have (a negative residual variance, or factors whose "
    "covariances contradict each other): {what}. Do not trust these steps.",
    "warning",
)
INVARIANCE_NO_PARTIAL = Kind(
    "422.907",
    "No step with some items left free holds while two items of each scale stay equal: too much "
    "differs for a common measure.",
    "warning",
)
INVARIANCE_NOT_TWICE = Kind(
    "422.908",
    "{women:,} women answered everything at two time points or more, where {needed:,} are asked "
    "for to see whether the items mean the same over time.",
    "warning",
)
INVARIANCE_TIMES = Kind(
    "422.909",
    "Compared over time are {times}; not {left}, for there too few women answered everything at "
    "all of them.",
    "warning",
)

# --- ordered answers (422.910 to 422.919)
ORDINAL_FEW_GROUPS = Kind(
    "422.910",
    "Fewer than two groups have {needed} complete rows and correlations without contradictions, as "
    "ordered answers (WLSMV) ask for; answers are compared as numbers instead, under ml.",
    "warning",
)
ORDINAL_LEFT_OUT = Kind(
    "422.911",
    "Left out of the comparison of ordered answers, with fewer than {needed} complete rows each: "
    "{left}.",
    "warning",
)
ORDINAL_MERGED = Kind(
    "422.912",
    "Answers that fewer than {least} people gave (in any group that is compared) count as one with "
    "an answer beside them, alike for everybody: {merged}.",
    "warning",
)
ORDINAL_EMPTY = Kind(
    "422.986",
    "Answers that nobody gave (in one of the groups that are compared) count as one with an answer "
    "beside them, alike for everybody: {merged}.",
    "warning",
)
ORDINAL_RARE = Kind(
    "422.987",
    "Some answers were given by fewer than {least} people of a group, and a group has fewer than "
    "{rows} rows: the tests of wlsmv then reject too often; read them beside wlsmv_joined, which "
    "counts rare answers as one with an answer beside them.",
    "warning",
)
ORDINAL_ITEMS = Kind(
    "422.913",
    "Left out of the comparison of ordered answers: {items}. In some group nobody, or fewer than "
    "{least}, answered otherwise than the rest, or no other item of the scale is left.",
    "warning",
)
ORDINAL_CONTRADICTS = Kind(
    "422.914",
    "The group {group} is left out of the comparison of ordered answers: its polychoric "
    "correlations contradict each other, or two items stand in perfect order, as happens with few "
    "rows or rare answers; nothing was smoothed.",
    "warning",
)
ORDINAL_UNSETTLED = Kind(
    "422.915",
    "This step did not settle, or is not identified by so few items: it is null, and what is held "
    "against it.",
    "warning",
)
ORDINAL_UNTESTABLE = Kind(
    "422.916",
    "With so few answers an item this step says no more than the one before: equal thresholds "
    "alone can be tested with four answers, and equal loadings before intercepts with three.",
    "warning",
)
ORDINAL_LARGE = Kind(
    "422.917",
    "The comparison of ordered answers has {parameters:,} parameters ({groups} groups); it is "
    "computed for up to {most:,}.",
    "warning",
)
ORDINAL_FEW_ITEMS = Kind(
    "422.919",
    "Too few items are left to compare as ordered answers how they belong together.",
    "warning",
)
ORDINAL_IMPROPER = Kind(
    "422.918",
    "Estimates that no population can have (a negative residual variance, or a correlation over "
    "1): {what}. Do not trust this step.",
    "warning",
)
