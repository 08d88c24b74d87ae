"""What "Listen" says of a survey's own pages, in the order that a woman meets it. Pure.

Items and their answers are the instrument's own to record (prem/instruments/recordings.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from prem.instruments.model import SITUATIONS
from prem.instruments.recordings import Line
from prem.surveys.keys import VOUCHER
from prem.surveys.model import Survey, SurveyWords

FORMS = ("page", "easy")
SAID = (
    "opening", "opening-body", VOUCHER, "opening-more-body",
    "consent", "consent-body", "consent-yes", "consent-no",
    "situation", "situation-body", "situations",
    "part", "part-body",
    "paused", "paused-body", "end", "end-body", "check", "check-body",
    "stopped", "stopped-body", "declined", "declined-body",
)  # fmt: skip
"""The keys of pages that are read aloud, in order; "situations" stands for the answers there."""


def lines_of(survey: Survey, language: str) -> tuple[Line, ...]:
    """Return all that the pages of a survey say, first in usual words, then in easy ones where
    those differ. The same words are one line: they need one recording."""
    found: dict[str, Line] = {}
    for line in _lines(survey.words[language], language):
        found.setdefault(line.words, line)
    return tuple(found.values())


def _lines(words: SurveyWords, language: str) -> Iterator[Line]:
    for form in FORMS:
        has = words.page if form == "page" else words.easy
        for key in SAID:
            if key == "situations":
                for one in SITUATIONS:
                    yield Line(f"{form}-situation-{one}", words.situations[one][form], language)
            elif parts := [one for one in has.get(key, "").split("\n") if one]:
                names = _names(f"{form}-{key}", len(parts))
                yield from (Line(n, one, language) for n, one in zip(names, parts, strict=True))


def _names(name: str, count: int) -> list[str]:
    return [name] if count == 1 else [f"{name}-{n}" for n in range(1, count + 1)]
