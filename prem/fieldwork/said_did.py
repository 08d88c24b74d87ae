""" "You said, we did": what women are told after a release, on a page and by one text.

Staff write it, a release stands behind it, and the words pass the rules that questions pass. It
holds no number: what is safe to count stands in the release.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from prem.errors import Place
from prem.errors import said as kinds
from prem.fieldwork.days import next_safe, second_of
from prem.fieldwork.field import Field
from prem.fieldwork.workshop_inputs import tidy_line
from prem.instruments.lints.length import MOST as MOST_WORDS
from prem.instruments.lints.stigma import stigma_in
from prem.instruments.lints.wording import words_in
from prem.storage import askings, happened, outbox, people, releases, said_did
from prem.storage.outbox import Letter
from prem.storage.people import Person as Woman
from prem.storage.said_did import Pair, Told
from prem.storage.staff import Person
from prem.storage.stores import Stores
from prem.storage.workshop_transaction import reading, writing
from prem.surveys.model import Survey
from prem.surveys.schedule.standing import standing

ROWS, LONGEST = 5, 300
TEMPLATE = "said"
_TOGETHER = 200
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def pairs_of(rows: Iterable[tuple[str, str]]) -> tuple[Pair, ...]:
    """Return what was written, row by row, without the empty rows; Refusal where a row is hard,
    half, long, holds a number or a word of stigma."""
    pairs = list[Pair]()
    for row, (said, did) in enumerate(rows, start=1):
        pair = Pair(tidy_line(said), tidy_line(did))
        if not pair.said and not pair.did:
            continue
        if not pair.said or not pair.did:
            raise kinds.HALF_SAID.refuse(row=row)
        for words in (pair.said, pair.did):
            _check(row, words)
        pairs.append(pair)
    return tuple(pairs)


def publish(
    stores: Stores, survey: str, number: int, pairs: tuple[Pair, ...], by: Person, now: datetime
) -> None:
    """Let these pairs stand for a release; none takes back what stood. Refusal 404.623."""
    release = releases.one(stores.workshop, survey, number)
    with writing(stores.workshop) as session:
        said_did.append(session, release.id, by.id, pairs, second_of(now))


def standing_told(stores: Stores) -> list[Told]:
    """Return what stands of all releases, the newest first."""
    with reading(stores.workshop) as session:
        return said_did.standing(session)


def text_all(field: Field, survey: Survey, number: int, now: datetime) -> int:
    """Queue one text to each woman of this survey for her next safe moment; return how many.

    Once a release, however often it is called. Not to who said STOP or has texts held, nor in a
    language without texts. Refuses (422.745) where nothing stands for the release.
    """
    told = standing_told(field.stores)
    if not any((one.survey, one.number) == (survey.id, number) for one in told):
        raise kinds.NOTHING_SAID.refuse()
    reader = field.stores.contacts.reader
    asked = {person for person, _ in askings.those(reader, survey.id)}
    women = [one for one in people.everyone(reader) if one.id in asked]
    return sum(
        _queue(field, survey, number, women[start : start + _TOGETHER], now)
        for start in range(0, len(women), _TOGETHER)
    )


def _queue(field: Field, survey: Survey, number: int, women: Sequence[Woman], now: datetime) -> int:
    events = happened.of(field.stores.contacts.reader, field.keys, [one.id for one in women])
    letters = list[tuple[int, Letter]]()
    for woman in women:
        stands = standing(woman.site, events.get(woman.id, ()))
        # Who is rung speaks with us in a language that may have no texts.
        reads = survey.speaks(woman.language, woman.channel) and woman.language in survey.texted
        if stands.stopped or stands.holds or not reads:
            continue
        letters.append((field.number(), _letter(field, survey, number, woman, now)))
    with field.stores.contacts.writer.transaction() as line:
        return outbox.queue(line, field.keys, letters)


def _letter(field: Field, survey: Survey, number: int, woman: Woman, now: datetime) -> Letter:
    address = f"{field.public_url.rstrip('/')}/said"
    words = survey.words[woman.language].text[TEMPLATE].replace("{said}", address)
    due = second_of(next_safe(now, woman.safe_from, woman.safe_to, woman.safe_days))
    return Letter(woman.id, f"{survey.id}/said", TEMPLATE, str(number), words, due)


def _check(row: int, words: str) -> None:
    if len(words) > LONGEST:
        raise kinds.LONG_SAID.refuse(row=row, found=len(words), limit=LONGEST)
    if any(letter.isdigit() for letter in words):
        raise kinds.NUMBER_SAID.refuse(row=row)
    for sentence in _SENTENCE.split(words):
        if (found := len(words_in(sentence))) > MOST_WORDS:
            raise kinds.HARD_SAID.refuse(row=row, found=found, limit=MOST_WORDS)
    for complaint in stigma_in(words, Place()):
        raise kinds.STIGMA_SAID.refuse(row=row, why=complaint.sentence)
