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

from prem.fieldwork.field import Field
from prem.fieldwork.send import send_due
from prem.settings import Settings
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
        phone.now += timedelta(minutes=6)
        rounds(phone, provider, 0.2)
        assert states(phone) == ends
        assert most_copies(provider) == 1
        assert len(provider.taken) == (WOMEN - 1 if where == "begun" else WOMEN)
    stores.close()


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
