"""The text path, story by story, on both databases: invite, answer, link, delete."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from texting import Phone, answers

from prem.errors import Refusal
from prem.fieldwork.tick import tick
from prem.storage.rows import answer_rows
from prem.storage.stores import Stores


def test_a_survey_is_answered_by_text(phone: Phone) -> None:
    phone.invited()
    assert phone.got == ["invitation text"]
    assert phone.writes("yes", "1", "baby-with-me text", "2 but only once", "skip", "5") == (
        "answered"
    )
    assert answers(phone) == [("S1-1", None, "skipped"), ("S5-1", 4, None), ("overall", 1, None)]
    assert phone.got[-1] == "end text"
    rows = list(answer_rows(phone.field.stores.answers, "example-survey"))
    assert {row.channel for row in rows} == {"sms"}


def test_the_invitation_waits_for_her_safe_hour_and_comes_once(phone: Phone) -> None:
    phone.now = phone.now.replace(hour=22)
    phone.enrolled()
    assert tick(phone.field, phone.now) == 0
    assert phone.deliver() == 0
    phone.now += timedelta(hours=12)
    assert tick(phone.field, phone.now) == 1
    assert tick(phone.field, phone.now) == 0
    assert phone.deliver() == 1
    assert phone.deliver() == 0


def test_each_time_point_is_invited_in_its_window(phone: Phone) -> None:
    phone.invited()
    start, invited = phone.now, 1
    for day in range(1, 80 * 7, 7):
        phone.now = start + timedelta(days=day)
        invited += tick(phone.field, phone.now)
    assert invited == 3  # weeks 0-12, months 3-12, months 12-18; birth was over when she enrolled
    [(respondents, sessions)] = phone.field.stores.answers.reader.query(
        "SELECT count(DISTINCT respondent), count(*) FROM session"
    )
    assert (respondents, sessions) == (1, 3)


def test_who_is_no_woman_of_ours_gets_nothing(phone: Phone) -> None:
    assert phone.writes("hello") == "unknown"
    assert phone.writes("hello", sender="82228") == "unknown"
    assert phone.writes("hello", sender="VOICEMAIL") == "unknown"
    phone.enrolled()
    assert phone.writes("hello") == "quiet"
    assert phone.console.threads == {}


def test_her_link_goes_on_where_the_texts_stopped(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "1", "2")
    phone.writes("link")
    word = phone.got[-1]
    assert word.startswith("Here: https://example.org/q/")
    token = word.rpartition("/")[2]
    from prem.fieldwork.interviews import Interviews

    field = phone.field
    web = Interviews(field.stores, field.surveys, field.keys, field.number)
    [turn] = web.receive_many([web.opening(token, phone.now)])
    assert turn is not None
    assert not isinstance(turn, BaseException)
    assert turn.session.responses == {"S5-1": 4}


def test_delete_stops_and_erases_what_she_answered(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "1", "2")
    assert answers(phone)
    assert phone.writes("delete my answers") == "stopped"
    assert answers(phone) == []
    assert phone.field.stores.answers.reader.query("SELECT count(*) FROM erasure") == [(1,)]
    assert phone.writes("yes") == "stopped"


def test_nothing_of_hers_is_in_a_log_or_in_the_wrong_store(
    phone: Phone, caplog: pytest.LogCaptureFixture, every_text: Callable[[Stores], str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "my midwife Ailsa Quibble shouted"
    phone.invited().writes("yes", "1", "baby-not-with-me text", f"2 {secret}", "link", "nonsense")
    phone.writes("stop")
    with pytest.raises(Refusal):
        phone.enrolled()
    everything = every_text(phone.field.stores)
    token = next(t for t in phone.got if "/q/" in t).rpartition("/")[2]
    for word in ("770090", "900123", "Quibble", "baby-not-with-me", token, "invitation text"):
        assert word not in caplog.text
        assert word not in everything, word
