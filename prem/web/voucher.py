"""Her voucher, on a page of its own: /q/voucher.

    POST /q (action "voucher")     in her sitting, at its end: gives it, 303 to /q/voucher
    POST /q/{token} (the same)     by a link that is spent: the same; a link that never was is
                                   answered in the same way, and its page has none
    GET  /q/voucher                shows what was given, for as long as the sitting is not left

It is shown only when she presses for it, for somebody may be near. Looking gives nothing, so a
browser that fetches ahead takes none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from prem.errors import Refusal
from prem.fieldwork.field import Field
from prem.fieldwork.vouchers import (
    earned,
    held_by,
    is_there_one,
    voucher_of,
    will_there_be_one,
)
from prem.surveys.model import OPENING
from prem.surveys.session import Session
from prem.surveys.way import due_step
from prem.web.cookie import CookieSeal, Seat
from prem.web.packing import Encoding, Packed, redirect

if TYPE_CHECKING:
    from prem.web.house import House
    from prem.web.pages import Pages

log = logging.getLogger("prem.web")
ADDRESS = "/q/voucher"
_THERE = redirect(ADDRESS)


class Vouchers:
    """Offers, gives and shows vouchers. The stores are asked off the loop."""

    def __init__(self, house: House, pages: Pages, seal: CookieSeal) -> None:
        self._house, self._pages, self._seal = house, pages, seal
        self._field = Field(house.stores, house.surveys, house.keys, house.ports.number)

    async def offers(self, session: Session, session_id: int) -> bool:
        """Whether her page tells of a voucher: the opening, that there is one for her; an end, by
        its button. A store at rest hides it."""
        first = due_step(self._house.surveys[session.survey], session) == OPENING
        if not self._may_have(session, first=first):
            return False
        look = will_there_be_one if first else is_there_one
        try:
            return await asyncio.to_thread(look, self._field, session_id)
        except Refusal:
            return False

    async def give(self, session_id: int, now: datetime, sitting: int) -> Packed | None:
        """Give her hers, and send her to its page; a second press gives no other.

        None where she has left this sitting.
        """
        session = await self._house.interviews.show(session_id, None)
        if session is None or session.sitting != sitting:
            return None
        await asyncio.to_thread(voucher_of, self._field, session_id, now)
        return _THERE

    async def give_by_link(self, number: int, now: datetime) -> Packed:
        """The same by the link of a session, with a seat that opens this page alone."""
        await asyncio.to_thread(voucher_of, self._field, number, now)
        session = await self._house.interviews.show(number, None)
        seat = Seat(number, None, session.sitting if session else 0, only=True)
        return _THERE.adding(self._seal.header(seat, now))

    async def keep(self, session_id: int, now: datetime) -> None:
        """Give her hers before all else of hers is erased: her link shows it later.

        What goes wrong here must not hold up the erasing.
        """
        try:
            await asyncio.to_thread(voucher_of, self._field, session_id, now)
        except Refusal as refusal:
            log.error("a voucher was not kept: [%s]", refusal.first.kind.code)

    async def show(
        self, headers: Mapping[bytes, bytes], encoding: Encoding, tongue: str
    ) -> Packed | None:
        """Return the page; None where it opens for nobody."""
        seat = self._seal.read(headers.get(b"cookie"), self._house.ports.now(), only=True)
        session = await self._house.interviews.show(seat.session_id, None) if seat else None
        if seat is None or (session is None and not seat.only):
            return None
        if session is not None and session.sitting != seat.sitting:
            return None
        code = await asyncio.to_thread(held_by, self._field, seat.session_id) or ""
        place = (session.survey, session.site, session.language) if session else ("", "", tongue)
        return self._pages.voucher(code, place, encoding, back=not seat.only)

    def _may_have(self, session: Session, *, first: bool) -> bool:
        gives = self._house.surveys[session.survey].vouchers
        return gives and (first or earned(session)) and not session.ways.kiosk
