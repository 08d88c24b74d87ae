"""What has happened in her life: a birth, a loss, her baby not with her, a move, prison, refuge.

As a whole message it is an event; the patterns are content (surveys/_replies, [life]). Beside an
answer or in a story only what makes a text about a baby cruel is looked for, and looked for
widely: leaving questions out by mistake is the smaller harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from prem.surveys.replies import days, lists
from prem.surveys.replies.cleaning import words_of
from prem.surveys.replies.lists import Lists

KINDS = ("birth", "loss", "apart", "together", "moved", "prison", "refuge")
TOLD = ("loss", "apart")
"""What is heard beside something else, too."""
LONGEST = 16
"""Words up to which a message may be an event and nothing else."""


def event_in(
    cleaned: str, words: list[str], today: date | None = None
) -> tuple[str, str | None] | None:
    """Return what happened where the whole message says it, and the day (ISO) of a birth.

    A day needs `today`; "in may" names none, nor does a day that is to come.

    >>> event_in("had her tuesday", ["had", "her", "tuesday"], date(2026, 11, 21))
    ('birth', '2026-11-17')
    >>> event_in("2 but i lost her", ["2", "but", "i", "lost", "her"]) is None
    True
    """
    if not words or len(words) > LONGEST or not _may_tell().search(cleaned):
        return None
    if (kind := _whole(words)) is not None:
        return kind, None
    rest, day, named = days.taken_from(cleaned, today)
    if not named or (kind := _whole(words_of(rest))) is None:
        return None
    return kind, day.isoformat() if day is not None and kind == "birth" else None


def told_in(said: str) -> str:
    """Return "loss" or "apart" where words hold it, of her own baby as far as can be told; or "".

    >>> told_in("they kept ringing after my baby died"), told_in("my sister lost her baby")
    ('loss', '')
    """
    if not _may_be_told().search(said) or _of_others().search(said):
        return ""
    return next((kind for kind in TOLD if _told(kind).search(said)), "")


def _whole(words: list[str]) -> str | None:
    fillers = lists.all_words("life", "around")
    start = next((at for at, word in enumerate(words) if word not in fillers), len(words))
    end = next((at for at in range(len(words), start, -1) if words[at - 1] not in _after()), start)
    several = (" ".join(words[start:end]), " ".join(words[:end]))
    for said in dict.fromkeys((*several, _ends().sub("", several[0]))):
        for kind, pattern in _patterns():
            if pattern.fullmatch(said):
                return kind
    return None


@cache
def _after() -> frozenset[str]:
    return lists.all_words("life", "after")


@cache
def _ends() -> re.Pattern[str]:
    several = (_names(one).get("end") for one in lists.every())
    return re.compile("|".join(f"{one}$" for one in several if one))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns of whole messages, what is worst to miss first."""
    order = ("refuge", "prison", "loss", "apart", "together", "birth", "moved")
    return tuple((kind, re.compile("|".join(filled("life", kind)) or r"(?!)")) for kind in order)


@cache
def _told(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(filled("life", "told", kind)) or r"(?!)")


@cache
def _may_tell() -> re.Pattern[str]:
    return lists.pattern("life", "hints")


@cache
def _may_be_told() -> re.Pattern[str]:
    return lists.pattern("life", "told", "hints")


@cache
def _of_others() -> re.Pattern[str]:
    return lists.pattern("life", "told", "not")


def filled(*path: str) -> Iterator[str]:
    """Yield the patterns of every language at a place, each {name} replaced by its own
    [life.names]."""
    for one in lists.every():
        names = _names(one)
        for pattern in one.patterns(*path):
            yield f"(?:{re.sub(r'{([a-z]+)}', lambda at: names[at[1]], pattern)})"  # noqa: B023


def _names(known: Lists) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, pattern in known.names("life", "names").items():
        filled = re.sub(r"{([a-z]+)}", lambda at: found[at[1]], pattern)
        found[name] = f"(?:{filled})"
    return found
