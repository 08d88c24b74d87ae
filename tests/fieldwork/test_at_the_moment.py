"""At the moment of sending all is looked at again: each guard alone stops a wrong text, though
nothing took the text out of the outbox before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from texting import ENROLMENT, Phone

from prem.channels.console import Console
from prem.channels.model import Outgoing
from prem.fieldwork.days import day_of, next_safe
from prem.fieldwork.enrol import enrol
from prem.fieldwork.send import send_due
from prem.storage import happened, outbox, people, stops
from prem.storage.outbox import Letter
from prem.storage.people import Number
from prem.surveys.schedule import Happened, Safe

OLD, NEW = "+447400123456", "+447400123457"
BABY = "How is your baby? Reply YES to start."
NEUTRAL = "Hello. OK to start? Reply YES, or STOP to end."


class Woman:
    """A woman at noon of a Wednesday, a text to whom waits in the outbox."""

    def __init__(self, phone: Phone, text: str, template: str) -> None:
        self.field, self.now, self.console = phone.field, phone.now, Console()
        survey = next(iter(self.field.surveys.values()))
        hours = {"safe_from": 10, "safe_to": 18}
        self.id = enrol(self.field, survey, replace(ENROLMENT, phone=OLD, **hours))
        self.waits(text, template)

    def waits(self, text: str, template: str, number: int = 1) -> None:
        due = int(self.now.timestamp())
        letter = Letter(self.id, "s/w", template, f"{number}.00", text, due)
        assert outbox.queue(self.line, self.field.keys, [(number, letter)]) == 1
        self.line.write("UPDATE person SET next_look = NULL")  # the clock has looked at her

    @property
    def line(self):
        return self.field.stores.contacts.writer

    def happens(self, event: Happened) -> None:
        happened.add(self.line, self.field.keys, self.field.number, self.id, event, "staff")

    def sent_to(self) -> dict[str, int]:
        channels = {"sms": self.console}
        send_due(self.field.stores, channels, self.field.keys, self.now)
        return {number: len(thread) for number, thread in self.console.threads.items()}

    def states(self) -> dict[str, int]:
        return outbox.counts(self.line)


@pytest.fixture
def waits(sqlite_phone: Callable[[], Phone]) -> Callable[..., Woman]:
    def made(text: str = NEUTRAL, template: str = "invitation") -> Woman:
        return Woman(sqlite_phone(), text, template)

    return made


def test_without_any_of_it_the_text_goes_out(waits: Callable[..., Woman]) -> None:
    for text in (NEUTRAL, BABY):
        assert waits(text).sent_to() == {OLD: 1}


@pytest.mark.parametrize("template", ["invitation", "turn", "call"])
def test_the_stop_ledger_alone_stops_it(waits: Callable[..., Woman], template: str) -> None:
    woman = waits(template=template)
    index = people.index_of(woman.field.keys, Number(OLD))
    stops.add(woman.line, index, day_of(woman.now))
    assert woman.sent_to() == {}
    assert woman.states() == {"cancelled": 1}


@pytest.mark.parametrize("kind", ["loss", "apart"])
@pytest.mark.parametrize("template", ["invitation", "turn"])
def test_her_loss_alone_stops_what_mentions_a_baby(
    waits: Callable[..., Woman], kind: str, template: str
) -> None:
    woman = waits(NEUTRAL, template)
    with woman.line.transaction():
        woman.happens(Happened(kind, woman.now))  # type: ignore[arg-type]
    woman.line.write("DELETE FROM outbox")
    woman.waits(BABY, template, number=2)
    assert woman.sent_to() == {}
    assert woman.states() == {"cancelled": 1}
    woman.waits(NEUTRAL, template, number=3)
    assert woman.sent_to() == {OLD: 1}


def test_a_plan_that_must_be_looked_at_again_alone_holds_what_it_queued(
    waits: Callable[..., Woman],
) -> None:
    woman = waits()
    woman.line.write("UPDATE person SET next_look = ?", (int(woman.now.timestamp()),))
    woman.waits(NEUTRAL, "turn", number=2)
    woman.line.write("UPDATE person SET next_look = ?", (int(woman.now.timestamp()),))
    assert woman.sent_to() == {OLD: 1}
    assert woman.states() == {"queued": 1, "sent": 1}
    woman.line.write("UPDATE person SET next_look = next_look + 60")
    woman.now += timedelta(seconds=30)
    assert woman.sent_to() == {OLD: 2}


def test_her_present_number_alone_counts(waits: Callable[..., Woman]) -> None:
    woman = waits()
    people.renumber(woman.line, woman.field.keys, woman.id, Number(NEW))
    assert woman.sent_to() == {NEW: 1}


@pytest.mark.parametrize(
    ("change", "hours"), [("safe_from = 13", 1), ("safe_to = 12", 22), ("safe_days = 123", 24)]
)
def test_her_safe_days_and_hours_alone_hold_it(
    waits: Callable[..., Woman], change: str, hours: int
) -> None:
    woman = waits()
    woman.line.write(f"UPDATE person SET {change}")
    assert woman.sent_to() == {}
    assert woman.states() == {"queued": 1}
    woman.now += timedelta(hours=hours)
    assert woman.sent_to() == {OLD: 1}


def test_a_reply_that_waits_for_her_old_safe_hours_waits_for_the_new_ones(
    waits: Callable[..., Woman],
) -> None:
    woman = waits(template="turn")
    woman.now += timedelta(hours=8)  # no sender was there, and she put her phone away
    assert woman.sent_to() == {}
    with woman.line.transaction():
        woman.happens(Happened("safe", woman.now, safe=Safe(14, 18)))
    assert woman.sent_to() == {}  # that it is looked at anew does not say that she is at her phone
    begins = next_safe(woman.now, 10, 18)
    for moment in (begins, begins + timedelta(hours=3)):
        woman.now = moment
        assert woman.sent_to() == {}
    woman.now = begins + timedelta(hours=4)
    assert woman.sent_to() == {OLD: 1}


def test_a_reply_of_this_moment_goes_whatever_hours_she_chooses_meanwhile(
    waits: Callable[..., Woman],
) -> None:
    woman = waits(template="turn")
    with woman.line.transaction():
        woman.happens(Happened("safe", woman.now, safe=Safe(14, 18)))
    woman.now += timedelta(seconds=5)
    assert woman.sent_to() == {OLD: 1}


def test_what_confirms_a_stop_is_not_made_late_by_new_hours(waits: Callable[..., Woman]) -> None:
    woman = waits(template=outbox.STOP_CONFIRMED)
    woman.line.write("UPDATE outbox SET due = due + 30")  # the provider was busy
    with woman.line.transaction():
        woman.happens(Happened("safe", woman.now, safe=Safe(14, 18)))
    woman.now += timedelta(seconds=30)
    assert woman.sent_to() == {OLD: 1}


def test_what_changes_between_lease_and_call_counts(waits: Callable[..., Woman]) -> None:
    """The stop comes while the text before hers is being sent: she is asked for at the call."""
    woman = waits()
    woman.waits("More.", "invitation", number=2)
    index = people.index_of(woman.field.keys, Number(OLD))

    class Slow(Console):
        def send(self, one: Outgoing) -> None:
            stops.add(woman.line, index, day_of(one.at))
            super().send(one)

    woman.console = Slow()
    assert woman.sent_to() == {OLD: 1}
    assert woman.states() == {"sent": 1, "cancelled": 1}


def test_what_another_sender_took_over_meanwhile_is_left_to_it(waits: Callable[..., Woman]) -> None:
    """The text before it took longer than a lease: who holds the fence now sends it, and nobody
    else."""
    woman = waits()
    woman.waits("More.", "invitation", number=2)

    class Slow(Console):
        def send(self, one: Outgoing) -> None:
            later = "UPDATE outbox SET leased_until = leased_until + 30 WHERE state = 'leased'"
            assert woman.line.write(later) == 1
            super().send(one)

    woman.console = Slow()
    assert woman.sent_to() == {OLD: 1}
    assert woman.states() == {"sent": 1, "leased": 1}


def test_a_person_who_is_gone_gets_nothing(waits: Callable[..., Woman], now: datetime) -> None:
    woman = waits()
    woman.line.write("PRAGMA foreign_keys = OFF")
    woman.line.write("DELETE FROM person")
    woman.sent_to()
    assert woman.console.threads == {}
