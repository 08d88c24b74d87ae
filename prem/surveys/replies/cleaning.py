"""Make a text comparable: one kind of letter, digit and apostrophe, and its words."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2000
"""Letters that are read; what is stored of an open answer is not cut here."""

_WORD = re.compile(r"\d+(?:st|nd|rd|th)?(?![^\W\d_])|\d+|[^\W\d_]+")
_KISSES = re.compile(r"x+|(?:xo)+x?")
_DROPPED = dict.fromkeys(map(ord, "'`´‘’‛′\ufe0f\u20e3\u200b\u200d"))


def clean(text: str) -> str:
    """Return a text in lower case, without apostrophes, its digits as 0 to 9.

    Full-width, keycap and other scripts' digits become plain ones.

    >>> clean("２️⃣ DON’T")
    '2 dont'
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST].translate(_DROPPED)).casefold()
    plain = plain.translate(_DROPPED)  # NFKC makes new ones, out of a spacing accent
    if not plain.isascii():
        plain = "".join(
            str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in plain
        )
    return plain.strip()


def words_of(cleaned: str) -> list[str]:
    """Return the words of a cleaned text, without kisses at its end.

    >>> words_of("2x but only once xx")
    ['2', 'x', 'but', 'only', 'once']
    """
    words = _WORD.findall(cleaned)
    while len(words) > 1 and _KISSES.fullmatch(words[-1]):
        words.pop()
    return words


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line, as the lists of this room are written."""
    return frozenset(words.split())


def without(words: list[str], fillers: frozenset[str]) -> str:
    """Return the words that are no fillers, as one text."""
    return " ".join(word for word in words if word not in fillers)


def tail(text: str, comment: str) -> str:
    """Return the end of a text as she wrote it, given that end cleaned.

    >>> tail("2 - but I didn't ask!", "but i didnt ask")
    "but I didn't ask!"
    """
    left = sum(map(str.isalnum, comment))
    head = text[:LONGEST]
    for start in range(len(head) - 1, -1, -1):
        left -= sum(map(str.isalnum, clean(head[start])))
        if left <= 0:
            return text[start:].strip() if comment else ""
    return text.strip() if comment else ""


def one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, added, wrong, or two neighbours are swapped.

    >>> one_slip("alwyas", "always"), one_slip("allways", "always"), one_slip("awlasy", "always")
    (True, True, False)
    """
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    a, b = typed[start:], meant[start:]
    swapped = len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
