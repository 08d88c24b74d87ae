"""The pages of the desk: the list of releases, one release, its files."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from prem.errors import Place
from prem.errors.release import UNKNOWN_SURVEY
from prem.fieldwork.release import Shelf, released_of, shelves
from prem.reports.release import as_csv
from prem.reports.release_view import view_of
from prem.storage.releases import StoredRelease
from prem.surveys.model import BY_PHONE
from prem.web.desk.texts import texts_lines
from prem.web.desk.vouchers import vouchers_lines
from prem.web.house import House
from prem.web.staffpage import staff_page
from prem.web.workshop.signing import Anyone, SignedIn, TheHouse

router = APIRouter(prefix="/desk")
STYLES = ("staff.css", "release.css")
LARGEST_NUMBER = 2**31 - 1


@router.get("")
@router.get("/", include_in_schema=False)
def entrance(house: TheHouse, person: Anyone) -> Response:
    """Show every survey's releases, the newest first; at the door say how to come in."""
    if person is None:
        return staff_page(house, "desk-door.html", status=403, here="desk")
    paper = person.role != "adviser" and any("paper" in s.channels for s in house.surveys.values())
    women = person.role != "adviser" and any(s.asks_on(BY_PHONE) for s in house.surveys.values())
    found: list[Shelf] = shelves(house.stores, house.surveys)
    return staff_page(
        house,
        "desk.html",
        styles=STYLES,
        here="desk",
        person=person,
        shelves=found,
        paper=paper,
        women=women,
        texts=texts_lines(house) if women else (),
        vouchers=vouchers_lines(house) if person.role != "adviser" else (),
    )


def the_release(
    survey: str, number: int, request: Request, person: SignedIn
) -> StoredRelease:  # fmt: skip
    """Return the release of the address; Refusal 404.706 or 404.623 where there is none."""
    house: House = request.app.state.house
    if survey not in house.surveys:
        raise UNKNOWN_SURVEY.refuse(Place())
    return released_of(house.stores, survey, min(max(number, 0), LARGEST_NUMBER))


TheRelease = Annotated[StoredRelease, Depends(the_release)]


@router.get("/{survey}/{number}")
def one(house: TheHouse, person: SignedIn, release: TheRelease) -> Response:
    """Show a release as it was frozen."""
    view = view_of(json.loads(release.document), release.hash)
    return staff_page(
        house,
        "desk-release.html",
        styles=STYLES,
        here="desk",
        person=person,
        view=view,
        address=f"/desk/{release.survey}/{release.number}",
    )


@router.get("/{survey}/{number}/release.json")
def as_json_file(release: TheRelease) -> Response:
    """Hand out the frozen document, word for word."""
    return _file(release, release.document, "json", "application/json")


@router.get("/{survey}/{number}/release.csv")
def as_csv_file(release: TheRelease) -> Response:
    """Hand out the release as a table."""
    return _file(release, as_csv(release.document), "csv", "text/csv; charset=utf-8")


def _file(release: StoredRelease, text: str, ending: str, kind: str) -> Response:
    name = f"{release.survey}-release-{release.number}.{ending}"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(text, media_type=kind, headers=headers)
