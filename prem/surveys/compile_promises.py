"""The numbers that a woman is told before her first answer, and no other number beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from prem.errors import survey as kinds
from prem.instruments.fields import Fields, listed
from prem.instruments.lints.wording import is_english, words_in
from prem.surveys.keys import (
    AT_ONCE,
    FACTS,
    MOST_WORDS,
    ON_PAPER,
    PROMISES,
    TOLD,
    VOUCHER,
    WITHOUT_NUMBERS,
)
from prem.surveys.model import SurveyWords

_NUMBER = re.compile(
    r"\d+|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred)\b", re.I
)
_BODY, _MORE = "opening-body", "opening-more-body"


def compile_promises(fields: Fields) -> Mapping[str, int]:
    """Return the numbers of [promises]."""
    numbers = {name: fields.number(name) for name in PROMISES}
    fields.done()
    return MappingProxyType(numbers)


def check_told(page: Fields, easy: Fields, paper: Fields, language: str) -> None:
    """Complain where the opening leaves out what she has a right to before she says yes, or says a
    number of its own, which could differ from how prem is set up."""
    for form in (page, easy):
        if _BODY in form.raw or _MORE in form.raw:
            body, more = (str(form.raw.get(one, page.raw.get(one, ""))) for one in (_BODY, _MORE))
            _unsaid(form, _BODY, body, AT_ONCE)
            later = [one for one in TOLD if one not in AT_ONCE and f"{{{one}}}" not in body]
            _unsaid(form, _MORE, more, later)
    if _BODY in paper.raw:
        _unsaid(paper, _BODY, str(paper.raw[_BODY]), ON_PAPER)
    number = _NUMBER if is_english(language) else re.compile(r"\d+")
    for fields, key in ((one, key) for one in (page, easy, paper) for key in WITHOUT_NUMBERS):
        if found := number.search(str(fields.raw.get(key, ""))):
            fields.complain(
                kinds.LOOSE_NUMBER.at(
                    fields.at(key), word=found.group(0), accepted=listed(PROMISES)
                )
            )


def check_short(page: Fields, words: SurveyWords, language: str) -> None:
    """Complain where the opening is more than one screen of a small phone, in English."""
    for form in ("page", "easy") if is_english(language) else ():
        shown = words.say(_BODY, form) if _BODY in words.page else ""
        found = len(words_in(f"{shown} {words.page.get(VOUCHER, '')}"))
        if found > MOST_WORDS:
            place = replace(page.place, field=f"{form}.{_BODY}")
            page.complain(kinds.LONG_OPENING.at(place, found=found, limit=MOST_WORDS))


def _unsaid(form: Fields, key: str, words: str, facts: tuple[str, ...] | list[str]) -> None:
    for fact in facts:
        if f"{{{fact}}}" not in words:
            what = {**FACTS, **PROMISES}[fact]
            form.complain(kinds.UNSAID_FACT.at(form.at(key), fact=fact, what=what))
