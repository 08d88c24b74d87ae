"""The whole worker beside providers that hang, recover, and report in every order: no text twice,
the other channel goes on, and women's pages answer."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from urllib.parse import parse_qs, urlsplit

import pytest
from asgi_client import client_of
from provider_stub import stub
from sending import most_copies, twilio
from texting import ENROLMENT, Phone
from twilio.request_validator import RequestValidator

from prem.app.factory import create_app
from prem.channels.console import Console
from prem.channels.model import Channel
from prem.channels.twilio import Account, Twilio
from prem.errors.storage import STORE_BUSY
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.links import new_links
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.fieldwork.work import Work
from prem.ports import real
from prem.settings import Settings
from prem.storage import outbox
from prem.surveys.model import Survey

ENDS = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
TOKEN, BASE = "7" * 32, "https://prem.test"
WOMEN = 12


def women(
    field: Field, survey: Survey, count: int, *, first: int = 0, channel: str = "sms"
) -> None:
    for n in range(first, first + count):
        number = f"+447400{123000 + n}"
        enrol(field, survey, replace(ENROLMENT, phone=number, channel=channel))


@contextmanager
def working(work: Work) -> Iterator[threading.Event]:
    """Let a worker go on beside the test; a fault of its own fails the test."""
    ended, faults = threading.Event(), list[BaseException]()

    def go_on() -> None:
        try:
            work.go_on(lambda: ended.wait(0.02))
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield ended
    finally:
        ended.set()
        thread.join(30)
        assert faults == []
        assert not thread.is_alive()


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_channel_that_hangs_holds_up_no_other(phone: Phone) -> None:
    field = phone.field
    [survey] = field.surveys.values()
    forms = {**survey.form_of_channel, "whatsapp": survey.form_of_channel["sms"]}
    both = replace(survey, channels=("web", "sms", "whatsapp"), form_of_channel=forms)
    field = replace(field, surveys={both.id: both})
    women(field, both, 6)
    women(field, both, 6, first=6, channel="whatsapp")
    console = Console()
    with stub("hang") as provider:
        channels: dict[str, Channel] = {"sms": twilio(provider.url), "whatsapp": console.whatsapp}
        with working(Work(field, channels, lambda: phone.now, threads=2)):
            until(lambda: len(provider.calls) == 2 and len(console.threads) == 6)
            women(field, both, 1, first=20, channel="whatsapp")
            until(lambda: len(console.threads) == 7)
            assert len(provider.calls) == 2  # both of its threads hang, and nobody else
            provider.script = ["taken"]
            provider.paused.set()
            until(lambda: "queued" not in outbox.counts(field.stores.contacts.reader))
    assert outbox.counts(field.stores.contacts.reader) == {"unknown": 2, "sent": 11}
    assert most_copies(provider) == 1


def test_the_circuit_opens_for_one_channel_and_closes_again(phone: Phone) -> None:
    field = phone.field
    [survey] = field.surveys.values()
    women(field, survey, WOMEN)
    moment = [phone.now]
    with stub("forbidden") as provider:
        work = Work(field, {"sms": twilio(provider.url)}, lambda: moment[0], threads=4)
        work.round()
        first = len(provider.calls)
        assert 5 <= first < WOMEN  # four at once may be in the air when it opens
        work.round()
        assert len(provider.calls) == first
        moment[0] += timedelta(minutes=2)
        work.round()
        assert len(provider.calls) == first + 1  # one tries, and the circuit opens again
        provider.script = ["taken"]
        for _ in range(4):
            moment[0] += timedelta(minutes=5)
            work.round()
    assert outbox.counts(field.stores.contacts.reader) == {"sent": WOMEN}
    assert most_copies(provider) == 1


@pytest.mark.parametrize("seed", range(3))
def test_reports_before_the_answer_twice_and_shuffled(
    sqlite_settings: Settings, now: datetime, seed: int
) -> None:
    """The provider calls our webhook while our own call to it is still open."""
    secrets = {"twilio_token": TOKEN, "public_url": BASE}
    app = create_app(Settings(**{**sqlite_settings.model_dump(), **secrets}))
    house, chance = app.house, random.Random(seed)
    study = house.surveys["pregnancy-to-18-months"]
    field = Field(house.stores, house.surveys, house.keys, house.ports.number)
    consent = study.consent_versions["en"]
    for n in range(4):
        woman = Enrolment(f"+447400{123000 + n}", study.sites[0].id, consent)
        enrol(field, study, replace(woman, birth=now.date() - timedelta(weeks=6)))
    assert tick(field, now) == 4
    ends = ["delivered", "undelivered", "delivered", "failed"]
    chance.shuffle(ends)
    with client_of(app) as client, stub("taken", "crash", "broken", "taken") as provider:

        def reports(body: bytes) -> None:
            address = urlsplit(parse_qs(body.decode())["StatusCallback"][0])
            said = [ends[len(provider.calls) - 1], "queued", "sending", "sent"] * 2
            chance.shuffle(said)
            for status in said:
                fields = {"MessageSid": "SM1", "MessageStatus": status}
                where = f"{address.path}?{address.query}"
                signed = RequestValidator(TOKEN).compute_signature(BASE + where, fields)
                headers = {"x-twilio-signature": signed}
                assert client.post(where, data=fields, headers=headers).status_code == 204

        provider.before = reports
        status = f"{BASE}/hooks/twilio/status"
        account = Account("AC1", TOKEN, "+447400654321", status, url=provider.url)
        while send_due(house.stores, {"sms": Twilio(account)}, house.keys, now):
            pass
    assert outbox.counts(house.stores.contacts.reader) == {"delivered": 2, "failed": 2}
    assert most_copies(provider) == 1
    app.close()


class Broken(Console):
    """A channel with a fault of its own, or one whose store goes away for a moment."""

    def __init__(self, *faults: Exception) -> None:
        super().__init__()
        self.faults = list(faults)

    def resting(self, at: datetime) -> bool:
        if self.faults:
            raise self.faults.pop(0)
        return False


def test_a_fault_in_one_thread_ends_the_whole_worker(sqlite_phone: Callable[[], Phone]) -> None:
    field, rounds = sqlite_phone().field, iter(range(500))
    work = Work(field, {"sms": Broken(KeyError("x"))}, lambda: ENDS, threads=1)
    with pytest.raises(KeyError):
        work.go_on(lambda: bool(time.sleep(0.01)) or next(rounds) > 300)
    assert next(rounds) < 100  # nobody waits for a worker that is half there


def test_a_store_that_goes_away_is_tried_again(
    sqlite_phone: Callable[[], Phone], caplog: pytest.LogCaptureFixture
) -> None:
    phone = sqlite_phone().enrolled()
    tick(phone.field, phone.now)
    console, rounds = Broken(STORE_BUSY.refuse(), STORE_BUSY.refuse()), iter(range(500))
    work = Work(phone.field, {"sms": console}, lambda: phone.now, threads=1)
    assert work.go_on(lambda: bool(time.sleep(0.01)) or next(rounds) > 40) == 1
    assert caplog.text.count("a round failed") == 2
    assert len(console.references) == 1


def test_womens_pages_answer_while_the_provider_hangs(
    sqlite_settings: Settings, record_property: Callable[[str, object], None]
) -> None:
    app = create_app(sqlite_settings)
    house = app.house
    study = house.surveys["pregnancy-to-18-months"]
    field = Field(house.stores, house.surveys, house.keys, house.ports.number)
    born, consent = real().now().date() - timedelta(weeks=6), study.consent_versions["en"]
    for n in range(WOMEN):
        woman = Enrolment(f"+447400{123000 + n}", study.sites[0].id, consent, birth=born)
        enrol(field, study, replace(woman, safe_from=0, safe_to=24))
    tokens = new_links(
        house.stores,
        house.keys,
        study,
        20,
        site=study.sites[0].id,
        time_point="pregnancy",
        language="en",
        anonymous=False,
        ports=house.ports,
    )
    with stub("hang") as provider:
        work = Work(field, {"sms": twilio(provider.url)}, house.ports.now, threads=8)
        with working(work) as ended:
            until(lambda: len(provider.calls) == 8)
            taken = [_opens(app, token) for token in tokens]
            hung = len(provider.calls)
            provider.paused.set()
            ended.set()
    assert hung == 8  # it hung all the while
    record_property("page p95 while the provider hangs, ms", quantiles(taken, n=20)[18] * 1000)
    app.close()


def _opens(app: object, token: str) -> float:
    """Open a link and begin; the seconds that its two pages took."""
    with client_of(app) as client:
        began = time.perf_counter()
        assert client.get(f"/q/{token}").status_code == 200
        assert client.post(f"/q/{token}").status_code == 303
        assert client.get("/q").status_code == 200
        return time.perf_counter() - began
