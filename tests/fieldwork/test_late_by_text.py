"""A text answers the question that she had been sent when she wrote it, never the next one."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from texting import PHONE, TYPED, Phone, answers

from prem.channels.model import Inbound, Report
from prem.fieldwork.field import Field
from prem.fieldwork.interviews import Interviews
from prem.fieldwork.receive import Inbox, outcome, receive_many, receive_text
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import tick
from prem.surveys.reply import Chosen

ITEMS = ("S5-1", "S1-1", "overall")


def asked(phone: Phone) -> Phone:
    """A woman who was sent the first item."""
    phone.invited().writes("yes", "1", "baby-with-me text")
    assert "explain what would happen" in phone.got[-1]
    return phone


def given(phone: Phone) -> dict[str, int | None]:
    return {item: code for item, code, _ in answers(phone)}


def cut_off(phone: Phone, monkeypatch: pytest.MonkeyPatch, *words: str) -> list[Inbound]:
    """Hand in two texts that cross our question, killed between the stores at the second one."""
    cross = [Inbound("sms", f"C{n}", PHONE, text) for n, text in enumerate(words)]
    write, calls = outcome.write, itertools.count()

    def killed_at_the_second(field: Field, some: Sequence[Any], now: datetime) -> Any:
        if next(calls):
            raise KeyboardInterrupt
        return write(field, some, now)

    with monkeypatch.context() as patch:
        patch.setattr(outcome, "write", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            receive_many(phone.field, cross, phone.now)
    return cross


def test_two_texts_that_cross_our_question_answer_one(phone: Phone) -> None:
    first = len(asked(phone).got)
    came = [Inbound("sms", f"C{n}", PHONE, words) for n, words in enumerate(("2", "4"))]
    assert receive_many(phone.field, came, phone.now) == ["answered", "answered"]
    assert given(phone) == {"S5-1": 2}  # the second one corrects the first
    phone.deliver()
    assert len(phone.got) == first + 1  # the next question, asked once
    assert "held your baby" in phone.got[-1]
    phone.writes("1")
    assert given(phone) == {"S5-1": 2, "S1-1": 5}
    assert len(phone.got) == first + 2


def test_what_was_cut_off_is_worked_out_as_it_was_written(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the stores, a text is handed over again when the next question is out."""
    asked(phone).writes("2")
    cross = cut_off(phone, monkeypatch, "4", "5")
    phone.deliver()
    before = list(phone.got)
    assert "all in all" in before[-1]
    phone.now += timedelta(seconds=15)
    assert receive_many(phone.field, cross, phone.now) == ["repeat", "answered"]
    phone.deliver()
    assert phone.got == before
    assert given(phone) == {"S5-1": 4, "S1-1": 1}
    phone.writes("1")
    assert phone.got[-1] == "end text"


def test_what_was_cut_off_asks_what_fits_by_now(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two deliveries staff told of a loss: the question that waited fits no more."""
    cross = cut_off(asked(phone), monkeypatch, "4", "4")
    phone.deliver()
    assert "held your baby" in phone.got[-1]
    assert tell(phone.field, TYPED, Told("loss"), phone.now).new
    phone.now += timedelta(seconds=15)
    assert receive_many(phone.field, cross, phone.now) == ["repeat", "answered"]
    phone.deliver()
    assert "all in all" in phone.got[-1]
    phone.writes("1")
    assert given(phone) == {"S5-1": 2, "overall": 5}


def test_a_yes_said_twice_agrees_to_nothing_unread(phone: Phone) -> None:
    phone.invited()
    came = [Inbound("sms", f"C{n}", PHONE, "yes") for n in range(2)]
    receive_many(phone.field, came, phone.now)
    phone.deliver()
    assert phone.got[-1].startswith("consent text")
    phone.writes("1")
    assert phone.got[-1] != phone.got[-2]
    assert not phone.got[-1].startswith("consent text")


def test_the_time_at_which_she_wrote_tells_which_question(phone: Phone) -> None:
    asked(phone)
    wrote = phone.now
    phone.now += timedelta(minutes=3)
    phone.writes("2")
    phone.now += timedelta(minutes=3)
    late = Inbound("sms", "L1", PHONE, "5", at=wrote)  # it was in a tunnel for six minutes
    assert receive_text(phone.field, late, phone.now) == "answered"
    assert given(phone) == {"S5-1": 1}
    ahead = Inbound("sms", "L2", PHONE, "3", at=phone.now + timedelta(days=40))
    assert receive_text(phone.field, ahead, phone.now) == "answered"  # their clock is wrong
    assert given(phone) == {"S5-1": 1, "S1-1": 3}


def test_a_text_months_late_goes_to_the_wave_it_was_written_in(phone: Phone) -> None:
    asked(phone)
    wrote = phone.now
    phone.now += timedelta(weeks=13)
    assert tick(phone.field, phone.now) == 1
    phone.deliver()
    phone.now += timedelta(minutes=1)
    late = Inbound("sms", "M1", PHONE, "2 but it was ages ago", at=wrote)
    assert receive_text(phone.field, late, phone.now) == "answered"
    [(point, item, code)] = phone.field.stores.answers.reader.query(
        "SELECT s.time_point, t.item, t.code FROM turn t JOIN session s ON s.id = t.session "
        "WHERE t.item IS NOT NULL"
    )
    assert (point, item, code) == ("weeks-0-12", "S5-1", 4)


def test_a_question_that_she_quotes_is_the_one_she_answers(phone: Phone) -> None:
    asked(phone)
    inbox = Inbox(phone.field, lambda: phone.now)
    first = phone.console.references[-1]
    assert asyncio.run(inbox.report(Report(first, "delivered", "SMours")))
    phone.writes("2", "3")
    quoted = Inbound("sms", "Q1", PHONE, "1", quoted="SMours")
    assert receive_text(phone.field, quoted, phone.now) == "answered"
    assert given(phone) == {"S5-1": 5, "S1-1": 3}
    other = Inbound("sms", "Q2", PHONE, "1", quoted="SMnobodys")
    assert receive_text(phone.field, other, phone.now) == "answered"
    assert given(phone) == {"S5-1": 5, "S1-1": 3, "overall": 5}
    inbox.close()


def test_after_the_page_a_text_answers_what_stood_there_last(phone: Phone) -> None:
    asked(phone).writes("link")
    token = next(text for text in phone.got if "/q/" in text).rpartition("/")[2]
    field = phone.field
    web = Interviews(field.stores, field.surveys, field.keys, field.number)
    opening = web.opening(token, phone.now, "baby-with-me")
    for reply in (opening.reply, Chosen(4, step="S5-1")):
        job = type(opening)(opening.session_id, "baby-with-me", reply, phone.now)
        [turn] = web.receive_many([job])
        assert not isinstance(turn, BaseException)
    web.close()
    assert given(phone) == {"S5-1": 4}
    phone.writes("1")
    assert given(phone) == {"S5-1": 4, "S1-1": 5}


def test_a_stop_is_a_stop_however_late_it_is(phone: Phone) -> None:
    asked(phone)
    wrote = phone.now
    phone.now += timedelta(weeks=26)
    late = Inbound("sms", "S1", PHONE, "stop", at=wrote)
    assert receive_text(phone.field, late, phone.now) == "stopped"
    assert tick(phone.field, phone.now) == 0
