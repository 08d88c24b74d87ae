"""The rival on PostgreSQL: a bare endpoint that stores one row durably and does nothing else.

Two ways, both plain: its own commit for every request in worker threads (what a framework's manual
shows), and group commit by one writer thread. `python -m bench.bare PORT URL own|group`.
"""

from __future__ import annotations

import asyncio
import queue
import sys
import threading
from typing import Any

import psycopg
import uvicorn
from fastapi import FastAPI, Request, Response

INSERT = "INSERT INTO bench_bare (body) VALUES (%s)"
_local = threading.local()


def _connection(url: str) -> psycopg.Connection[Any]:
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(url)
    return _local.connection


def own_commit(url: str) -> FastAPI:
    """Make the endpoint that commits for itself, in FastAPI's thread pool."""
    app = FastAPI(openapi_url=None)

    @app.post("/q")
    def store(body: str = "x" * 200) -> Response:
        connection = _connection(url)
        connection.execute(INSERT, (body,))
        connection.commit()
        return Response(status_code=303, headers={"Location": "/q"})

    return app


class Group:
    """One thread that writes what waits and commits once for all of it."""

    def __init__(self, url: str) -> None:
        self.url, self.waiting = url, queue.SimpleQueue[Any]()
        threading.Thread(target=self._write, daemon=True).start()

    def _write(self) -> None:
        connection = psycopg.connect(self.url)
        while True:
            batch = [self.waiting.get()]
            while not self.waiting.empty():
                batch.append(self.waiting.get())
            with connection.cursor() as cursor:
                cursor.executemany(INSERT, [(body,) for body, _ in batch])
            connection.commit()
            batch[0][1].get_loop().call_soon_threadsafe(_settle, [done for _, done in batch])


def _settle(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        future.set_result(None)


def group_commit(url: str) -> FastAPI:
    """Make the endpoint that waits for the group's commit."""
    app, group = FastAPI(openapi_url=None), Group(url)

    @app.post("/q")
    async def store(request: Request) -> Response:
        done = asyncio.get_running_loop().create_future()
        group.waiting.put(((await request.body()).decode(), done))
        await done
        return Response(status_code=303, headers={"Location": "/q"})

    return app


def main() -> None:
    """Serve until killed."""
    port, url, way = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_bare (id bigserial, body text)")
    app = own_commit(url) if way == "own" else group_commit(url)
    uvicorn.run(app, port=port, log_level="error", access_log=False, loop="uvloop")


if __name__ == "__main__":
    main()
