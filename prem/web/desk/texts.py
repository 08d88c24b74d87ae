"""The desk's line on texts: how many wait and why, how many went wrong. No numbers, no names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from prem.storage.waiting import tally
from prem.web.house import House

WEEK = timedelta(days=7)
_WHY = {
    "now": "to go out now",
    "later": "until a safe moment of hers",
    "again": "because the provider takes none just now",
    "cap": "because a cap on spending is reached",
    "late": "though it is time: no prem worker seems to run",
}
_WRONG = {
    "failed": "not delivered",
    "unknown": "perhaps sent: the provider never said, so nobody sends it again",
}


def texts_lines(house: House) -> tuple[str, ...]:
    """Return what the desk says of the texts, a sentence each; a quiet sentence where none wait."""
    now = int(house.ports.now().timestamp())
    return said(tally(house.stores.contacts.reader, now, now - int(WEEK.total_seconds())))


def said(found: Mapping[str, int]) -> tuple[str, ...]:
    """Return the sentences of a tally.

    >>> said({"cap": 1, "later": 12, "failed": 2})[0]
    '12 texts wait until a safe moment of hers.'
    >>> said({})
    ('No text waits.',)
    """
    waits = [f"{_texts(found[why])} {words}." for why, words in _WHY.items() if found.get(why)]
    wrong = [f"In the last seven days {found[how]} {words}." for how, words in _WRONG.items()
             if found.get(how)]  # fmt: skip
    return (*(waits or ["No text waits."]), *wrong)


def _texts(count: int) -> str:
    return "1 text waits" if count == 1 else f"{count} texts wait"
