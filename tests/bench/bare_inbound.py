"""The rival: a bare FastAPI endpoint for a provider's texts, as durable as ours and nothing else.

It checks the signature, stores the text once by its id with one fixed reply, by group commit, and
answers. `python -m bench.bare_inbound PORT STORE package|own`: a file of SQLite or a URL; the
signature by the provider's package or by our own check.
"""

from __future__ import annotations

import asyncio
import queue
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl

import psycopg
import uvicorn
from fastapi import FastAPI, Request, Response
from pysqlite3 import dbapi2
from twilio.request_validator import RequestValidator

from bench.texters import HOST, MESSAGE, TOKEN
from prem.channels.twilio import is_signed

TABLES = (
    "CREATE TABLE IF NOT EXISTS came (id text PRIMARY KEY, sender text, body text)",
    "CREATE TABLE IF NOT EXISTS reply (id text PRIMARY KEY, recipient text, body text)",
)
CAME = "INSERT INTO came (id, sender, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
REPLY = "INSERT INTO reply (id, recipient, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
Row = tuple[str, str, str]


def writes(store: str) -> Callable[[Sequence[Row]], None]:
    """Return what writes a group of texts with their replies in one commit."""
    if store.startswith("postgres"):
        return _postgres(store)
    line = dbapi2.connect(store, isolation_level=None, check_same_thread=False)
    for sql in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", *TABLES):
        line.execute(sql)

    def write(rows: Sequence[Row]) -> None:
        line.execute("BEGIN IMMEDIATE")
        line.executemany(CAME, rows)
        line.executemany(REPLY, [(one, sender, "Thank you.") for one, sender, _ in rows])
        line.execute("COMMIT")

    return write


def _postgres(url: str) -> Callable[[Sequence[Row]], None]:
    line = psycopg.connect(url)
    for sql in TABLES:
        line.execute(sql)
    line.commit()

    def write(rows: Sequence[Row]) -> None:
        with line.cursor() as cursor:
            cursor.executemany(CAME.replace("?", "%s"), rows)
            replies = [(one, sender, "Thank you.") for one, sender, _ in rows]
            cursor.executemany(REPLY.replace("?", "%s"), replies)
        line.commit()

    return write


class Group:
    """One thread that writes what waits and commits once for all of it."""

    def __init__(self, write: Callable[[Sequence[Row]], None]) -> None:
        self._write, self.waiting = write, queue.SimpleQueue[Any]()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            batch = [self.waiting.get()]
            while not self.waiting.empty():
                batch.append(self.waiting.get())
            self._write([row for row, _ in batch])
            batch[0][1].get_loop().call_soon_threadsafe(_settle, [done for _, done in batch])


def _settle(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        future.set_result(None)


def endpoint(store: str, way: str) -> FastAPI:
    """Make the endpoint."""
    app, group = FastAPI(openapi_url=None), Group(writes(store))
    package, url = RequestValidator(TOKEN), HOST + MESSAGE

    @app.post(MESSAGE)
    async def came(request: Request) -> Response:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        signature, fields = request.headers.get("x-twilio-signature", ""), dict(pairs)
        if way == "package":
            good = package.validate(url, fields, signature)
        else:
            good = is_signed(TOKEN, url, pairs, signature.encode())
        if not good:
            return Response(status_code=403)
        done = asyncio.get_running_loop().create_future()
        row = (fields["MessageSid"], fields["From"], fields["Body"])
        group.waiting.put((row, done))
        await done
        return Response(status_code=204)

    return app


def main() -> None:
    """Serve until killed."""
    port, store, way = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    uvicorn.run(endpoint(store, way), port=port, log_level="error", access_log=False, loop="uvloop")


if __name__ == "__main__":
    main()
