"""Every string of women's pages that a translator is given: of templates and of problems."""

from __future__ import annotations

import re
from pathlib import Path

from prem.errors import web
from prem.web.pages import HEADINGS, WRONG

PROBLEMS = (
    web.OLD_PAGE, web.NO_PAGE, web.BROKEN, web.BUSY, web.CROWDED, web.NO_METHOD, web.TOO_MUCH,
    web.NOT_A_FORM, web.BROKEN_FORM, web.FOREIGN_FORM,
)  # fmt: skip
"""What women's pages may have to say; any other fault is told as BROKEN."""

_SAID = re.compile(r'_\("((?:[^"\\]|\\.)+)"')


def strings(templates: Path) -> dict[str, str]:
    """Return every string of the interface in English, with the file that it first stands in."""
    found: dict[str, str] = {}
    for path in sorted(templates.glob("*.html")):
        for said in _SAID.findall(path.read_text("utf-8")):
            found.setdefault(said, path.name)
    more = [*HEADINGS.values(), WRONG, *(kind.sentence for kind in PROBLEMS)]
    return found | {said: "prem" for said in more if said not in found}
