"""Bytes on the wire of every page of a survey, head and body, as a phone asks for them."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from bench.journey import Woman, learn
from bench.server import serve
from bench.surveys import SERVE, tokens
from bench.wire import Connection


async def _walk(port: int, spent: bytes, token: bytes, encoding: bytes) -> list[int]:
    """Walk by `token` the way that was learnt by `spent`, a link that is closed from then on."""
    turns = await learn(port, spent)
    accept = b"Accept-Encoding: %s\r\n" % encoding
    woman = Woman(await Connection(port).open(), accept)
    start = await woman.line.ask(b"GET", b"/q/" + token, accept)
    sizes = [len(start.head) + len(start.body)]
    await woman.post(b"/q/" + token, b"")
    for _, form in turns:
        page = await woman.get()
        sizes.append(len(page.head) + len(page.body))
        await woman.post(b"/q", form)
    page = await woman.get()
    return [*sizes, len(page.head) + len(page.body)]


def every_page() -> dict[str, Any]:
    """Walk a whole survey with brotli and with gzip; every page is one request."""
    with tempfile.TemporaryDirectory() as folder:
        env = {"PREM_DATA": str(Path(folder) / "data")}
        links = tokens(env, 4)
        with serve(SERVE, env) as served:
            br = asyncio.run(_walk(served.port, links[0], links[1], b"br"))
            gz = asyncio.run(_walk(served.port, links[2], links[3], b"gzip"))
    return {
        "pages": len(br),
        "requests_a_page": 1,
        "largest_bytes_brotli": max(br),
        "largest_bytes_gzip": max(gz),
        "median_bytes_brotli": sorted(br)[len(br) // 2],
    }
