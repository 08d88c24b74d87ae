"""Leaving shuts her sitting and lets her go: elsewhere; or, on a tablet for many, to the page
between two women.

After she deleted what she said: to the page that says so, until she leaves that one too.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from prem.fieldwork.links import Door, door_code
from prem.storage.keys import Keys
from prem.surveys.reply import Leave
from prem.surveys.session import Session
from prem.web.cookie import CookieSeal, Seat
from prem.web.faults import where
from prem.web.house import House
from prem.web.packing import Packed, redirect

if TYPE_CHECKING:
    from prem.fieldwork.interviews import Turn

log = logging.getLogger("prem.web")

LEAVES_AFTER = 0.25
"""Seconds that leaving waits for the store at most; the ending is then recorded behind her."""


class Leaving:
    """Lets women go from one house. `seal` reads and clears their cookies."""

    def __init__(self, house: House, seal: CookieSeal) -> None:
        self._house, self._seal = house, seal
        self._endings: set[asyncio.Future[Turn | None]] = set()
        self._gone = _gone(house.settings.exit_url, seal)

    async def leave(self, headers: Mapping[bytes, bytes], method: str) -> Packed:
        """Shut the sitting where there is one; she is let go whatever the store says, or if it
        says nothing: it may be held for seconds while someone stands behind her."""
        now = self._house.ports.now()
        seat = self._seal.read(headers.get(b"cookie"), now, only=True)
        # A browser that fetches ahead has not been told to leave.
        if seat is not None and method == "GET" and b"sec-purpose" not in headers:
            ending = asyncio.ensure_future(self._end(seat, now))
            self._endings.add(ending)  # the loop itself would not keep it alive
            ending.add_done_callback(self._endings.discard)
            await asyncio.wait((ending,), timeout=LEAVES_AFTER)
            if ending.done() and (turn := ending.result()) and turn.session.ways.kiosk:
                return _gone(_gate_of(self._house.keys, turn.session), self._seal)
        return self._gone

    async def _end(self, seat: Seat, now: datetime) -> Turn | None:
        try:
            return await self._house.interviews.receive(
                seat.session_id, seat.situation, Leave(), now, sitting=seat.sitting
            )
        except Exception as fault:
            log.error("leaving was not recorded: %s", where(fault))  # a traceback may hold a token
            return None


def _gone(address: str, seal: CookieSeal) -> Packed:
    """Return the redirect that takes the seat away and has the browser forget what it kept."""
    cleared = {"clear-site-data": '"cache", "cookies", "storage"'}
    return redirect(address, **cleared).adding(seal.cleared())


def _gate_of(keys: Keys, session: Session) -> str:
    """Return the address of the tablet on which a session is answered."""
    return f"/kiosk/{door_code(keys, Door(session.survey, session.site, session.time_point))}"


def erased(seal: CookieSeal, now: datetime) -> Packed:
    """Return the redirect to the page that says so, with a seat of nobody's that opens it."""
    return redirect("/x/done").adding(seal.header(Seat(0, None, only=True), now))


def has_erased(seal: CookieSeal, headers: Mapping[bytes, bytes], now: datetime) -> bool:
    """Whether a request may see that page: after leaving, Back must not show it."""
    seat = seal.read(headers.get(b"cookie"), now, only=True)
    return seat is not None and seat.only
