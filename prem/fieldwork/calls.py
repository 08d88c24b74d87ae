"""Receive what happens on a call: a pick-up, a key, a silence. One step a webhook.

The state of a call travels in a sealed token from step to step; what she answers is a turn like
any other, under a mark of the call and its step, so that a webhook that comes twice is answered
twice and counts once. STOP, here too, comes before everything and is for her on every channel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from prem.errors import Refusal
from prem.fieldwork.apply import Texted, carry_out, stop
from prem.fieldwork.days import day_of, second_of
from prem.fieldwork.deciding import Job, Turn
from prem.fieldwork.field import Field
from prem.fieldwork.post import letters
from prem.fieldwork.references import session_of
from prem.fieldwork.ringing import VOICE, Place, ask_call, phone_mark, place_of, token_of
from prem.fieldwork.send import report
from prem.fieldwork.situations import fitted, fitting
from prem.fieldwork.vouchers import first_voucher
from prem.storage import askings, events, happened, inbound, outbox, people, sessions, stops, turns
from prem.storage.line import Line
from prem.storage.people import Person
from prem.storage.seal import mark
from prem.surveys import texts
from prem.surveys.call import Call, after, pressed, said
from prem.surveys.events import ConsentRefused, Event, Finished, Stopped
from prem.surveys.model import Survey
from prem.surveys.reply import Begin, Reply, Stop
from prem.surveys.session import Session
from prem.surveys.spoken import Lines, prompt, say
from prem.surveys.wording import in_form

__all__ = ["Answer", "Came", "ask_call", "receive_call"]

QUIET, THINKING = 15, 10
"""Seconds that a call waits for a key: in silence after the pick-up, and after a question."""
MOST_STEPS = 400


@dataclass(frozen=True, slots=True, repr=False)
class Came:
    """What came of a call. `call`: the provider's id of it; `token`: what we gave it before, or
    "" where a call begins; `sender`: who rang us, "" where we rang; `key`: "" where none came;
    `machine`: something that is no person picked up."""

    call: str
    token: str = ""
    reference: str = ""
    sender: str = ""
    key: str = ""
    machine: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What the call says, and the token under which the next key comes; without one, hang up."""

    lines: Lines = ()
    token: str = ""
    language: str = "en"
    seconds: int = THINKING


OVER = Answer()
_ENDS: Mapping[str, Event] = {
    "finished": Finished(),
    "stopped": Stopped(silent=False),
    "declined": ConsentRefused(),
}
"""What is said once more where the last step of a call comes twice: what led to it is forgotten."""


@dataclass(slots=True, repr=False)
class _Thumb:
    """Understands a key where the session stands, which may be the state before a repeat."""

    call: Call
    key: str
    language: str
    fits: Callable[[str], str]
    after: Call = field(default_factory=Call)

    def __call__(self, survey: Survey, session: Session) -> Reply:
        """Return the reply that the key is."""
        session = in_form(survey, session, "spoken", self.language)
        self.after, reply = pressed(survey, session, self.call, self.key)
        if reply is None:  # she texted meanwhile, and stands elsewhere now
            self.after, reply = Call("talk"), Begin()
        return fitted(reply, self.fits)

    def under(self, _question: str) -> _Thumb:
        """Return the same key: what was said before it stands in the call, and not in a store."""
        return self


def receive_call(room: Field, came: Came, now: datetime) -> Answer:
    """Take in one step of a call; durable when it returns. Refuses (503) where a store cannot
    write, and then nothing was taken."""
    place = _begun(room, came) if not came.token else place_of(room.keys, came.token)
    if place is None or came.machine or place.nth > MOST_STEPS:
        return OVER
    if place.reference == "" and came.reference:
        place = replace(place, reference=came.reference)
    survey, line = room.surveys.get(place.survey), room.stores.contacts.reader
    person = people.by_id(line, place.person)
    if survey is None or person is None or VOICE not in survey.channels:
        return OVER
    if place.phone != phone_mark(person):
        return OVER  # she has another number now: somebody else may hold this phone
    if not place.time_point:
        return _nothing_asked(room, place, survey, person, came)
    # In this order: where the step turns out to be new, what was read before it was right.
    session = _session(room, place, survey, person)
    once = mark(room.keys.once, "turn", VOICE, came.call, place.nth)
    repeated = turns.of_text(room.stores.answers.reader, once) is not None
    if session is None or (stops.stands(line, person.phone_index) and not repeated):
        return OVER
    if repeated and session.state in _ENDS and inbound.seen(line, [_seen(room, place, came)]):
        return Answer(prompt(survey, session, (_ENDS[session.state],)), language=session.language)
    if place.nth == 0:
        return _next(room, place, place.call, (), session.language, QUIET)
    _reached(room, place, came)
    call, reply = pressed(survey, session, place.call, came.key)
    if reply is None and not repeated:
        return _next(room, place, call, said(survey, session, call), session.language)
    if isinstance(reply, Stop):
        with room.stores.contacts.writer.transaction() as inside:
            stop(Texted(room.keys, person.id, person.phone_index, now, room.number), inside)
    thumb, number = (
        _Thumb(place.call, came.key, person.language, partial(_fits, room, person.id)),
        session_of(room.keys, place.asking),
    )
    job = Job(number, session.situation, thumb, now, channel=VOICE, once=once)
    return _turn(room, place, came, person, job, thumb)


