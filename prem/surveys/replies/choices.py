"""What is being asked, as far as reading a reply needs to know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from prem.instruments.model import Instrument, Item
from prem.surveys.model import CONSENT, OPENING, SITUATION, Survey
from prem.surveys.replies.cleaning import clean, words_of
from prem.surveys.session import Session

Code = int | str


@dataclass(frozen=True, slots=True)
class Choice:
    """One question: the codes in the order shown, the words of each as phrases without signs.

    `non_answers` maps the instrument's own words for a non-answer to its id. `numbered`: the
    options were shown with numbers. `open`: words of her own are asked for.
    """

    codes: tuple[Code, ...] = ()
    phrases: tuple[frozenset[str], ...] = ()
    non_answers: tuple[tuple[str, str], ...] = ()
    numbered: bool = True
    open: bool = False


def phrase(words: str) -> str:
    """Return words as they are compared: cleaned, single spaces, no signs."""
    return " ".join(words_of(clean(words)))


def choice_of(item: Item, instrument: Instrument, language: str) -> Choice:
    """Return the choice of an item: its options count in the words of every form.

    KeyError where the item has no words in the language.
    """
    if item.kind == "open":
        return Choice(open=True)
    words = item.words[language]
    forms = (words.options, words.text_options, words.easy_options)
    non_answers = [
        (phrase(said), one.id)
        for one in instrument.non_answers[language]
        for said in one.forms.values()
    ]
    return Choice(item.codes, _phrases(*forms), tuple(dict(non_answers).items()))


def choice_at(survey: Survey, session: Session) -> Choice:
    """Return the choice at a session's step, as it was last sent; an empty one at the end."""
    return _choice(survey, session.language, session.step)


@lru_cache(maxsize=512)
def _choice(survey: Survey, language: str, step: str) -> Choice:
    words = survey.words[language]
    if step == OPENING:
        return Choice(("yes", "no"), _phrases(("yes", "no")), numbered=False)
    if step == CONSENT:
        said = (words.text["consent-yes"], words.text["consent-no"])
        return Choice(("yes", "no"), _phrases(said, ("yes", "no")))
    if step == SITUATION:
        forms = [
            [said[form] for said in words.situations.values()] for form in ("page", "text", "easy")
        ]
        return Choice(tuple(words.situations), _phrases(*forms))
    item = survey.items.get(step)
    return choice_of(item, survey.instrument, language) if item else Choice()


def _phrases(*forms: Iterable[str]) -> tuple[frozenset[str], ...]:
    columns = zip(*forms, strict=True)
    return tuple(frozenset(phrase(said) for said in column) for column in columns)
