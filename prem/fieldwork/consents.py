"""What a woman agreed to: her session has a version, and here are the words behind it.

They are kept as a program starts that women can say yes to, so before any of them could; when a
survey's words change, those of before stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from prem.errors.survey import OTHER_WORDS, UNKNOWN_CONSENT
from prem.fieldwork.days import second_of
from prem.instruments.hashing import digest
from prem.storage import consent_words
from prem.storage.consent_words import ConsentWords
from prem.storage.line import Line
from prem.storage.stores import Stores
from prem.surveys.model import Survey, consent_said, consent_version

Said = Mapping[str, Mapping[str, str]]
"""What was said before her yes, by form ("page", "easy", "text", "voice", "paper") and key."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A version of consent with its words; `since` is when prem first kept them."""

    version: str
    survey: str
    site: str
    language: str
    since: datetime
    said: Said


def keep_words(stores: Stores, surveys: Iterable[Survey], now: datetime) -> None:
    """Keep the words of every version that a woman could agree to now."""
    line = stores.workshop.writer
    kept = consent_words.versions(line)
    new = [
        ConsentWords(version, survey.id, site, language, _written(survey, language), second_of(now))
        for survey in surveys
        for (site, language), version in survey.consents.items()
        if version not in kept
    ]
    if new:
        with line.transaction():
            consent_words.keep(line, new)


def kept_words(stores: Stores) -> list[Consent]:
    """Return every version that was ever in use here. Refuses (409.746) where one was changed."""
    return [_whole(row) for row in consent_words.every(stores.workshop.reader)]


def words_behind(stores: Stores, word: str) -> tuple[Consent, ...]:
    """Return what is behind a version as a session has it: one; or behind the hash as an enrolment
    has it, of the words alone: one for each site. Refuses (404.399) an unknown one."""
    line: Line = stores.workshop.reader
    rows = [row for row in consent_words.every(line) if word in (row.version, _hash(row.said))]
    if not rows:
        raise UNKNOWN_CONSENT.refuse(word=word[:80])
    return tuple(_whole(row) for row in rows)


def _written(survey: Survey, language: str) -> str:
    return json.dumps(consent_said(survey.words[language]), ensure_ascii=False)


def _hash(said: str) -> str:
    try:
        return digest(json.loads(said))
    except ValueError:
        return ""


def _whole(row: ConsentWords) -> Consent:
    """Return the consent; that the words are those of the version is seen from its hash."""
    try:
        said = json.loads(row.said)
    except ValueError:
        said = {}
    if consent_version(row.survey, row.site, row.language, said) != row.version:
        raise OTHER_WORDS.refuse(word=row.version)
    since = datetime.fromtimestamp(row.kept_at, UTC)
    return Consent(row.version, row.survey, row.site, row.language, since, said)
