"""Many workers, a provider that hangs, the window of WhatsApp, and what the log says of it all."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import pytest
from provider_stub import stub
from texting import ENROLMENT, Phone

from prem.channels.model import Inbound
from prem.channels.twilio import Account, Twilio
from prem.fieldwork.caps import Caps
from prem.fieldwork.enrol import enrol
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.settings import Settings
from prem.storage import outbox
from prem.storage.keys import load_or_create
from prem.storage.stores import Stores, open_stores
from prem.surveys.model import Survey

WOMEN, WORKERS = 120, 4


def twilio(url: str, *, whatsapp: bool = False) -> Twilio:
    contents = {"invitation.en": "HX" + "0" * 32}
    status = "https://prem.test/hooks/twilio/status"
    return Twilio(
        Account("AC1", "secret-token", "+447400654321", status, whatsapp, contents, 1, url)
    )


def enrolled(phone: Phone, count: int, channel: str = "sms") -> None:
    survey = next(iter(phone.field.surveys.values()))
    for n in range(count):
        woman = replace(ENROLMENT, phone=f"+447400{123000 + n}", channel=channel)
        enrol(phone.field, survey, woman)


def to(bodies: list[bytes]) -> list[str]:
    return [parse_qs(body.decode())["To"][0] for body in bodies]


def test_many_workers_send_each_text_once(
    store_settings: Settings, survey: Survey, now: datetime
) -> None:
    keys, numbers = load_or_create(store_settings.keys_path), itertools.count(1)
    houses = [open_stores(store_settings) for _ in range(WORKERS)]
    phone = Phone(Field(houses[0], {survey.id: survey}, keys, lambda: next(numbers)), now)
    enrolled(phone, WOMEN)
    assert tick(phone.field, phone.now) == WOMEN
    faults: list[BaseException] = []

    def work(stores: Stores) -> None:
        channels = {"sms": twilio(provider.url)}
        try:
            while send_due(stores, channels, keys, now):
                pass
        except BaseException as fault:
            faults.append(fault)

    with stub("taken") as provider:
        threads = [threading.Thread(target=work, args=(one,)) for one in houses]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert faults == []
        assert set(Counter(to(provider.taken)).values()) == {1}
        assert len(provider.taken) == WOMEN
    assert outbox.counts(houses[0].contacts.reader) == {"sent": WOMEN}
    for house in houses:
        house.close()


def test_a_provider_that_hangs_holds_up_nobody_who_writes(phone: Phone) -> None:
    enrolled(phone, 3)
    tick(phone.field, phone.now)
    number = "+447400123001"
    with stub("hang") as provider:
        channels = {"sms": twilio(provider.url)}
        field = phone.field
        sender = threading.Thread(
            target=send_due, args=(field.stores, channels, field.keys, phone.now), daemon=True
        )
        sender.start()
        while not provider.calls:
            sender.join(0.01)
        # While it hangs, texts come in and are dealt with, and a STOP is heard.
        assert receive_text(field, Inbound("sms", "SM1", number, "yes"), phone.now) == "answered"
        assert receive_text(field, Inbound("sms", "SM2", number, "stop"), phone.now) == "stopped"
        assert sender.is_alive()
        provider.script = ["taken"]
        provider.paused.set()  # the first call ends without an answer
        sender.join(30)
        assert not sender.is_alive()
    assert number not in to(provider.taken)[1:]  # her text was in the air already, or never is
    counts = outbox.counts(field.stores.contacts.reader)
    assert counts["unknown"] == 1
    assert counts["cancelled"] >= 1


def test_whatsapp_opens_with_a_template_and_goes_on_in_words(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    survey = next(iter(phone.field.surveys.values()))
    channel = "whatsapp" if "whatsapp" in survey.channels else "sms"
    enrolled(phone, 1, channel)
    tick(phone.field, phone.now)
    number = "+447400123000"
    with stub("taken") as provider:
        channels = {channel: twilio(provider.url, whatsapp=True)}

        def deliver() -> None:
            field = phone.field
            send_due(field.stores, channels, field.keys, phone.now)

        deliver()
        receive_text(phone.field, Inbound("whatsapp", "SM1", number, "yes"), phone.now)
        deliver()
        phone.now += timedelta(hours=23)
        receive_text(phone.field, Inbound("sms", "SM2", number, "1"), phone.now)
        deliver()
        phone.now += timedelta(hours=2)  # 25 hours after her last word by WhatsApp
        receive_text(phone.field, Inbound("sms", "SM3", number, "1"), phone.now)
        deliver()
    sent = [parse_qs(body.decode()) for body in provider.taken]
    assert "ContentSid" in sent[0]
    assert len(sent) > 2
    assert all("Body" in one for one in sent[1:])
    assert outbox.counts(phone.field.stores.contacts.reader)["failed"] >= 1


@pytest.mark.parametrize("how", ["no", "busy", "broken", "half", "wrong", "taken"])
def test_the_log_names_nobody(
    sqlite_phone: Callable[[], Phone], how: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    phone = sqlite_phone()
    enrolled(phone, 7)
    tick(phone.field, phone.now)
    with stub(how) as provider:
        channels = {"sms": twilio(provider.url)}
        for caps in (Caps(a_prefix_an_hour=6), None):
            send_due(phone.field.stores, channels, phone.field.keys, phone.now, caps)
            phone.now += timedelta(hours=1)
        assert provider.calls
    for secret in ("7400123", "secret-token", "opening text", "c2VjcmV0", "SM1", "HX0"):
        assert secret not in caplog.text
    if how != "taken":
        assert "sms" in caplog.text
