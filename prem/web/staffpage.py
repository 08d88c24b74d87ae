"""How a staff page is placed: a template of `templates/`, our style, the headers of safety; and
how somebody is sent on to another."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.responses import HTMLResponse, RedirectResponse

from prem.errors import Refusal
from prem.web.house import House
from prem.web.safety import page_headers
from prem.web.style import style_of


def staff_page(
    house: House,
    template: str,
    *,
    status: int = 200,
    styles: tuple[str, ...] = ("staff.css",),
    **values: Any,
) -> HTMLResponse:
    """Return the page of a template that extends `staff.html`; `values` fill its holes.

    `styles` name the style sheets that stand inline, in order; start with "staff.css".
    A `style=""` attribute is refused by the policy: use classes (or attributes of SVG).
    """
    style = style_of(house.templates, *styles)
    html = house.templates.get_template(template).render(
        style=style.css, demo=house.settings.demo, **values
    )
    return HTMLResponse(html, status_code=status, headers=page_headers([style.source]))


def sent_on(address: str) -> RedirectResponse:
    """Return 303 See Other to an address; like a page it is stored by nobody and told to nobody."""
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    return RedirectResponse(address, 303, headers)


def slip(refusal: Refusal) -> Refusal:
    """Return the refusal of what was typed, which comes back beside it; raises what is our fault,
    so that it is told on a page of its own."""
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise refusal
    return refusal
