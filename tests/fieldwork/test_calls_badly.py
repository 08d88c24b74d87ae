"""A provider of calls that behaves badly: no phone rings twice, and the states are honest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from calling import RUNG, Caller, spoken_survey
from provider_stub import Stub, stub
from texting import Phone

from prem.channels.twilio import Account
from prem.channels.twilio_voice import TwilioVoice
from prem.fieldwork.caps import Caps
from prem.fieldwork.enrol import enrol
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.storage import outbox

WOMEN = 6


@pytest.fixture
def caller(sqlite_phone: Callable[[], Phone]) -> Caller:
    phone, survey = sqlite_phone(), spoken_survey()
    made = Caller(phone)
    made.field = replace(phone.field, surveys={survey.id: survey})
    for n in range(WOMEN):
        enrol(made.field, survey, replace(RUNG, phone=f"+4474001234{n:02d}"))
    assert tick(made.field, made.now) == WOMEN
    return made


def rounds(caller: Caller, provider: Stub, hours: float, caps: Caps | None = None) -> None:
    """Let a worker do a round every two minutes."""
    status = "https://prem.test/hooks/twilio/voice/status"
    account = Account("AC1", "t", "+441632960123", status, keeps_days=1, url=provider.url)
    channels = {"voice": TwilioVoice(account)}
    for _ in range(int(hours * 30)):
        send_due(caller.field.stores, channels, caller.field.keys, caller.now, caps)
        caller.now += timedelta(minutes=2)


def rung(provider: Stub) -> list[int]:
    to = Counter(parse_qs(body.decode())["To"][0] for body in provider.taken)
    return list(to.values())


@pytest.mark.parametrize(
    ("script", "states"),
    [
        (("taken",), {"sent": WOMEN}),
        (("busy", "busy", "taken"), {"sent": WOMEN}),
        (("slow",), {"sent": WOMEN}),
        (("no",), {"failed": WOMEN}),
        (("broken", "taken"), {"unknown": 1, "sent": WOMEN - 1}),
        (("crash", "half", "taken"), {"unknown": 2, "sent": WOMEN - 2}),
        (("nameless", "taken"), {"unknown": 1, "sent": WOMEN - 1}),
    ],
)
def test_no_phone_rings_twice(
    caller: Caller, script: tuple[str, ...], states: dict[str, int]
) -> None:
    with stub(*script) as provider:
        rounds(caller, provider, 1.5)
        assert set(rung(provider)) <= {1}
    assert outbox.counts(caller.field.stores.contacts.reader) == states


def test_calls_have_a_price_of_their_own_and_the_day_a_budget(caller: Caller) -> None:
    caps = Caps(pence_a_text=1, pence_a_call=60, pence_a_day=200)
    with stub("taken") as provider:
        rounds(caller, provider, 0.2, caps)
        assert len(rung(provider)) == 3  # a fourth would cost more than the day has
    assert outbox.counts(caller.field.stores.contacts.reader) == {"sent": 3, "held": 3}


def test_the_words_of_a_call_are_a_sealed_token(caller: Caller) -> None:
    with stub("taken") as provider:
        rounds(caller, provider, 0.1)
        assert provider.taken
        for body in provider.taken:
            for secret in ("example-survey", "weeks-0-12", "birth", "hello"):
                assert secret not in body.decode()
