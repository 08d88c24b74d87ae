"""A text that came in, with all that is known of who sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from prem.channels.model import Inbound
from prem.errors import Refusal
from prem.fieldwork.days import second_of
from prem.fieldwork.field import Field
from prem.fieldwork.receive.hearing import Hearing
from prem.fieldwork.references import session_of
from prem.fieldwork.situations import fitting
from prem.storage import asked, askings, events, happened, inbound, people, stops
from prem.storage.asked import Question
from prem.storage.askings import Asking
from prem.storage.people import Person
from prem.storage.seal import mark
from prem.storage.sessions import Known
from prem.storage.stops import Stop
from prem.surveys.own_words import own_words
from prem.surveys.schedule.model import HOME
from prem.surveys.schedule.standing import Standing, standing


@dataclass(slots=True, repr=False)
class Incoming:
    """A text and its sender.

    `seen` marks it in the contacts store and `once` in the answers store: two marks, or the two
    stores could be joined by them. Its number and words are in the marks, so that a provider who
    gives two texts one id loses no woman's STOP. `repeat`: it was dealt with; `stop`: the STOP
    that stands; `starts`: it takes that back, and what holds her texts. `wrote`: when she wrote;
    `quoted`: the provider's id of the text that she replied to, and `picked` that it is one of
    ours. `known`: her session as it was when the text was first read.
    """

    index: bytes
    seen: bytes
    once: bytes
    channel: str
    hearing: Hearing
    wrote: datetime
    quoted: str = ""
    picked: bool = False
    person: Person | None = None
    asking: Asking | None = None
    session_id: int = 0
    known: Known | None = None
    situation: str | None = None
    repeat: bool = False
    stop: Stop | None = None
    starts: bool = False

    @property
    def silenced(self) -> bool:
        """Whether a STOP stood before this text: one that this very text entered, before a crash
        cut off what follows from it, is no earlier one."""
        return self.stop is not None and self.stop.once != self.seen


def addressed(field: Field, came: Inbound, now: datetime) -> Incoming | None:
    """Return a text under its marks; None where no phone can have sent it."""
    try:
        number = people.number_from(came.sender)
    except Refusal:
        return None  # a short code, a landline, a machine
    seen, once = (
        mark(field.keys.once, store, came.channel, came.provider_id, number.e164, came.text)
        for store in ("inbound", "turn")
    )
    index = people.index_of(field.keys, number)
    wrote = min(came.at, now) if came.at else now  # a clock of theirs may go before ours
    hearing = Hearing(own_words(came.text), wrote.astimezone(HOME).date())
    return Incoming(index, seen, once, came.channel, hearing, wrote, came.quoted)


def look_up(field: Field, texts: Sequence[Incoming], now: datetime) -> None:
    """Fill in what the contacts store knows of the senders: a few statements for all of them."""
    line = field.stores.contacts.reader
    indexes = [text.index for text in texts]
    dealt_with = inbound.seen(line, [text.seen for text in texts])
    silenced = stops.standing(line, indexes)
    known = people.with_numbers(line, indexes)
    ids = [person.id for person in known.values()]
    asked_of = askings.latest_of(line, ids)
    told = events.situations(line, field.keys, ids)
    lives = _lives(field, [one for one in ids if one not in told])
    told |= {one: fitting(lives[one], "") for one in lives if lives[one].babyless}
    latest = asked.last(line, field.keys, ids, second_of(now))
    for text in texts:
        text.repeat = text.seen in dealt_with
        text.stop = silenced.get(text.index)
        text.person = known.get(text.index)
        if text.person is not None:
            its = text.person.id
            text.hearing.language = text.person.language
            _asked(field, text, asked_of.get(its), _question(field, text, its, latest, now))
            text.situation = told.get(its)
            text.hearing.fits = partial(_fits, field, its, lives.get(its), text.wrote)


def beside_waves(field: Field, person: Person) -> Asking | None:
    """Return what is said to a woman beside every wave hangs on: a survey that texts her."""
    every = (one for one in field.surveys.values() if person.channel in one.channels)
    survey = next((one for one in every if person.language in one.texted), None)
    return Asking(person.id, survey.id, "", 0) if survey else None


def _asked(field: Field, text: Incoming, asking: Asking | None, question: Question | None) -> None:
    """Tie a text to what she is asked: to the wave and the question that it answers."""
    if asking is not None and question is not None and question.wave != asking.wave:
        survey, _, time_point = question.wave.partition("/")
        asking = Asking(asking.person, survey, time_point, 0)  # a text from before this wave
    if asking is not None and asking.survey in field.surveys:
        text.asking, text.session_id = asking, session_of(field.keys, asking)
        text.hearing.question = question.step if question else ""


def _question(
    field: Field, text: Incoming, person: int, latest: Mapping[int, Question], now: datetime
) -> Question | None:
    """Return the question that a text answers: the one that she picked, or the last one that had
    gone out to her when she wrote."""
    line, keys = field.stores.contacts.reader, field.keys
    if text.quoted:
        picked = asked.quoted(line, keys, person, asked.known_mark(keys, text.quoted))
        if picked is not None:
            text.picked = True
            return picked
    if second_of(text.wrote) < second_of(now):
        return asked.last(line, keys, [person], second_of(text.wrote)).get(person)
    return latest.get(person)


def _lives(field: Field, persons: Sequence[int]) -> dict[int, Standing]:
    """Return how things stand with these women; of whom a loss or a removal is known, nobody asks
    after it."""
    lives = happened.of(field.stores.contacts.reader, field.keys, persons)
    return {person: standing("", life) for person, life in lives.items()}


def _fits(
    field: Field, person: int, stands: Standing | None, wrote: datetime, situation: str
) -> str:
    """Return what fits where she says this of herself; her life is read where it was not yet."""
    return fitting(stands or _lives(field, [person])[person], situation, wrote)
