"""Where she is let go to: elsewhere; or, on a tablet for many, to the page between two women.

After she deleted what she said: to the page that says so, until she leaves that one too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from prem.fieldwork.links import Door, door_code
from prem.storage.keys import Keys
from prem.surveys.session import Session
from prem.web.cookie import CookieSeal, Seat
from prem.web.packing import Packed, redirect


def gone(address: str, seal: CookieSeal) -> Packed:
    """Return the redirect that takes the seat away and has the browser forget what it kept."""
    cleared = {"clear-site-data": '"cache", "cookies", "storage"'}
    return redirect(address, **cleared).adding(seal.cleared())


def gate_of(keys: Keys, session: Session) -> str:
    """Return the address of the tablet on which a session is answered."""
    return f"/kiosk/{door_code(keys, Door(session.survey, session.site, session.time_point))}"


def erased(seal: CookieSeal, now: datetime) -> Packed:
    """Return the redirect to the page that says so, with a seat of nobody's that opens it."""
    return redirect("/x/done").adding(seal.header(Seat(0, None, only=True), now))


def has_erased(seal: CookieSeal, headers: Mapping[bytes, bytes], now: datetime) -> bool:
    """Whether a request may see that page: after leaving, Back must not show it."""
    seat = seal.read(headers.get(b"cookie"), now, only=True)
    return seat is not None and seat.only
