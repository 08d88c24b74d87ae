"""Texts a second over HTTP, end to end: signature, repeats, engine, durable stores, reply queued.

Beside them, in the same run, two bare FastAPI endpoints with the same durability, which check the
signature, store what came and queue one fixed reply: with the provider's package, and with ours.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import psycopg
import uvloop
from postgres_server import postgres_server, url_of

from bench.server import Served, pin_load, serve
from bench.surveys import SERVE, SURVEY
from bench.texters import HOST, ITEMS, MESSAGE, SAID, TOKEN, Call, conversations, invite, numbers
from bench.wire import Connection
from prem.settings import Settings
from prem.storage import outbox
from prem.storage.stores import Stores, open_stores

TESTS = str(Path(__file__).parents[1])
IN_FLIGHT = 32
STORES = ("contacts", "answers", "workshop")


async def _text(port: int, left: Iterator[Call], taken: list[float]) -> None:
    line = await Connection(port).open()
    for signature, body in left:
        answer = await line.ask(b"POST", MESSAGE.encode(), signature, body)
        if answer.status != 204:
            raise RuntimeError(f"a text was answered with {answer.status}: {answer.body!r}")
        taken.append(answer.seconds)
    line.close()


async def _round(port: int, calls: Sequence[Call], taken: list[float]) -> float:
    left, began = iter(calls), perf_counter()
    await asyncio.gather(*(_text(port, left, taken) for _ in range(IN_FLIGHT)))
    return perf_counter() - began


def measured(
    served: Served, said: list[list[Call]], between: Callable[[], None]
) -> dict[str, float]:
    """Let every woman text once, 32 at a time, then each her next text, and so on; return figures.

    The load has a core of its own; `between` the rounds nothing is measured.
    """
    pin_load()
    taken, seconds, spent = list[float](), 0.0, 0.0
    for calls in zip(*said, strict=True):
        before = served.cpu_s()
        seconds += uvloop.run(_round(served.port, calls, taken))
        spent += served.cpu_s() - before
        between()
    cuts = quantiles(taken, n=100)
    return {
        "texts": len(taken),
        "texts_per_second": round(len(taken) / seconds, 1),
        "p50_ms": round(cuts[49] * 1000, 2),
        "p95_ms": round(cuts[94] * 1000, 2),
        "p99_ms": round(cuts[98] * 1000, 2),
        "server_cpu_us_a_text": round(spent / len(taken) * 1e6),
    }


def _delivered(stores: Stores) -> None:
    """Have all that waits delivered at once, in its order, as a sender would one by one."""
    stores.contacts.writer.write(
        "UPDATE outbox SET state = 'delivered', body = NULL, "
        "went = due * 1000 + (SELECT count(*) FROM outbox AS other WHERE "
        "other.person = outbox.person) WHERE state = 'queued'"
    )


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
        stores = open_stores(settings)
        _delivered(stores)
        figures = measured(served, said, lambda: _delivered(stores))
    [(turns,)] = stores.answers.reader.query("SELECT count(*) FROM turn WHERE once IS NOT NULL")
    replies = sum(outbox.counts(stores.contacts.reader).values()) - women
    answered = stores.answers.reader.query("SELECT count(*) FROM answer WHERE code IS NOT NULL")
    stores.close()
    if turns != women * (len(SAID) + 1) or replies < women * len(SAID):
        raise RuntimeError(f"{turns} turns and {replies} replies of {women * len(SAID)} texts")
    if answered != [(women * ITEMS,)]:
        raise RuntimeError(f"{answered} answers of {women * ITEMS}")
    return figures


def bare(women: int, store: str, way: str) -> dict[str, float]:
    """Measure a bare endpoint: `way` is "package" or "own"."""
    said = conversations(numbers(women))
    command = ["-m", "bench.bare_inbound", "{port}", store, way]
    with serve(command, {"PYTHONPATH": TESTS}, "/") as served:
        return measured(served, said, lambda: None)


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
