"""What staff tell of a woman: checked, noted in her log, and what follows from it at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from prem.errors.storage import ALREADY_ENROLLED, HAS_STOPPED
from prem.errors.telling import SAME_NUMBER, UNKNOWN_NUMBER
from prem.fieldwork.caps import check_number
from prem.fieldwork.days import day_of
from prem.fieldwork.field import Field
from prem.fieldwork.planning import courses
from prem.fieldwork.telling_checked import Told, check_spoken, checked
from prem.storage import former, happened, heard, outbox, people, stops, withdrawn
from prem.storage.line import Conflict, Line
from prem.storage.people import Number, Person
from prem.surveys.schedule import Happened, Planned, plan
from prem.surveys.schedule.model import HOME
from prem.surveys.schedule.standing import Standing, is_known

__all__ = ["Follows", "Told", "find", "follows", "sentences", "tell"]


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows: whether anything new was told, how many texts that waited were taken back,
    the next text that is planned now, and whether she is texted at all."""

    new: bool
    taken_back: int
    next: Planned | None
    stopped: bool


def tell(field: Field, phone: str, told: Told, now: datetime) -> Follows:
    """Note what staff tell of the woman with this number (as it was typed).

    What is known already changes nothing, but of a loss or a removal it counts that staff told of
    it too. Refuses a number that is none (422.340) or nobody's (404.361), and what cannot be: an
    unknown word, a birth to come, a due date years off, a new number that is someone else's, that
    said STOP, or to which no text may go.
    """
    event = checked(field.surveys, told, now)
    person = find(field, phone)
    if event.language or event.channel:
        language, channel = event.language or person.language, event.channel or person.channel
        check_spoken(field.surveys.values(), language, channel)
    number = people.number_from(told.number) if told.kind == "number" else None
    if number is not None:
        check_number(field.caps, number)
    try:
        with field.stores.contacts.writer.transaction() as line:
            before = withdrawn.so_far(line, person.id)
            new = _note(field, line, person, event, number, now)
            taken = withdrawn.so_far(line, person.id) - before
    except Conflict:
        raise ALREADY_ENROLLED.refuse() from None
    return replace(follows(field, person.id, now), new=new, taken_back=taken)


def find(field: Field, phone: str) -> Person:
    """Return the woman with this number as it was typed; Refusal where there is none."""
    index = people.index_of(field.keys, people.number_from(phone))
    person = people.find(field.stores.contacts.writer, index)
    if person is None:
        raise UNKNOWN_NUMBER.refuse()
    return person


def follows(field: Field, person_id: int, now: datetime) -> Follows:
    """Return what is planned for a woman now, of all surveys the next."""
    line = field.stores.contacts.writer
    person = people.get(line, person_id)
    stopped = stops.stands(line, person.phone_index)
    life = happened.of(line, field.keys, [person.id])
    planned = [
        text
        for survey in field.surveys.values()
        for course in courses(field, survey, [person], life, now)
        for text in plan(survey, course.woman, now)
    ]
    first = min(planned, key=lambda text: text.due, default=None)
    return Follows(False, 0, None if stopped else first, stopped)


def sentences(found: Follows, noted: str = "") -> list[str]:
    """Say what follows, with nothing of what was known of her before but her next text.

    `noted` stands in place of whether it is new.
    """
    known = "Noted." if found.new else "This was known already. Nothing was changed."
    said, many = [noted or known], found.taken_back
    if many:
        said.append(f"{many} text{'s' * (many > 1)} that waited {'were' if many > 1 else 'was'} "
                    "taken back.")  # fmt: skip
    if found.stopped:
        said.append("She said STOP, so no texts go to her.")
    elif found.next is None:
        said.append("No text is planned for her.")
    elif found.next.held:
        said.append("Texts wait until you tell us that they may go on.")
    else:
        said.append(f"Her next text is planned for {found.next.due.astimezone(HOME):%d %B %Y}.")
    return said


def _note(
    field: Field, line: Line, person: Person, event: Happened, number: Number | None, now: datetime
) -> bool:
    stands = happened.stands(line, field.keys, person.id)
    if number is not None:
        event = _renumber(field, line, person, number, now)
    elif event.kind == "stop":
        if not stops.add(line, person.phone_index, day_of(now)):
            return False
        outbox.cancel(line, person.id)
    elif is_known(stands, event) and not _confirms(stands, event):
        return False
    happened.add(line, field.keys, field.number, person.id, event, "staff")
    return True


def _renumber(field: Field, line: Line, person: Person, number: Number, now: datetime) -> Happened:
    """Give her the new number. Nothing ever goes to the old one again, whoever has it now; a STOP
    is hers and not the number's, so it stays."""
    index, day = people.index_of(field.keys, number), day_of(now)
    if index == person.phone_index:
        raise SAME_NUMBER.refuse()
    if stops.stands(line, index):
        raise HAS_STOPPED.refuse()
    former.add(line, person.phone_index, person.id)
    people.renumber(line, field.keys, person.id, number)
    if stops.stands(line, person.phone_index):
        stops.add(line, index, day)
    stops.add(line, person.phone_index, day)
    outbox.cancel(line, person.id)  # a reply that waits answers whoever held the old phone
    heard.forget(line, person.id)
    return Happened("number", now, number=index.hex())


def _confirms(stands: Standing, event: Happened) -> bool:
    """Whether it is a loss or a removal that only she has told of: from here on it stays, whatever
    she taps by a slip."""
    told_by = {"loss": stands.lost_by, "apart": stands.apart_by}
    return told_by.get(event.kind, "staff") != "staff"
