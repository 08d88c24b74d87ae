"""Make a text comparable: one kind of letter, digit and apostrophe, and its words."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2000
"""Letters that are read; what is stored of an open answer is not cut here."""

_WORD = re.compile(r"\d+(?:st|nd|rd|th)?(?![^\W\d_])|\d+|[^\W\d_]+")
_KISSES = re.compile(r"x+|(?:xo)+x?")
_DROPPED = dict.fromkeys(map(ord, "'`´‘’‛′\u20e3")) | {ord("🔟"): "10"}
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED_END = re.compile(r"([^\W\d_])\1+\b")


def clean(text: str) -> str:
    """Return a text in lower case, without apostrophes, accents or what cannot be seen.

    Full-width, keycap and other scripts' digits become 0 to 9.

    >>> clean("２️⃣ DON’T, Siân")
    '2 dont, sian'
    """
    plain = text[:LONGEST].replace(":'(", "😢").translate(_DROPPED)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(_DROPPED)
    plain = plain.casefold()
    if not (plain.isascii() and plain.isprintable()):
        plain = "".join(map(_plain_letter, plain))
    return plain.strip()


def _plain_letter(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Nd", "No"):
        return str(unicodedata.digit(letter, letter))
    if kind in ("Mn", "Cf", "Cs") or (kind == "Cc" and not letter.isspace()):
        return ""
    return letter


def squeezed(cleaned: str) -> list[str]:
    """Return what a text may mean whose letters are repeated, the least changed first.

    >>> squeezed("neverrr"), squeezed("goood"), squeezed("two")
    (['neverr', 'never'], ['good', 'god'], [])
    """
    twice = _STRETCHED.sub(r"\1\1", cleaned)
    once = _STRETCHED.sub(r"\1", cleaned)
    found = (twice, once, _DOUBLED_END.sub(r"\1", twice))
    return list(dict.fromkeys(one for one in found if one != cleaned))


def words_of(cleaned: str) -> list[str]:
    """Return the words of a cleaned text, without kisses at its end.

    >>> words_of("2x but only once xx")
    ['2', 'x', 'but', 'only', 'once']
    """
    words = _WORD.findall(cleaned)
    while len(words) > 1 and _KISSES.fullmatch(words[-1]):
        words.pop()
    return words


def plain_words(line: str) -> list[str]:
    """Return the words of a line of a list, cleaned; nothing is taken for a kiss."""
    return _WORD.findall(clean(line))


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
        letter = head[start]
        left -= letter.isalnum() if letter.isascii() else sum(map(str.isalnum, clean(letter)))
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
