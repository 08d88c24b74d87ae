"""Vouchers by text: once after the last question, inside the one text that confirms a STOP."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from calling import TO_ITEMS, Caller, spoken_survey
from texting import PHONE, Phone, killed_at

from prem.channels.model import Inbound
from prem.fieldwork.field import Field
from prem.fieldwork.receive import outcome, receive_text
from prem.fieldwork.references import session_of
from prem.fieldwork.tick import tick
from prem.fieldwork.vouchers import keep_vouchers, left, voucher_of
from prem.instruments import gsm7
from prem.storage import askings
from prem.surveys import texts
from prem.surveys.load import load_survey

TO_THE_END = ("yes", "1", "2", "5", "4", "5")
BEGUN = TO_THE_END[:-1]
CODES = [f"CODE-{n}" for n in range(5)]


@pytest.fixture
def giving(phone: Phone) -> Phone:
    """A phone of a survey that gives vouchers, five of them left."""
    return _giving(phone)


def _giving(phone, survey=None, codes=CODES):
    survey = dataclasses.replace(survey or phone.field.surveys["example-survey"], vouchers=True)
    field = phone.field
    phone.field = Field(field.stores, {survey.id: survey}, field.keys, field.number, "https://x")
    keep_vouchers(phone.field, survey, codes)
    return phone


def remain(phone):
    return left(phone.field, phone.field.surveys["example-survey"])


def rows_of_stops(phone):
    return phone.field.stores.contacts.reader.query("SELECT day FROM stopped")


def session_in(phone):
    [(person,)] = phone.field.stores.contacts.reader.query("SELECT DISTINCT person FROM asking")
    asking = askings.latest(phone.field.stores.contacts.reader, person)
    return session_of(phone.field.keys, asking)


def test_it_comes_after_the_last_text_and_is_hers_on_the_page_too(giving):
    giving.invited().writes(*TO_THE_END)
    end, brought = giving.got[-2:]
    assert end == "end text"
    code = brought.removeprefix("Yours: ")
    assert code in CODES
    assert remain(giving) == 4
    assert voucher_of(giving.field, session_in(giving), giving.now) == code
    sent = len(giving.got)
    giving.writes("thanks", "5")
    assert not [text for text in giving.got[sent:] if "Yours" in text]


def test_a_delivery_that_comes_twice_brings_one(giving):
    giving.invited().writes(*BEGUN)
    assert giving.writes("5", id_="SM-last") == "answered"
    assert giving.writes("5", id_="SM-last") == "repeat"
    assert sum(text.startswith("Yours") for text in giving.got) == 1
    assert remain(giving) == 4


def test_a_crash_between_the_stores_gives_and_tells_it_as_one(giving, monkeypatch):
    giving.invited().writes(*BEGUN)

    came = Inbound("sms", "SM-last", PHONE, "5")
    with killed_at(monkeypatch, outcome, "letters"):  # after it is given, before it is queued
        receive_text(giving.field, came, giving.now)
    assert remain(giving) == 5
    assert receive_text(giving.field, came, giving.now) == "answered"
    giving.deliver()
    assert giving.got[-2] == "end text"
    assert giving.got[-1].startswith("Yours: CODE-")
    assert remain(giving) == 4


def test_a_stop_is_confirmed_once_and_brings_it(giving):
    giving.invited().writes(*BEGUN)
    sent = len(giving.got)
    giving.writes("STOP", "STOP", "hello")
    giving.now += timedelta(weeks=12)
    assert tick(giving.field, giving.now) == 0
    giving.deliver()
    [only] = giving.got[sent:]
    assert only.startswith("Stopped. Yours: CODE-")
    assert remain(giving) == 4


@pytest.mark.parametrize("before", [(), ("yes",)])
def test_a_stop_instead_of_a_yes_brings_none(giving, before):
    giving.invited().writes(*before)
    giving.writes("STOP")
    assert giving.got[-1] == "stopped text"
    assert remain(giving) == 5


@pytest.mark.parametrize("words", ["wrong number", "not safe to text me", "delete my answers"])
def test_where_no_text_may_say_so_none_is_given(giving, words):
    giving.invited().writes(*BEGUN)
    sent = len(giving.got)
    giving.writes(words)
    assert giving.got[sent:] == (["deleted text"] if "delete" in words else [])
    assert remain(giving) == 5


def test_a_no_brings_none(giving):
    giving.invited().writes("yes", "no")
    assert giving.got[-1] == "declined text"
    assert remain(giving) == 5


def test_with_none_left_the_end_is_as_ever(phone):
    _giving(phone, codes=[]).invited().writes(*TO_THE_END)
    assert phone.got[-1] == "end text"
    phone.writes("STOP")
    assert phone.got[-1] == "stopped text"


def test_who_has_hers_and_stops_later_is_told_of_no_other(giving):
    giving.invited().writes(*TO_THE_END, "STOP")
    assert giving.got[-1] == "stopped text"
    assert remain(giving) == 4


def test_deleting_keeps_what_was_given_and_forgets_the_rest(giving):
    giving.invited().writes(*TO_THE_END)
    code = giving.got[-1].removeprefix("Yours: ")
    session = session_in(giving)
    giving.writes("delete my answers")
    rows = giving.field.stores.answers.reader.query("SELECT count(*) FROM session")
    assert rows == [(0,)]
    assert voucher_of(giving.field, session, giving.now) == code
    assert remain(giving) == 4


def test_after_a_call_it_is_texted_and_not_read_out(caller: Caller):
    _giving(caller, spoken_survey())
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS, "2", "1")
    assert caller.presses("5") == ["end said", "lines said"]
    caller.deliver()
    assert [text for text in caller.got if text.startswith("Yours: CODE-")] == caller.got
    assert len(caller.got) == 1
    caller.step(caller.last)  # the provider asks once more
    caller.deliver()
    assert len(caller.got) == 1
    assert remain(caller) == 4


def test_a_stop_on_a_call_is_followed_by_no_text(caller: Caller):
    _giving(caller, spoken_survey())
    caller.rung().picks_up()
    caller.presses(*TO_ITEMS, "0", "1")
    assert len(rows_of_stops(caller)) == 1
    caller.deliver()
    assert caller.got == []
    assert remain(caller) == 5


def test_the_longest_code_fits_one_part():
    shipped = load_survey("pregnancy-to-18-months")
    for made in (texts.voucher, texts.stopped_with):
        said = made(shipped, "en", "W" * 60)
        assert "W" * 60 in said
        assert "{" not in said
        assert gsm7.parts(said) == 1
