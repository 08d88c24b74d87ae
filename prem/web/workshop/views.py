"""The presenters of the list and of an item: they decide, the templates place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup

from prem.fieldwork.workshop_results import Mine, Said
from prem.instruments.hashing import item_hash, shown
from prem.instruments.model import Instrument, Item
from prem.instruments.theory import Theory
from prem.web.workshop.preview import (
    TextPreview,
    easy_preview,
    page_preview,
    spoken_preview,
    text_preview,
)

RELEVANCE = ("Not relevant", "Somewhat relevant", "Quite relevant", "Highly relevant")
CLARITY = ("Not clear", "Somewhat clear", "Quite clear", "Very clear")
_NOBODY_YET = Mine()


@dataclass(frozen=True, slots=True)
class Row:
    """One question in the list; `state` is what she has done with it, in words, or nothing."""

    href: str
    words: str
    state: str
    done: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The questions about one outcome; `title` says the outcome as a sentence."""

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """The list: how far she is, where to go on, and every question by outcome."""

    done: int
    total: int
    next_href: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the four radios of a rating."""

    value: str
    words: str
    checked: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """All that the page of an item shows. `hash` pins the wording that she saw.

    `page` is out of action, and so silent to a screen reader; `page_words` says it to one.
    """

    id: str
    href: str
    number: int
    total: int
    about: str
    version: int
    hash: str
    shown_hash: str
    page: Markup
    page_words: str
    text: TextPreview
    spoken: tuple[str, ...]
    easy: str
    easy_options: tuple[str, ...]
    relevance: tuple[Choice, ...]
    clarity: tuple[Choice, ...]
    rated: bool
    earlier: bool
    evidence: tuple[tuple[str, str], ...]
    previous_href: str
    next_href: str


def address(instrument: Instrument, item: str = "") -> str:
    """Return where an instrument's list, or one of its items, is."""
    start = f"/workshop/on/{instrument.id}"
    return f"{start}/item/{item}" if item else start


def list_view(
    instrument: Instrument, theory: Theory, mine: Mapping[str, Mine], language: str
) -> ListView:
    """Return the list of an instrument's questions with what she has done so far."""
    items = [item for item in instrument.items if language in item.words]
    groups = []
    for outcome in dict.fromkeys(item.outcome for item in items):
        rows = tuple(
            _row(instrument, item, mine.get(item.id, _NOBODY_YET), language)
            for item in items
            if item.outcome == outcome
        )
        groups.append(Group(outcome or "general", title_of(theory, outcome), rows))
    open_ones = [item.id for item in items if not mine.get(item.id, _NOBODY_YET).rated]
    return ListView(
        done=len(items) - len(open_ones),
        total=len(items),
        next_href=address(instrument, open_ones[0]) if open_ones else "",
        groups=tuple(groups),
    )


def title_of(theory: Theory, outcome: str) -> str:
    """Return an outcome as a heading; the questions that belong to none come under "In general"."""
    if not outcome:
        return "In general"
    text = theory.outcome(outcome).text.rstrip(".")
    return text[:1].upper() + text[1:]


def item_view(
    templates: Environment,
    instrument: Instrument,
    theory: Theory,
    item: Item,
    mine: Mapping[str, Mine],
    language: str,
    form: Mapping[str, str] | None = None,
) -> ItemView:
    """Return the page of an item. `form` is what she just sent, when it comes back to her."""
    items = [one for one in instrument.items if language in one.words]
    place = [one.id for one in items].index(item.id)
    her = mine.get(item.id, _NOBODY_YET)
    sent = form or {}
    easy, easy_options = easy_preview(item, language)
    full = item_hash(item, language)
    return ItemView(
        id=item.id,
        href=address(instrument, item.id),
        number=place + 1,
        total=len(items),
        about=title_of(theory, item.outcome),
        version=item.version,
        hash=full,
        shown_hash=shown(full),
        page=page_preview(templates, instrument, item, language),
        page_words="; ".join((item.words[language].page, *item.words[language].options)),
        text=text_preview(item, language),
        spoken=spoken_preview(item, language),
        easy=easy,
        easy_options=easy_options,
        relevance=_choices(RELEVANCE, sent.get("relevance", _digit(her.relevance))),
        clarity=_choices(CLARITY, sent.get("clarity", _digit(her.clarity))),
        rated=her.rated,
        earlier=her.earlier,
        evidence=tuple((one.finding, f"{one.source}: {one.pointer}") for one in item.evidence),
        previous_href=address(instrument, items[place - 1].id) if place else "",
        next_href=address(instrument, items[place + 1].id) if place + 1 < len(items) else "",
    )


def after(instrument: Instrument, item: str, mine: Mapping[str, Mine], language: str) -> str:
    """Return where to go on: the next question that she has not rated, else the list."""
    ids = [one.id for one in instrument.items if language in one.words]
    place = ids.index(item)
    for identity in ids[place + 1 :] + ids[:place]:
        if not mine.get(identity, _NOBODY_YET).rated:
            return address(instrument, identity)
    return address(instrument)


def heard(said: tuple[Said, ...]) -> tuple[tuple[str, str, str], ...]:
    """Return comments as (text, whose, on which words), the present wording's first."""
    return tuple(
        (
            one.text,
            "You wrote" if one.mine else "Someone wrote",
            "" if one.current else f"about version {one.wording.version}: {one.wording.words}",
        )
        for one in said
    )


def _row(instrument: Instrument, item: Item, her: Mine, language: str) -> Row:
    state = "Rated" if her.rated else "New words since you rated it" if her.earlier else ""
    if her.comments:
        state = f"{state}, commented" if state else "Commented"
    return Row(address(instrument, item.id), item.words[language].page, state, her.rated)


def _choices(words: tuple[str, ...], chosen: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(number), word, str(number) == chosen)
        for number, word in enumerate(words, start=1)
    )


def _digit(value: int | None) -> str:
    return "" if value is None else str(value)
