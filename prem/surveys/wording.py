"""The two questions of the front as texts: the question, then a number and words a line."""

from __future__ import annotations

from collections.abc import Iterable

from prem.surveys.model import SurveyWords


def consent_text(words: SurveyWords) -> str:
    """Return the consent question as it is texted."""
    return _numbered(words.text["consent"], (words.text["consent-yes"], words.text["consent-no"]))


def situation_text(words: SurveyWords) -> str:
    """Return the situation question as it is texted."""
    return _numbered(words.text["situation"], (said["text"] for said in words.situations.values()))


def _numbered(question: str, options: Iterable[str]) -> str:
    return "\n".join([question, *(f"{n} {said}" for n, said in enumerate(options, start=1))])
