"""What can be wrong with a table of answers, a scales file or a plan: 422.500 to 422.549.

The notes of `results.json` (422.550 to 422.599) are of this catalogue too: they refuse nothing,
but say why a number is absent or how far it may be trusted.
"""

from prem.errors.kinds import Kind

# The table
NO_FILE = Kind(
    "422.500", "there is no such file, or it may not be read; check the name and the folder"
)
UNKNOWN_FORMAT = Kind(
    "422.501", 'a table is a .csv, .parquet, .sav or .xlsx file, and this one ends in "{suffix}"'
)
EMPTY_FILE = Kind(
    "422.502", "the file is empty; the first row names the columns, then one row a response"
)
NO_ROWS = Kind("422.503", "the file has column names but no answers below them")
BROKEN_FILE = Kind(
    "422.504",
    "this {format} file cannot be read; save it again from the program it comes from",
)
BAD_ENCODING = Kind(
    "422.505", 'this is not UTF-8 text; save the table again as "CSV UTF-8" (byte {byte})'
)
BINARY_FILE = Kind(
    "422.506", "this is not a text table although its name ends in .csv; save it again as CSV"
)
SAME_COLUMN_TWICE = Kind("422.507", "two columns have this name; each column needs its own")
WRONG_WIDTH = Kind("422.508", "this row has {found} cells, and the first row names {expected}")
NOT_A_NUMBER = Kind(
    # Never with what stands there: it may be a woman's own words, or her number.
    "422.509",
    "what stands here is not a number; an answer is a number, or empty where none was given",
)
INFINITE = Kind("422.510", "an answer is a finite number, or empty where none was given")
OUT_OF_RANGE = Kind(
    "422.511", "what stands here is not an answer; answers go from {minimum} to {maximum}"
)
UNKNOWN_COLUMN = Kind("422.512", "the table has no column of this name{near}")
SAME_ID_TWICE = Kind("422.513", "this id stands in row {first} too; {accepted}")
NO_ID = Kind("422.514", "this row has no id; each response needs one when --id is given")
NO_ITEMS = Kind("422.515", "the table has none of the items of {instrument}; columns bear item ids")
COLUMN_OF_TWO_USES = Kind("422.516", "this column is an item and cannot be the {option} as well")

PROTECTED = Kind("422.517", "this file is protected by a password; save it without one")
TOO_LARGE = Kind(
    "422.518",
    "this is more than {what}, which is not read; leave out what is no answer, or save the counts "
    "of its parts (--save-counts) and add them",
)

# The scales file
NOT_TOML = Kind("422.520", "this is not TOML: {reason}")
UNKNOWN_KEY = Kind("422.521", "the name is not known here; known are {accepted}{near}")
NO_SCALES = Kind("422.522", 'there is no scale; write [scales.name] with items = ["q1", "q2"]')
WRONG_TYPE = Kind("422.523", "this must be {expected}")
NO_SCALE_ITEMS = Kind("422.524", 'a scale needs at least one item: items = ["q1", "-q2"]')
REVERSE_NEEDS_RANGE = Kind(
    "422.525", "to turn an item round, [response] must say minimum and maximum"
)
WRONG_RANGE = Kind("422.526", "minimum must be less than maximum")
ITEM_IN_TWO_SCALES = Kind("422.527", "the item is in scale {first} already; it can be in one only")

TOO_MANY_ITEMS = Kind("422.528", "there are {items:,} items, and an analysis takes {most} at most")

# The options
TOO_MANY_FACTORS = Kind(
    "422.531", "{items} items that vary can carry at most {most} factors, and {asked} are asked for"
)
NO_FOLDER = Kind("422.532", "results cannot be written there; --out names a folder")
TOO_FEW_FACTORS = Kind("422.533", "--factors must be 1 or more")

# Counts of pairs of answers
NOT_A_CODE = Kind("422.540", "what stands here is not among the answers counted for this item")
OTHER_ITEMS = Kind(
    "422.541", "counts are added only where all of them have the same items; one lacks this one"
)
TOO_MANY_PAIRS = Kind(
    "422.542",
    "{answers} answers (all items together) in {groups} groups make more pairs than this machine "
    "should hold; leave out --site or --time, or items that are no ratings",
)
BROKEN_COUNTS = Kind(
    "422.543",
    "this is not a file of counts as --save-counts writes it ({why}); save it again",
)
NEWER_COUNTS = Kind(
    "422.544", "the file has version {version} of the counts, and this prem reads version {known}"
)
NO_COUNTS_FILE = Kind(
    "422.546",
    "counts cannot be written there; --save-counts names a file in a folder that is there",
)
LISTWISE_NEEDS_ROWS = Kind(
    "422.545",
    "counts of pairs do not say which rows are complete; use --missing pairwise, or the table",
)

