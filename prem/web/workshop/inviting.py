"""Where researchers and site leads invite: a link that is shown once and kept nowhere."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from prem.errors import Refusal
from prem.fieldwork import workshop
from prem.storage.staff import Person
from prem.web.house import House
from prem.web.workshop.page import workshop_page
from prem.web.workshop.signing import Form, RunsStudy, TheHouse
from prem.web.workshop.views import address

ROLES = {"adviser": "A peer adviser", "researcher": "A researcher", "site-lead": "A site lead"}

router = APIRouter(prefix="/workshop/people")


@router.get("")
def people(house: TheHouse, person: RunsStudy) -> Response:
    """Ask whom to invite."""
    return _page(house, person)


@router.post("")
def invite(house: TheHouse, person: RunsStudy, form: Form) -> Response:
    """Make a link and show it, this once; it lasts for 14 days."""
    role = form.get("role", "")
    try:
        token = workshop.invite(house.stores, house.ports, role, by=person)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _page(house, person, status=422, error="please choose whom to invite")
    base = house.settings.public_url.rstrip("/")
    return _page(house, person, link=f"{base}/workshop/join/{token}", invited=ROLES[role])


def _page(
    house: House,
    person: Person,
    *,
    status: int = 200,
    error: str = "",
    link: str = "",
    invited: str = "",
) -> Response:
    first = next(iter(house.instruments.values()), None)
    return workshop_page(
        house,
        "people.html",
        status=status,
        place="people",
        person=person,
        start=address(first) if first else "/workshop",
        roles=ROLES,
        error=error,
        link=link,
        invited=invited,
    )
