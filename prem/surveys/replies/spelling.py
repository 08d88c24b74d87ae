"""Dialect and short forms written out: "dinnae" is "dont", "sumtyms" is "sometimes"."""

from __future__ import annotations

import re
from functools import cache

from prem.surveys.replies import lists
from prem.surveys.replies.lists import alternatives


def respelt(cleaned: str) -> str | None:
    """Return a text with the words written out that lists know in another spelling, or None.

    >>> respelt("i dinnae ken"), respelt("i dont know")
    ('i dont know', None)
    """
    spelt, any_of = _spelt()
    found = any_of.sub(lambda word: spelt[word[0]], cleaned)
    found = _tagged().sub("", found).strip() or found
    return found if found != cleaned else None


@cache
def _tagged() -> re.Pattern[str]:
    """Return what she calls us or ends with, at the end of a text of several words."""
    return re.compile(rf"(?<=\w)(?:[\s,.!]+(?:{alternatives(lists.all_words('tags'))}))+\W*$")


@cache
def _spelt() -> tuple[dict[str, str], re.Pattern[str]]:
    spelt = {
        typed: str(meant) for one in lists.every() for typed, meant in one.names("spelt").items()
    }
    return spelt, re.compile(rf"\b(?:{alternatives(frozenset(spelt))})\b")
