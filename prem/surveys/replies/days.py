"""Which day she means: "tuesday", "3 may", "17/11", "3 days ago". Never a day to come.

Pure: what today is comes in. The words are content: surveys/_replies, [days].
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from prem.surveys.replies import lists
from prem.surveys.replies.lists import Lists, alternatives

_NUMERIC = r"\b(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}|\d{2}))?\b"
_WEEK = 7
_LEAP = 4


def taken_from(cleaned: str, today: date | None = None) -> tuple[str, date | None, bool]:
    """Return a text without the day it names, the day where it is known, and whether one is named.

    A day without a year is the last one of that name. None without `today`, where it would be to
    come, where there is no such day, and for "in may".

    >>> taken_from("born 3 may", date(2026, 11, 21))
    ('born ', datetime.date(2026, 5, 3), True)
    """
    for known in lists.every():
        grammar = _grammar(known.language)
        for pattern, meant in grammar:
            if found := pattern.search(cleaned):
                rest = f"{cleaned[: found.start()]}{cleaned[found.end() :]}"
                day = _day(meant, found, today, known) if today is not None else None
                return rest, day, True
    return cleaned, None, False


def _day(meant: str, found: re.Match[str], today: date, known: Lists) -> date | None:
    if meant == "vague":
        return None
    if meant == "numeric":
        day, month, year = found.groups()
        return _past(today, int(day), int(month), year)
    if meant == "month":
        month = int(known.names("days", "months")[found["month"]])
        return _past(today, int(found["day"]), month, found["year"])
    if meant == "of-month":
        return _this_or_last_month(today, int(found["day"]))
    if meant == "weekday":
        wanted = int(known.names("days", "weekdays")[found["weekday"]])
        back = (today.weekday() - wanted) % _WEEK
        return today - timedelta(days=back or (_WEEK if found["last"] else 0))
    if meant == "ago":
        number = found["number"]
        many = int(number) if number.isdigit() else int(known.names("numbers").get(number, 1))
        unit = int(known.names("days", "units")[found["unit"]])
        return today - timedelta(days=many * unit)
    if "-" in meant:
        return _past(today, int(meant[3:]), int(meant[:2]), None)
    return today - timedelta(days=int(meant))


def _past(today: date, day: int, month: int, year: str | None) -> date | None:
    """Return the day, or None where it does not exist or is to come."""
    if year:
        found = _exists(int(year) + (2000 if len(year) == 2 else 0), month, day)
        return found if found is not None and found <= today else None
    years = range(today.year, today.year - 2 * _LEAP, -1)
    several = (_exists(one, month, day) for one in years)
    return next((one for one in several if one is not None and one <= today), None)


def _this_or_last_month(today: date, day: int) -> date | None:
    before = today.replace(day=1) - timedelta(days=1)
    several = (_exists(one.year, one.month, day) for one in (today, before))
    return next((one for one in several if one is not None and one <= today), None)


def _exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _grammar(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what names a day, the surest first, with what it means."""
    known = lists.by_preference(language)[0]
    if not known.names("days", "months"):
        return ()
    return tuple((re.compile(pattern), meant) for pattern, meant in _patterns(known))


def _patterns(known: Lists) -> Iterator[tuple[str, str]]:
    month, weekday, unit = (
        alternatives(frozenset(known.names("days", key))) for key in ("months", "weekdays", "units")
    )
    before, parts, last, ago = (
        alternatives(known.phrases("days", key)) for key in ("before", "parts", "last", "ago")
    )
    number = alternatives(frozenset(known.names("numbers")))
    lead, rest = rf"(?:\b(?:{before})\s+)*", rf"(?:\s+(?:{parts})\b)*"
    ordinal = "st|nd|rd|th|af|ail|ydd|fed|eg|ain"
    day, year = rf"\b(?P<day>\d{{1,2}})(?:{ordinal})?", r"(?:,?\s+(?P<year>20\d\d))?"
    yield rf"{lead}{_NUMERIC}{rest}", "numeric"
    yield rf"{lead}{day}\s+(?:(?:of|o)\s+)?(?P<month>{month})\b{year}{rest}", "month"
    yield rf"{lead}\b(?P<month>{month})\s+{day}\b{year}{rest}", "month"
    yield rf"\b(?P<number>\d{{1,2}}|an?|{number})\s+(?P<unit>{unit})\s+(?:{ago})\b", "ago"
    for said, meant in sorted(known.names("days", "named").items(), key=_longest):
        yield rf"{lead}\b{re.escape(said)}\b{rest}", str(meant)
    yield rf"(?P<last>\b(?:{last})\s+)?{lead}\b(?P<weekday>{weekday})\b{rest}", "weekday"
    yield rf"{lead}\b(?:the\s+)?(?P<day>\d{{1,2}})(?:{ordinal})\b{rest}", "of-month"
    yield rf"(?:\b(?:in|ym|yn|last|back in)\s+)*\b(?:{month})\b", "vague"
    for said in sorted(known.phrases("days", "vague"), key=lambda one: -len(one)):
        yield rf"\b{re.escape(said)}\b", "vague"


def _longest(one: tuple[str, object]) -> int:
    return -len(one[0])
