"""What she tells of her life by text: noted, acknowledged in words that name nothing, acted on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from texting import PHONE, Phone, killed_at

from prem.channels.model import Inbound
from prem.fieldwork.receive import outcome, receive_text
from prem.fieldwork.tick import tick
from prem.storage import happened
from prem.surveys.schedule import Happened

NOTED, SORRY = "noted text", "noted-sorry text"


def told(phone: Phone) -> list[Happened]:
    """Return what she told by text, in order."""
    field = phone.field
    line = field.stores.contacts.reader
    person = phone.person.id
    events = happened.of(line, field.keys, [person])[person]
    return [event for event in events if event.source == "text"]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("I lost my baby", "loss", SORRY),
        ("they took my baby away", "apart", SORRY),
        ("I'm in prison", "prison", SORRY),
        ("I'm in a refuge", "refuge", SORRY),
        ("I've moved", "moved", NOTED),
        ("had the baby yesterday", "birth", NOTED),
    ],
)
def test_an_event_is_noted_once_and_acknowledged(
    phone: Phone, text: str, kind: str, said: str
) -> None:
    phone.invited().writes("yes", "1", "2")
    phone.writes(text, id_="SM-life")
    assert said in phone.got
    assert [event.kind for event in told(phone)] == [kind]
    assert phone.writes(text, id_="SM-life") == "repeat"
    assert [event.kind for event in told(phone)] == [kind]
    if kind == "birth":
        assert told(phone)[0].day == date(2026, 11, 17)


def test_a_birth_of_no_day_is_of_today_and_replaces_none_that_is_known(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "2", "had the baby")
    assert told(phone) == []  # the birth of 20 October was known
    assert phone.got[-1] == NOTED


def test_a_clock_of_the_provider_s_that_goes_before_ours_moves_no_day(phone: Phone) -> None:
    phone.invited()
    late = phone.now + timedelta(days=3)
    came = Inbound("sms", "SM-late", PHONE, "had the baby today", at=late)
    receive_text(phone.field, came, phone.now)
    assert told(phone)[0].day == phone.now.date()


def test_it_counts_before_she_was_asked_anything(phone: Phone) -> None:
    phone.enrolled()
    assert phone.writes("I lost my baby") == "answered"
    assert phone.got == [SORRY]
    assert [event.kind for event in told(phone)] == ["loss"]
    assert phone.writes("hello") == "quiet"


def test_after_a_loss_no_text_mentions_a_baby_and_nobody_asks_after_it(phone: Phone) -> None:
    phone.invited().writes("yes")
    phone.writes("I lost my baby")
    phone.writes("1", "1", "1", "1", "1")
    phone.now += timedelta(weeks=13)
    tick(phone.field, phone.now)
    phone.deliver()
    phone.writes("yes", "1", "1", "1")
    after = phone.got[phone.got.index(SORRY) :]
    assert not [text for text in after if "baby" in text]


def test_a_loss_told_after_a_stop_is_noted_in_silence(phone: Phone) -> None:
    phone.invited().writes("stop")
    sent = len(phone.got)
    assert phone.writes("I lost my baby") == "stopped"
    assert [event.kind for event in told(phone)] == ["stop", "loss"]
    assert len(phone.got) == sent


def test_start_takes_back_what_holds_her_texts(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "2", "I'm in a refuge")
    phone.now += timedelta(weeks=13)
    assert tick(phone.field, phone.now) == 0
    phone.writes("START")
    assert [event.kind for event in told(phone)] == ["refuge", "resume"]


def test_a_crash_after_the_turn_loses_no_event(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.invited().writes("yes", "1", "2")
    with killed_at(monkeypatch, outcome, "letters"):
        phone.writes("I lost my baby", id_="SM-l")
    assert told(phone) == []
    phone.writes("I lost my baby", id_="SM-l")
    assert [event.kind for event in told(phone)] == ["loss"]
    assert SORRY in phone.got
