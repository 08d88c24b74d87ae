"""Hypotheses, change by model and generalisability: 422.950 to 422.959."""

from prem.errors.kinds import Kind

HYPOTHESIS_LACKS = Kind("422.950", "a hypothesis of this kind needs {missing} too")
NOT_A_CHOICE = Kind("422.951", "this must be {accepted}{near}")
NO_SUCH_NAME = Kind("422.952", "there is no such {what}; known are {accepted}{near}")
SAME_HYPOTHESIS = Kind("422.954", "hypothesis {first} has this id too; each needs its own")

NOT_TESTABLE = Kind("422.955", "The hypothesis cannot be tested: {why}.", "warning")
NO_FIRST_SITE = Kind(
    "422.953",
    "{women} women have no site where they answered first: they are left out here.",
    "warning",
)
NO_CHANGE_MODEL = Kind(
    "422.956",
    "Change could not be modelled: it needs two time points, women seen at both, and scores that "
    "differ by more than these explain.",
    "warning",
)
NO_GENERALISABILITY = Kind(
    "422.957",
    "The variances of women, items and occasions could not be told apart: too few answers, "
    "answers that do not vary, or too many patterns of missing ones.",
    "warning",
)
AT_ZERO = Kind(
    "422.958",
    "Estimated as 0, or hardly above it, so without an interval: {names}.",
    "warning",
)
BELOW_ZERO = Kind(
    "422.959",
    "Set free, these variances come out below 0, so they are no more than chance: {shown}.",
    "warning",
)
