"""Texts of a survey: each one part, nothing that gives a woman away, a neutral beginning."""

from __future__ import annotations

from prem.errors import survey as kinds
from prem.errors import voice as spoken_kinds
from prem.instruments.fields import Fields
from prem.instruments.lints.texts import FORBIDDEN, text_complaints
from prem.instruments.lints.wording import entry, is_english, phrases, words_in
from prem.surveys.keys import LATE_HOLES, VOICE_BEFORE
from prem.surveys.model import SurveyWords
from prem.surveys.wording import consent_text, situation_text

LOCK_SCREEN = 40
"""How many letters of a text a locked phone is taken to show."""

LOUD = phrases(
    ("hospital", "clinic", "nurse*", "doctor*", "abuse*", "violen*", "danger*", "suicid*",
     "overdose*", "confidential*", "private", "secret*", "loss", "trauma*", "social work*",
     "treatment", "police", "court", "helpline*")
)  # fmt: skip

TEN_SECONDS = 24
"""How many words one recording holds: ten seconds are 40 kB, and she keeps no more in mind."""

_FORBIDDEN = phrases(FORBIDDEN)


def lint_texts(fields: Fields, words: SurveyWords, language: str) -> None:
    """Complain of every text as it would be sent."""
    for key, said in sent(words).items():
        for complaint in text_complaints(said, language, fields.at(key)):
            fields.complain(complaint)
    for key, said in sent(words).items() if is_english(language) else ():
        if found := LOUD.search(said[:LOCK_SCREEN]):
            fields.complain(
                kinds.LOUD_BEGINNING.at(fields.at(key), limit=LOCK_SCREEN, word=found.group(0))
            )


def lint_calls(fields: Fields, words: SurveyWords, language: str) -> None:
    """Complain of what may not be said on a call: as strict as for texts, and stricter at first."""
    for key, said in words.voice.items():
        place = fields.at(key)
        for line in said.split("\n"):
            if (found := len(words_in(line))) > TEN_SECONDS:
                fields.complain(spoken_kinds.LONG_LINE.at(place, found=found, limit=TEN_SECONDS))
        if not is_english(language):
            continue
        for named in _FORBIDDEN.finditer(said):
            word = named.group(0)
            fields.complain(
                spoken_kinds.CALL_WORD.at(place, word=word, what=entry(FORBIDDEN, word))
            )
        if key in VOICE_BEFORE and (loud := LOUD.search(said)):
            fields.complain(spoken_kinds.LOUD_CALL.at(place, word=loud.group(0)))


def sent(words: SurveyWords) -> dict[str, str]:
    """Return every text with what belongs to it: options, and room for what comes later."""
    sent = {key: said for key, said in words.text.items() if not key.startswith("consent-")}
    for key, room in ((one, room) for one, room in LATE_HOLES.items() if one in sent):
        sent[key] = sent[key].replace(f"{{{key}}}", room)
    return {**sent, "consent": consent_text(words), "situation": situation_text(words)}
