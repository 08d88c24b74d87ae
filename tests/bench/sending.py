"""How many texts one `prem worker` sends: to the console, and to a provider on loopback; and how
many women its clock invites."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from letters import queued
from postgres_server import postgres_server, url_of
from provider_stub import stub

from bench.surveys import SURVEY
from bench.texters import invite, numbers
from prem.channels.console import Console
from prem.channels.model import Channel
from prem.channels.twilio import Account, Twilio
from prem.fieldwork.caps import Caps
from prem.fieldwork.send import send_due
from prem.settings import Settings
from prem.storage.keys import Keys, load_or_create
from prem.storage.stores import Stores, open_stores

WOMEN, EACH = 300, 2
SLOW = 60
STATUS = "https://prem.test/hooks/twilio/status"
NO_CAPS = Caps(a_number_a_day=10_000, a_prefix_an_hour=1_000_000, pence_a_day=10_000_000)


def _sent(stores: Stores, keys: Keys, channel: Channel, women: int, threads: int) -> float:
    """Queue, send, and return texts a second."""
    now = datetime.now(UTC)
    texts = queued(stores, keys, int(now.timestamp()), women=women, each=EACH)
    began, sent = perf_counter(), 0
    while some := send_due(stores, {"sms": channel}, keys, now, NO_CAPS, threads):
        sent += some
    if sent != texts:
        raise RuntimeError(f"{sent} of {texts} texts went out")
    return round(texts / (perf_counter() - began), 1)


def _idle(stores: Stores, keys: Keys) -> float:
    """Return the milliseconds of a round with nothing to do: what it costs to look."""
    taken = []
    for _ in range(50):
        began = perf_counter()
        send_due(stores, {"sms": Console()}, keys, datetime.now(UTC))
        taken.append(perf_counter() - began)
    return round(median(taken) * 1000, 2)


def _opened(settings: Settings) -> tuple[Stores, Keys]:
    return open_stores(settings), load_or_create(settings.keys_path)


def _figures(fresh: Callable[[], Settings]) -> dict[str, Any]:
    seconds = invite(fresh(), SURVEY, numbers(WOMEN))
    found: dict[str, Any] = {"women invited for the first time, a second": round(WOMEN / seconds)}
    for threads in (1, 8):
        name = f"{threads} thread{'' if threads == 1 else 's'}"
        stores, keys = _opened(fresh())
        found[f"console, {name}, texts a second"] = _sent(stores, keys, Console(), WOMEN, threads)
        stores.close()
        for script, women in (("taken", WOMEN), ("slow", SLOW if threads == 8 else SLOW // 10)):
            stores, keys = _opened(fresh())
            with stub(script) as provider:
                account = Account("AC1", "t", "+447400654321", STATUS, url=provider.url)
                rate = _sent(stores, keys, Twilio(account), women, threads)
            kind = "HTTP" if script == "taken" else "HTTP that takes 0.3 s"
            found[f"{kind}, {name}, texts a second"] = rate
            stores.close()
    stores, keys = _opened(fresh())
    found["a look where nothing is due, ms"] = _idle(stores, keys)
    stores.close()
    return found


def on_sqlite() -> dict[str, Any]:
    """Measure on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        names = iter(range(100))

        def fresh() -> Settings:
            return Settings(data=Path(folder) / str(next(names)))

        return _figures(fresh)


def on_postgres() -> dict[str, Any]:
    """Measure on a PostgreSQL of its own, its fsync on."""
    with postgres_server() as server, tempfile.TemporaryDirectory() as folder:
        names = iter(range(100))

        def fresh() -> Settings:
            name = f"sending{next(names)}"
            urls = {}
            with psycopg.connect(url_of(server, "postgres"), autocommit=True) as line:
                for store in ("contacts", "answers", "workshop"):
                    line.execute(f"CREATE DATABASE {name}{store}")
                    urls[f"{store}_url"] = url_of(server, f"{name}{store}")
            return Settings(data=Path(folder) / name, **urls)

        return _figures(fresh)
