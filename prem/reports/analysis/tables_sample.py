"""The sheets of tables.xlsx on sample size and power."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Rows = list[list[Any]]


def sample_sheets(results: dict[str, Any]) -> dict[str, Rows]:
    """Return the sheets of sample size, and of power where it was simulated."""
    found = results.get("sample_size")
    if not found:
        return {}
    heads = ["analysis", "where", "n", "unit", "grade", "next", "next at", "more", "very good at"]
    rows = [
        [
            *(row.get(name) for name in ("title", "where", "n", "unit", "grade")),
            *(row.get("next", {}).get(name) for name in ("grade", "n", "more")),
            row.get("very_good", {}).get("n"),
            row["source"],
            row["version"],
        ]
        for row in found["analyses"]
    ]
    sheets = {"Sample size": [[*heads, "source", "version"], *rows]}
    if found["power"]:
        figures = [line for row in found["power"]["rows"] for line in _figures(row)]
        sheets["Power"] = [["women", "figure", "scale", "estimate", "simulation error"], *figures]
    return sheets


def _figures(row: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield each figure of a number of women: a chance, or half the width of an interval."""
    for name, words in (("proper", "model can be fitted"), ("rejected", "true model rejected")):
        yield [row["n"], words, None, *_both(row[name])]
    for name in ("alpha", "omega"):
        for scale, one in row[name].items():
            yield [row["n"], f"half width of {name}", scale, *_both(one)]
    for kind, words in (("groups", "two groups"), ("paired", "same women")):
        for effect, chances in row[kind].items():
            for scale, one in chances.items():
                yield [row["n"], f"{effect} SD found, {words}", scale, *_both(one)]


def _both(one: Mapping[str, float] | None) -> list[float | None]:
    return [None, None] if one is None else [one["estimate"], one["error"]]
