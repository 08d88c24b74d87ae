"""Women's routes: /q, /join and /x, on plain ASGI, with little between her and her page.

    GET  /q/{token}, /join/{code}   a neutral page, the same for every link; asks no store
    POST /q/{token}, /join/{code}   begins or goes on: sets the cookie, 303 to /q
    GET  /q                         the page of the step that is due
    POST /q                         takes what she did: 303 to /q, or 422 with what to do
    GET  /x                         leaves: ends the session, clears the browser, 303 elsewhere

No token, answer or number reaches a log: a fault is logged by its type and line alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from prem.errors import Kind, Refusal
from prem.errors.web import BROKEN, BUSY, NO_METHOD, NO_PAGE
from prem.fieldwork.links import session_id_of
from prem.surveys.reply import Stop
from prem.surveys.screens import screen
from prem.surveys.session import Session
from prem.web.cookie import CookieSeal, Seat
from prem.web.faults import where
from prem.web.forms import ClientGone, check_origin, headers_of, read_form, reply_of
from prem.web.house import House
from prem.web.packing import Encoding, Packed, encoding_of, redirect
from prem.web.pages import Pages
from prem.web.views import Fault, fault_of

if TYPE_CHECKING:
    from prem.fieldwork.interviews import Begun

log = logging.getLogger("prem.web")

LEAVES_AFTER = 0.25
"""Seconds that leaving waits for the store at most; the ending is then recorded behind her."""

_READS, _ALLOWS = ("GET", "HEAD"), (b"allow", b"GET, HEAD, POST")
_ON = redirect("/q")


class Women:
    """An ASGI application of the women's routes over one house."""

    def __init__(self, house: House) -> None:
        self._house, self._interviews = house, house.interviews
        self._surveys, self._now = house.surveys, house.ports.now
        self._seal = CookieSeal(house.keys.cookie, house.ports.chance, secure=house.secure)
        self.pages = Pages(house.templates, house.surveys)
        self._endings: set[asyncio.Future[None]] = set()
        self._gone = redirect(
            house.settings.exit_url, **{"clear-site-data": '"cache", "cookies", "storage"'}
        ).adding(self._seal.cleared())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever happens, with a calm page."""
        headers = headers_of(scope)
        encoding = encoding_of(headers.get(b"accept-encoding", b""))
        try:
            answer = await self._answer(scope, receive, headers, encoding)
        except ClientGone:
            return
        except Refusal as refusal:
            answer = self._refused(refusal.first.kind, scope, encoding)
        except Exception as fault:
            log.error("a page failed: %s", where(fault))  # a traceback may hold a token
            answer = self.pages.problem(BROKEN, "", encoding)
        await answer.send(scope, send)

    async def _answer(
        self, scope: Scope, receive: Receive, headers: Mapping[bytes, bytes], encoding: Encoding
    ) -> Packed:
        method, path = scope["method"], scope["path"]
        if path == "/q":
            if method == "POST":
                return await self._take(headers, receive, encoding)
            if method in _READS:
                return await self._show(headers, encoding)
        elif path == "/x":
            if method in _READS:
                return await self._leave(headers, method)
        else:
            first, _, key = path[1:].partition("/")
            if first == "x":
                return self._refused(NO_PAGE, scope, encoding)
            if method in _READS:
                return self.pages.start(encoding)
            if method == "POST":
                return await self._begin(first, key, headers, encoding)
        return self._refused(NO_METHOD, scope, encoding)

    async def _begin(
        self, first: str, key: str, headers: Mapping[bytes, bytes], encoding: Encoding
    ) -> Packed:
        """Begin or go on by a personal link (/q/{token}) or an open one (/join/{code})."""
        check_origin(headers)
        now = self._now()
        known = self._seal.read(headers.get(b"cookie"), now)
        if first == "q" and known and known.session_id == session_id_of(self._house.keys, key):
            return _ON  # she sits there already, and her cookie knows her situation
        begin = self._interviews.begin if first == "q" else self._interviews.join
        begun: Begun | None = await begin(key, now)
        if begun is None:
            return self.pages.closed(encoding)
        seat = Seat(begun.session_id, begun.session.situation)
        return _ON.adding(self._seal.header(seat, now))

    async def _show(self, headers: Mapping[bytes, bytes], encoding: Encoding) -> Packed:
        seat = self._seal.read(headers.get(b"cookie"), self._now())
        if seat is None:
            return self.pages.closed(encoding)
        session = await self._interviews.show(seat.session_id, seat.situation)
        return self.pages.closed(encoding) if session is None else self._page(session, "", encoding)

    async def _take(
        self, headers: Mapping[bytes, bytes], receive: Receive, encoding: Encoding
    ) -> Packed:
        check_origin(headers)
        form, now = await read_form(headers, receive), self._now()
        seat = self._seal.read(headers.get(b"cookie"), now)
        if seat is None:
            return self.pages.closed(encoding)
        turn = await self._interviews.receive(seat.session_id, seat.situation, reply_of(form), now)
        if turn is None:
            return self.pages.closed(encoding)
        fault = fault_of(turn.events)
        answer = self._page(turn.session, fault, encoding) if fault else _ON
        if turn.session.situation != seat.situation:
            new = Seat(seat.session_id, turn.session.situation)
            answer = answer.adding(self._seal.header(new, now))
        return answer

    async def _leave(self, headers: Mapping[bytes, bytes], method: str) -> Packed:
        """End the session where there is one; she is let go whatever the store says, or if it
        says nothing: it may be held for seconds while someone stands behind her."""
        now = self._now()
        seat = self._seal.read(headers.get(b"cookie"), now)
        # A browser that fetches ahead has not been told to leave.
        if seat is not None and method == "GET" and b"sec-purpose" not in headers:
            ending = asyncio.ensure_future(self._end(seat, now))
            self._endings.add(ending)  # the loop itself would not keep it alive
            ending.add_done_callback(self._endings.discard)
            await asyncio.wait((ending,), timeout=LEAVES_AFTER)
        return self._gone

    async def _end(self, seat: Seat, now: datetime) -> None:
        try:
            await self._interviews.receive(seat.session_id, seat.situation, Stop(silent=True), now)
        except Exception as fault:
            log.error("leaving was not recorded: %s", where(fault))  # as above

    def _page(self, session: Session, fault: Fault, encoding: Encoding) -> Packed:
        shown = screen(self._surveys[session.survey], session)
        place = (session.survey, session.site, session.language)
        return self.pages.question(shown, place, fault, encoding)

    def _refused(self, kind: Kind, scope: Scope, encoding: Encoding) -> Packed:
        """Return the page of a problem; what is no request's own fault is told as ours."""
        if kind.status == 503:
            kind = BUSY
        elif kind.status >= 500:
            log.error("a page failed: [%s]", kind.code)
            kind = BROKEN
        back = "/q" if scope["path"] == "/q" and kind.status != 403 else ""
        answer = self.pages.problem(kind, back, encoding)
        return answer.adding(_ALLOWS) if kind.status == 405 else answer
