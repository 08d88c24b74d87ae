"""Enrol a woman to be asked by text: her number goes into the contacts store, sealed, and only
there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from prem.errors.kinds import near_miss
from prem.errors.storage import (
    ALREADY_ENROLLED,
    BAD_HOURS,
    HAS_STOPPED,
    NOT_TEXTED,
    UNKNOWN_WORD,
)
from prem.errors.telling import NO_SAFE_DAY
from prem.fieldwork.caps import check_number
from prem.fieldwork.field import Field
from prem.fieldwork.links import check_words
from prem.fieldwork.telling_checked import check_day
from prem.storage import happened, people, stops
from prem.storage.happened import bits_of
from prem.storage.line import Conflict
from prem.storage.people import Person
from prem.surveys.model import BY_PHONE, Survey
from prem.surveys.schedule import Happened, Safe


@dataclass(frozen=True, slots=True, repr=False)
class Enrolment:
    """What she and the site agreed on. `phone` as it was typed; hours are UK time, 0 to 24, on
    `safe_days` (Monday is 0); `consent` is the hash of the words of consent
    (Survey.consent_versions)."""

    phone: str
    site: str
    consent: str
    language: str = "en"
    channel: str = "sms"
    due_date: date | None = None
    birth: date | None = None
    safe_from: int = 10
    safe_to: int = 18
    safe_days: frozenset[int] = frozenset(range(7))


def enrol(field: Field, survey: Survey, enrolment: Enrolment, now: datetime | None = None) -> int:
    """Enrol her and return her reference, a random number.

    Refuses a number that gets no texts or to which none may go, one that is enrolled, one that said
    STOP, and an unknown site, language, channel, days or hours. `now`: when this was agreed, and by
    it a date years off is refused; long ago by default.
    """
    _check(survey, enrolment)
    if now is not None:
        _check_days(enrolment, now)
    number = people.number_from(enrolment.phone)
    check_number(field.caps, number)
    index = people.index_of(field.keys, number)
    person = Person(
        field.number(),
        index,
        enrolment.channel,
        enrolment.language,
        enrolment.site,
        enrolment.safe_from,
        enrolment.safe_to,
        enrolment.consent,
        bits_of(enrolment.safe_days),
    )
    try:
        with field.stores.contacts.writer.transaction() as line:
            if stops.stands(line, index):
                raise HAS_STOPPED.refuse()
            people.add(line, field.keys, person, number)
            for event in _events(person, enrolment, now or datetime(1970, 1, 1, tzinfo=UTC)):
                happened.add(line, field.keys, field.number, person.id, event, "staff")
    except Conflict:
        raise ALREADY_ENROLLED.refuse() from None
    return person.id


def _check_days(enrolment: Enrolment, now: datetime) -> None:
    for kind, day in (("due-date", enrolment.due_date), ("birth", enrolment.birth)):
        if day is not None:
            check_day(kind, day, now)


def _events(person: Person, enrolment: Enrolment, now: datetime) -> Iterator[Happened]:
    yield Happened(
        "enrolled",
        now,
        site=person.site,
        safe=Safe(enrolment.safe_from, enrolment.safe_to, enrolment.safe_days),
        language=person.language,
        channel=person.channel,
        number=person.phone_index.hex(),
    )
    if enrolment.due_date is not None:
        yield Happened("due-date", now, day=enrolment.due_date)
    if enrolment.birth is not None:
        yield Happened("birth", now, day=enrolment.birth)


def _check(survey: Survey, enrolment: Enrolment) -> None:
    check_words(survey, site=enrolment.site, language=enrolment.language)
    texted = survey.asks_on(BY_PHONE)
    if enrolment.channel not in texted:
        raise NOT_TEXTED.refuse(
            channel=enrolment.channel,
            accepted=(", ".join(texted) or "none") + near_miss(enrolment.channel, texted),
        )
    if not survey.speaks(enrolment.language, enrolment.channel):
        spoken = [one for one in survey.languages if survey.speaks(one, enrolment.channel)]
        raise UNKNOWN_WORD.refuse(
            word=enrolment.language,
            what=f"language that has words for {enrolment.channel}",
            accepted=", ".join(spoken),
            near=near_miss(enrolment.language, spoken),
        )
    if not 0 <= enrolment.safe_from < enrolment.safe_to <= 24:
        raise BAD_HOURS.refuse()
    if not enrolment.safe_days or not enrolment.safe_days <= set(range(7)):
        raise NO_SAFE_DAY.refuse()
