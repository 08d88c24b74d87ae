"""Put an item into words as a channel gives it: numbered from 1, in the order shown.

The numbers are places in the list, not codes: every text, call and listing takes them from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from prem.instruments.gsm7 import plain
from prem.instruments.model import Form, Item


@dataclass(frozen=True, slots=True)
class Option:
    """One option: the number a woman replies with, its code, its words in one form."""

    number: int
    code: int
    words: str


def options_of(item: Item, language: str, form: Form = "page") -> tuple[Option, ...]:
    """Return the numbered options of an item in one form; none for an open question.

    KeyError where the item has no words in the language.
    """
    words = item.words[language].options_in(form)
    pairs = zip(item.codes, words, strict=True)
    return tuple(Option(number, code, word) for number, (code, word) in enumerate(pairs, start=1))


def text_of(item: Item, language: str) -> str:
    """Return the question exactly as it is sent: the text, then "1 Always", "2 Often" and so on.

    Signs that cost a text message its 160 characters are made plain. KeyError as in `options_of`.
    """
    lines = [item.words[language].text]
    lines += [f"{one.number} {one.words}" for one in options_of(item, language, "text")]
    return plain("\n".join(lines))


def spoken_of(item: Item, language: str) -> str:
    """Return the question as it is read out: each option on a line of its own, "1: Always".

    KeyError as in `options_of`.
    """
    lines = [item.words[language].spoken]
    lines += [f"{one.number}: {one.words}" for one in options_of(item, language, "spoken")]
    return "\n".join(lines)
