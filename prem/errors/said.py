"""What can be wrong with what women are told after a release: codes 422.740 to 422.749."""

from prem.errors.kinds import Kind

HALF_SAID = Kind(
    "422.740", "row {row}: write both what women said and what was done, or leave both empty"
)
LONG_SAID = Kind("422.741", "row {row}: {found} characters; {limit} is the most, so please shorten")
HARD_SAID = Kind(
    "422.742", "row {row}: a sentence has {found} words; {limit} is the most, so please split it"
)
STIGMA_SAID = Kind("422.743", "row {row}: {why}")
NUMBER_SAID = Kind(
    "422.744",
    "row {row}: leave numbers out; a count of women can give one of them away, and the release "
    "has those that are safe",
)
NOTHING_SAID = Kind("422.745", "nothing stands for this release; publish what was said and done")
