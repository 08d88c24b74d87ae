"""What an instrument is, once its files are read and found in order. Immutable, without I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

Form = Literal["page", "text", "spoken", "easy"]
FORMS: tuple[Form, ...] = ("page", "text", "spoken", "easy")
ItemKind = Literal["choice", "open"]
Sensitivity = Literal["low", "medium", "high"]
Status = Literal["candidate", "piloted", "validated", "retired"]
MODELS = ("reflective", "formative")

SITUATIONS = ("pregnant", "baby-with-me", "baby-not-with-me", "loss", "rather-not-say")
TIME_POINTS = ("pregnancy", "birth", "weeks-0-12", "months-3-12", "months-12-18")
NON_ANSWERS = ("rather-not-say", "not-about-me", "not-sure")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an item comes from: a source id of the theory, a pointer into it, our own sentence."""

    source: str
    pointer: str
    finding: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of an item's history."""

    version: int
    date: str
    change: str
    by: str


@dataclass(frozen=True, slots=True)
class Words:
    """An item's words in one language: the question in four forms, the options in three.

    `options` are in the order in which they are shown; `text_options` and `easy_options` are
    the same options, shorter or easier, and equal `options` where the author gave none.
    """

    page: str
    text: str
    spoken: str
    easy: str
    options: tuple[str, ...] = ()
    text_options: tuple[str, ...] = ()
    easy_options: tuple[str, ...] = ()

    def question(self, form: Form) -> str:
        """Return the question in one form."""
        forms: dict[Form, str] = {
            "page": self.page,
            "text": self.text,
            "spoken": self.spoken,
            "easy": self.easy,
        }
        return forms[form]

    def options_in(self, form: Form) -> tuple[str, ...]:
        """Return the options in one form, in the order shown."""
        if form == "text":
            return self.text_options
        return self.easy_options if form == "easy" else self.options


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `codes` belong to the options in the order shown; 5 is the best experience.

    `faces`: each option has a face beside its words, from the best to the worst; `picture` stands
    beside the question in easy read, "" where none does. Neither is said to a screen reader.
    """

    id: str
    outcome: str
    scale: str
    kind: ItemKind
    codes: tuple[int, ...]
    requirements: tuple[str, ...]
    time_points: tuple[str, ...]
    situations: tuple[str, ...]
    sensitivity: Sensitivity
    status: Status
    version: int
    evidence: tuple[Evidence, ...]
    history: tuple[Change, ...]
    words: Mapping[str, Words]
    faces: bool = False
    picture: str = ""

    def fits(self, time_point: str, situation: str) -> bool:
        """Whether the item may be asked at this time point in this life situation."""
        here = time_point in self.time_points and situation in self.situations
        return here and not self.retired

    @property
    def retired(self) -> bool:
        """Whether it is kept for its id and its history only: asked no more, in no scale."""
        return self.status == "retired"


@dataclass(frozen=True, slots=True)
class Scale:
    """A group of items that is scored together: the mean of its answered items.

    `items` leaves out the retired ones. `model` is one of `MODELS`: whether what the scale
    measures brings the answers about, or the answers together make it up; "" while undecided.
    """

    id: str
    title: str
    outcome: str
    items: tuple[str, ...]
    model: str = ""


@dataclass(frozen=True, slots=True)
class NonAnswer:
    """One of the three distinct ways not to answer, in one language, by form."""

    id: str
    forms: Mapping[str, str]


@lru_cache(maxsize=4096)
def _plainly(words: str) -> str:
    """Return words without signs, in small letters, one space between two.

    Each question and word of a glossary once: a page is asked for thousands of times a second.
    """
    return " ".join("".join(c if c.isalnum() else " " for c in words.lower()).split())


@dataclass(frozen=True, slots=True)
class Instrument:
    """A measure: its items in the order asked, its scales, its words, and its content hash."""

    id: str
    title: str
    version: str
    status: Status
    reporter: str
    theory: str
    about: str
    languages: tuple[str, ...]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    short_forms: Mapping[str, tuple[str, ...]]
    overall: str
    open_question: str
    non_answers: Mapping[str, tuple[NonAnswer, ...]]
    hash: str
    words_status: Mapping[str, str] = field(default_factory=dict)
    """By language: "source" (first written in it), "draft" (translated) or "checked"."""
    whys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language, then by item, or by outcome for all of its items: why this is asked."""
    glossary: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language: what a word means that stands in a question, in plainer ones."""

    fewer_forms: Mapping[str, tuple[Form, ...]] = field(default_factory=dict)
    """By language: the forms that it has, where it has not all four."""

    def forms_in(self, language: str) -> tuple[Form, ...]:
        """Return the forms of words that a language has."""
        return self.fewer_forms.get(language, FORMS)

    def why(self, item: Item, language: str) -> str:
        """Return why an item is asked, in a language; "" where nobody says."""
        said = self.whys.get(language, {})
        return said.get(item.id) or said.get(item.outcome, "")

    def meanings(self, question: str, language: str) -> tuple[tuple[str, str], ...]:
        """Return the words of the glossary that stand in a question, each with what it means."""
        said = f" {_plainly(question)} "
        glossary = self.glossary.get(language, {})
        return tuple(one for one in glossary.items() if f" {_plainly(one[0])} " in said)

    def item(self, item_id: str) -> Item:
        """Return the item of this id; KeyError where there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)
