"""What can be wrong with what is told of a woman: 422.360 to 422.379."""

from prem.errors.kinds import Kind

NO_SAFE_DAY = Kind(
    "422.360", "choose at least one day on which a text is OK: mon, tue, wed, thu, fri, sat, sun"
)
