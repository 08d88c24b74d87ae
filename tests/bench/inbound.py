"""Texts a second over HTTP, end to end: signature, repeats, engine, durable stores, reply queued.

Beside them, in the same run, two bare FastAPI endpoints with the same durability, which check the
signature, store what came and queue one fixed reply: with the provider's package, and with ours.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import psycopg
import uvloop
from postgres_server import postgres_server, url_of

from bench.server import Served, pin_load, serve
from bench.surveys import SERVE, SURVEY
from bench.texters import HOST, MESSAGE, SAID, TOKEN, Call, conversations, invite, numbers
from bench.wire import Connection
from prem.settings import Settings
from prem.storage import outbox
from prem.storage.stores import open_stores

TESTS = str(Path(__file__).parents[1])
IN_FLIGHT = 32
STORES = ("contacts", "answers", "workshop")


async def _text(port: int, left: Iterator[list[Call]], taken: list[float]) -> None:
    line = await Connection(port).open()
    for conversation in left:
        for signature, body in conversation:
            answer = await line.ask(b"POST", MESSAGE.encode(), signature, body)
            if answer.status != 204:
                raise RuntimeError(f"a text was answered with {answer.status}: {answer.body!r}")
            taken.append(answer.seconds)
    line.close()


async def load(port: int, said: list[list[Call]]) -> dict[str, float]:
    """Let 32 women at a time text, each waiting for the answer to her last text."""
    taken: list[float] = []
    left, began = iter(said), perf_counter()
    await asyncio.gather(*(_text(port, left, taken) for _ in range(IN_FLIGHT)))
    seconds, cuts = perf_counter() - began, quantiles(taken, n=100)
    return {
        "texts": len(taken),
        "texts_per_second": round(len(taken) / seconds, 1),
        "p50_ms": round(cuts[49] * 1000, 2),
        "p95_ms": round(cuts[94] * 1000, 2),
        "p99_ms": round(cuts[98] * 1000, 2),
    }


def measured(served: Served, said: list[list[Call]]) -> dict[str, float]:
    """Load a server from the other core, and see what it costs the server's own."""
    pin_load()
    before = served.cpu_s()
    figures = uvloop.run(load(served.port, said))
    spent = served.cpu_s() - before
    return {**figures, "server_cpu_us_a_text": round(spent / figures["texts"] * 1e6)}


def ours(women: int, env: dict[str, str]) -> dict[str, float]:
    """Measure `prem serve`; afterwards every text must have been a turn with a reply queued."""
    phones = numbers(women)
    settings = Settings(
        **{name.removeprefix("PREM_").lower(): value for name, value in env.items()}
    )
    invite(settings, SURVEY, phones)
    said = conversations(phones)
    more = {"PREM_TWILIO_TOKEN": TOKEN, "PREM_PUBLIC_URL": HOST}
    with serve(SERVE, {**env, **more}) as served:
        figures = measured(served, said)
    stores = open_stores(settings)
    [(turns,)] = stores.answers.reader.query("SELECT count(*) FROM turn WHERE once IS NOT NULL")
    queued = outbox.counts(stores.contacts.reader)["queued"]
    stores.close()
    if turns != women * (len(SAID) + 1) or queued < turns:
        raise RuntimeError(f"{turns} turns and {queued} replies of {women * len(SAID)} texts")
    return figures


def bare(women: int, store: str, way: str) -> dict[str, float]:
    """Measure a bare endpoint: `way` is "package" or "own"."""
    said = conversations(numbers(women))
    command = ["-m", "bench.bare_inbound", "{port}", store, way]
    with serve(command, {"PYTHONPATH": TESTS}, "/") as served:
        return measured(served, said)


def on_sqlite(women: int) -> dict[str, Any]:
    """Measure on SQLite with synchronous=FULL."""
    with tempfile.TemporaryDirectory() as folder:
        figures = ours(women, {"PREM_DATA": str(Path(folder) / "data")})
        beside = {way: bare(women, f"{folder}/{way}.sqlite", way) for way in ("package", "own")}
    return _compared(figures, beside)


def on_postgres(women: int) -> dict[str, Any]:
    """Measure on a real PostgreSQL."""
    with postgres_server() as folder, tempfile.TemporaryDirectory() as data:
        with psycopg.connect(url_of(folder, "postgres"), autocommit=True) as server:
            for name in (*STORES, "package", "own"):
                server.execute(f"CREATE DATABASE {name}")
        env = {f"PREM_{name.upper()}_URL": url_of(folder, name) for name in STORES}
        figures = ours(women, {**env, "PREM_DATA": str(Path(data) / "data")})
        beside = {way: bare(women, url_of(folder, way), way) for way in ("package", "own")}
    return _compared(figures, beside)


def _compared(figures: dict[str, float], beside: dict[str, dict[str, float]]) -> dict[str, Any]:
    rate = figures["texts_per_second"]
    ratios = {
        f"ratio_to_bare_with_{way}_signature_check": round(rate / one["texts_per_second"], 2)
        for way, one in beside.items()
    }
    return {**figures, **{f"bare_{way}": one for way, one in beside.items()}, **ratios}
