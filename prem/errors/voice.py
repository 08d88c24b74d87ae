"""What can be wrong with calls and the words of calls: serials 390 to 399."""

from prem.errors.kinds import Kind

CALL_WORD = Kind(
    "422.390",
    '"{word}" may not be said in these words of a call: another person may hear them ({what})',
)
LOUD_CALL = Kind(
    "422.391",
    'this may be said before she has told us that now is OK, and holds "{word}"; '
    "use words that could be anybody's",
)
LONG_LINE = Kind(
    "422.392",
    "this line has {found} words; a recording holds {limit} at most, so break it into two lines",
)
NO_KEYS = Kind(
    "422.393",
    "the item {item} has {found} answers to choose from, and calls ask this form; "
    "a key answers a question with 1 to {limit} of them",
)
NO_CALL = Kind("404.394", "there is no call on this phone of the simulator just now")
