"""At most once, with honest states: whatever a provider does, and in whatever order it reports."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from provider_stub import stub
from sending import SECOND, WOMEN, all_invited, most_copies, rounds, states
from texting import PHONE, Phone

from prem.channels.console import Console
from prem.channels.model import Inbound, NotTaken, Outgoing
from prem.fieldwork.enrol import enrol
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import TRIES, report
from prem.fieldwork.tick import tick
from prem.storage import outbox, stops


@pytest.mark.parametrize(
    ("how", "end"),
    [
        ("taken", "sent"),
        ("no", "failed"),
        ("broken", "unknown"),
        ("half", "unknown"),
        ("crash", "unknown"),
        ("wrong", "unknown"),
        ("huge", "unknown"),
        ("nameless", "unknown"),
        ("moved", "unknown"),
    ],
)
def test_whatever_a_provider_does_no_text_goes_twice(phone: Phone, how: str, end: str) -> None:
    all_invited(phone)
    with stub(how) as provider:
        rounds(phone, provider, 1)
        assert states(phone) == {end: WOMEN}
        assert most_copies(provider) <= 1
        assert len(provider.calls) == WOMEN  # each was called for once


def test_what_was_surely_not_taken_goes_out_later_once(phone: Phone) -> None:
    all_invited(phone)
    with stub("busy", "forbidden", "busy", "broken", "crash", "busy", "taken") as provider:
        rounds(phone, provider, 1)
        assert states(phone) == {"unknown": 2, "sent": WOMEN - 2}
        assert most_copies(provider) == 1
        assert len(provider.calls) == WOMEN + 4


def test_a_provider_that_is_down_is_left_alone_and_nothing_is_lost(phone: Phone) -> None:
    all_invited(phone)
    with stub("busy") as provider:
        rounds(phone, provider, 1)
        assert states(phone) == {"queued": WOMEN}
        assert len(provider.calls) < 15  # not 8 women x 60 minutes
        provider.script = ["taken"]
        rounds(phone, provider, 1)
        assert states(phone) == {"sent": WOMEN}
        assert most_copies(provider) == 1


def test_what_nobody_takes_for_hours_is_given_up(sqlite_phone: Callable[[], Phone]) -> None:
    class Refusing(Console):
        def send(self, one: Outgoing) -> None:
            calls.append(one.at)
            raise NotTaken

    calls: list[datetime] = []
    phone = sqlite_phone()
    phone.enrolled()
    tick(phone.field, phone.now)
    phone.channels = {"sms": Refusing()}
    for _ in range(24 * 60):
        phone.deliver()
        phone.now += timedelta(minutes=1)
    assert states(phone) == {"failed": 1}
    assert len(calls) == TRIES
    assert all(10 <= at.hour < 18 for at in calls)  # never at night


def test_hers_stay_in_order_when_the_first_is_refused(phone: Phone) -> None:
    class Once(Console):
        def send(self, one: Outgoing) -> None:
            if refusals and refusals.pop():
                raise NotTaken
            super().send(one)

    refusals: list[bool] = []
    phone.channels = {"sms": Once()}
    phone.console = phone.channels["sms"]
    phone.invited()
    refusals.append(True)
    phone.writes("yes")
    assert len(phone.got) == 1
    phone.now += timedelta(minutes=1)
    assert phone.deliver() == 2
    assert phone.got[1:] == ["opening text", "consent text\n1 Yes\n2 No"]


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "failed", "delivered"])))
def test_reports_in_any_order_end_the_same(
    sqlite_phone: Callable[[], Phone], order: tuple[str, ...]
) -> None:
    phone = sqlite_phone()
    phone.invited()
    stores, keys = phone.field.stores, phone.field.keys
    [reference] = phone.console.references
    for said in (*order, *order):
        report(stores, keys, "sms", reference, said)  # type: ignore[arg-type]
    assert states(phone) == {"delivered": 1}
    assert not report(stores, keys, "whatsapp", reference, "failed")


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "failed"])))
def test_what_failed_was_not_sent_after_all(
    sqlite_phone: Callable[[], Phone], order: tuple[str, ...]
) -> None:
    phone = sqlite_phone().invited()
    [reference] = phone.console.references
    for said in order:
        report(phone.field.stores, phone.field.keys, "sms", reference, said)  # type: ignore[arg-type]
    assert states(phone) == {"failed": 1}


@pytest.mark.parametrize("said", ["sent", "failed", "delivered"])
def test_a_report_settles_what_was_unknown(phone: Phone, said: str) -> None:
    class Dropped(Console):
        def send(self, one: Outgoing) -> None:
            super().send(one)
            raise TimeoutError

    phone.channels = {"sms": Dropped()}
    phone.console = phone.channels["sms"]
    phone.invited()
    assert states(phone) == {"unknown": 1}
    phone.now += timedelta(days=200)  # months late
    stores, keys = phone.field.stores, phone.field.keys
    assert report(stores, keys, "sms", phone.console.references[0], said)  # type: ignore[arg-type]
    assert states(phone) == {said: 1}
    assert phone.deliver() == 0


def test_a_report_that_comes_before_the_call_returns_stands(phone: Phone) -> None:
    class Fast(Console):
        def send(self, one: Outgoing) -> None:
            assert report(stores, keys, "sms", one.reference, "delivered")

    stores, keys = phone.field.stores, phone.field.keys
    phone.channels = {"sms": Fast()}
    phone.enrolled()
    tick(phone.field, phone.now)
    phone.deliver()
    assert states(phone) == {"delivered": 1}


def test_a_report_before_a_refusal_keeps_it_from_going_again(phone: Phone) -> None:
    class Lying(Console):
        def send(self, one: Outgoing) -> None:
            assert report(stores, keys, "sms", one.reference, "sent")
            raise NotTaken

    stores, keys = phone.field.stores, phone.field.keys
    phone.channels = {"sms": Lying()}
    phone.enrolled()
    tick(phone.field, phone.now)
    phone.deliver()
    phone.now += timedelta(hours=1)
    assert phone.deliver() == 0
    assert states(phone) == {"sent": 1}


def test_a_stop_while_it_is_leased_is_heard_at_the_moment_of_sending(phone: Phone) -> None:
    class Stopping(Console):
        def send(self, one: Outgoing) -> None:
            super().send(one)
            index = line.query("SELECT phone_index FROM person ORDER BY id")
            for (one_index,) in index:  # all say STOP while the first text goes out
                stops.add(line, bytes(one_index), 1)

    line = phone.field.stores.contacts.writer
    all_invited(phone)
    phone.channels = {"sms": Stopping()}
    assert phone.deliver() == 1
    assert states(phone) == {"sent": 1, "cancelled": WOMEN - 1}


def test_only_who_holds_the_lease_may_begin(phone: Phone) -> None:
    phone.enrolled()
    tick(phone.field, phone.now)
    line, keys = phone.field.stores.contacts.writer, phone.field.keys
    at = int(phone.now.timestamp())
    [old] = outbox.lease(line, keys, at, ["sms"], seconds=60, most=5)
    assert outbox.lapse(line, at + 61) == 0  # it never began to call: nothing is lost
    [new] = outbox.lease(line, keys, at + 61, ["sms"], seconds=60, most=5)
    assert outbox.begin(line, old, b"x" * 32, at + 200) is None
    mine = outbox.begin(line, new, b"x" * 32, at + 200)
    assert mine is not None
    assert outbox.begin(line, new, b"x" * 32, at + 200) is None
    for lost in (old, new):  # who holds it no more moves nothing
        outbox.put_back(line, lost, "queued", 0, tried=True)
        outbox.settle(line, lost, "cancelled")
        assert states(phone) == {"sending": 1}
    assert outbox.lapse(line, at + 201) == 1
    outbox.put_back(line, mine, "queued", 0, tried=True)
    outbox.settle(line, old, "cancelled")
    assert states(phone) == {"unknown": 1}
    outbox.settle(line, mine, "sent")  # it was only slow, and knows what became of it
    assert states(phone) == {"sent": 1}


def test_after_a_night_without_a_sender_nothing_goes_out_before_her_safe_hours(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    phone.invited()
    receive_text(phone.field, Inbound("sms", "SM-late", PHONE, "yes"), phone.now)
    enrol(phone.field, next(iter(phone.field.surveys.values())), SECOND)
    tick(phone.field, phone.now)  # her reply and an invitation wait, and the sender is away
    phone.now = phone.now.replace(hour=23)
    assert phone.deliver() == 0
    receive_text(phone.field, Inbound("sms", "SM-now", SECOND.phone, "stop"), phone.now)
    assert phone.deliver() == 1  # she is at her phone
    phone.now += timedelta(hours=12)
    assert phone.deliver() == 2
