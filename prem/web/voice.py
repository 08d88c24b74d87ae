"""What Twilio calls while a phone rings and is spoken on: signed, and answered in its own XML.

    POST /hooks/twilio/voice           somebody picked up, rang us, or pressed a key
    POST /hooks/twilio/voice/status    how a call of ours ended

A step that comes twice is answered twice and counts once. What is wrong is never said on the
line: the call is hung up on without a word.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from prem.channels.twilio_voice import Spoken, call_report_of, step_of, twiml
from prem.fieldwork.calls import Answer, Came, receive_call
from prem.fieldwork.send import report
from prem.instruments.recordings import Line, Recordings
from prem.web.hooks import EVERY, answered, signed_by_twilio
from prem.web.house import House

HOOK = "/hooks/twilio/voice"


def voice_routes(house: House) -> list[Route]:
    """Return the routes of calls."""
    return [
        Route(HOOK, answered(_stepped(house)), methods=EVERY),
        Route(f"{HOOK}/status", answered(_reported(house)), methods=EVERY),
    ]


def _stepped(house: House) -> Callable[[Request], Awaitable[Response]]:
    async def stepped(request: Request) -> Response:
        step = step_of(await signed_by_twilio(house, request))
        if step is None:
            return _said(house, Answer())
        token, reference = (request.query_params.get(name, "")[:2048] for name in "cr")
        came = Came(step.call, token, reference, step.sender, step.key, step.machine)
        return _said(
            house, await asyncio.to_thread(receive_call, house.field, came, house.ports.now())
        )

    return stepped


def _reported(house: House) -> Callable[[Request], Awaitable[Response]]:
    async def reported(request: Request) -> Response:
        fields = await signed_by_twilio(house, request)
        said = call_report_of(request.query_params.get("r", ""), fields)
        if said is not None:
            await asyncio.to_thread(
                report, house.stores, house.keys, "voice", said.reference, said.said
            )
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return reported


def _said(house: House, answer: Answer) -> Response:
    base = house.settings.public_url.rstrip("/")
    action = f"{base}{HOOK}?{urlencode({'c': answer.token})}" if answer.token else ""
    words = twiml(spoken_of(house.recordings, answer.lines, base), action, answer.seconds)
    return Response(
        words, media_type="text/xml; charset=utf-8", headers={"cache-control": "no-store"}
    )


def spoken_of(recordings: Recordings, lines: tuple[Line, ...], base: str) -> Iterator[Spoken]:
    """Yield her own kind of voice where somebody recorded a line, else words for the machine."""
    for line in lines:
        clip = recordings.mp3(line)
        address = f"{base}{clip.address}" if clip else ""
        yield Spoken("" if clip else line.words, line.language, address)
