"""Writing what women are told after a release: what they said, what was done; then one text."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from prem.errors import Refusal
from prem.fieldwork.said_did import ROWS, pairs_of, publish, standing_told, text_all
from prem.surveys.model import BY_TEXT
from prem.web.desk.routes import TheRelease
from prem.web.house import House
from prem.web.staffpage import sent_on, slip, staff_page
from prem.web.workshop.signing import Form, RunsStudy, TheHouse

router = APIRouter(prefix="/{survey}/{number}/said")
Rows = Sequence[tuple[str, str]]


@router.get("")
def written(house: TheHouse, person: RunsStudy, release: TheRelease) -> Response:
    """Show what stands for a release, ready to be changed."""
    for told in standing_told(house.stores):
        if (told.survey, told.number) == (release.survey, release.number):
            return _page(
                house,
                release.survey,
                release.number,
                [(p.said, p.did) for p in told.pairs],
                stands=True,
            )
    return _page(house, release.survey, release.number, [])


@router.post("")
def write(house: TheHouse, person: RunsStudy, release: TheRelease, form: Form) -> Response:
    """Publish what was written, take it back where all is empty, or text it to the women."""
    rows = [(form.get(f"said-{n}", ""), form.get(f"did-{n}", "")) for n in range(1, ROWS + 1)]
    now, place = house.ports.now(), f"/desk/{release.survey}/{release.number}/said"
    try:
        if form.get("action") == "text":
            queued = text_all(house.field, house.surveys[release.survey], release.number, now)
            return _page(house, release.survey, release.number, rows, stands=True, queued=queued)
        publish(house.stores, release.survey, release.number, pairs_of(rows), person, now)
    except Refusal as refusal:
        return _page(house, release.survey, release.number, rows, error=str(slip(refusal).first))
    return sent_on(place)


def _page(
    house: House,
    survey: str,
    number: int,
    rows: Rows,
    *,
    stands: bool = False,
    queued: int | None = None,
    error: str = "",
) -> Response:
    texts = bool(house.surveys[survey].asks_on(BY_TEXT))
    return staff_page(
        house,
        "desk-said.html",
        status=422 if error else 200,
        here="desk",
        address=f"/desk/{survey}/{number}",
        number=number,
        rows=[*rows, *[("", "")] * (ROWS - len(rows))],
        stands=stands,
        texts=texts,
        queued=queued,
        error=error,
    )
