"""Where she is let go to: elsewhere; or, on a tablet for many, to the page between two women."""

from __future__ import annotations

from prem.fieldwork.links import Door, door_code
from prem.storage.keys import Keys
from prem.surveys.session import Session
from prem.web.cookie import CookieSeal
from prem.web.packing import Packed, redirect


def gone(address: str, seal: CookieSeal) -> Packed:
    """Return the redirect that takes the seat away and has the browser forget what it kept."""
    cleared = {"clear-site-data": '"cache", "cookies", "storage"'}
    return redirect(address, **cleared).adding(seal.cleared())


def gate_of(keys: Keys, session: Session) -> str:
    """Return the address of the tablet on which a session is answered."""
    return f"/kiosk/{door_code(keys, Door(session.survey, session.site, session.time_point))}"
