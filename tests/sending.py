"""A sender with Twilio's channel over a stub, and eight women whose first text is queued."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

from provider_stub import Stub
from texting import ENROLMENT, Phone

from prem.channels.twilio import Account, Twilio
from prem.fieldwork.caps import Caps
from prem.fieldwork.enrol import enrol
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.storage import outbox

WOMEN = 8
SECOND = replace(ENROLMENT, phone="+447400123499")
NUMBERS = [f"+4474001234{n:02d}" for n in range(WOMEN)]


def twilio(url: str) -> Twilio:
    return Twilio(Account("AC1", "t", "+447400654321", "https://prem.test/s", False, {}, 1, url))


def all_invited(phone: Phone) -> Phone:
    """Enrol eight women at real-looking numbers and queue one text for each."""
    survey = next(iter(phone.field.surveys.values()))
    for number in NUMBERS:
        enrol(phone.field, survey, replace(ENROLMENT, phone=number))
    assert tick(phone.field, phone.now) == WOMEN
    return phone


def states(phone: Phone) -> dict[str, int]:
    return outbox.counts(phone.field.stores.contacts.reader)


def rounds(phone: Phone, provider: Stub, hours: float, caps: Caps | None = None) -> None:
    """Let a worker with one circuit do a round every minute."""
    channels = {"sms": twilio(provider.url)}
    for _ in range(int(hours * 60)):
        send_due(phone.field.stores, channels, phone.field.keys, phone.now, caps)
        phone.now += timedelta(minutes=1)


def most_copies(provider: Stub) -> int:
    to = Counter(parse_qs(body.decode())["To"][0] for body in provider.taken)
    return max(to.values(), default=0)
