"""How a survey's own English reads: each form of it, and what comes before her yes by itself.

The formula is one for English alone: words of other languages get no grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prem.instruments.lints.grade import Reading, reading
from prem.instruments.lints.wording import is_english
from prem.surveys.model import Survey, consent_said

FORMS = ("page", "text", "easy")
BEFORE_YES = {"page": "before her yes on the page", "easy": "before her yes in easy words"}


def readings(survey: Survey, language: str) -> Mapping[str, Reading]:
    """Return how each part of the words reads, by its name; none in another language."""
    if not is_english(language):
        return {}
    words = survey.words[language]
    found = {form: survey.reading(language, form) for form in FORMS}
    found |= {"calls": _of(words.voice.values()), "paper": _of(words.paper.values())}
    said = consent_said(words)
    for form, name in BEFORE_YES.items():
        found[name] = _of({**said["page"], **said.get(form, {})}.values())
    return {part: one for part, one in found.items() if one.sentences}


def _of(words: Iterable[str]) -> Reading:
    """Return the reading of sentences; a heading or a button is none."""
    lines = (line.strip() for one in words for line in one.split("\n"))
    return reading(line for line in lines if line.endswith((".", "?", "!")))
