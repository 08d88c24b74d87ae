"""How calls end: STOP, a break, hours, what she asked for; and who is not rung or known."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from calling import RUNG, TO_ITEMS, Caller, person, told
from texting import answers, killed_at

from prem.fieldwork import calls
from prem.fieldwork.calls import Came, ask_call, receive_call
from prem.fieldwork.deciding import Decider
from prem.fieldwork.enrol import enrol
from prem.fieldwork.tick import tick
from prem.storage import askings, happened, stops
from prem.surveys.schedule import Happened


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


def test_a_new_number_ends_a_call_on_the_old_one(caller: Caller) -> None:
    """Somebody else may hold that phone: it hears nothing more, and answers nothing."""
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS)
    assert caller.is_told_of("number", number="07700 900124")
    assert caller.presses("1") == []
    assert not caller.on
    assert told(caller) == {}


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


def test_who_rings_before_anything_is_asked_hears_so(caller: Caller) -> None:
    caller.enrolled_for_calls()
    assert caller.rings_us() == []
    assert caller.presses("3") == ["quiet said"]
    assert not caller.on
    caller.rings_us()
    assert caller.presses("") == []


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


def test_a_call_that_never_ends_is_ended(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "MOST_STEPS", 8)
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS, *"****")
    assert caller.on
    assert caller.presses("*") == []
    assert not caller.on


def test_a_stop_on_a_call_is_durable_before_anything_else(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller.rung().picks_up()
    caller.presses("5", "0")
    with killed_at(monkeypatch, Decider, "do"):
        caller.presses("1")
    assert stops.stands(caller.field.stores.contacts.reader, person(caller).phone_index)