# Notes: why a number is null, or how far it may be trusted
ITEM_EMPTY = Kind("422.550", "Nobody answered this item: it is left out of all else.", "warning")
ITEM_CONSTANT = Kind(
    "422.551",
    "In the rows used everybody gave the same answer: how it goes with others cannot be "
    "computed, and it is left out of reliability and factors.",
    "warning",
)
ONE_ITEM_SCALE = Kind(
    "422.552", "One item that varies has no internal consistency: it needs two or more.", "warning"
)
TWO_ITEM_SCALE = Kind(
    "422.553",
    "Two items: without one of them no scale is left, so alpha if dropped is null.",
    "warning",
)
FEW_ROWS = Kind(
    "422.554", "Not enough rows ({n}) to compute this; at least {needed} are needed.", "warning"
)
PAIRWISE_N = Kind(
    "422.555",
    "With --missing pairwise every pair of items has its own rows; tests and intervals take the "
    "smallest number of them, {n}.",
    "warning",
)
SINGULAR = Kind(
    "422.556",
    "Some item is fully given by the others (or there are too few rows), so the correlation "
    "matrix cannot be inverted.",
    "warning",
)
TOO_MANY_FACTORS_FOR_ITEMS = Kind(
    "422.557",
    "{factors} factors are too many for {items} items that vary; try --factors.",
    "warning",
)
NOT_CONVERGED = Kind(
    "422.558", "The {method} extraction did not settle, so no loadings are shown.", "warning"
)
HEYWOOD = Kind(
    "422.559",
    "Almost all of this item's variance is common (communality {value}): a sign of too many "
    "factors or too few rows; do not trust the loadings.",
    "warning",
)
NEGATIVE_ITEM = Kind(
    "422.560",
    'The item goes against the rest of its scale (r = {value}): is it reverse-scored ("-{item}")?',
    "warning",
)
NO_RANGE = Kind(
    "422.561",
    "[response] gives no minimum and maximum: floor and ceiling use the lowest and highest answer "
    "found, {minimum} and {maximum}, and no answer could be out of range.",
    "warning",
)
BETWEEN_CODES = Kind(
    "422.562",
    "Some answers lie between the codes ({first}): no counts are given.",
    "warning",
)
NOT_IN_TABLE = Kind("422.563", "The table has no column of {items}: left out.", "warning")
NO_CELL = Kind(
    "422.564", "{rows} rows have no {what}: they are not in the means by site and time.", "warning"
)
ONE_IN_CELL = Kind(
    "422.565", "One row only: a standard deviation and an interval need two.", "warning"
)
REPEATED_WOMEN = Kind(
    "422.566",
    "{repeated} ids occur at more than one time point: intervals treat their rows as independent.",
    "warning",
)
SMALL_SAMPLE = Kind(
    "422.567",
    "Not enough: {n} rows for {items} items; about {more} more would make it {needed} ({source}).",
    "warning",
)
NO_SIMULATION = Kind(
    "422.568", "--quick: no parallel analysis, for it needs simulated data.", "warning"
)
ROTATION_LOOSE = Kind(
    "422.569",
    "{rotation} stops where R's does (1e-5); turning on to the optimum would move a loading by up "
    "to {value}.",
    "warning",
)
ROTATION_UNSETTLED = Kind(
    "422.570", "The {rotation} rotation did not settle: read the loadings with care.", "warning"
)
NO_PAIRS = Kind("422.571", "Two items have too few rows in common to correlate them.", "warning")
NO_TOTAL_VARIANCE = Kind(
    "422.572", "The (other) items cancel each other out: their sum does not vary.", "warning"
)
NO_EFA_ITEMS = Kind(
    "422.573", "Factor analysis needs three items that vary; there are {items}.", "warning"
)
CONTRADICTION = Kind(
    "422.574",
    "With --missing pairwise the covariances of these items contradict each other: too few rows "
    "answer them together.",
    "warning",
)
NEEDS_ROWS = Kind(
    "422.606",
    "Counts of pairs do not determine this (scores where answers are missing, models of whole "
    "rows): it needs the rows.",
    "warning",
)
