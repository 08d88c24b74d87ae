"""Typing in a booklet that came back: its code first, then what is ticked, once."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from prem.errors import Refusal
from prem.fieldwork.paper import Paper, find_paper, type_in
from prem.surveys.own_words import own_words
from prem.web.house import House
from prem.web.staffpage import slip, staff_page
from prem.web.workshop.signing import LongForm, RunsStudy, TheHouse

router = APIRouter(prefix="/paper")


@router.get("")
def ask_code(house: TheHouse, person: RunsStudy) -> Response:
    """Ask for the code of a booklet."""
    return _page(house)


@router.post("")
def open_booklet(house: TheHouse, person: RunsStudy, form: LongForm) -> Response:
    """Show the questions of a booklet by its code; what is wrong comes back on the page."""
    code = form.get("code", "")
    try:
        paper = find_paper(house.field, code, house.ports.now())
    except Refusal as refusal:
        wrong = str(slip(refusal).first)
        return _page(house, status=refusal.status, code=code, error=wrong)
    return _page(house, code=code, paper=paper, marks={})


@router.post("/answers")
def keep_answers(house: TheHouse, person: RunsStudy, form: LongForm) -> Response:
    """Keep what was typed in, and say how much; a slip comes back with all that was typed."""
    code, now = form.get("code", ""), house.ports.now()
    marks = {name.removeprefix("q-"): own_words(said) for name, said in form.items()}
    paper: Paper | None = None
    try:
        paper = find_paper(house.field, code, now)
        kept = type_in(house.field, paper, marks, now)
    except Refusal as refusal:
        error, again = str(slip(refusal).first), paper if refusal.status == 422 else None
        return _page(house, status=refusal.status, code=code, paper=again, marks=marks, error=error)
    return _page(house, kept=kept)


def _page(
    house: House,
    *,
    status: int = 200,
    code: str = "",
    paper: Paper | None = None,
    marks: Mapping[str, str] | None = None,
    kept: int | None = None,
    error: str = "",
) -> Response:
    shown = paper.booklet if paper else None
    return staff_page(
        house,
        "desk-paper.html",
        status=status,
        here="desk",
        code=code,
        booklet=shown,
        marks=marks or {},
        kept=kept,
        error=error,
    )
