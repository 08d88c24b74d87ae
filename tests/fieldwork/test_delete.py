"""DELETE by text: what she answered is gone, and words of its own say so, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from texting import ENROLMENT, PHONE, Phone, answers, killed_at

from prem.errors import Refusal
from prem.fieldwork.enrol import enrol
from prem.fieldwork.receive import outcome
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import tick
from prem.storage import happened
from prem.storage.stores import Stores

OTHER = replace(ENROLMENT, phone="07700 900124")


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


def test_delete_erases_all_that_happened_to_her(
    phone: Phone, every_text: Callable[[Stores], str]
) -> None:
    phone.invited().writes("yes", "1", "2")
    phone.writes("I lost my baby", "I'm in a refuge")
    tell(phone.field, PHONE, Told("prison"), phone.now)
    other = enrol(phone.field, next(iter(phone.field.surveys.values())), OTHER)
    line, keys = phone.field.stores.contacts.writer, phone.field.keys
    [(her,)] = line.query("SELECT id FROM person WHERE id <> ?", (other,))
    before = line.query("SELECT id, body FROM happened WHERE person = ?", (her,))
    sealed = line.query("SELECT asks FROM outbox WHERE asks IS NOT NULL")
    sealed += line.query("SELECT sealed FROM situation WHERE person = ?", (her,))
    assert (len(before), len(sealed)) == (5, 5)
    assert [one.kind for one in happened.of(line, keys, [other])[other]] == ["enrolled", "birth"]

    phone.writes("DELETE")

    assert phone.got[-1] == "deleted text"
    kinds = [one.kind for one in happened.of(line, keys, [her])[her]]
    assert kinds == ["enrolled", "stop"]  # what her row and the ledger say anyway
    everything = every_text(phone.field.stores)
    for number, body in before:
        assert str(number) not in everything.split()
        assert bytes(body).hex() not in everything
    assert not [one for (one,) in sealed if bytes(one).hex() in everything]
    assert line.query("SELECT * FROM forgetting") == []
    assert line.query("SELECT * FROM situation") == []
    assert [one.kind for one in happened.of(line, keys, [other])[other]] == ["enrolled", "birth"]
    with pytest.raises(Refusal, match="append-only"):
        line.write("DELETE FROM happened WHERE person = ?", (her,))


def test_after_delete_and_start_nothing_is_planned_of_what_was_erased(phone: Phone) -> None:
    phone.invited().writes("he has my phone", "DELETE", "START")
    assert phone.got == ["invitation text"]  # still not safe
    phone.now += timedelta(weeks=20)
    assert tick(phone.field, phone.now) == 0


def test_who_has_deleted_is_not_reminded_of_it_where_staff_tell_her_day_anew(
    phone: Phone,
) -> None:
    phone.invited().writes("yes", "1", "DELETE", "START")
    assert phone.is_told_of("birth", day=ENROLMENT.birth.isoformat())
    phone.waits(9)
    assert "reminder text" not in phone.got


def test_who_was_asked_nothing_yet_can_delete_what_she_told(phone: Phone) -> None:
    phone.enrolled().writes("I lost my baby", "delete")
    assert phone.got == ["noted-sorry text", "deleted text"]
    line = phone.field.stores.contacts.reader
    [(her,)] = line.query("SELECT id FROM person")
    life = happened.of(line, phone.field.keys, [her])[her]
    assert [one.kind for one in life] == ["enrolled", "stop"]


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
