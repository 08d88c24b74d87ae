"""The desk tells how many texts wait and why, and how many went wrong; never whose."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from asgi_client import client_of
from letters import queued
from signing_in import sign_in

from prem.app.factory import create_app
from prem.channels.console import Console
from prem.channels.model import NotSent, NotTaken, Unclear
from prem.fieldwork.caps import Caps
from prem.fieldwork.send import send_due

WOMEN = 4


class Says(Console):
    """A provider that costs money and says the same to all."""

    costs = True

    def __init__(self, fault: type[Exception] | None) -> None:
        super().__init__()
        self.fault = fault

    def send(self, one) -> None:
        if self.fault:
            raise self.fault


@pytest.fixture
def site(sqlite_settings, ports):
    app = create_app(sqlite_settings, ports)
    now = int(ports.now().timestamp())
    assert queued(app.house.stores, app.house.keys, now, women=WOMEN, each=1) == WOMEN
    with client_of(app) as client:
        yield app.house, client
    app.close()


def lines(site, role: str = "researcher") -> list[str]:
    house, client = site
    sign_in(client, house, role)
    page = client.get("/desk")
    assert page.status_code == 200
    assert "447400" not in page.text
    found = re.search(r"<h2>Texts</h2>\n<ul>(.*?)</ul>", page.text, re.S)
    return re.findall("<li>(.*?)</li>", found[1]) if found else []


@pytest.mark.parametrize(
    ("fault", "caps", "told"),
    [
        (None, Caps(), "No text waits."),
        (None, Caps(pence_a_day=10), "2 texts wait because a cap on spending is reached."),
        (None, Caps(regions=frozenset({"IE"})), f"{WOMEN} texts wait because a cap on spending"),
        (NotTaken, Caps(), f"{WOMEN} texts wait because the provider takes none just now."),
        (NotSent, Caps(), f"In the last seven days {WOMEN} not delivered."),
        (Unclear, Caps(), f"In the last seven days {WOMEN} perhaps sent: the provider never said"),
    ],
)
def test_the_desk_says_what_became_of_texts(site, fault, caps, told):
    house, _ = site
    assert lines(site) == [f"{WOMEN} texts wait to go out now."]
    send_due(house.stores, {"sms": Says(fault)}, house.keys, house.ports.now(), caps)
    assert any(line.startswith(told) for line in lines(site))


def test_it_says_when_nobody_sends(site):
    house, _ = site
    house.stores.contacts.writer.write("UPDATE outbox SET due = due - 3600 WHERE person < 3")
    assert lines(site) == [
        "1 text waits to go out now.",
        "3 texts wait though it is time: no prem worker seems to run.",
    ]


def test_what_waits_for_her_hours_is_said_so(site, ports):
    house, _ = site
    later = int((ports.now() + timedelta(hours=2)).timestamp())
    house.stores.contacts.writer.write("UPDATE outbox SET due = ?", (later,))
    assert lines(site) == [f"{WOMEN} texts wait until a safe moment of hers."]


def test_advisers_are_not_told(site):
    assert lines(site, "adviser") == []
