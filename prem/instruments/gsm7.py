"""Count a text message exactly as a network does, before it is sent and paid for.

A message in the GSM 7-bit alphabet (3GPP TS 23.038, section 6.2.1) takes 160 septets, or 153 in
each of several parts; characters of its extension table take two. One character outside the
alphabet, such as the Welsh ŵ, makes the whole message UCS-2: 70 units, or 67 in each part.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal

Encoding = Literal["gsm7", "ucs2"]

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
SINGLE: dict[Encoding, int] = {"gsm7": 160, "ucs2": 70}
SEVERAL: dict[Encoding, int] = {"gsm7": 153, "ucs2": 67}

_PLAIN = {
    "'": "‘’‚‛′`´",
    '"': "“”„‟″«»",
    "-": "‐‑‒–—―−•",
    "...": "…",
    " ": "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t",
    "": "\u200b\u2060\ufeff\u00ad",
}
_PLAIN_TABLE = {ord(curly): simple for simple, all_ in _PLAIN.items() for curly in all_}


def plain(text: str) -> str:
    """Return a text with curly quotes, dashes, ellipses and special spaces made plain.

    Letters stay as they are: a Welsh word keeps its accents and costs what it costs.

    >>> plain("“I’d rather not say” – really…")
    '"I\\'d rather not say" - really...'
    """
    return unicodedata.normalize("NFC", text).translate(_PLAIN_TABLE)


def strangers(text: str) -> tuple[str, ...]:
    """Return the characters that are outside the alphabet, each once, in order."""
    return tuple(dict.fromkeys(c for c in text if c not in BASIC and c not in EXTENSION))


def encoding(text: str) -> Encoding:
    """Return how a network encodes this text."""
    return "ucs2" if strangers(text) else "gsm7"


def size(text: str) -> int:
    """Return the length in the units of its encoding: septets, or 16-bit units in UCS-2."""
    return sum(_widths(text))


def room(text: str) -> int:
    """Return how many units one single part has in this text's encoding."""
    return SINGLE[encoding(text)]


def parts(text: str) -> int:
    """Return how many parts a text takes; 0 for an empty one, which is never sent.

    A character of two units is never split: it moves whole into the next part.
    """
    if not text:
        return 0
    kind = encoding(text)
    if size(text) <= SINGLE[kind]:
        return 1
    count, left = 1, SEVERAL[kind]
    for width in _widths(text):
        if width > left:
            count, left = count + 1, SEVERAL[kind]
        left -= width
    return count


def _widths(text: str) -> Iterable[int]:
    if encoding(text) == "gsm7":
        return (2 if character in EXTENSION else 1 for character in text)
    return (2 if ord(character) > 0xFFFF else 1 for character in text)
