"""What has no room of its own: the front, an instrument's page, operators' checks, calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from prem import __version__
from prem.errors import Refusal
from prem.errors.kinds import near_miss
from prem.errors.web import NO_INSTRUMENT
from prem.fieldwork.links import Door, door_code
from prem.web.about import about_view
from prem.web.clips import clip_routes
from prem.web.house import House
from prem.web.problems import Calm, staff_problems
from prem.web.staffpage import staff_page
from prem.web.voice import voice_routes


def plain_pages(house: House) -> ASGIApp:
    """Return the application of the plain pages; in the demo with the phone simulator."""
    routes = [
        Route("/", _front(house)),
        Route("/about/{instrument}", _about(house)),
        Route("/healthz", _health),
        Route("/readyz", _ready(house)),
        Route("/robots.txt", _robots),
        *voice_routes(house),
        *clip_routes(house.recordings),
    ]
    if house.phones is not None:
        from prem.web.phone import phone_routes
        from prem.web.phone_call import call_routes

        routes += [*phone_routes(house), *call_routes(house)]
    app = Starlette(routes=routes)
    staff_problems(app, house)
    return Calm(app, house)


def _front(house: House) -> Callable[[Request], Response]:
    def front(request: Request) -> Response:
        return staff_page(
            house,
            "front.html",
            surveys=list(house.surveys.values()),
            instruments=list(house.instruments.values()),
            version=__version__,
            door=_door(house),
        )

    return front


def _door(house: House) -> str:
    """Return the address of an open door of the first survey: what a poster would show."""
    for survey in house.surveys.values():
        door = Door(survey.id, survey.sites[0].id, survey.time_points[0].id)
        return f"/join/{door_code(house.keys, door)}"
    return "/join/none"


def _about(house: House) -> Callable[[Request], Response]:
    def about(request: Request) -> Response:
        word = request.path_params["instrument"]
        instrument = house.instruments.get(word)
        if instrument is None:
            known = list(house.instruments)
            raise NO_INSTRUMENT.refuse(
                word=word[:80], accepted=", ".join(known), near=near_miss(word, known)
            )
        view = about_view(instrument, house.theories[instrument.theory])
        return staff_page(house, "about.html", styles=("staff.css", "about.css"), view=view)

    return about


async def _health(request: Request) -> Response:
    """Say that the process lives; asks nothing else, so that a slow store kills no process."""
    return JSONResponse({"alive": True}, headers={"cache-control": "no-store"})


def _ready(house: House) -> Callable[[Request], Response]:
    async def ready(request: Request) -> Response:
        """Say which stores answer: 200 when all do, 503 when one does not."""
        stores = {
            store.name: await asyncio.to_thread(_answers, store.ready)
            for store in (house.stores.contacts, house.stores.answers, house.stores.workshop)
        }
        return JSONResponse(
            {"ready": all(stores.values()), "stores": stores},
            status_code=200 if all(stores.values()) else 503,
            headers={"cache-control": "no-store"},
        )

    return ready  # type: ignore[return-value]  # Starlette takes both kinds of function


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Refusal:
        return False
    return True


async def _robots(request: Request) -> Response:
    """Keep every page out of search engines: links are personal and studies are private."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")
