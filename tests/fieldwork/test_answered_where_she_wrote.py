"""She is answered where she wrote, and asked where she said; one conversation all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from example_survey import example_survey
from provider_stub import stub
from sending import states, twilio
from texting import ENROLMENT, PHONE, Phone, answers

from prem.channels.model import Inbound
from prem.channels.twilio import Account, Twilio
from prem.fieldwork.enrol import enrol
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick

BOTH = {"web": "full", "sms": "text", "whatsapp": "text"}
REAL = "+447400123456"


def invited(phone: Phone, channel: str, number: str = ENROLMENT.phone) -> Phone:
    """Enrol and invite a woman who is asked on this channel."""
    survey = example_survey(channels=tuple(BOTH), form_of_channel=BOTH)
    old = phone.field
    phone.field = Field(old.stores, {survey.id: survey}, old.keys, old.number, old.public_url)
    phone.channels = {"sms": phone.console, "whatsapp": phone.console.whatsapp}  # type: ignore[dict-item]
    enrol(phone.field, survey, replace(ENROLMENT, phone=number, channel=channel))
    assert tick(phone.field, phone.now) == 1
    phone.deliver()
    return phone


def wrote(phone: Phone, channel: str, *words: str) -> list[tuple[str, str]]:
    """Write by this channel; return what came, and by which."""
    thread = phone.console.threads[PHONE]
    before = len(thread)
    for text in words:
        receive_text(phone.field, Inbound(channel, f"X{next(phone.ids)}", PHONE, text), phone.now)
        while phone.deliver():
            pass
    return [(one.channel, one.text) for one in thread[before:]]


@pytest.mark.parametrize(("asked", "other"), [("whatsapp", "sms"), ("sms", "whatsapp")])
def test_she_is_answered_where_she_wrote(phone: Phone, asked: str, other: str) -> None:
    invited(phone, asked)
    assert wrote(phone, other, "HELP") == [(other, "help text")]
    assert {by for by, _ in wrote(phone, asked, "yes")} == {asked}
    assert {by for by, _ in wrote(phone, other, "1", "2")} == {other}
    assert {by for by, _ in wrote(phone, asked, "1")} == {asked}
    assert answers(phone) == [("S5-1", 5, None)]
    assert wrote(phone, other, "stop", "stop") == [(other, "stopped text")]


def test_help_by_text_comes_where_no_session_of_whatsapp_is_open(phone: Phone) -> None:
    with stub("taken") as provider:
        whatsapp = Twilio(
            Account("AC1", "t", "+447400654321", "https://prem.test/s", True, {}, 1, provider.url)
        )
        invited(phone, "whatsapp", REAL)
        receive_text(phone.field, Inbound("sms", "SM1", REAL, "HELP"), phone.now)
        channels = {"sms": twilio(provider.url), "whatsapp": whatsapp}
        assert send_due(phone.field.stores, channels, phone.field.keys, phone.now) == 1
        assert [b"whatsapp" in body for body in provider.taken] == [False]
    assert "failed" not in states(phone)
