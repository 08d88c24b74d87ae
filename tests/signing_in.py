"""Somebody who works on the study, signed in by an invitation."""

from __future__ import annotations

import httpx

from prem.fieldwork.workshop_people import accept, invite
from prem.web.house import House


def sign_in(client: httpx.Client, house: House, role: str = "site-lead") -> None:
    """Sign somebody of this role in on this client: an invitation is made and accepted."""
    link = invite(house.stores, house.ports, role)
    client.cookies.set("w", accept(house.stores, house.ports, link, "Robin"))
