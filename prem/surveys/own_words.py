"""Her own words as they are kept: all that she typed, and nothing that no keyboard types."""

from __future__ import annotations

from unicodedata import category

LONGEST = 5000
"""Letters that are kept; the page's own field stops there too, and no text message is as long."""

_LINES = "\n\t"
_UNTYPED = ("Cc", "Cs", "Co")
"""Control characters, halves of letters, private ones: a store or a reader may choke on them."""


def own_words(typed: str) -> str:
    """Return words as they are kept; empty where there is nothing in them to see.

    Joiners and direction marks stay: without them an emoji falls apart and Persian is misspelt.

    >>> own_words(" two\\r\\nlines\\x00 "), own_words("\u200b \u200f")
    ('two\\nlines', '')
    """
    if typed.isascii() and typed.isprintable():
        return typed.strip()[:LONGEST]
    kept = "".join(c for c in typed if c in _LINES or category(c) not in _UNTYPED).strip()
    return kept[:LONGEST] if any(category(c)[0] not in "CZ" for c in kept) else ""
