"""Non-answers, missing answers and careless answers: 422.920 to 422.929."""

from prem.errors.kinds import Kind

# What was given
NON_ANSWER_IN_RANGE = Kind(
    "422.920",
    "{code} is an answer too, for answers go from {minimum} to {maximum}; a non-answer needs a "
    "code that is no answer",
)
NON_ANSWER_TWICE = Kind("422.921", "{first} has this code already; each non-answer needs its own")
NOT_SECONDS = Kind(
    "422.922",
    "what stands here is not a time; it is a number of seconds, 0 or more, or empty where unknown",
)

# Notes
NON_ANSWERS_APART = Kind(
    "422.923",
    "{count:,} cells hold a non-answer ({names}): counted apart from missing answers, and no "
    "number in any statistic.",
    "warning",
)
NO_LITTLE = Kind(
    "422.924",
    "Whether answers are missing completely at random was not tested: {why}.",
    "warning",
)
NO_INDEX = Kind("422.925", "This sign of careless answers could not be computed: {why}.", "warning")
COMPLETE_ONLY = Kind(
    "422.926",
    "Distances are of the {n:,} complete rows, because {why}.",
    "warning",
)
FLAGS_CUT = Kind(
    "422.927",
    "{flagged:,} rows have a sign of careless answers; the first {shown:,} are listed.",
    "warning",
)
LEVELS_CUT = Kind(
    "422.928",
    "{levels:,} different values; missing answers are counted by the {shown:,} with most rows.",
    "warning",
)
NO_ALPHA_WITHOUT = Kind(
    "422.929",
    "Too few complete rows, or none that differ, for alpha without the flagged rows.",
    "warning",
)
