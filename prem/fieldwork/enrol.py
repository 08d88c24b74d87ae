"""Enrol a woman to be asked by text: her number goes into the contacts store, sealed, and only
there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prem.errors.kinds import near_miss
from prem.errors.storage import ALREADY_ENROLLED, BAD_HOURS, HAS_STOPPED, NOT_TEXTED
from prem.fieldwork.field import Field
from prem.fieldwork.links import check_words
from prem.storage import events, people, stops
from prem.storage.line import Conflict
from prem.storage.people import Person
from prem.surveys.model import Survey


@dataclass(frozen=True, slots=True, repr=False)
class Enrolment:
    """What she and the site agreed on. `phone` as it was typed; hours are UK time, 0 to 24;
    `consent` is the hash of the words of consent (Survey.consent_versions)."""

    phone: str
    site: str
    consent: str
    language: str = "en"
    channel: str = "sms"
    due_date: date | None = None
    birth: date | None = None
    safe_from: int = 10
    safe_to: int = 18


def enrol(field: Field, survey: Survey, enrolment: Enrolment) -> int:
    """Enrol her and return her reference, a random number.

    Refuses a number that gets no texts, one that is enrolled, one that said STOP, and an unknown
    site, language, channel or hours.
    """
    _check(survey, enrolment)
    number = people.number_from(enrolment.phone)
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
    )
    try:
        with field.stores.contacts.writer.transaction() as line:
            if stops.stands(line, index):
                raise HAS_STOPPED.refuse()
            people.add(line, field.keys, person, number)
            for kind, day in (("due-date", enrolment.due_date), ("birth", enrolment.birth)):
                if day is not None:
                    events.keep_day(line, person.id, kind, day)
    except Conflict:
        raise ALREADY_ENROLLED.refuse() from None
    return person.id


def _check(survey: Survey, enrolment: Enrolment) -> None:
    check_words(survey, site=enrolment.site, language=enrolment.language)
    texted = tuple(one for one in survey.channels if one in ("sms", "whatsapp"))
    if enrolment.channel not in texted:
        raise NOT_TEXTED.refuse(
            channel=enrolment.channel,
            accepted=(", ".join(texted) or "none") + near_miss(enrolment.channel, texted),
        )
    if not 0 <= enrolment.safe_from < enrolment.safe_to <= 24:
        raise BAD_HOURS.refuse()
