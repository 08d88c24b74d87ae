"""The data dictionary: what each column of answers holds, in the report and in the workbook."""

from __future__ import annotations

from typing import Any

from prem.analysis.scales import Key
from prem.reports.analysis.grid import Grid

HEADS = (
    "Item",
    "Scale",
    "Lowest",
    "Highest",
    "Reverse-scored",
    "Answers",
    "Missing",
    "Other codes",
)


def dictionary_rows(results: dict[str, Any], key: Key) -> list[list[Any]]:
    """Return a row for each item: its scale, range, direction, and how many answered.

    Lowest and highest are those of the scales file, None where it does not say. Other codes are
    those that say why there is no answer, each with how many gave it.
    """
    return [
        [
            item,
            key.titles.get(scale, scale),
            key.items[item].minimum,
            key.items[item].maximum,
            "yes" if key.items[item].reversed else "no",
            results["items"][item]["n"],
            results["items"][item]["missing"],
            ", ".join(
                f"{k}: {n}"
                for k, n in (results["items"][item].get("non_answers") or {}).items()
                if n
            ),
        ]
        for scale, items in key.scales.items()
        for item in items
    ]


def dictionary_grid(results: dict[str, Any], key: Key) -> Grid:
    """Return the dictionary as a table of the report."""
    rows = [[_shown(value) for value in row] for row in dictionary_rows(results, key)]
    return Grid("Data dictionary", HEADS, rows, frozenset({0, 1, 4, 7}))


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else f"{value:g}" if value % 1 else f"{value:.0f}"
