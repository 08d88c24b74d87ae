"""Dimensions, rotation, residuals and cut-offs of factor models: notes 422.940 to 422.949."""

from prem.errors.kinds import Kind

PARALLEL_UNSTABLE = Kind(
    "422.940",
    "{failed} of {draws} simulated tables gave polychoric correlations that contradict each "
    "other, as happens with few rows or rare answers: parallel analysis on them, by the rule of "
    "{rule}, is null.",
    "warning",
)
PARALLEL_MANY = Kind(
    "422.941",
    "Parallel analysis of polychoric correlations is run for up to {most} items; there are "
    "{items}.",
    "warning",
)
NO_FACTOR_RULE = Kind(
    "422.942",
    "The correlations cannot be inverted, so parallel analysis by the rule of factors is null.",
    "warning",
)
LOCAL_OPTIMA = Kind(
    "422.943",
    "{rotation} rotation ended in {ends} different places from {starts} random starts; the best "
    "of them was taken. Its criterion is {best}, the next one's {next}.",
    "warning",
)
BIFACTOR_FEW = Kind(
    "422.944",
    "Bifactor rotation turns a general factor and two or more beside it: it needs 3 factors or "
    "more, and there are {factors}.",
    "warning",
)
EFA_EXACT = Kind(
    "422.945",
    "With {factors} factors of {items} items nothing is left to test: the test and the indices of "
    "the exploratory factor analysis are null.",
    "warning",
)
EFA_ORDERED_TEST = Kind(
    "422.946",
    "The test and the indices of the exploratory factor analysis are made for correlations of "
    "numbers; on polychoric correlations they reject too often.",
    "warning",
)
NO_DYNAMIC = Kind(
    "422.947",
    "There is no cut-off of this model's own: {why}.",
    "warning",
)
DYNAMIC_UNSETTLED = Kind(
    "422.948",
    "{failed} of {draws} simulated tables could not be fitted and were left out of the cut-offs "
    "of this model's own.",
    "warning",
)
EFA_IMPROPER = Kind(
    "422.949",
    "The correlations that the factors imply contradict each other (a Heywood case): the test and "
    "the indices of the exploratory factor analysis are null.",
    "warning",
)
