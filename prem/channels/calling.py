"""One HTTP call to a provider, and what its outcome means for a text.

What matters is the moment after which the provider may have the text. Before it (no address, no
connection, no TLS) the text was surely not taken; after it only a clear word counts: 2xx with
the id of a text is "taken", most 4xx are "not taken", and all else is unclear for ever.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from prem.channels.model import NotSent, NotTaken, Unclear

CONNECTING, WHOLE = 5.0, 20.0
"""Seconds for a connection, and for the whole call after it."""
_MOST = 64 * 1024
_OURS_TO_MEND = frozenset({401, 402, 403, 404, 405, 429})
"""Our credentials, our money, our address, our pace: the text itself may go another time."""
_UNCLEAR = frozenset({408, 409, 423, 425, 499})
"""What a proxy may say when it gave up waiting for the one who took the text."""


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """A POST: where, with which headers, and what."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def post(call: Call, *, whole: float = WHOLE) -> dict[str, Any]:
    """Return the JSON object of a 2xx answer; raises NotSent, NotTaken or Unclear.

    `whole`: seconds after which the call is cut off.
    """
    connection = _connected(call.url)
    # The socket itself: the connection forgets it where the answer says that it will close.
    ending = threading.Timer(whole, _cut, (connection.sock,))
    ending.daemon = True
    ending.start()
    try:
        status, after, body = _asked(connection, call)
    except (OSError, http.client.HTTPException, ValueError):
        # `from None`: what a library says may hold the number or the words.
        raise Unclear from None
    finally:
        ending.cancel()
        connection.close()
    return _meaning(status, after, body)


def _connected(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=CONNECTING, context=_tls()
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=CONNECTING)
    try:
        connection.connect()
    except (OSError, ValueError):
        connection.close()
        raise NotTaken from None
    return connection


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _asked(connection: http.client.HTTPConnection, call: Call) -> tuple[int, str, bytes]:
    connection.sock.settimeout(WHOLE)
    parts = urlsplit(call.url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request("POST", target, call.body, dict(call.headers))
    answer = connection.getresponse()
    body = answer.read(_MOST)
    if len(body) == _MOST or (answer.length or 0) > 0:
        raise Unclear  # more than any provider says, or half of what it meant to say
    return answer.status, answer.headers.get("Retry-After", ""), body


def _cut(line: socket.socket) -> None:
    """End a call that goes on for too long: a server may send a byte now and then for ever."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _meaning(status: int, after: str, body: bytes) -> dict[str, Any]:
    if status in _OURS_TO_MEND:
        raise NotTaken(min(int(after), 3600) if after.isascii() and after.isdigit() else 0)
    if 400 <= status < 500 and status not in _UNCLEAR:
        raise NotSent
    if not 200 <= status < 300:
        raise Unclear
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unclear from None
    if not isinstance(said, dict):
        raise Unclear
    return said
