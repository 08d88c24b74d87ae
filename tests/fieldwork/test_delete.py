"""DELETE by text: what she answered is gone, and words of its own say so, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from texting import Phone, answers, killed_at

from prem.fieldwork.receive import outcome
from prem.fieldwork.tick import tick


@pytest.mark.parametrize("before", [(), ("yes",), ("yes", "1", "4", "2"), ("yes", "1", "stop")])
def test_delete_at_any_moment_is_confirmed_in_its_own_words(
    phone: Phone, before: tuple[str, ...]
) -> None:
    phone.invited().writes(*before)
    assert phone.writes("DELETE") == "stopped"
    assert phone.got[-1] == "deleted text"
    assert "stopped text" not in phone.got[len(phone.got) - 1 :]
    assert answers(phone) == []
    assert phone.field.stores.answers.reader.query("SELECT * FROM session") == []
    assert phone.field.stores.answers.reader.query("SELECT * FROM turn") == []
    sent = len(phone.got)
    phone.writes("hello", "1")
    assert tick(phone.field, phone.now) == 0
    assert len(phone.got) == sent


def test_delete_after_the_end_erases_too(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "4", "2", "2")
    assert len(answers(phone)) == 2
    phone.writes("please delete my answers")
    assert answers(phone) == []
    assert phone.got[-2:] == ["end text", "deleted text"]


def test_delete_erases_every_time_point(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "4", "2", "2")
    phone.now += timedelta(weeks=12)
    tick(phone.field, phone.now)
    phone.deliver()
    phone.writes("yes", "1", "4")
    reader = phone.field.stores.answers.reader
    assert reader.query("SELECT count(DISTINCT session) FROM answer") == [(2,)]
    phone.writes("delete my answers")
    assert answers(phone) == []
    assert reader.query("SELECT * FROM session") == []


def test_a_delete_that_is_delivered_again_is_told_once(phone: Phone) -> None:
    phone.invited().writes("yes")
    phone.writes("delete", id_="SM-d")
    assert phone.writes("delete", id_="SM-d") == "repeat"
    assert phone.got.count("deleted text") == 1


def test_a_crash_after_the_erasure_leaves_her_told(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.invited().writes("yes", "1", "4", "2")
    with killed_at(monkeypatch, outcome, "letters"):
        phone.writes("delete", id_="SM-d")
    assert answers(phone) == []
    assert phone.writes("delete", id_="SM-d") == "stopped"
    assert phone.got[-1] == "deleted text"
