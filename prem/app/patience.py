"""How long a request may be in coming, and how large it may be, before its connection is ended.

uvicorn waits for ever for a head or a body that never ends, and keeps all of a head that never
stops growing; a few hundred such connections would keep women out.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 60.0
"""From a connection, or a request's first byte, to its last: a full form on a poor line."""
HEAD_LIMIT = 64 * 1024
"""Bytes of a request's line and headers; a browser sends about one thousandth of it."""
REQUEST_LIMIT = 1024 * 1024
"""Bytes of a whole request; each form's own limit is far below and answered with a page."""


class Patience(HttpToolsProtocol):
    """uvicorn's own protocol, with an end to its patience."""

    _deadline: asyncio.TimerHandle | None = None
    _came, _in_head = 0, True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait: a connection that says nothing is ended, too."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and end the connection where it is more than a request holds."""
        super().data_received(data)
        if self._deadline is not None:
            self._came += len(data)
            if self._came > (HEAD_LIMIT if self._in_head else REQUEST_LIMIT):
                self.transport.close()

    def on_message_begin(self) -> None:
        """Begin to wait for this request."""
        self._came, self._in_head = 0, True
        self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Go on to the body."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait no more: all of it is here, and the answer takes the time that it takes."""
        self._rest()
        super().on_message_complete()

    def _wait(self) -> None:
        self._rest()
        self._deadline = self.loop.call_later(SECONDS, self.transport.close)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
