"""A woman's phone that is rung: she picks up, presses keys, hears words, hangs up."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

from example_survey import example_survey, example_words
from texting import PHONE, Phone, answers

from prem.channels.bells import Bells
from prem.fieldwork.calls import Answer, Came, receive_call
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.tick import tick
from prem.storage import outbox, people
from prem.surveys.keys import VOICE
from prem.surveys.model import Survey

TO_ITEMS = ("5", "1", "1", "2")
"""Any key, yes to the gate, yes to the consent, her baby is with her."""
RUNG = Enrolment("07700 900123", "north", "c0ffee", channel="voice", birth=date(2026, 10, 20))
_SAID = {
    **{key: f"{key} said" for key in VOICE},
    "press": "press {press}",
    "yes": "Yes",
    "no": "No",
}


def spoken_survey() -> Survey:
    """The example survey, also asked on calls."""
    words = replace(example_words(), voice=_SAID)
    forms = {"web": "full", "sms": "text", "voice": "text"}
    return example_survey(channels=tuple(forms), form_of_channel=forms, words={"en": words})


class Caller(Phone):
    """Her phone, texts and calls: one call at a time, each step with the provider's id."""

    def __init__(self, phone: Phone) -> None:
        super().__init__(phone.field, phone.now)
        self.bells, self.calls = Bells(), itertools.count(1)
        self.channels = {"sms": self.console, "voice": self.bells}  # type: ignore[dict-item]
        self.call, self.answer, self.last = "", Answer(), Came("")

    def enrolled_for_calls(self) -> Caller:
        enrol(self.field, next(iter(self.field.surveys.values())), RUNG)
        return self

    def rung(self) -> Caller:
        """Enrol her and let the schedule ring her."""
        self.enrolled_for_calls()
        assert tick(self.field, self.now) == 1
        assert self.deliver() == 1
        return self

    def picks_up(self, *, machine: bool = False) -> list[str]:
        ring = self.bells.rings[PHONE]
        self.call = f"CA{next(self.calls)}"
        return self.step(Came(self.call, ring.token, ring.reference, machine=machine))

    def rings_us(self, sender: str = PHONE) -> list[str]:
        self.call = f"CA{next(self.calls)}"
        return self.step(Came(self.call, sender=sender))

    def presses(self, *keys: str) -> list[str]:
        """Press keys one after the other ("" is silence); return what is said at last."""
        said: list[str] = []
        for key in keys:
            assert self.on, f"the call was over before {key!r}"
            said = self.step(Came(self.call, self.answer.token, key=key))
        return said

    def step_alone(self, came: Came) -> Answer:
        """Take a step as another process would, without moving this phone."""
        return receive_call(self.field, came, self.now)

    def step(self, came: Came) -> list[str]:
        self.last, self.answer = came, receive_call(self.field, came, self.now)
        return [line.words for line in self.answer.lines]

    @property
    def on(self) -> bool:
        """Whether the call goes on."""
        return bool(self.answer.token)


def states(caller: Caller) -> dict[str, int]:
    return outbox.counts(caller.field.stores.contacts.reader)


def told(caller: Caller) -> dict[str, int | str | None]:
    return {item: non_answer or code for item, code, non_answer in answers(caller)}


def person(caller: Caller) -> people.Person:
    line = caller.field.stores.contacts.reader
    found = people.find(line, people.index_of(caller.field.keys, people.number_from(PHONE)))
    assert found
    return found
