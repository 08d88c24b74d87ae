"""The grade of its sample beside each verdict of the checklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# The first words of a property, and the analysis whose sample it rests on.
_RESTS_ON = (
    ("structural validity", "factor_analysis"),
    ("factorability", "factor_analysis"),
    ("one dimension", "factor_analysis"),
    ("local independence", "graded_response"),
    ("monotonicity", "graded_response"),
    ("internal consistency", "internal_consistency"),
    ("cross-cultural validity", "item_bias"),
    ("reliability of a site's mean", "sites"),
    ("reliability", "retest"),
    ("measurement error", "retest"),
)


def beside(
    rows: Sequence[dict[str, Any]], sample_size: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """Return the rows of the checklist with `sample`, the grade of the sample behind each.

    "" where the property rests on no sample, or its analysis was not made. What is sufficient of
    an inadequate sample becomes indeterminate.
    """
    analyses = (sample_size or {}).get("analyses") or ()
    grades = {one["id"]: one.get("grade", "") for one in analyses}
    return [_held(row | {"sample": grades.get(_analysis(row), "")}) for row in rows]


def _held(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row; nothing is sufficient of a sample that is inadequate.

    >>> _held({"verdict": "sufficient", "needed": "", "sample": "inadequate"})["verdict"]
    'indeterminate'
    """
    if row["sample"] != "inadequate" or row["verdict"] != "sufficient":
        return row
    needed = "more women: of so few it tells nothing for certain"
    said = f"{needed}; {row['needed']}" if row["needed"] else needed
    return row | {"verdict": "indeterminate", "needed": said}


def _analysis(row: Mapping[str, Any]) -> str:
    """Return the analysis that a row rests on, "" where it rests on none.

    >>> _analysis({"property": "reliability: trust"})
    'retest'
    >>> _analysis({"property": "reliability of a site's mean"})
    'sites'
    """
    name = row["property"]
    if name.startswith("cross-cultural") and "CFI" in row["criterion"]:
        return "invariance"  # the other rows of this property are of item bias
    return next((found for words, found in _RESTS_ON if name.startswith(words)), "")