def _begun(room: Field, came: Came) -> Place | None:
    """Return the place of a call to us: what she was last asked, with no time point where that is
    nothing yet. None where nobody is known."""
    try:
        number = people.number_from(came.sender)
    except Refusal:
        return None
    line = room.stores.contacts.reader
    person = people.find(line, people.index_of(room.keys, number))
    if person is None:
        return None
    asking = askings.latest(line, person.id)
    if asking is not None:
        return Place(asking.person, asking.survey, asking.time_point, phone_mark(person))
    every = room.surveys.values()
    survey = next((one for one in every if one.speaks(person.language, VOICE)), None)
    return Place(person.id, survey.id, "", phone_mark(person)) if survey else None


def _nothing_asked(room: Field, place: Place, survey: Survey, person: Person, came: Came) -> Answer:
    """Say, after a key, that there is nothing to ask her yet."""
    if stops.stands(room.stores.contacts.reader, person.phone_index):
        return OVER
    if place.nth == 0:
        return _next(room, place, place.call, (), person.language, QUIET)
    words = say(survey, person.language, "quiet") if came.key else ()
    return Answer(words, language=person.language)


def _session(room: Field, place: Place, survey: Survey, person: Person) -> Session | None:
    number = session_of(room.keys, place.asking)
    told = _situation(room, place.person)
    known = sessions.load(room.stores.answers.reader, [number]).get(number)
    session = room.decider.restored(known, told) if known else None
    return session and in_form(survey, session, "spoken", person.language)


def _situation(room: Field, person: int) -> str | None:
    """Return what she told, or what a known loss or removal says, so that nobody asks after it."""
    line = room.stores.contacts.reader
    told = events.situation(line, room.keys, person)
    if told is not None:
        return told
    return _fits(room, person, "") or None


def _fits(room: Field, person: int, situation: str) -> str:
    """Return the situation by which she is asked who says so of herself."""
    line = room.stores.contacts.reader
    return fitting(happened.stands(line, room.keys, person), situation)


def _reached(room: Field, place: Place, came: Came) -> None:
    """A key was pressed: only now is it known that a person has picked up."""
    if place.reference and came.key and place.call.phase == "quiet":
        report(room.stores, room.keys, VOICE, place.reference, "delivered")


def _turn(room: Field, place: Place, came: Came, person: Person, job: Job, thumb: _Thumb) -> Answer:
    [turn] = room.decider.do([job])
    if isinstance(turn, BaseException):
        raise turn
    if turn is None:
        return OVER
    _follow(room, place, came, person, turn, job.now)
    survey = room.surveys[place.survey]
    session = in_form(survey, turn.session, "spoken", person.language)
    call = after(survey, thumb.after, session)
    lines = said(survey, session, thumb.after, turn.events)
    return _next(room, place, call, lines, session.language)


def _follow(
    room: Field, place: Place, came: Came, person: Person, turn: Turn, now: datetime
) -> None:
    """Carry out what follows in the contacts store, once."""
    texted = Texted(room.keys, person.id, person.phone_index, now, room.number)
    with room.stores.contacts.writer.transaction() as line:
        if inbound.add(line, [_seen(room, place, came)], day_of(now)):
            carry_out(texted, line, turn.events)
            _thank(room, line, place, came, turn, now)


def _thank(room: Field, line: Line, place: Place, came: Came, turn: Turn, now: datetime) -> None:
    """Text her voucher after the last question: read out, it would be heard and not written down.

    After a STOP nothing is texted; her link has it then.
    """
    survey, language = room.surveys[place.survey], turn.session.language
    if Finished() not in turn.events or language not in survey.texted:
        return
    number = session_of(room.keys, place.asking)
    code = first_voucher(room, line, survey, number, now)
    if code is not None:
        words, seen = (texts.voucher(survey, language, code),), _seen(room, place, came)
        found = letters(place.asking, words, template="turn", cause=seen, due=second_of(now))
        outbox.queue(line, room.keys, [(room.number(), letter) for letter in found])


def _seen(room: Field, place: Place, came: Came) -> bytes:
    return mark(room.keys.once, "inbound", VOICE, came.call, place.nth)


def _next(
    room: Field, place: Place, call: Call, lines: Lines, language: str, seconds: int = THINKING
) -> Answer:
    if call.phase == "over":
        return Answer(lines, language=language)
    token = token_of(room.keys, replace(place, nth=place.nth + 1, call=call))
    return Answer(lines, token, language, seconds)
