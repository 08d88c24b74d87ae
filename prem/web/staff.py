"""The staff's application: FastAPI with the workshop and the desk, built when first asked for.

A woman's first page does not wait for SQLModel, pydantic models and FastAPI to be imported.
"""

from __future__ import annotations

import asyncio
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from prem.errors.web import BAD_FIELDS
from prem.web.house import House
from prem.web.problems import problem_page, staff_problems


class Staff:
    """An ASGI application that builds the real one on its first request, once, off the loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._built: ASGIApp | None = None
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request under /workshop or /desk."""
        app = self._built
        if app is None:
            app = await asyncio.to_thread(self._build)
        await app(scope, receive, send)

    def _build(self) -> ASGIApp:
        with self._lock:
            if self._built is None:
                self._built = build_staff(self._house)
            return self._built


def build_staff(house: House) -> ASGIApp:
    """Import FastAPI and the routers of workshop and desk, and join them over this house."""
    from fastapi import FastAPI
    from fastapi.exceptions import RequestValidationError

    from prem.web import desk, workshop

    app = FastAPI(title="prem", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.include_router(workshop.router)
    app.include_router(desk.router)
    staff_problems(app, house)

    def misread(request: Request, fault: Exception) -> Response:
        # FastAPI's own words repeat what was typed; ours name no value.
        return problem_page(house, BAD_FIELDS.status, [BAD_FIELDS.at()])

    app.add_exception_handler(RequestValidationError, misread)
    return app
