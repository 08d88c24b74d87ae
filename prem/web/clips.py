"""Recorded voices on our own address: GET /clips/<hash>.<format>.

A name is a hash: it says nothing of the question, and another recording of other words has
another name. All the same nothing may be kept: a phone's cache would show that she listened.
Safari and telephone providers ask for parts of a file (RFC 9110, section 14), so parts are given.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from prem.errors.recordings import NO_SUCH_CLIP
from prem.instruments.recordings import Recordings

TYPES = {"opus": "audio/ogg", "ogg": "audio/ogg", "webm": "audio/webm", "mp3": "audio/mpeg"}
_RANGE = re.compile(r"bytes=(\d{0,9})-(\d{0,9})")
_HEADERS = {
    "accept-ranges": "bytes",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def clip_routes(recordings: Recordings) -> list[Route]:
    """Return the route of the clips that are there."""
    return [Route("/clips/{name}", _clip(recordings), methods=["GET"])]


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last of a Range header; None for the whole.

    (0, 0) where nothing of the file is asked. Several ranges in one are answered by the whole.

    >>> part_of("bytes=0-1", 100), part_of("bytes=-10", 100), part_of("bytes=100-", 100)
    ((0, 2), (90, 100), (0, 0))
    """
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return None
    if not found[1]:
        return (max(size - int(found[2]), 0), size) if int(found[2]) and size else (0, 0)
    first, last = int(found[1]), int(found[2]) if found[2] else size - 1
    if last < first and found[2]:
        return None  # no range at all: RFC 9110 has it ignored
    return (first, min(last + 1, size)) if first < size else (0, 0)


def _clip(recordings: Recordings) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        clip = recordings.at(request.path_params["name"])
        if clip is None:
            raise NO_SUCH_CLIP.refuse()
        try:
            whole = await asyncio.to_thread(clip.path.read_bytes)
        except OSError:
            raise NO_SUCH_CLIP.refuse() from None
        # We give no validator, so a part of "that same file" can only be the whole of this one.
        asked = "" if "if-range" in request.headers else request.headers.get("range", "")
        return _answer(whole, TYPES[clip.path.suffix[1:]], part_of(asked, len(whole)))

    return answered


def _answer(whole: bytes, kind: str, part: tuple[int, int] | None) -> Response:
    if part is None:
        return Response(whole, media_type=kind, headers=_HEADERS)
    first, after = part
    if first == after:
        return Response(
            status_code=416, headers={**_HEADERS, "content-range": f"bytes */{len(whole)}"}
        )
    said = {**_HEADERS, "content-range": f"bytes {first}-{after - 1}/{len(whole)}"}
    return Response(whole[first:after], 206, said, kind)
