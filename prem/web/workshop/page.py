"""How a workshop page is placed: the staff's style and ours, women's own for the preview."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from starlette.responses import HTMLResponse

from prem.web.house import House
from prem.web.safety import page_headers
from prem.web.style import Style, style_of


def workshop_page(
    house: House, template: str, *, status: int = 200, preview: bool = False, **values: Any
) -> HTMLResponse:
    """Return the page of `templates/workshop/<template>`; `values` fill its holes.

    With `preview`, women's style sheet comes along, held inside the element `.phone`.
    """
    style = _style(house.templates, preview)
    html = house.templates.get_template(f"workshop/{template}").render(
        style=style.css, demo=house.settings.demo, here="workshop", **values
    )
    headers = page_headers([style.source])
    return HTMLResponse(html, status_code=status, headers=headers)


# Nothing of the staff's style may colour the preview: in it, all begins anew.
_ANEW = ":where(.phone *){all:revert}"


@lru_cache(maxsize=8)
def _style(templates: Environment, preview: bool) -> Style:
    css = str(style_of(templates, "staff.css", "workshop.css").css)
    if preview:
        women = scoped(style_of(templates, "page.css").css)
        css = f"@layer staff{{{css}}}{_ANEW}{women}"
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Style(Markup(css), f"'sha256-{digest}'")  # noqa: S704  # our own style sheets


def scoped(css: str) -> str:
    """Return women's style sheet so that it holds inside the element `.phone` alone.

    What it says of the page as a whole is then said of that element.

    >>> scoped(":root{--ink:#000}body{margin:0}p{margin:0}")
    '@scope (.phone){:scope{--ink:#000}:scope{margin:0}p{margin:0}}'
    """
    inside = css.replace(":root{", ":scope{").replace("}body{", "}:scope{")
    return f"@scope (.phone){{{inside}}}"
