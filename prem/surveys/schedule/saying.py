"""Days of the week and hours as people type them, and as they are shown. Pure."""

from __future__ import annotations

import re

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = re.compile(r"(\d{1,2})\s*(?:-|to)\s*(\d{1,2})")


def days_from(typed: str) -> frozenset[int]:
    """Return the days of "mon,wed" or "mon-fri" or "every day"; none where a word is no day.

    >>> sorted(days_from("Mon-Wed, sunday"))
    [0, 1, 2, 6]
    """
    words = typed.lower().replace("\N{EN DASH}", "-")
    if words.strip() in ("every day", "all", "any"):
        return frozenset(range(7))
    found: set[int] = set()
    for part in re.split(r"[,;\s]+", re.sub(r"\s*-\s*", "-", words).strip()):
        ends = [_day(one) for one in part.split("-")]
        if None in ends or len(ends) > 2:
            return frozenset()
        first, last = ends[0], ends[-1]
        found |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}  # type: ignore[operator]
    return frozenset(found)


def hours_from(typed: str) -> tuple[int, int] | None:
    """Return the hours of "10-16"; None where it is none.

    >>> hours_from("9 to 17")
    (9, 17)
    """
    found = _HOURS.fullmatch(typed.strip().replace("\N{EN DASH}", "-"))
    return (int(found[1]), int(found[2])) if found else None


def _day(word: str) -> int | None:
    for number, name in enumerate(NAMES):
        if len(word) >= 3 and name.lower().startswith(word):
            return number
    return None
