"""STOP, START and STOP again: each that changes something is confirmed once, where that is safe."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from texting import PHONE, Phone

from prem.channels.model import Inbound
from prem.fieldwork.field import Field
from prem.fieldwork.receive import outcome, receive_text
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import KEPT_DAYS, tick
from prem.storage import happened, inbound, people, stops

STOPPED, STARTED = "stopped text", "started text"


def stands(phone: Phone) -> bool:
    """Whether her STOP stands: the ledger and her own log say the same."""
    line, keys = phone.field.stores.contacts.reader, phone.field.keys
    index = people.index_of(keys, people.number_from(PHONE))
    said, person = stops.stands(line, index), people.find(line, index)
    assert person is None or happened.stands(line, keys, person.id).stopped == said
    return said


def after(phone: Phone, *words: str) -> list[str]:
    before = len(phone.got)
    phone.writes(*words)
    return phone.got[before:]


@pytest.mark.parametrize("before", [(), ("yes", "yes", "3")])
def test_each_stop_that_ends_something_is_confirmed_once(
    phone: Phone, before: tuple[str, ...]
) -> None:
    phone.invited().writes(*before)
    assert after(phone, "stop", "stop") == [STOPPED]
    assert after(phone, "start", "start") == [STARTED]
    assert after(phone, "stop", "unsubscribe") == [STOPPED]
    assert stands(phone)


def test_who_was_asked_nothing_yet_and_who_has_deleted_it_all_are_told_so_too(
    phone: Phone,
) -> None:
    phone.enrolled()
    assert after(phone, "stop", "stop", "start", "stop", "start") == [STOPPED, STARTED] * 2
    assert tick(phone.field, phone.now) == 1
    phone.deliver()
    assert after(phone, "delete") == ["deleted text"]
    assert after(phone, "start", "start", "stop", "stop") == [STARTED, STOPPED]


def test_a_start_that_changes_nothing_says_nothing_of_its_own(phone: Phone) -> None:
    phone.invited()
    assert after(phone, "start") == ["opening text", "consent text\n1 Yes\n2 No"]
    assert after(phone, "pause") == ["paused text"]
    assert STARTED not in after(phone, "start")


def test_a_start_after_a_break_that_staff_told_goes_on_or_says_so(phone: Phone) -> None:
    phone.enrolled()
    tell(phone.field, PHONE, Told("pause"), phone.now)
    assert after(phone, "start", "start") == [STARTED]
    assert tick(phone.field, phone.now) == 1


@pytest.mark.parametrize("unsafe", ["he has my phone", "wrong number"])
def test_after_an_unsafe_word_neither_start_nor_stop_is_answered(phone: Phone, unsafe: str) -> None:
    phone.invited()
    assert after(phone, unsafe, "start", "stop", "start") == []
    assert not stands(phone)
    phone.now += timedelta(weeks=12)
    assert tick(phone.field, phone.now) == 1  # she is asked again all the same
    phone.deliver()
    assert after(phone, "start")[:1] == ["opening text"]
    tell(phone.field, PHONE, Told("number", number="07700 900124"), phone.now)
    before = len(phone.console.threads.get("+447700900124", []))
    phone.writes("stop", sender="+447700900124")
    said = phone.console.threads["+447700900124"][before:]
    assert [one.text for one in said] == [STOPPED]  # a new phone is hers alone again


def test_a_second_stop_is_confirmed_after_a_crash(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.invited().writes("stop", "start")

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(outcome, "carry_out", crash)
        with pytest.raises(KeyboardInterrupt):
            phone.writes("stop", id_="SM-again")
    assert stands(phone)
    before = len(phone.got)
    phone.writes("stop", id_="SM-again")
    assert phone.got[before:] == [STOPPED]
    assert after(phone, "stop") == []


def test_a_start_that_comes_late_takes_no_later_stop_back(phone: Phone) -> None:
    phone.invited().writes("stop", "start")
    wrote = phone.now + timedelta(minutes=1)
    phone.now += timedelta(minutes=5)
    phone.writes("stop")
    phone.now += timedelta(minutes=5)
    late(phone.field, "N-1", wrote, phone.now)
    assert stands(phone)
    late(phone.field, "N-2", phone.now, phone.now)
    assert not stands(phone)


def test_an_unsafe_word_takes_back_a_confirmation_that_waits(phone: Phone) -> None:
    before = len(phone.invited().got)
    for n, words in enumerate(("stop", "he has my phone")):  # before a sender was there
        receive_text(phone.field, Inbound("sms", f"U{n}", PHONE, words), phone.now)
    phone.deliver()
    assert phone.got[before:] == []


def test_a_start_that_comes_late_takes_nothing_back_that_holds_since(phone: Phone) -> None:
    phone.enrolled()
    wrote = phone.now
    phone.now += timedelta(minutes=5)
    tell(phone.field, PHONE, Told("prison"), phone.now)
    late(phone.field, "N-1", wrote, phone.now)
    assert tick(phone.field, phone.now) == 0
    late(phone.field, "N-2", phone.now, phone.now)
    assert tick(phone.field, phone.now) == 1


def test_a_strangers_start_of_a_day_before_takes_no_later_stop_back(phone: Phone) -> None:
    phone.writes("stop")
    late(phone.field, "N-1", phone.now - timedelta(days=1), phone.now)
    assert stands(phone)
    late(phone.field, "N-2", phone.now, phone.now)
    assert not stands(phone)


def test_a_start_that_is_replayed_years_later_does_nothing(phone: Phone) -> None:
    phone.invited()
    phone.writes("START", id_="SM-start")  # it took nothing back, and must not do so later
    phone.writes("stop", "start")
    phone.writes("stop")
    phone.now += timedelta(days=KEPT_DAYS * 2)
    tick(phone.field, phone.now)  # forgets the marks of old texts
    assert len(phone.field.stores.contacts.reader.query("SELECT 1 FROM inbound")) == 2
    assert phone.writes("START", id_="SM-start") == "repeat"
    assert stands(phone)


def test_a_mark_that_is_kept_is_not_forgotten(phone: Phone) -> None:
    line = phone.field.stores.contacts.writer
    marks = [b"a" * 32, b"b" * 32]
    assert len(inbound.add(line, marks, 1)) == 2
    inbound.keep(line, marks[0])
    assert inbound.forget(line, 2**31 - 2) == 1
    assert inbound.seen(line, marks) == {marks[0]}


def late(field: Field, id_: str, wrote: datetime, now: datetime) -> None:
    """Hand in a START that its provider has had since she wrote it."""
    receive_text(field, Inbound("sms", id_, PHONE, "START", at=wrote), now)
