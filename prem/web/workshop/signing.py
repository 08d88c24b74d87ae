"""How a peer adviser comes in: an invitation link, a name, a cookie. And how she goes out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from prem.errors import Refusal
from prem.errors.workshop import NOT_SIGNED_IN, NOT_YOUR_ROLE
from prem.fieldwork import workshop
from prem.fieldwork.workshop_people import DAY, SIGNED_IN_DAYS
from prem.storage.staff import Person
from prem.web.forms import check_origin, headers_of, read_form
from prem.web.house import House
from prem.web.staffpage import sent_on
from prem.web.workshop.page import workshop_page

COOKIE = "w"
# The desk knows researchers and site leads by the same cookie; women's pages never get it.
_PATHS = ("/workshop", "/desk")

_QUESTIONS = 400

router = APIRouter(prefix="/workshop")


def house_of(request: Request) -> House:
    """Return what every page needs."""
    house: House = request.app.state.house
    return house


def person_of(request: Request) -> Person | None:
    """Return who is signed in on this browser, None where nobody is. It asks the database."""
    house = house_of(request)
    return workshop.who(house.stores, house.ports, request.cookies.get(COOKIE))


def signed_in(request: Request) -> Person:
    """Return who is signed in; Refusal 403.600 where nobody is."""
    person = person_of(request)
    if person is None:
        raise NOT_SIGNED_IN.refuse()
    return person


def runs_study(person: Annotated[Person, Depends(signed_in)]) -> Person:
    """Return who is signed in and runs the study; Refusal 403.607 for a peer adviser."""
    if person.role == "adviser":
        raise NOT_YOUR_ROLE.refuse(accepted="researchers and site leads")
    return person


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form that one of our own pages sent; Refusal otherwise."""
    headers = headers_of(request.scope)
    check_origin(headers)
    return await read_form(headers, request.receive)


async def long_form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form with a field a question; Refusal otherwise."""
    headers = headers_of(request.scope)
    check_origin(headers)
    return await read_form(headers, request.receive, fields=_QUESTIONS)


TheHouse = Annotated[House, Depends(house_of)]
Form = Annotated[dict[str, str], Depends(form_of)]
LongForm = Annotated[dict[str, str], Depends(long_form_of)]
SignedIn = Annotated[Person, Depends(signed_in)]
RunsStudy = Annotated[Person, Depends(runs_study)]
Anyone = Annotated[Person | None, Depends(person_of)]


@router.get("/join/{token}")
def join_page(token: str, house: TheHouse, person: Anyone) -> Response:
    """Show what the link is for and ask for a name; nothing is spent."""
    try:
        role = workshop.invited(house.stores, house.ports, token)
    except Refusal:
        if person:  # her own link once more: she is in already
            return sent_on("/workshop")
        raise
    return workshop_page(house, "join.html", token=token, role=role, error="", name="")


@router.post("/join/{token}")
def join(token: str, house: TheHouse, form: Form) -> Response:
    """Spend the link and sign in; without a name the page comes back."""
    name = form.get("name", "")
    try:
        secret = workshop.accept(house.stores, house.ports, token, name)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        role = workshop.invited(house.stores, house.ports, token)
        return workshop_page(
            house,
            "join.html",
            status=422,
            token=token,
            role=role,
            error=refusal.first.sentence,
            name=name[:200],
        )
    return _with_cookie(sent_on("/workshop"), house, secret)


@router.post("/out")
def out(request: Request, house: TheHouse, form: Form) -> Response:
    """Sign out on this browser."""
    secret = request.cookies.get(COOKIE)
    if secret:
        workshop.sign_out(house.stores, house.ports, secret)
    response = workshop_page(house, "out.html")
    for path in _PATHS:
        response.delete_cookie(
            COOKIE, path=path, httponly=True, secure=house.secure, samesite="lax"
        )
    return response


def _with_cookie(response: Response, house: House, secret: str) -> Response:
    for path in _PATHS:
        response.set_cookie(
            COOKIE,
            secret,
            max_age=SIGNED_IN_DAYS * DAY,
            path=path,
            httponly=True,
            secure=house.secure,
            samesite="lax",
        )
    return response
