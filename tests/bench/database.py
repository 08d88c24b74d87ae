"""The same load on a real PostgreSQL, and a bare endpoint with the same durability beside it."""

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

from bench.server import pin_load, serve
from bench.surveys import whole_surveys
from bench.wire import Connection

TESTS = str(Path(__file__).parents[1])
BODY = b"answer=" + b"x" * 200


async def _post(port: int, left: Iterator[int], taken: list[float]) -> None:
    line = await Connection(port).open()
    for _ in left:
        answer = await line.ask(b"POST", b"/q", body=BODY)
        if answer.status != 303:
            raise RuntimeError(f"the bare endpoint gave {answer.status}")
        taken.append(answer.seconds)
    line.close()


async def _load(port: int, requests: int, in_flight: int) -> dict[str, float]:
    taken: list[float] = []
    left, began = iter(range(requests)), perf_counter()
    await asyncio.gather(*(_post(port, left, taken) for _ in range(in_flight)))
    return {
        "answers_per_second": round(requests / (perf_counter() - began), 1),
        "post_p95_ms": round(quantiles(taken, n=100)[94] * 1000, 2),
    }


def bare(url: str, way: str, requests: int = 12_000) -> dict[str, float]:
    """Measure the bare endpoint: 'own' commits each request, 'group' commits what waits."""
    with serve(["-m", "bench.bare", "{port}", url, way], {"PYTHONPATH": TESTS}, "/") as served:
        pin_load()
        return uvloop.run(_load(served.port, requests, 32))


def on_postgres(women: int) -> dict[str, Any]:
    """Measure whole surveys and both bare endpoints on one server in one run."""
    with postgres_server() as folder, tempfile.TemporaryDirectory() as data:
        with psycopg.connect(url_of(folder, "postgres"), autocommit=True) as server:
            for name in ("bench", "contacts", "answers", "workshop"):
                server.execute(f"CREATE DATABASE {name}")
        env = {
            f"PREM_{s.upper()}_URL": url_of(folder, s) for s in ("contacts", "answers", "workshop")
        }
        ours = whole_surveys(women, {**env, "PREM_DATA": str(Path(data) / "data")})
        own, group = (bare(url_of(folder, "bench"), way) for way in ("own", "group"))
    rate = ours["answers_per_second"]
    return {
        **ours,
        "bare_own_commit": own,
        "bare_group_commit": group,
        "ratio_to_bare_own_commit": round(rate / own["answers_per_second"], 2),
        "ratio_to_bare_group_commit": round(rate / group["answers_per_second"], 2),
    }
