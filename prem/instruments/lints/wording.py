"""What the lints read: every question and option with its place, and how words are found in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prem.errors import Place
from prem.instruments.model import Form, Instrument, Item

# Signs that belong to a letter, of Latin, Arabic and Bengali script, are no letters to `re`.
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0981-\u0983\u09bc-\u09cd\u09d7\u200c\u200d"
_LETTERS = rf"(?:[^\W\d_][{_MARKS}]*)+"
_WORD = re.compile(rf"{_LETTERS}(?:['’-]{_LETTERS})*|\d+")


@dataclass(frozen=True, slots=True)
class Wording:
    """One piece of words that women see or hear, and where it stands."""

    item: Item
    language: str
    form: Form
    words: str
    place: Place


def words_in(text: str) -> list[str]:
    """Return the words of a text as a reader counts them: "I'd" and "one-to-one" are one each."""
    return _WORD.findall(text)


def is_english(language: str) -> bool:
    """Whether the word lists, which are English, say anything about this language."""
    return language.partition("-")[0] == "en"


def words_file(instrument: Instrument, language: str) -> str:
    """Return the path of a language's words from the content root."""
    return f"instruments/{instrument.id}/words/{language}.toml"


def items_place(instrument: Instrument, item: Item, field: str = "") -> Place:
    """Return the place of an item's own fields."""
    return Place(file=f"instruments/{instrument.id}/items", item=item.id, field=field)


def head_place(instrument: Instrument, field: str) -> Place:
    """Return a place in instrument.toml."""
    return Place(file=f"instruments/{instrument.id}/instrument.toml", field=field)


def questions(instrument: Instrument, *, english: bool = False) -> Iterator[Wording]:
    """Yield every question in every form and language (or in English only)."""
    for item in instrument.items:
        for language, words in item.words.items():
            file = words_file(instrument, language)
            has = instrument.forms_in(language)
            for form in has if is_english(language) or not english else ():
                place = Place(file=file, item=item.id, field=form)
                yield Wording(item, language, form, words.question(form), place)


def options(instrument: Instrument, *, english: bool = False) -> Iterator[Wording]:
    """Yield every option in every form and language, once where the forms share their words."""
    fields: Mapping[Form, str] = {
        "page": "options", "text": "text_options", "easy": "easy_options",
    }  # fmt: skip
    for item in instrument.items:
        for language, words in item.words.items():
            file = words_file(instrument, language)
            for form, field in fields.items() if is_english(language) or not english else ():
                if form != "page" and words.options_in(form) == words.options:
                    continue
                for option in words.options_in(form):
                    place = Place(file=file, item=item.id, field=field)
                    yield Wording(item, language, form, option, place)


def forms(instrument: Instrument) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """Yield what may be asked together, in order: the whole, then each short form by its name."""
    yield "the whole instrument", instrument.items
    for name, ids in instrument.short_forms.items():
        yield f'the short form "{name}"', tuple(instrument.item(identity) for identity in ids)


def phrases(words: Mapping[str, str] | tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of these words or phrases, whole, in any case.

    A phrase that ends in "*" also finds longer words that begin like it.
    """
    ordered = sorted(words, key=len, reverse=True)
    parts = [
        re.escape(one.removesuffix("*")).replace(r"\ ", r"[\s-]+").replace("'", "['’]")
        + (r"[\w’'-]*" if one.endswith("*") else "")
        for one in ordered
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)


def entry(words: Mapping[str, str], found: str) -> str:
    """Return the value that belongs to a word that `phrases` found in these words."""
    flat = " ".join(found.lower().replace("’", "'").replace("-", " ").split())
    for phrase in sorted(words, key=len, reverse=True):
        start = phrase.removesuffix("*").lower().replace("-", " ")
        if flat == start or (phrase.endswith("*") and flat.startswith(start)):
            return words[phrase]
    raise KeyError(found)
