"""An application that providers of texts call, and one woman who is invited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

import httpx
from asgi_client import client_of
from twilio.request_validator import RequestValidator

from prem.app.factory import Application, create_app
from prem.channels.console import Console
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.ports import frozen
from prem.settings import Settings
from prem.storage.stores import Stores

TOKEN, BEARER, BASE = "7" * 32, "b" * 40, "https://prem.test:8443/base"
NUMBER = "+447400123456"
TWILIO = ("/hooks/twilio/message", "/hooks/twilio/status")
NOTIFY = ("/hooks/notify/message", "/hooks/notify/status")
FORM = {"content-type": "application/x-www-form-urlencoded"}
SECRETS = (TOKEN, BEARER, NUMBER, NUMBER[1:], "my private words")


@dataclass
class Site:
    """An application with both providers, one woman invited, and what went to her phone."""

    app: Application
    client: httpx.Client
    now: datetime
    console: Console = field(default_factory=Console)

    @property
    def stores(self) -> Stores:
        return self.app.house.stores

    def deliver(self) -> list[str]:
        house = self.app.house
        send_due(house.stores, {"sms": self.console}, house.keys, self.now)
        return [bubble.text for bubble in self.console.threads.get(NUMBER, [])]

    def twilio(
        self, path: str, fields: dict[str, str], *, query: str = "", url: str = ""
    ) -> httpx.Response:
        where = f"{path}?{query}" if query else path
        signed = RequestValidator(TOKEN).compute_signature(url or BASE + where, fields)
        return self.client.post(where, data=fields, headers={"x-twilio-signature": signed})

    def text(self, words: str, id_: str, **more: str) -> httpx.Response:
        fields = {"MessageSid": id_, "From": NUMBER, "To": "+447400654321", "Body": words}
        return self.twilio(TWILIO[0], {**fields, "NumMedia": "0", **more})

    def notify(self, path: str, said: object, *, bearer: str = BEARER) -> httpx.Response:
        headers = {"authorization": f"Bearer {bearer}"}
        return self.client.post(path, json=said, headers=headers)


@contextmanager
def called(given: Settings, now: datetime) -> Iterator[Site]:
    """Open the application over empty stores, with both providers."""
    settings = Settings(
        **{
            **given.model_dump(),
            "public_url": BASE + "/",
            "twilio_token": TOKEN,
            "notify_bearer": BEARER,
        }
    )
    app = create_app(settings, frozen(now))
    house = app.house
    study = house.surveys["pregnancy-to-18-months"]
    room = Field(house.stores, house.surveys, house.keys, house.ports.number)
    consent = study.consent_versions["en"]
    enrol(room, study, Enrolment(NUMBER, study.sites[0].id, consent, birth=date(2026, 10, 1)))
    assert tick(room, now) == 1
    with client_of(app) as client:
        made = Site(app, client, now)
        made.deliver()
        yield made
    app.close()
