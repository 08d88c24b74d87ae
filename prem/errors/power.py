"""Sample size, power and simulated answers: 422.960 to 422.969."""

from prem.errors.kinds import Kind

POWER_QUICK = Kind("422.960", "Power is found by simulation, which --quick leaves out.", "warning")
NO_POWER_MODEL = Kind(
    "422.961",
    "No factor model of the scales could be fitted, so there is nothing to draw answers from.",
    "warning",
)
POWER_AS_NUMBERS = Kind(
    "422.962",
    "Answers are drawn with the loadings of answers taken as numbers, for those of ordered "
    "answers (WLSMV) are absent. Such loadings are too low where answers pile up, so power is "
    "understated.",
    "warning",
)
POWER_HELD = Kind(
    "422.963",
    "Estimates that no population could have (loadings of 1 or more, correlations that contradict "
    "each other) are drawn as the nearest possible ones.",
    "warning",
)
POWER_MANY_ROWS = Kind(
    "422.964",
    "Power is not simulated for samples of more than {most:,} women: it is next to certain there.",
    "warning",
)
NOT_RESULTS = Kind(
    "422.965",
    "no results to draw answers from: --like takes the results.json of prem analyse "
    "with its sample_size.model; {reason}",
)
SIMULATED_SIZE = Kind("422.966", "--{option} is {value}; it takes {accepted}")
POWER_FEW_DRAWS = Kind(
    "422.967",
    "Fewer than ten simulated samples gave a value, so none is shown.",
    "warning",
)
POWER_MANY_ITEMS = Kind(
    "422.968", "Power is not simulated for more than {most:,} items: it takes minutes.", "warning"
)
POWER_NOT_FITTED = Kind(
    "422.969",
    "The factor model is not fitted to simulated samples of more than {most:,} items, which takes "
    "minutes: its chances and omega are absent.",
    "warning",
)
