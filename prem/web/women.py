"""Women's routes: /q, /join and /x, on plain ASGI, with little between her and her page.

    GET  /q/{token}, /join/{code}   a neutral page, the same for every link; asks no store
    POST /q/{token}, /join/{code}   begins or goes on: sets the cookie, 303 to /q; by a link,
                                    also asks all of it again, or deletes what was said
    GET, POST /kiosk/{code}         the same on a tablet for many: GET shuts what is open there
    GET  /q                         the page of the step that is due
    POST /q                         takes what she did: 303 to /q, which says what was amiss (422);
                                    a program that is no browser is told so at once
    GET, POST  /q/when              her own days and hours for texts (when.py)
    GET, POST  /q/changed           what has changed in her life (changed.py)
    GET  /q/voucher                 her voucher; POST /q and /q/{token} give it (voucher.py)
    GET  /x                         leaves: shuts this sitting, clears the browser, 303 elsewhere
    GET  /said                      what was done about what women said
    GET  /x/tips, /x/old            says what leaving can't undo; that a form was of before

A browser that runs our script says so by a header (`LIVE`): what it posts with `quiet` is
answered by the step that is due, and the pages that it fetches have no style and no script.

After leaving, no cookie, Back or open page of before opens anything; her own link does, later.

No token, answer or number reaches a log: a fault is logged by its type and line alone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from starlette.types import Receive, Scope, Send

from prem.errors import Kind, Refusal
from prem.errors.web import BROKEN, BUSY, CROWDED, NO_METHOD, NO_PAGE
from prem.fieldwork.links import session_id_of
from prem.surveys.ahead import onward
from prem.surveys.reply import Reply
from prem.surveys.screens import screen
from prem.surveys.session import Session
from prem.surveys.way import due_step
from prem.web.browsers import is_browser, plainly
from prem.web.changed import CHANGED, FROM, Changed
from prem.web.cookie import CookieSeal, Seat
from prem.web.dress import LIVE, Dress, dress_of
from prem.web.faults import where
from prem.web.forms import ClientGone, check_origin, form_if_any, headers_of, read_form, replies_of
from prem.web.house import House
from prem.web.leaving import Leaving, erased, has_erased
from prem.web.marking import MARK
from prem.web.packing import Encoding, Packed, encoding_of, redirect
from prem.web.pages import Pages
from prem.web.said import SaidDid
from prem.web.texted import OwnForm, texted
from prem.web.tongue import on_web, tongues
from prem.web.turnstile import Turnstile
from prem.web.views import Fault, fault_of
from prem.web.voucher import ADDRESS, Vouchers
from prem.web.when import WHEN, When

if TYPE_CHECKING:
    from prem.fieldwork.interviews import Begun, Turn

log = logging.getLogger("prem.web")

_READS, _ALLOWS = ("GET", "HEAD"), (b"allow", b"GET, HEAD, POST")
_LATER = (b"retry-after", b"60")
_ON, _OLD = redirect("/q"), redirect("/x/old")
# What comes of a form is always fetched anew: a browser writes what it posted beside the page that
# came of it, and asks about sending it again on the way Back. The cookie says what was amiss.
_FAULTS: tuple[Fault, ...] = get_args(Fault)


class Women:
    """An ASGI application of the women's routes over one house."""

    def __init__(self, house: House) -> None:
        self._house, self._interviews = house, house.interviews
        self._surveys, self._now = house.surveys, house.ports.now
        self._seal = CookieSeal(house.keys.cookie, house.ports.chance, secure=house.secure)
        self.pages = Pages(house.templates, house.surveys, house.recordings)
        hers = (house, self.pages, self._seal)
        self._own: dict[str, OwnForm] = {WHEN: When(*hers), CHANGED: Changed(*hers)}
        self._vouchers = Vouchers(house, self.pages, self._seal)
        self._said = SaidDid(house.stores)
        self._turnstile = Turnstile()
        self._spoken = on_web(house.surveys.values())
        self._leaving = Leaving(house, self._seal)

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
            answer = self.pages.problem(BROKEN, "", encoding, self._tongue(headers))
        await plainly(answer, headers).send(scope, send)

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
                return await self._leaving.leave(headers, method)
        else:
            first, _, key = path[1:].partition("/")
            if (own := self._own.get(path)) and method in (*_READS, "POST"):
                page = await own.answer(method, headers, receive, encoding)
                return page or self.pages.closed(encoding, self._tongue(headers))
            if path == ADDRESS and method in _READS:
                tongue = self._tongue(headers)
                page = await self._vouchers.show(headers, encoding, tongue)
                return page or self.pages.closed(encoding, tongue)
            if path == "/said" and method in _READS:
                told, tongue = await self._said.now(), self._tongue(headers)
                return self.pages.told(told, encoding, tongue)
            if first == "x" and method in _READS:
                done = has_erased(self._seal, headers, self._now())
                page = self.pages.beside(key, encoding, self._tongue(headers), erased=done)
                return page or self._refused(NO_PAGE, scope, encoding)
            if first in ("x", "said"):
                return self._refused(NO_PAGE, scope, encoding)
            if method in _READS and first == "kiosk":
                return await self._between(headers, method, encoding)
            if method in _READS:
                return self._start(first, encoding, self._tongue(headers))
            if method == "POST":
                check_origin(headers)
                opened = self._open if first == "q" else self._join
                return await opened(key, scope, receive, encoding)
        return self._refused(NO_METHOD, scope, encoding)

    def _tongue(self, headers: Mapping[bytes, bytes]) -> str:
        return tongues(headers, self._spoken)

    def _start(self, first: str, encoding: Encoding, tongue: str) -> Packed:
        if first == "q":
            return self.pages.start(encoding, tongue)
        return self.pages.door(encoding, tongue).marked(self._house.ports.token()[:MARK])

    async def _open(self, token: str, scope: Scope, receive: Receive, encoding: Encoding) -> Packed:
        """Begin or go on by a personal link."""
        now = self._now()
        known = self._seal.read(headers_of(scope).get(b"cookie"), now)
        number = session_id_of(self._house.keys, token)
        # Where she sits there already, her cookie knows her situation, and nothing else does.
        same = known is not None and known.session_id == number
        situation = known.situation if known is not None and same else None
        wish = (await form_if_any(scope, receive)).get("action")
        if wish == "voucher":
            return await self._vouchers.give_by_link(number, now)
        if wish == "delete":
            await self._vouchers.keep(number, now)
            await self._interviews.erase_by_link(token, now)
            return erased(self._seal, now)
        begun = await self._interviews.begin(token, now, situation, anew=wish == "anew")
        return self._seated(begun, now, scope, encoding, link=True)

    async def _join(self, code: str, scope: Scope, receive: Receive, encoding: Encoding) -> Packed:
        """Begin a new session at an open door."""
        now, form = self._now(), await form_if_any(scope, receive)
        if not self._turnstile.lets_in((scope.get("client") or ("", 0))[0], now):
            raise CROWDED.refuse()
        tap, kiosk = form.get("mark", "")[:MARK], scope["path"].startswith("/kiosk/")
        tongue = self._tongue(headers_of(scope))
        begun = await self._interviews.join(code, now, tongue, tap=tap, kiosk=kiosk)
        return self._seated(begun, now, scope, encoding)

    def _seated(
        self,
        begun: Begun | None,
        now: datetime,
        scope: Scope,
        encoding: Encoding,
        *,
        link: bool = False,
    ) -> Packed:
        if begun is None:
            return self.pages.closed(encoding, self._tongue(headers_of(scope)), link=link)
        session, live = begun.session, LIVE in headers_of(scope)
        seat = Seat(begun.session_id, session.situation, session.sitting, live)
        return _ON.adding(self._seal.header(seat, now))

    async def _show(self, headers: Mapping[bytes, bytes], encoding: Encoding) -> Packed:
        now = self._now()
        seat = self._seal.read(headers.get(b"cookie"), now)
        if seat is None:
            return self.pages.closed(encoding, self._tongue(headers))
        session = await self._interviews.show(seat.session_id, seat.situation)
        if session is None or session.sitting != seat.sitting:
            return self.pages.closed(encoding, self._tongue(headers))
        told = seat.fault >= FROM  # of what she told, and never saw what follows: no more of it now
        fault = _FAULTS[seat.fault] if session.asked_again and not told else ""
        page = await self._page(session, seat, fault, dress_of(seat, headers), encoding)
        return page.adding(self._seal.told(seat, now)) if told else page

    async def _take(
        self, headers: Mapping[bytes, bytes], receive: Receive, encoding: Encoding
    ) -> Packed:
        check_origin(headers)
        form, now = await read_form(headers, receive), self._now()
        seat = self._seal.read(headers.get(b"cookie"), now)
        quiet = bool(form.get("quiet"))
        shut = self.pages.closed(encoding, self._tongue(headers)) if quiet else _ON
        if seat is None:
            return shut
        if form.get("mark", own := self._seal.mark(seat)) != own:
            return _OLD  # a tab of another session, or of before she left this one
        if form.get("action") == "voucher":
            return await self._vouchers.give(seat.session_id, now, seat.sitting) or shut
        if form.get("action") == "delete":
            await self._vouchers.keep(seat.session_id, now)
            hers = await self._interviews.erase(seat.session_id, now, seat.sitting)
            return erased(self._seal, now) if hers else shut
        *first, last = replies_of(form)
        for reply in first:
            await self._receive(seat, reply, now)
        turn = await self._receive(seat, last, now)
        if turn is None:
            return shut
        fault, answer = fault_of(turn.events), _ON
        if quiet:
            due = due_step(self._surveys[turn.session.survey], turn.session)
            answer = self.pages.saved(due, 422 if fault else 200)
        new = replace(seat, situation=turn.session.situation, fault=_FAULTS.index(fault))
        if fault and not quiet and not is_browser(headers):
            answer = await self._page(turn.session, new, fault, "plain", encoding)
        return answer if new == seat else answer.adding(self._seal.header(new, now))

    async def _between(
        self, headers: Mapping[bytes, bytes], method: str, encoding: Encoding
    ) -> Packed:
        """Shut what the woman before had open, and show the neutral page to the next one."""
        await self._leaving.leave(headers, method)
        page = self.pages.gate(encoding, self._tongue(headers)).marked(
            self._house.ports.token()[:MARK]
        )
        return page.adding(self._seal.cleared())

    async def _receive(self, seat: Seat, reply: Reply, now: datetime) -> Turn | None:
        return await self._interviews.receive(
            seat.session_id, seat.situation, reply, now, sitting=seat.sitting
        )

    async def _page(
        self, session: Session, seat: Seat, fault: Fault, dress: Dress, encoding: Encoding
    ) -> Packed:
        survey = self._surveys[session.survey]
        place = (session.survey, session.site, session.language)
        way = None if dress == "plain" else onward(survey, session)
        times = texted(survey, session)
        shown = screen(survey, session)
        gives = await self._vouchers.offers(session, seat.session_id)
        page = self.pages.question(shown, place, fault, encoding, dress, way, times, gives)
        return page.marked(self._seal.mark(seat))

    def _refused(self, kind: Kind, scope: Scope, encoding: Encoding) -> Packed:
        """Return the page of a problem; what is no request's own fault is told as ours."""
        if kind.status == 503:
            kind = BUSY
        elif kind.status >= 500:
            log.error("a page failed: [%s]", kind.code)
            kind = BROKEN
        back = "/q" if scope["path"] == "/q" and kind.status != 403 else ""
        answer = self.pages.problem(kind, back, encoding, self._tongue(headers_of(scope)))
        more = {405: _ALLOWS, 429: _LATER}.get(kind.status)
        return answer.adding(more) if more else answer
