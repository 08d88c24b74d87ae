"""A STOP is hers, not her number's or a channel's; START takes it back. Both stand in her log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from texting import PHONE, Phone, killed_at

from prem.channels.model import Inbound
from prem.fieldwork.receive import outcome, receive_many, receive_text
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import tick
from prem.storage import happened, outbox, people, stops

OTHER = "+447700900456"


def log(phone: Phone, number: str = PHONE) -> list[str]:
    """Return the kinds of what she told, in order."""
    field = phone.field
    line = field.stores.contacts.reader
    person = people.find(line, people.index_of(field.keys, people.number_from(number)))
    assert person is not None
    told = happened.of(line, field.keys, [person.id])[person.id]
    return [event.kind for event in told if event.source == "text"]


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_a_stop_on_one_channel_is_for_all(phone: Phone, channel: str) -> None:
    phone.invited().writes("yes")
    came = Inbound(channel, "X1", PHONE, "Stop!!")
    assert receive_text(phone.field, came, phone.now) == "stopped"
    phone.channels = {"sms": phone.console, "whatsapp": phone.console}
    phone.deliver()
    assert phone.got[-1] == "stopped text"
    sent = len(phone.got)
    for n, other in enumerate(("sms", "whatsapp", "sms")):
        hello = Inbound(other, f"Y{n}", PHONE, "hello")
        assert receive_text(phone.field, hello, phone.now) == "stopped"
        assert receive_text(phone.field, came, phone.now) == "repeat"
    phone.now += timedelta(weeks=20)
    tick(phone.field, phone.now)
    phone.deliver()
    assert len(phone.got) == sent
    assert log(phone) == ["stop"]


def test_two_stops_and_a_start_are_confirmed_and_noted_once(phone: Phone) -> None:
    phone.invited()
    came = [
        Inbound("sms", f"S{n}", PHONE, word)
        for n, word in enumerate(("stop", "STOP", "unsubscribe", "start", "START", "yes"))
    ]
    receive_many(phone.field, came, phone.now)
    phone.deliver()
    assert phone.got.count("stopped text") == 1
    assert log(phone) == ["stop", "start"]
    assert receive_many(phone.field, came[:4], phone.now) == ["repeat"] * 4
    assert log(phone) == ["stop", "start"]


def test_a_stop_goes_with_her_to_a_new_number(phone: Phone) -> None:
    phone.invited().writes("stop")
    tell(phone.field, PHONE, Told("number", number=OTHER), phone.now)
    phone.now += timedelta(weeks=20)
    assert tick(phone.field, phone.now) == 0
    phone.deliver()
    assert phone.console.threads.get(OTHER, []) == []
    assert phone.writes("hello", sender=OTHER) == "stopped"
    assert phone.console.threads.get(OTHER, []) == []
    phone.writes("start", sender=OTHER)
    assert log(phone, OTHER) == ["stop", "start"]


def test_a_stop_from_her_new_number_counts_and_the_old_one_gets_nothing(phone: Phone) -> None:
    phone.invited().writes("yes")
    tell(phone.field, PHONE, Told("number", number=OTHER), phone.now)
    sent = len(phone.got)
    assert phone.writes("1") == "stopped"  # whoever has the old phone now
    assert phone.writes("stop", sender=OTHER) == "stopped"
    assert len(phone.got) == sent
    index = people.index_of(phone.field.keys, people.number_from(OTHER))
    assert stops.stands(phone.field.stores.contacts.reader, index)


@pytest.mark.parametrize("word", ["STOP", "delete my answers"])
def test_a_stop_from_a_number_that_she_had_before_is_hers(phone: Phone, word: str) -> None:
    """She has two phones, or it came late: nothing goes to either."""
    phone.invited()
    assert phone.is_told_of("number", number=OTHER)
    before = len(phone.got)
    assert phone.writes(word) == "stopped"
    phone.waits(30)
    assert (len(phone.got), phone.console.threads.get(OTHER)) == (before, None)
    assert phone.writes("START", sender=OTHER) == "answered"
    phone.waits(1)
    assert phone.console.threads[OTHER]


def test_a_stop_from_each_of_her_phones_before_a_sender_was_there_is_told_to_neither(
    phone: Phone,
) -> None:
    phone.invited()
    assert phone.is_told_of("number", number=OTHER)
    before = len(phone.got)
    for nth, sender in enumerate((OTHER, PHONE)):
        receive_text(phone.field, Inbound("sms", f"S{nth}", sender, "STOP"), phone.now)
    phone.deliver()
    assert (len(phone.got), phone.console.threads.get(OTHER)) == (before, None)


@pytest.mark.parametrize("word", ["wrong number", "he has my phone"])
def test_who_has_her_old_number_says_nothing_of_her_new_one(phone: Phone, word: str) -> None:
    phone.invited()
    assert phone.is_told_of("number", number=OTHER)
    assert phone.writes(word) == "stopped"
    phone.waits(30)
    assert phone.console.threads[OTHER]


def test_who_goes_back_and_forth_between_two_numbers_is_found_by_each(phone: Phone) -> None:
    phone.invited()
    for number, was in ((OTHER, PHONE), (PHONE, OTHER), (OTHER, PHONE)):
        assert tell(phone.field, was, Told("number", number=number), phone.now).new
        phone.writes("START", sender=was)  # as whoever has that phone now may
    assert phone.writes("STOP") == "stopped"
    index = people.index_of(phone.field.keys, people.number_from(OTHER))
    assert stops.stands(phone.field.stores.contacts.reader, index)


def test_who_had_her_answers_erased_has_no_numbers_of_before(phone: Phone) -> None:
    phone.invited()
    assert phone.is_told_of("number", number=OTHER)
    phone.writes("delete my answers", sender=OTHER)
    assert phone.field.stores.contacts.reader.query("SELECT count(*) FROM former") == [(0,)]


@pytest.mark.parametrize("word", ["he has my phone", "wrong number", "not safe to talk"])
def test_what_is_not_safe_is_never_confirmed(phone: Phone, word: str) -> None:
    phone.invited().writes("yes", "1")
    sent = len(phone.got)
    assert phone.writes(word) == "stopped"
    assert phone.writes("stop", "hello") == "stopped"  # nor when a STOP comes after it
    assert len(phone.got) == sent
    assert outbox.counts(phone.field.stores.contacts.reader)["sent"] == sent
    assert log(phone) == ["unsafe", "stop"]


def test_a_stop_and_its_event_are_one(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.invited()
    with killed_at(monkeypatch, outcome, "letters"):
        phone.writes("stop", id_="SM-s")
    assert log(phone) == ["stop"]
    assert phone.writes("stop", id_="SM-s") == "stopped"
    assert log(phone) == ["stop"]
    assert phone.got[-1] == "stopped text"
