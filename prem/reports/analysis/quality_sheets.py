"""Missing and careless answers in tables.xlsx."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Rows = Iterable[list[Any]]
_SHARE = ("share", "low", "high")


def quality_sheets(results: dict[str, Any]) -> dict[str, Rows]:
    """Return the sheets by title; none of counts of pairs, which have no rows."""
    data = results["data"]
    found: dict[str, Rows] = {}
    if data.get("missing_patterns"):
        found["Missing patterns"] = _patterns(data["missing_patterns"])
    if data.get("missing_by"):
        found["Missing by item"] = _items(data["missing_by"]["position"], results["items"])
        found["Missing by group"] = _groups(data["missing_by"], results["items"])
    if data.get("careless"):
        found["Careless"] = _indices(data["careless"])
        found["Careless rows"] = _rows(data["careless"])
    return found


def _patterns(found: dict[str, Any]) -> Rows:
    rows = [[one["rows"], one["share"], ", ".join(one["missing"])] for one in found["most"]]
    return [["rows", "share", "items without an answer"], *rows]


def _items(position: list[dict[str, Any]], items: dict[str, Any]) -> Rows:
    names = list(next(iter(items.values()))["non_answers"])
    heads = ["item", "position", "missing", *_SHARE, "stopped", *names]
    return [
        heads,
        *(
            [one[name] for name in ("item", "position", "missing", *_SHARE, "stopped")]
            + [items[one["item"]]["non_answers"][name] for name in names]
            for one in position
        ),
    ]


def _groups(found: dict[str, Any], items: dict[str, Any]) -> Rows:
    names = list(next(iter(items.values()))["non_answers"])
    heads = ["", "value", "rows", "with missing", *_SHARE, *names, *items]
    return [
        heads,
        *(
            [grouping, value, level["rows"], level["with_missing"]]
            + [level[name] for name in _SHARE]
            + [level["non_answers"].get(name) for name in names]
            + [level["items"].get(item, 0) for item in items]
            for grouping, part in found.items()
            if grouping != "position"
            for value, level in part["levels"].items()
        ),
    ]


def _indices(found: dict[str, Any]) -> Rows:
    figures = ("n", "mean", "min", "q1", "median", "q3", "max", "limit", "flagged", *_SHARE)
    scales = list(found["alpha"]["all"])
    heads = ["index", "flagged where", "source", *figures, *(f"alpha {s} without" for s in scales)]
    rows = [
        [name, one["rule"]["criterion"], one["rule"]["source"], *(one[f] for f in figures)]
        + [one["alpha"][scale] for scale in scales]
        for name, one in found["indices"].items()
        if one is not None
    ]
    every = ["no row left out", *[None] * (len(heads) - 1 - len(scales))]
    return [heads, *rows, every + [found["alpha"]["all"][scale] for scale in scales]]


def _rows(found: dict[str, Any]) -> Rows:
    names = [name for name, one in found["indices"].items() if one is not None]
    return [
        ["row of the file", "signs", *names],
        *(
            [one["row"], ", ".join(one["signs"]), *(one["indices"].get(name) for name in names)]
            for one in found["rows"]
        ),
    ]
