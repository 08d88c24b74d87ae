"""The numbers that a woman is told before her first answer, and no other number beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from prem.errors import survey as kinds
from prem.instruments.fields import Fields, listed
from prem.instruments.lints.wording import is_english
from prem.surveys.keys import FACTS, PROMISES, TOLD, WITHOUT_NUMBERS

_NUMBER = re.compile(
    r"\d+|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred)\b", re.I
)


def compile_promises(fields: Fields) -> Mapping[str, int]:
    """Return the numbers of [promises]."""
    numbers = {name: fields.number(name) for name in PROMISES}
    fields.done()
    return MappingProxyType(numbers)


def check_told(page: Fields, easy: Fields, language: str) -> None:
    """Complain where the opening leaves out what she has a right to before she says yes, or says a
    number of its own, which could differ from how prem is set up."""
    for form in (page, easy):
        body = form.raw.get("opening-body")
        for fact in TOLD if isinstance(body, str) else ():
            if f"{{{fact}}}" not in str(body):
                what = {**FACTS, **PROMISES}[fact]
                form.complain(kinds.UNSAID_FACT.at(form.at("opening-body"), fact=fact, what=what))
    number = _NUMBER if is_english(language) else re.compile(r"\d+")
    for fields, key in ((fields, key) for fields in (page, easy) for key in WITHOUT_NUMBERS):
        if found := number.search(str(fields.raw.get(key, ""))):
            fields.complain(
                kinds.LOOSE_NUMBER.at(
                    fields.at(key), word=found.group(0), accepted=listed(PROMISES)
                )
            )
