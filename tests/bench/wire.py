"""A small HTTP/1.1 client, fast enough not to be what is measured: one connection, one request."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, head and body as they were on the wire, seconds it took."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    def header(self, name: bytes) -> bytes:
        """Return a header's value, or nothing."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b": ")
            if key.lower() == name:
                return value
        return b""


class Connection:
    """One keep-alive connection to a server on loopback."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def open(self) -> Connection:
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def ask(self, method: bytes, path: bytes, head: bytes = b"", body: bytes = b"") -> Answer:
        """Send one request and read its whole answer."""
        lines = b"%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s" % (method, path, self.port, head)
        if body or method == b"POST":
            lines += b"Content-Type: application/x-www-form-urlencoded\r\n"
            lines += b"Content-Length: %d\r\n" % len(body)
        began = perf_counter()
        self.writer.write(lines + b"\r\n" + body)
        got = await self.reader.readuntil(b"\r\n\r\n")
        answer = Answer(int(got[9:12]), got, b"", 0.0)
        length = int(answer.header(b"content-length") or 0)
        if length and method != b"HEAD":
            body = await self.reader.readexactly(length)
        else:
            body = b""
        return Answer(answer.status, got, body, perf_counter() - began)

    def close(self) -> None:
        """Hang up."""
        self.writer.close()
