"""Texts of a survey: each one part, nothing that gives a woman away, a neutral beginning."""

from __future__ import annotations

from prem.errors import survey as kinds
from prem.instruments.fields import Fields
from prem.instruments.lints.texts import text_complaints
from prem.instruments.lints.wording import is_english, phrases
from prem.surveys.keys import LATE_HOLES
from prem.surveys.model import SurveyWords
from prem.surveys.wording import consent_text, situation_text

LOCK_SCREEN = 40
"""How many letters of a text a locked phone is taken to show."""

_LOUD = phrases(
    ("hospital", "clinic", "nurse*", "doctor*", "abuse*", "violen*", "danger*", "suicid*",
     "overdose*", "confidential*", "private", "secret*", "loss", "trauma*", "social work*",
     "treatment", "police", "court", "helpline*")
)  # fmt: skip

_FIRST = ("invitation", "reminder", "link")
"""The texts that come without her having just written."""


def lint_texts(fields: Fields, words: SurveyWords, language: str) -> None:
    """Complain of every text as it would be sent."""
    for key, said in _sent(words).items():
        for complaint in text_complaints(said, language, fields.at(key)):
            fields.complain(complaint)
    for key in _FIRST if is_english(language) else ():
        if found := _LOUD.search(words.text[key][:LOCK_SCREEN]):
            fields.complain(
                kinds.LOUD_BEGINNING.at(fields.at(key), limit=LOCK_SCREEN, word=found.group(0))
            )


def _sent(words: SurveyWords) -> dict[str, str]:
    """Return every text with what belongs to it: options, and room for what comes later."""
    sent = {key: said for key, said in words.text.items() if not key.startswith("consent-")}
    for key, room in LATE_HOLES.items():
        sent[key] = sent[key].replace(f"{{{key}}}", room)
    return {**sent, "consent": consent_text(words), "situation": situation_text(words)}
