"""A page as it goes over the wire: packed once, sent many times."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import brotli
from starlette.types import Scope, Send

Encoding = Literal["br", "gzip", "identity"]
# Of the encodings, the smallest that is accepted. Brotli's best is 9% smaller than its quality 6
# and takes 10 ms instead of 0.4 ms, which a page made anew would cost the loop: it is for pages
# that are made once for all.
FAST, BEST, _GZIP = 6, 11, 9


@dataclass(frozen=True, slots=True)
class Packed:
    """A response ready to send: its start with the headers, and its body. Shared, never changed."""

    start: dict[str, Any]
    body: dict[str, Any]

    async def send(self, scope: Scope, send: Send) -> None:
        """Send it; to HEAD the headers alone."""
        await send(self.start)
        await send(_NOTHING if scope["method"] == "HEAD" else self.body)

    def marked(self, mark: str) -> Packed:
        """Return the page as it is: it has no hole for a mark (see `prem/web/marking.py`)."""
        return self

    def adding(self, *headers: tuple[bytes, bytes]) -> Packed:
        """Return the same response with more headers, such as a cookie."""
        return Packed({**self.start, "headers": [*self.start["headers"], *headers]}, self.body)


_NOTHING: dict[str, Any] = {"type": "http.response.body", "body": b""}


@lru_cache(maxsize=256)
def encoding_of(accepted: bytes) -> Encoding:
    """Return the encoding to use under this Accept-Encoding header.

    >>> encoding_of(b"gzip, deflate, br;q=0")
    'gzip'
    """
    wanted = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, quality = part.partition(";")
        wanted[name.strip()] = quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    if wanted.get("br"):
        return "br"
    return "gzip" if wanted.get("gzip") else "identity"


def pack(
    html: str, headers: Mapping[str, str], status: int, encoding: Encoding, quality: int = FAST
) -> Packed:
    """Return the page as a response in this encoding; `quality` is that of Brotli."""
    body = html.encode()
    if encoding == "br":
        body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
    elif encoding == "gzip":
        body = gzip.compress(body, _GZIP, mtime=0)
    return packed(status, headers_for(headers, encoding, len(body)), body)


def headers_for(headers: Mapping[str, str], encoding: Encoding, length: int) -> dict[str, str]:
    """Return these headers with those of a body of so many bytes in this encoding."""
    full = {**headers, "vary": "accept-encoding", "content-length": str(length)}
    if encoding != "identity":
        full["content-encoding"] = encoding
    return full


def packed(status: int, headers: Mapping[str, str], body: bytes = b"") -> Packed:
    """Return a response of these parts."""
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return Packed(
        {"type": "http.response.start", "status": status, "headers": pairs},
        {"type": "http.response.body", "body": body},
    )


def redirect(to: str, **more: str) -> Packed:
    """Return 303 See Other to an address; nothing of it is stored or told on."""
    headers = {"location": to, "cache-control": "no-store", "referrer-policy": "no-referrer"}
    return packed(303, {**headers, **more, "content-length": "0"})
