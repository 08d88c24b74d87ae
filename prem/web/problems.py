"""What staff see when something is wrong: the catalogue's sentences, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from prem.errors import Complaint, Refusal
from prem.errors.web import BROKEN, NO_METHOD, NO_PAGE
from prem.web.faults import where
from prem.web.house import House
from prem.web.staffpage import staff_page

log = logging.getLogger("prem.web")


class Calm:
    """Wraps an application of staff pages: a fault becomes a page and one line of the log.

    The line names the fault's type and place and not its words, which may hold what a person
    typed.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer in the application's place where it fails."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as fault:
            log.error("a page failed: %s", where(fault))
            if not started:
                response = problem_page(self._house, 500, [BROKEN.at()])
                await response(scope, receive, send)


def problem_page(house: House, status: int, complaints: Sequence[Complaint]) -> Response:
    """Return the page that tells these complaints."""
    heading = "That did not work" if status < 500 else "Something went wrong"
    heading = "There is nothing here" if status == HTTPStatus.NOT_FOUND else heading
    return staff_page(
        house, "staff-problem.html", status=status, heading=heading, complaints=complaints
    )


def staff_problems(app: Starlette, house: House) -> None:
    """Give an application the pages for refusals and for addresses that lead nowhere."""

    def refused(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, Refusal)  # noqa: S101  # registered for it alone
        if fault.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("a page failed: [%s]", fault.first.kind.code)
        return problem_page(house, fault.status, fault.complaints)

    def failed(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)  # noqa: S101  # registered for it alone
        kind = NO_METHOD if fault.status_code == HTTPStatus.METHOD_NOT_ALLOWED else NO_PAGE
        if fault.status_code not in (404, 405):
            return problem_page(house, fault.status_code, [_said(fault)])
        response = problem_page(house, fault.status_code, [kind.at()])
        response.headers.update(fault.headers or {})
        return response

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HTTPException, failed)


def _said(fault: HTTPException) -> Complaint:
    """Return what a staff route says itself: its detail is our own sentence, never an input."""
    return Complaint(BROKEN, BROKEN.at().place, str(fault.detail))
