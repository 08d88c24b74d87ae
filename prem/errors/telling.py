"""What can be wrong with what is told of a woman: .360 to .379 and .471."""

from prem.errors.kinds import Kind

NO_SAFE_DAY = Kind(
    "422.360", "choose at least one day on which a text is OK: mon, tue, wed, thu, fri, sat, sun"
)
UNKNOWN_NUMBER = Kind("404.361", "no woman is enrolled with this number; nothing was noted")
UNKNOWN_TOLD = Kind("422.362", '"{word}" cannot be told; accepted: {accepted}{near}')
BAD_DAY = Kind("422.363", "a day is written as 2026-05-31; this is none")
DAY_MISSING = Kind("422.364", "say on which day: {what} needs one")
DAY_TOO_FAR = Kind(
    "422.365", "this day cannot be right; accepted for {what}: from {first} to {last}"
)
TOO_MUCH_TOLD = Kind("422.366", "{what} is told without {more}; leave that out")
PART_MISSING = Kind("422.367", "{what} needs {more}")
SAME_NUMBER = Kind("422.368", "this is the number that she has already; nothing was noted")
UNKNOWN_PLACE = Kind(
    "422.369", '"{word}" is not a {what} of any survey; accepted: {accepted}{near}'
)
NOT_AGREED = Kind("422.370", "she is enrolled only if she agreed to be texted; tick that she did")
NO_SUCH_WORDS = Kind(
    "422.371", 'nothing is asked in "{language}" by "{channel}" yet; accepted there: {accepted}'
)
TEXTS_NOBODY = Kind(
    "404.471", "no survey here is asked by text or by call, so nobody can be enrolled"
)
