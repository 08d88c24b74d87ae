"""Retest, change and sites: 422.534 to 422.537, and the notes 422.595 to 422.603."""

from prem.errors.kinds import Kind

RETEST_COLUMNS = Kind("422.534", "--retest needs the columns of --id and --time too")
RETEST_TIMES = Kind(
    "422.535",
    'no row is of the time point "{time}"; --retest names two that differ, such as --retest A,B, '
    "of {there}",
)

SAME_CHANGE = Kind(
    "422.537",
    "All women changed by the same, or were the same at first: there is nothing to test.",
    "warning",
)
CHECKLIST_NULL = Kind(
    "422.536", 'Where a value of the checklist is null, its own "needed" says why.', "warning"
)
NO_RETEST = Kind(
    "422.595",
    "Test-retest needs to know between which two time points nothing should have changed: "
    "--retest A,B.",
    "warning",
)
FEW_PAIRS = Kind(
    "422.596", "{n} women answered at both time points; at least 3 are needed.", "warning"
)
FULL_AGREEMENT = Kind(
    "422.597",
    "The answers agree fully, or do not vary: there is nothing to set the agreement against.",
    "warning",
)
NOT_SETTLED = Kind(
    "422.598", "The variance components of all women (REML) did not settle.", "warning"
)
SMALL_RETEST = Kind(
    "422.599",
    "{n} women answered at both time points, fewer than {needed} ({source}): read the intervals, "
    "not the estimates.",
    "warning",
)

FIRST_ONLY = Kind(
    "422.600",
    "Between sites each woman counts once, at her first time point: {left} later rows are left "
    "out.",
    "warning",
)
FEW_SITES = Kind(
    "422.601",
    "{sites} sites: how much sites differ is known only roughly, so read the interval; about "
    "{needed} sites would tell ({source}).",
    "warning",
)
NO_SITES = Kind(
    "422.602",
    "To compare sites there must be two or more, one of them with two women whose scores differ.",
    "warning",
)
SITES_ALIKE = Kind(
    "422.603",
    "Sites differ no more than women within them: no number of women would make the mean of a "
    "site reliable.",
    "warning",
)
