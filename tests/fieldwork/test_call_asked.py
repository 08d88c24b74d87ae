"""CALL by text: she is rung where somebody can, once; else she is told who we are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from texting import Phone

from prem.fieldwork.field import Field
from prem.ports import Ports
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.surveys.model import Survey


@pytest.fixture
def ringing(stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime) -> Phone:
    """A phone of a survey that rings, too."""
    spoken = replace(survey, channels=(*survey.channels, "voice"))
    return Phone(Field(stores, {survey.id: spoken}, keys, ports.number), now)


def calls(phone: Phone) -> list[tuple[str, str]]:
    sql = "SELECT template, channel FROM outbox WHERE channel IS NOT NULL"
    return phone.field.stores.contacts.reader.query(sql)  # type: ignore[return-value]


def test_she_asks_to_be_rung_and_is_rung_once(ringing: Phone) -> None:
    ringing.invited().writes("yes")
    sent = len(ringing.got)
    assert ringing.writes("call me", id_="SM-c") == "answered"
    assert ringing.writes("call me", id_="SM-c") == "repeat"
    assert ringing.writes("CALL") == "answered"
    assert calls(ringing) == [("call", "voice")]
    assert len(ringing.got) == sent  # the ringing is the answer


def test_where_nobody_rings_she_gets_the_help_text(phone: Phone) -> None:
    phone.invited().writes("yes", "call me")
    assert calls(phone) == []
    assert phone.got[-1] == "help text"
