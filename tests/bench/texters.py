"""Women who text: their phones enrolled and invited, and what their provider calls us with."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter
from urllib.parse import urlencode

from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.tick import tick
from prem.ports import real
from prem.settings import Settings
from prem.storage.keys import keys_for
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey

TOKEN, HOST = "7" * 32, "https://prem.example.org"
MESSAGE = "/hooks/twilio/message"
SAID = ("yes", "1", "1", "2", "Often", "3", "2 but only once", "sometimes", "1", "4", "2")
"""From the first text to the last question but one: numbers, an answer with a story, words that
are no answer there, which are asked again."""
ITEMS = 6
"""Answers among them."""
Call = tuple[bytes, bytes]
"""Headers and body of a provider's call."""


def numbers(count: int) -> list[str]:
    """Return so many mobile numbers."""
    return [f"+4474001{n:05d}" for n in range(count)]


def invite(settings: Settings, survey_id: str, phones: Sequence[str]) -> float:
    """Enrol and invite women in the stores of these settings, in pregnancy, at all hours; return
    the seconds that the round of the clock took in which they were invited."""
    world, stores = real(), open_stores(settings)
    survey, now = load_survey(survey_id, settings.content), datetime.now(UTC)
    keys = keys_for(stores, settings.keys_path)
    field = Field(stores, {survey.id: survey}, keys, world.number, HOST)
    for phone in phones:
        due = now.date() + timedelta(weeks=10)
        woman = Enrolment(
            phone, survey.sites[0].id, "c0ffee", due_date=due, safe_from=0, safe_to=24
        )
        enrol(field, survey, woman)
    began = perf_counter()
    invited = tick(field, now)
    seconds = perf_counter() - began
    if invited != len(phones):
        raise RuntimeError(f"{invited} of {len(phones)} women were invited")
    stores.close()
    return seconds


def call(phone: str, words: str, own_id: str) -> Call:
    """Return the call that Twilio makes for a text: all the fields it has, and its signature."""
    fields = {
        "ToCountry": "GB", "ToState": "", "SmsMessageSid": own_id, "NumMedia": "0", "ToCity": "",
        "FromZip": "", "SmsSid": own_id, "FromState": "", "SmsStatus": "received", "FromCity": "",
        "Body": words, "FromCountry": "GB", "To": "+447400654321", "ToZip": "", "NumSegments": "1",
        "MessageSid": own_id, "AccountSid": "AC" + "0" * 32, "From": phone,
        "ApiVersion": "2010-04-01",
    }  # fmt: skip
    said = HOST + MESSAGE + "".join(name + fields[name] for name in sorted(fields))
    digest = b64encode(hmac.digest(TOKEN.encode(), said.encode(), "sha1"))
    return b"X-Twilio-Signature: " + digest + b"\r\n", urlencode(fields).encode()


def conversations(phones: Sequence[str]) -> list[list[Call]]:
    """Return each woman's texts in order, each with an id of its own."""
    return [
        [call(phone, words, f"SM{woman:016x}{n:016x}") for n, words in enumerate(SAID)]
        for woman, phone in enumerate(phones)
    ]
