"""How a call is queued, and the sealed word by which it finds its way back to what it asks.

A call lies in the outbox like a text, with a token in the place of words: sealed, so that nobody
who keeps our addresses (a provider's log) reads in them whom we asked what.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, replace

from prem.errors import Refusal
from prem.fieldwork.field import Field
from prem.fieldwork.post import letters
from prem.storage import outbox
from prem.storage.askings import Asking
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.outbox import Letter
from prem.storage.people import Person
from prem.storage.seal import seal, unseal
from prem.surveys.call import Call

VOICE = "voice"
CALL = "call"
"""The template of a call that she asked for."""
SOON = 600
"""Seconds in which she is rung once, however often she asks."""
_BOUND = "a call"


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """Where a call stands: what is asked of whom, under which reference it went out ("" where she
    rang us), after how many steps, and what is open. `phone`: the mark of the number that is rung;
    once she has another one, whoever holds this phone is nobody to us."""

    person: int
    survey: str
    time_point: str
    phone: str = ""
    reference: str = ""
    nth: int = 0
    call: Call = Call()  # noqa: RUF009  # immutable

    @property
    def asking(self) -> Asking:
        """Return what is asked; its day plays no part in a call."""
        return Asking(self.person, self.survey, self.time_point, 0)


def phone_mark(person: Person) -> str:
    """Return what tells a person's number from another of hers."""
    return person.phone_index.hex()[:16]


def token_of(keys: Keys, place: Place) -> str:
    """Return a place as letters that can stand in an address."""
    words = json.dumps(asdict(place), separators=(",", ":"))
    return urlsafe_b64encode(seal(keys.outbox_seal, words, _BOUND)).decode().rstrip("=")


def place_of(keys: Keys, token: str) -> Place | None:
    """Return the place of a token; None where it is none of ours."""
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        given = json.loads(unseal(keys.outbox_seal, sealed, _BOUND))
    except (Refusal, ValueError):
        return None
    return replace(Place(**given), call=Call(**given["call"]))


def ring_letters(
    keys: Keys, asking: Asking, person: Person, *, template: str, cause: bytes, due: int
) -> list[Letter]:
    """Return the one letter that is a call, once for its cause."""
    token = token_of(
        keys, Place(asking.person, asking.survey, asking.time_point, phone_mark(person))
    )
    found = letters(asking, (token,), template=template, cause=cause, due=due)
    return [replace(one, channel=VOICE) for one in found]


def ask_call(
    field: Field, line: Line, asking: Asking, person: Person, cause: bytes, due: int
) -> bool:
    """Queue a call that she asked for, inside the caller's transaction; `due` in seconds.

    It goes at once, whatever her safe hours are, for she asked; if nobody can ring her within ten
    minutes it waits for them. False where this survey rings nobody in her language, so that the
    caller says something else; True also where a call is on its way already.
    """
    survey = field.surveys.get(asking.survey)
    if survey is None or not survey.speaks(person.language, VOICE):
        return False
    if not outbox.recent_as(line, person.id, CALL, due - SOON):
        ring = ring_letters(field.keys, asking, person, template=CALL, cause=cause, due=due)
        outbox.queue(line, field.keys, [(field.number(), one) for one in ring])
    return True
