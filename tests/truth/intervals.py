"""Which intervals results.json has, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any


def intervals(results: Any, at: str = "") -> Iterator[str]:
    """Yield the place of every interval: what has `low` and `high`, or `x`, `x_low`, `x_high`.

    Members of a list are "each".
    """
    if isinstance(results, list):
        for part in results:
            yield from intervals(part, f"{at}.each")
    if not isinstance(results, dict):
        return
    for name, value in results.items():
        here = f"{at}.{name}" if at else name
        if name == "low" and "high" in results:
            yield at
        elif name.endswith("_low") and f"{name[:-4]}_high" in results:
            yield here[:-4]
        else:
            yield from intervals(value, here)


def forgotten(results: Any, held: Sequence[str]) -> list[str]:
    """Return the places of intervals that no pattern of `held` names (* for any name)."""
    places = dict.fromkeys(intervals(results))
    return [place for place in places if not any(fnmatchcase(place, h) for h in held)]
