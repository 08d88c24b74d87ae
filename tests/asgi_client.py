"""A plain httpx.Client whose transport is an ASGI application: no socket, no mock, cookies kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal


class Seam(httpx.BaseTransport):
    """Carries each request to the application on the one event loop of its portal."""

    def __init__(self, app: Any, portal: BlockingPortal) -> None:
        self._inner, self._portal = httpx.ASGITransport(app, raise_app_exceptions=False), portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._carried, request)

    async def _carried(self, request: httpx.Request) -> httpx.Response:
        whole = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.read()
        )
        answer = await self._inner.handle_async_request(whole)
        raw = b"".join([part async for part in answer.stream])
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=None, stream=httpx.ByteStream(raw)
        )


@contextmanager
def client_of(app: Any, **settings: Any) -> Iterator[httpx.Client]:
    """A client of this application, as a browser of today would ask: same origin, br and gzip.

    `with client_of(create_app(settings)) as client: client.get("/desk")`
    """
    headers = {"sec-fetch-site": "same-origin", "accept-encoding": "br, gzip"}
    with (
        start_blocking_portal() as portal,
        httpx.Client(
            transport=Seam(app, portal), base_url="http://prem.test", headers=headers, **settings
        ) as client,
    ):
        yield client
