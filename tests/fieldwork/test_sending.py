"""Sending and its accidents: a dead sender, a crash between the stores, a provider that repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from texting import ENROLMENT, PHONE, Phone, answers, killed_at

from prem.channels.console import Console
from prem.channels.model import Inbound, NotSent, Outgoing
from prem.fieldwork import looking
from prem.fieldwork import tick as tick_room
from prem.fieldwork.enrol import enrol
from prem.fieldwork.receive import MOST_AN_HOUR, outcome, receive_text
from prem.fieldwork.send import report
from prem.fieldwork.tick import tick
from prem.storage import outbox
from prem.surveys.model import Survey


def test_a_phone_that_answers_by_itself_is_not_written_to_for_ever(phone: Phone) -> None:
    phone.invited()
    for _ in range(MOST_AN_HOUR + 20):
        phone.writes("This text was sent by a machine. Nobody reads what you write.")
    assert len(phone.got) == MOST_AN_HOUR
    phone.now += timedelta(hours=2)
    phone.writes("yes")  # she herself goes on where she was
    assert phone.got[-2:] == ["opening text", "consent text\n1 Yes\n2 No"]
    for _ in range(MOST_AN_HOUR + 20):
        phone.writes("This text was sent by a machine. Nobody reads what you write.")
    phone.writes("stop")
    assert phone.got[-1] == "stopped text"  # always confirmed


def test_a_sender_that_dies_leaves_it_unknown_and_never_sends_twice(phone: Phone) -> None:
    phone.enrolled()
    tick(phone.field, phone.now)

    class Dying(Console):
        def send(self, one: Outgoing) -> None:
            raise KeyboardInterrupt

    phone.channels = {"sms": Dying()}
    with pytest.raises(KeyboardInterrupt):
        phone.deliver()
    phone.channels = {"sms": phone.console}
    assert phone.deliver() == 0
    phone.now += timedelta(minutes=10)
    assert phone.deliver() == 0
    assert outbox.counts(phone.field.stores.contacts.reader) == {"unknown": 1}


def test_a_text_that_no_one_takes_is_failed_and_reports_settle_the_rest(phone: Phone) -> None:
    phone.invited()
    assert report(
        phone.field.stores, phone.field.keys, "sms", phone.console.references[0], "delivered"
    )
    assert not report(phone.field.stores, phone.field.keys, "sms", "nobody", "delivered")

    class Refusing(Console):
        def send(self, one: Outgoing) -> None:
            raise NotSent

    phone.channels = {"sms": Refusing()}
    phone.writes("yes")
    counts = outbox.counts(phone.field.stores.contacts.reader)
    assert counts == {"delivered": 1, "failed": 2}


def test_a_text_waits_for_a_sender_that_has_its_channel(phone: Phone) -> None:
    phone.enrolled()
    tick(phone.field, phone.now)
    for channels in ({}, {"whatsapp": phone.console}):
        phone.channels = channels  # type: ignore[assignment]
        assert phone.deliver() == 0
    phone.channels = {"sms": phone.console}
    assert phone.deliver() == 1


def test_a_provider_that_breaks_off_stops_neither_the_others_nor_the_worker(phone: Phone) -> None:
    phone.invited()
    receive_text(phone.field, Inbound("sms", "SM-y", PHONE, "yes"), phone.now)  # two texts
    console, broken = phone.console, [True]

    class Flaky(Console):
        def send(self, one: Outgoing) -> None:
            if broken and broken.pop():
                raise ConnectionResetError(f"could not reach {one.to}")
            console.send(one)

    phone.channels = {"sms": Flaky()}
    assert phone.deliver() == 1
    phone.now += timedelta(minutes=10)
    assert phone.deliver() == 0
    counts = outbox.counts(phone.field.stores.contacts.reader)
    assert counts == {"sent": 2, "unknown": 1}


def test_a_fault_with_one_woman_does_not_keep_the_others_waiting(
    phone: Phone, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.enrolled()
    other = replace(ENROLMENT, phone="07700 900124")
    enrol(phone.field, survey, other)
    real, broken = tick_room.texts.messages, [True]

    def flaky(*words: object) -> tuple[str, ...]:
        if broken and broken.pop():
            raise KeyError("a word of one language is missing")
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(tick_room.texts, "messages", flaky)
    assert tick(phone.field, phone.now) == 1
    assert tick(phone.field, phone.now) == 1  # mended: she is invited in the next round
    assert tick(phone.field, phone.now) == 0


def test_a_plan_that_fails_is_made_again_in_a_minute(
    phone: Phone, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.enrolled()
    enrol(phone.field, survey, replace(ENROLMENT, phone="07700 900124"))
    real, broken = looking.planned, [True]

    def flaky(*words: object) -> object:
        if broken and broken.pop():
            raise KeyError("a word of one language is missing")
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(looking, "planned", flaky)
    assert tick(phone.field, phone.now) == 1
    assert tick(phone.field, phone.now) == 0
    phone.now += timedelta(minutes=1)
    assert tick(phone.field, phone.now) == 1


def test_two_senders_never_send_the_same_text(phone: Phone) -> None:
    phone.invited().writes("yes")
    receive_text(phone.field, Inbound("sms", "SM-x", PHONE, "1"), phone.now)
    line, keys = phone.field.stores.contacts.writer, phone.field.keys
    first = outbox.lease(line, keys, 2**40, ["sms"], seconds=60, most=50)
    second = outbox.lease(line, keys, 2**40, ["sms"], seconds=60, most=50)
    assert len(first) == 1
    assert second == []


def test_a_provider_that_delivers_twice_is_counted_once(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "1")
    assert phone.writes("3", id_="SM-same") == "answered"
    sent, before = len(phone.got), answers(phone)
    assert phone.writes("3", id_="SM-same") == "repeat"
    assert (len(phone.got), answers(phone)) == (sent, before)


@pytest.mark.parametrize("step", range(5))
def test_a_crash_between_the_stores_is_mended_by_the_retry(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    words = ["yes", "1", "2", "4", "5"]
    phone.invited().writes(*words[:step])
    twin_sent = len(phone.got)

    came = Inbound("sms", "SM-crash", PHONE, words[step])
    with killed_at(monkeypatch, outcome, "carry_out"):
        receive_text(phone.field, came, phone.now)
    assert phone.deliver() == 0
    before = answers(phone)
    assert receive_text(phone.field, came, phone.now) == "answered"
    assert answers(phone) == before
    assert phone.deliver() >= 1
    assert len(phone.got) > twin_sent
    assert receive_text(phone.field, came, phone.now) == "repeat"
    phone.writes(*words[step + 1 :])
    assert phone.got.count("end text") <= 1
