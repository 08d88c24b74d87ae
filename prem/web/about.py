"""The presenter of an instrument's page: what is asked, for which outcome, on what evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prem.instruments.model import Instrument, Item
from prem.instruments.theory import Source, Theory


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item as the page lists it; `answers` are its option words in the order shown."""

    id: str
    question: str
    answers: tuple[str, ...]
    sensitivity: str
    version: int
    requirements: tuple[str, ...]
    evidence: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """An outcome of the theory with the items that measure it; `id` is "" for those of none."""

    id: str
    text: str
    term: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class AboutView:
    """What `about.html` places. `candidate` says that women have not yet tested the words."""

    title: str
    version: str
    status: str
    hash: str
    candidate: bool
    about: tuple[str, ...]
    item_count: int
    outcome_count: int
    outcomes: tuple[OutcomeView, ...]
    non_answers: tuple[str, ...]
    sources: tuple[Source, ...]


def about_view(instrument: Instrument, theory: Theory) -> AboutView:
    """Return the page's view of an instrument in the first of its languages."""
    language = instrument.languages[0]
    outcomes = tuple(_outcomes(instrument, theory, language))
    used = {e.source for item in instrument.items for e in item.evidence}
    return AboutView(
        title=instrument.title,
        version=instrument.version,
        status=instrument.status,
        hash=instrument.hash[:12],
        candidate=instrument.status == "candidate",
        about=paragraphs(instrument.about),
        item_count=len(instrument.items),
        outcome_count=sum(1 for outcome in outcomes if outcome.id),
        outcomes=outcomes,
        non_answers=tuple(one.forms["page"] for one in instrument.non_answers[language]),
        sources=tuple(source for source in theory.sources if source.id in used),
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """Return what stands between blank lines; a line's end within is a space.

    >>> paragraphs("One.\\nTwo.\\n \\nThree.")
    ('One. Two.', 'Three.')
    """
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return tuple(part for part in parts if part)


def _outcomes(instrument: Instrument, theory: Theory, language: str) -> Iterator[OutcomeView]:
    for outcome in theory.outcomes:
        items = [item for item in instrument.items if item.outcome == outcome.id]
        if items:
            views = tuple(_item(item, language, theory) for item in items)
            yield OutcomeView(outcome.id, outcome.text.rstrip("."), f"{outcome.term} term", views)
    rest = tuple(_item(i, language, theory) for i in instrument.items if not i.outcome)
    if rest:
        yield OutcomeView("", "The whole of it", "", rest)


def _item(item: Item, language: str, theory: Theory) -> ItemView:
    words = item.words[language]
    titles = {source.id: source.title for source in theory.sources}
    return ItemView(
        item.id,
        words.page,
        words.options,
        item.sensitivity,
        item.version,
        item.requirements,
        tuple((titles.get(e.source, e.source), e.pointer, e.finding) for e in item.evidence),
    )
