"""The numbers that a woman is told before her first answer, and no other number beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from prem.errors import survey as kinds
from prem.instruments.fields import Fields, listed, quoted
from prem.instruments.lints.wording import is_english, words_in
from prem.surveys.keeping import day_in
from prem.surveys.keys import (
    AT_ONCE,
    DELETE_ON,
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
_TIME = re.compile(rf"{_NUMBER.pattern}|\b(?:days?|weeks?|months?|years?|decades?)\b", re.I)
_DIGITS, _HOLE = re.compile(r"\d+"), re.compile(r"\{([^{}]*)\}")
_BODY, _MORE = "opening-body", "opening-more-body"


def compile_promises(fields: Fields) -> tuple[Mapping[str, int], str]:
    """Return the numbers of [promises], and the day of deletion ("" where there is none)."""
    numbers = {name: fields.number(name) for name in PROMISES}
    day = fields.text(DELETE_ON, required=False)
    fields.done()
    if day and not _is_day(day):
        fields.complain(kinds.NO_DAY.at(fields.at(DELETE_ON), word=quoted(day)))
        day = ""
    return MappingProxyType(numbers), day


def fill_day(
    fields: Fields, facts: Mapping[str, str], day: str, language: str
) -> Mapping[str, str]:
    """Return the facts with the day of deletion in its hole; complain where how long answers are
    kept is told by a time that nothing here keeps, or leaves out the one that is."""
    name, hole, said = "keep_until", f"{{{DELETE_ON}}}", facts["keep_until"]
    time = _TIME if is_english(language) else _DIGITS
    if found := time.search(said.replace(hole, "")):
        fields.complain(kinds.UNKEPT_TIME.at(fields.at(name), word=found.group(0)))
    if day and hole not in said:
        what = "the day on which all answers are deleted"
        fields.complain(kinds.UNSAID_FACT.at(fields.at(name), fact=DELETE_ON, what=what))
    filled = {**facts, name: said.replace(hole, day_in(language, day)) if day else said}
    for one, words in filled.items():
        if left := _HOLE.search(words):
            accepted = f"none but {hole} in {name}" if day else "none"
            fields.complain(
                kinds.UNKNOWN_HOLE.at(fields.at(one), hole=left[1], accepted=accepted, near="")
            )
    return MappingProxyType(filled)


def _is_day(word: str) -> bool:
    try:
        return date.fromisoformat(word).isoformat() == word
    except ValueError:
        return False


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
    number = _NUMBER if is_english(language) else _DIGITS
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
