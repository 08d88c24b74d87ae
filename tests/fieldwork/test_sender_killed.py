"""A sender killed before the call, in it, or before its mark: no second copy of any text."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from provider_stub import Stub, stub
from sending import WOMEN, all_invited, most_copies, rounds, states, twilio
from texting import Phone

from prem.channels.model import Inbound
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import CALL_SECONDS, LEASE_SECONDS, send_due
from prem.settings import Settings
from prem.storage import people
from prem.storage.keys import load_or_create
from prem.storage.stores import open_stores
from prem.surveys.model import Survey


@pytest.mark.parametrize(
    ("where", "ends"),
    [
        ("leased", {"sent": WOMEN}),  # it never called: all go out, once
        ("begun", {"unknown": 1, "sent": WOMEN - 1}),  # it may have called: never again
        ("called", {"unknown": 1, "sent": WOMEN - 1}),
    ],
)
def test_a_worker_killed_anywhere_sends_nothing_twice(
    store_settings: Settings,
    survey: Survey,
    now: datetime,
    where: str,
    ends: dict[str, int],
) -> None:
    stores, keys = open_stores(store_settings), load_or_create(store_settings.keys_path)
    numbers = itertools.count(1)
    phone = Phone(Field(stores, {survey.id: survey}, keys, lambda: next(numbers)), now)
    all_invited(phone)
    with stub("taken") as provider:
        assert _killed(store_settings, provider, now, where) == -9
        at(phone, now, LEASE_SECONDS - 1, provider)
        assert "sent" not in states(phone)  # what a worker may still have in hand is left to it
        her = in_hand(phone)
        asks_for_help(phone, her)
        at(phone, now, LEASE_SECONDS + 2, provider)
        assert states(phone)["sent"] == ends["sent"] + (where == "leased")
        at(phone, now, CALL_SECONDS + 2, provider)
        ends = {**ends, "sent": ends["sent"] + 1}  # she waited a minute for help, and no longer
        assert states(phone) == ends
        assert most_copies(provider) == (1 if where == "begun" else 2)  # a text, and its reply
        assert len(provider.taken) == (WOMEN if where == "begun" else WOMEN + 1)
    stores.close()


def at(phone: Phone, began: datetime, seconds: int, provider: Stub) -> None:
    """Let a worker do one round so many seconds after the other began."""
    phone.now = began + timedelta(seconds=seconds)
    rounds(phone, provider, 1 / 60)
    phone.now = began + timedelta(seconds=seconds)


def in_hand(phone: Phone) -> str:
    """Return the number of a woman of whose texts the killed worker had one in hand."""
    line = phone.field.stores.contacts.reader
    [(person,), *_] = line.query(
        "SELECT person FROM outbox WHERE state IN ('sending', 'leased') ORDER BY state DESC"
    )
    number = people.number_despite_stop(line, phone.field.keys, person)
    assert number is not None
    return number.e164


def asks_for_help(phone: Phone, her: str) -> None:
    receive_text(phone.field, Inbound("sms", "SM-help", her, "HELP"), phone.now)


def _killed(settings: Settings, provider: Stub, now: datetime, where: str) -> int:
    tests = Path(__file__).parents[1]
    urls = {
        f"PREM_{name.upper()}_URL": url.get_secret_value()
        for name in ("contacts", "answers", "workshop")
        if (url := getattr(settings, f"{name}_url")) is not None
    }
    paths = os.pathsep.join([str(tests), str(tests.parent)])
    return subprocess.run(
        [sys.executable, __file__, where, provider.url, now.isoformat()],
        env={**os.environ, **urls, "PREM_DATA": str(settings.data), "PYTHONPATH": paths},
        check=False,
    ).returncode


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), 9)


def worker_that_dies(where: str, url: str, now: datetime) -> None:
    """Send, and die by SIGKILL: after the lease, after the mark, or after the call."""
    own = Settings()
    stores, keys = open_stores(own), load_or_create(own.keys_path)
    at = {
        "leased": "prem.storage.outbox.begin",
        "begun": "prem.channels.guarded.post",
        "called": "prem.storage.outbox.settle",
    }[where]
    with patch(at, die):
        send_due(stores, {"sms": twilio(url)}, keys, now)


if __name__ == "__main__":
    worker_that_dies(sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3]))
