"""Calls: silent until a key, one question a key, one session with texts, each step once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from calling import RUNG, TO_ITEMS, Caller, states, told
from texting import PHONE, answers

from prem.fieldwork import calls
from prem.fieldwork.calls import Came, receive_call
from prem.fieldwork.enrol import enrol
from prem.fieldwork.ringing import place_of
from prem.fieldwork.send import report
from prem.fieldwork.tick import tick


def test_nothing_is_said_until_a_key_is_pressed(caller: Caller) -> None:
    caller.rung()
    assert caller.picks_up() == []
    assert caller.on
    assert states(caller) == {"sent": 1}
    assert caller.presses("") == []
    assert not caller.on
    assert states(caller) == {"sent": 1}


def test_a_machine_is_hung_up_on_without_a_word(caller: Caller) -> None:
    assert caller.rung().picks_up(machine=True) == []
    assert not caller.on
    assert states(caller) == {"sent": 1}


def test_she_answers_by_keys_and_the_call_ends_with_lines(caller: Caller) -> None:
    caller.rung().picks_up()
    gate = caller.presses("5")
    assert gate == ["hello said", "Yes", "press 1", "later said", "press 2", "stop said", "press 0"]
    assert states(caller) == {"delivered": 1}
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
