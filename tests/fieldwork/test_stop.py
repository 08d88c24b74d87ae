"""STOP, in every way that it is said, at every moment: nothing more is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from texting import PHONE, Phone, killed_at

from prem.channels.model import Inbound
from prem.errors import Refusal
from prem.errors.storage import STORE_UNREACHABLE
from prem.fieldwork.receive import outcome, receive_text
from prem.fieldwork.receive.hearing import Hearing
from prem.fieldwork.tick import tick
from prem.storage import outbox, people, sessions, stops


@pytest.mark.parametrize("before", [(), ("yes",), ("yes", "1"), ("yes", "1", "1", "3")])
@pytest.mark.parametrize("word", ["STOP", "stop please", "Stop.", "unsubscribe"])
def test_stop_anywhere_ends_all_sending(phone: Phone, before: tuple[str, ...], word: str) -> None:
    phone.invited().writes(*before)
    assert phone.writes(word) == "stopped"
    assert phone.got[-1] == "stopped text"
    sent = len(phone.got)
    assert phone.writes("1", "hello", "yes", word) == "stopped"
    phone.now += timedelta(weeks=12)
    assert tick(phone.field, phone.now) == 0
    phone.deliver()
    assert len(phone.got) == sent


def test_stop_takes_back_what_waits(phone: Phone) -> None:
    phone.enrolled()
    assert tick(phone.field, phone.now) == 1
    assert phone.writes("stop") == "stopped"
    phone.now += timedelta(days=1)
    phone.deliver()
    assert phone.got == ["stopped text"]
    states = outbox.counts(phone.field.stores.contacts.reader)
    assert states == {"cancelled": 1, "sent": 1}


def test_stop_between_lease_and_sending_still_stops(phone: Phone) -> None:
    phone.invited()
    came = Inbound("sms", "SM-a", PHONE, "yes")
    receive_text(phone.field, came, phone.now)
    contacts = phone.field.stores.contacts
    leased = outbox.lease(contacts.writer, phone.field.keys, 2**40, ["sms"], seconds=60, most=9)
    assert len(leased) == 2
    receive_text(phone.field, Inbound("sms", "SM-b", PHONE, "stop"), phone.now)
    assert people.to_text(contacts.reader, phone.field.keys, leased[0].person) is None


def test_stop_of_a_stranger_is_kept_and_bars_enrolment(phone: Phone) -> None:
    assert phone.writes("stop") == "stopped"
    with pytest.raises(Refusal, match=r"409\.343"):
        phone.enrolled()
    assert phone.got == []


def test_an_unsafe_text_stops_in_silence(phone: Phone) -> None:
    phone.invited()
    sent = len(phone.got)
    assert phone.writes("my partner has my phone") == "stopped"
    assert len(phone.got) == sent


def test_start_takes_a_stop_back_and_yes_does_not(phone: Phone) -> None:
    phone.invited().writes("stop")
    assert phone.writes("yes") == "stopped"
    phone.writes("start")
    phone.now += timedelta(weeks=12)
    assert tick(phone.field, phone.now) == 1


def test_a_stop_that_is_delivered_again_does_not_undo_a_start(phone: Phone) -> None:
    phone.invited().writes("stop", id_="SM-stop")
    phone.writes("start")
    assert phone.writes("stop", id_="SM-stop") == "repeat"
    phone.now += timedelta(weeks=12)
    assert tick(phone.field, phone.now) == 1


def test_a_stop_that_only_the_engine_hears_is_entered_too(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.invited()
    receive_text(phone.field, Inbound("sms", "SM-z", PHONE, "yes"), phone.now)
    # As when another text moved her on from the open question between the two readings.
    monkeypatch.setattr(Hearing, "stops", False)
    assert phone.writes("stop") == "stopped"
    assert phone.got == ["invitation text", "stopped text"]
    index = people.index_of(phone.field.keys, people.number_from(PHONE))
    assert stops.stands(phone.field.stores.contacts.reader, index)


def test_a_start_that_is_delivered_again_after_a_crash_does_not_undo_a_later_stop(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.invited().writes("stop")
    with killed_at(monkeypatch, outcome, "carry_out"):
        phone.writes("start", id_="SM-start")
    index = people.index_of(phone.field.keys, people.number_from(PHONE))
    assert stops.stands(phone.field.stores.contacts.reader, index)  # all of it, or nothing


@pytest.mark.parametrize(("said", "how"), [("hello", "unknown"), ("stop", "stopped")])
def test_one_id_for_two_numbers_loses_no_stop(
    sqlite_phone: Callable[[], Phone], said: str, how: str
) -> None:
    phone = sqlite_phone().invited()
    assert phone.writes(said, sender="+447700900555", id_="SM-1") == how
    assert phone.writes("stop", id_="SM-1") == "stopped"
    assert phone.got[-1] == "stopped text"


def test_stop_is_entered_while_the_other_store_does_not_answer(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.invited().writes("yes")

    def unreachable(*_: object) -> None:
        raise STORE_UNREACHABLE.refuse(store="answers")

    index = people.index_of(phone.field.keys, people.number_from(PHONE))
    with monkeypatch.context() as patched:
        patched.setattr(sessions, "load", unreachable)
        with pytest.raises(Refusal, match=r"503\."):
            phone.writes("1", id_="SM-1")
        assert not stops.stands(phone.field.stores.contacts.reader, index)
        with pytest.raises(Refusal, match=r"503\."):
            phone.writes("stop", id_="SM-2")
    assert stops.stands(phone.field.stores.contacts.reader, index)
    assert phone.writes("stop", id_="SM-2") == "stopped"  # the provider tries again
    assert phone.got[-1] == "stopped text"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(st.sampled_from(["yes", "1", "2", "0", "back", "skip", "??", "pause", ""])))
def test_after_stop_no_words_make_us_send(
    sqlite_phone: Callable[[], Phone], words: list[str]
) -> None:
    phone = sqlite_phone()
    phone.invited().writes(*words, "STOP")
    sent = len(phone.got)
    phone.writes(*words)
    phone.now += timedelta(weeks=12)
    tick(phone.field, phone.now)
    phone.deliver()
    assert len(phone.got) == sent
