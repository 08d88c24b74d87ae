"""Calls: silent until a key, one question a key, one session with texts, and STOP before all."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from calling import RUNG, Caller, spoken_survey
from texting import PHONE, Phone, answers

from prem.fieldwork import calls
from prem.fieldwork.calls import Came, ask_call, receive_call
from prem.fieldwork.enrol import enrol
from prem.fieldwork.field import Field
from prem.fieldwork.ringing import place_of
from prem.fieldwork.send import report
from prem.fieldwork.tick import tick
from prem.ports import Ports
from prem.storage import askings, happened, outbox, people, stops
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.surveys.schedule import Happened

TO_ITEMS = ("5", "1", "1", "2")
"""Any key, yes to the gate, yes to the consent, her baby is with her."""


@pytest.fixture
def caller(stores: Stores, keys: Keys, ports: Ports, now: datetime) -> Caller:
    survey = spoken_survey()
    field = Field(stores, {survey.id: survey}, keys, ports.number, "https://example.org")
    return Caller(Phone(field, now))


def state(caller: Caller) -> dict[str, int]:
    return outbox.counts(caller.field.stores.contacts.reader)


def told(caller: Caller) -> dict[str, int | str | None]:
    return {item: non_answer or code for item, code, non_answer in answers(caller)}


def person(caller: Caller) -> people.Person:
    line = caller.field.stores.contacts.reader
    found = people.find(line, people.index_of(caller.field.keys, people.number_from(PHONE)))
    assert found
    return found


def test_nothing_is_said_until_a_key_is_pressed(caller: Caller) -> None:
    caller.rung()
    assert caller.picks_up() == []
    assert caller.on
    assert state(caller) == {"sent": 1}
    assert caller.presses("") == []
    assert not caller.on
    assert state(caller) == {"sent": 1}


def test_a_machine_is_hung_up_on_without_a_word(caller: Caller) -> None:
    assert caller.rung().picks_up(machine=True) == []
    assert not caller.on
    assert state(caller) == {"sent": 1}


def test_she_answers_by_keys_and_the_call_ends_with_lines(caller: Caller) -> None:
    caller.rung().picks_up()
    gate = caller.presses("5")
    assert gate == ["hello said", "Yes", "press 1", "later said", "press 2", "stop said", "press 0"]
    assert state(caller) == {"delivered": 1}
    assert caller.presses("1")[:2] == ["opening said", "consent said"]
    assert caller.presses("1")[0] == "situation said"
    first = caller.presses("2")
    assert first[:2] == ["keys said", "Did staff explain what would happen next?"]
    assert first[2:4] == ["Always", "press 1"]
    assert first[-2:] == ["none said", "press 9"]
    assert caller.presses("2")[0] == "Did staff ask before they held your baby?"
    caller.presses("1")
    assert caller.presses("5") == ["end said", "lines said"]
    assert not caller.on
    assert told(caller) == {"S5-1": 4, "S1-1": 5, "overall": 1}
    channel = caller.field.stores.answers.reader.query("SELECT DISTINCT channel FROM turn")
    assert ("voice",) in channel


def test_the_ways_not_to_answer_are_two_keys_away(caller: Caller) -> None:
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS)
    menu = caller.presses("9")
    assert menu[0] == "other said"
    assert menu[1:3] == ["I'd rather not say", "press 1"]
    assert menu[-2:] == ["skip said", "press 4"]
    assert caller.presses("7")[0] == "again said"  # and the menu once more
    assert "Did staff explain what would happen next?" in caller.presses("#")
    caller.presses("9", "3", "9", "4", "9", "1")
    assert told(caller) == {"S5-1": "not-sure", "S1-1": "skipped", "overall": "rather-not-say"}


def test_star_says_it_again_and_hash_goes_back(caller: Caller) -> None:
    caller.rung().picks_up()
    first = caller.presses(*TO_ITEMS)
    assert caller.presses("*") == first
    second = caller.presses("2")
    assert caller.presses("#")[-3:] == first[-3:]
    assert caller.presses("4") == second
    assert caller.presses("#", "#")[0] == "situation said"
    assert told(caller) == {"S5-1": 2}


def test_a_key_that_fits_nothing_is_asked_about_kindly(caller: Caller) -> None:
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS)
    for key in ("6", "7", "8"):
        assert caller.presses(key)[0] == "again said"
    assert caller.on
    assert answers(caller) == []


def test_silence_is_asked_about_once_and_then_a_break(caller: Caller) -> None:
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS, "2")
    assert caller.presses("")[0] == "silence said"
    assert caller.presses("1")[0] == "How was your care, all in all?"
    caller.presses("")
    assert caller.presses("") == ["paused said", "lines said"]
    assert not caller.on
    assert len(answers(caller)) == 2
    caller.now += timedelta(hours=2)
    assert caller.rings_us() == []
    caller.presses("1")
    assert caller.presses("1")[0] == "How was your care, all in all?"


def test_a_call_that_drops_goes_on_by_text_and_by_another_call(caller: Caller) -> None:
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS, "2")  # she hangs up here
    reference = caller.bells.rings[PHONE].reference
    assert not report(caller.field.stores, caller.field.keys, "voice", reference, "sent")
    # What she heard last is what she answers, though it was never texted.
    assert caller.writes("3") == "answered"
    assert caller.got[-1].startswith("How was your care, all in all?")
    caller.rings_us()
    assert caller.presses("1", "1")[0] == "How was your care, all in all?"
    assert caller.presses("2")[0] == "end said"
    assert told(caller) == {"S5-1": 4, "S1-1": 3, "overall": 4}


def test_a_call_goes_past_a_question_that_was_texted(caller: Caller) -> None:
    survey = next(iter(caller.field.surveys.values()))
    enrol(caller.field, survey, replace(RUNG, channel="sms"))
    tick(caller.field, caller.now)
    caller.deliver()
    caller.writes("yes", "1", "2")
    assert caller.got[-1].startswith("Did staff explain what would happen next?")
    caller.rings_us()
    caller.presses("1", "1", "1")  # she answers it on a call, then hangs up at the second one
    caller.writes("4")
    assert told(caller) == {"S5-1": 5, "S1-1": 2}


def test_what_comes_twice_is_said_twice_and_counts_once(caller: Caller) -> None:
    caller.rung().picks_up()
    for key in (*TO_ITEMS, "9", "2", "6", "1", "*", "0", "3", "5"):
        said = caller.presses(key)
        token, came = caller.answer.token, caller.last
        rows = answers(caller)
        for _ in range(2):
            assert caller.step(came) == said
        assert answers(caller) == rows
        before, now = (place_of(caller.field.keys, one) for one in (token, caller.answer.token))
        assert before == now
    assert told(caller) == {"S5-1": "not-about-me", "S1-1": 5, "overall": 1}


def test_a_crash_between_the_stores_is_mended_by_the_repeat(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller.rung().picks_up()
    caller.presses("5", "1", "1")
    came = Came(caller.call, caller.answer.token, key="2")
    with monkeypatch.context() as patch:
        patch.setattr(calls, "carry_out", lambda *_: (_ for _ in ()).throw(RuntimeError("killed")))
        with pytest.raises(RuntimeError):
            receive_call(caller.field, came, caller.now)
    said = caller.step(came)
    assert said[:2] == ["keys said", "Did staff explain what would happen next?"]
    assert caller.presses("1")[0] == "Did staff ask before they held your baby?"


@pytest.mark.parametrize("pressed", [("5", "0", "1"), (*TO_ITEMS, "0", "1")])
def test_no_more_calls_is_a_stop_on_every_channel(caller: Caller, pressed: tuple[str, ...]) -> None:
    caller.rung().picks_up()
    said = caller.presses(*pressed)
    assert said[0] == "stopped said"
    assert ("lines said" in said) == (len(pressed) > 3)  # not before she has said that now is OK
    assert not caller.on
    assert caller.step(caller.last) == said
    assert stops.stands(caller.field.stores.contacts.reader, person(caller).phone_index)
    assert caller.writes("1") == "stopped"
    assert caller.got == []
    caller.now += timedelta(days=30)
    assert tick(caller.field, caller.now) == 0
    caller.rings_us()
    assert not caller.on


def test_zero_alone_stops_nothing(caller: Caller) -> None:
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS)
    menu = caller.presses("0")
    assert menu == ["leave said", "stop said", "press 1", "break said", "press 2", "stay said",
                    "press 3"]  # fmt: skip
    assert caller.presses("0") == menu
    assert "Did staff explain what would happen next?" in caller.presses("3")
    assert caller.presses("0", "2")[0] == "paused said"
    assert not stops.stands(caller.field.stores.contacts.reader, person(caller).phone_index)


def test_another_time_leaves_all_as_it_is(caller: Caller) -> None:
    caller.rung().picks_up()
    assert caller.presses("5", "2") == ["not-now said"]
    assert not caller.on
    caller.now += timedelta(days=7)
    assert tick(caller.field, caller.now) == 0
    assert caller.deliver() == 1  # the first reminder
    assert caller.bells.count == 2
    for _ in range(5):
        caller.now += timedelta(days=7)
        tick(caller.field, caller.now)
        caller.deliver()
    assert caller.bells.count == 3  # one invitation, two reminders, no more


def test_a_stop_by_text_ends_a_call_at_its_next_key(caller: Caller) -> None:
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS)
    assert caller.writes("STOP") == "stopped"
    assert caller.presses("2") == []
    assert not caller.on
    assert answers(caller) == []


def test_a_delete_by_text_ends_a_call_and_leaves_nothing(caller: Caller) -> None:
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS, "2")
    assert caller.writes("DELETE") == "stopped"
    assert caller.presses("3") == []
    assert not caller.on
    assert answers(caller) == []


def test_the_same_step_in_many_hands_counts_once(caller: Caller) -> None:
    caller.rung().picks_up()
    for key in (*TO_ITEMS, "2", "4", "1"):
        came = Came(caller.call, caller.answer.token, key=key)
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda one: caller.step_alone(one), [came] * 4))
        assert len({tuple(line.words for line in one.lines) for one in found}) == 1
        caller.answer = found[-1]
    assert told(caller) == {"S5-1": 4, "S1-1": 2, "overall": 5}
    assert not caller.on


@pytest.mark.parametrize(("kind", "told_as"), [("loss", "loss"), ("apart", "baby-not-with-me")])
def test_after_a_loss_nobody_asks_after_the_baby(caller: Caller, kind: str, told_as: str) -> None:
    caller.rung()
    field, hers = caller.field, person(caller)
    with field.stores.contacts.writer.transaction() as line:
        event = Happened(kind, caller.now)  # type: ignore[arg-type]  # one of the kinds
        happened.add(line, field.keys, field.number, hers.id, event, "staff")
    caller.picks_up()
    said = caller.presses("5", "1", "1")
    assert said[:2] == ["keys said", "Did staff explain what would happen next?"]
    assert caller.presses("1")[0] == "How was your care, all in all?"
    assert told_as not in str(answers(caller))


def test_a_text_to_a_woman_who_is_rung_goes_by_text(caller: Caller) -> None:
    caller.rung()
    caller.writes("yes")
    assert len(caller.got) == 2
    assert caller.bells.count == 1


def test_calls_keep_her_safe_hours(caller: Caller) -> None:
    caller.now = caller.now.replace(hour=22)
    caller.enrolled_for_calls()
    assert tick(caller.field, caller.now) == 0
    caller.now += timedelta(hours=12)
    assert tick(caller.field, caller.now) == 1
    caller.now = caller.now.replace(hour=19)  # no worker was there all day
    assert caller.deliver() == 0
    caller.now += timedelta(hours=16)
    assert caller.deliver() == 1


def test_who_texts_for_a_call_is_rung_once_and_soon(caller: Caller) -> None:
    survey = next(iter(caller.field.surveys.values()))
    enrol(caller.field, survey, replace(RUNG, channel="sms"))
    assert tick(caller.field, caller.now) == 1
    caller.deliver()
    caller.now = caller.now.replace(hour=23)  # she asks at night: she is at her phone
    line, hers = caller.field.stores.contacts, person(caller)
    asking = askings.latest(line.reader, hers.id)
    assert asking
    second = int(caller.now.timestamp())
    for cause in (b"1" * 32, b"1" * 32, b"2" * 32):
        with line.writer.transaction() as inside:
            assert ask_call(caller.field, inside, asking, hers, cause, second)
    assert caller.deliver() == 1
    assert caller.bells.count == 1
    caller.picks_up()
    assert caller.presses("1")[0] == "hello said"
    quiet = replace(survey, channels=("web", "sms"))
    without = replace(caller.field, surveys={survey.id: quiet})
    with line.writer.transaction() as inside:
        assert not ask_call(without, inside, asking, hers, b"3" * 32, second)


@pytest.mark.parametrize("sender", ["+447700900999", "anonymous", "", "+1", "+443330000000"])
def test_nobody_that_we_know_is_hung_up_on(caller: Caller, sender: str) -> None:
    caller.rung()
    assert caller.rings_us(sender) == []
    assert not caller.on


@pytest.mark.parametrize("token", ["x", "AAAA", "é", "a" * 2048, "%00", "-_" * 40])
def test_a_forged_token_opens_nothing(caller: Caller, token: str) -> None:
    caller.rung()
    assert receive_call(caller.field, Came("CA1", token, key="1"), caller.now).token == ""


def test_a_call_says_nothing_of_her_to_the_log(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS, "1", "0", "1")
    for secret in ("7700900123", "S5-1", "baby", caller.call):
        assert secret not in caplog.text


def test_answers_and_contacts_share_no_mark(caller: Caller) -> None:
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS, "1")
    stores = caller.field.stores
    turns = {bytes(row[0]) for row in stores.answers.reader.query(
        "SELECT once FROM turn WHERE once IS NOT NULL")}  # fmt: skip
    seen = {bytes(row[0]) for row in stores.contacts.reader.query("SELECT once FROM inbound")}
    assert turns
    assert seen
    assert turns.isdisjoint(seen)
