"""What a woman's page wears around its words: one style, its scripts, and the policy for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment

from prem.web.dress import Dress
from prem.web.safety import page_headers
from prem.web.style import Script, Style, script_of, style_of


@dataclass(frozen=True, slots=True)
class Clothes:
    """One style and the scripts of a page, in their order."""

    style: Style
    scripts: tuple[Script, ...]

    def headers(self, *, voices: bool = False) -> dict[str, str]:
        """Return the headers that allow these and nothing else; `voices`: recordings too."""
        scripts = [one.source for one in self.scripts]
        return page_headers([self.style.source], scripts=scripts, voices=voices)


def plain(templates: Environment, *more: str) -> Clothes:
    """Return what every page wears: the style, `more` style sheets, and the way out.

    The way out stands alone, in the oldest JavaScript: whatever else a browser cannot read, it
    does not fail with it.
    """
    return Clothes(style_of(templates, "page.css", *more), (script_of(templates, "leave.js"),))


def wardrobe(templates: Environment) -> Mapping[Dress, Clothes]:
    """Return what pages wear by their dress.

    Listening needs a script that runs, so a page that nobody has seen run one does without it; a
    tablet for many has it, for its first page is posted without a script.
    """
    bare = plain(templates)
    style = style_of(templates, "page.css", "live.css")
    answers = script_of(templates, "ahead.js", "listen.js")
    kiosk = (script_of(templates, "kiosk.js"), script_of(templates, "listen.js"))
    return {
        "plain": bare,
        "part": bare,
        "live": Clothes(style, (*bare.scripts, answers)),
        "kiosk": Clothes(style, (*bare.scripts, *kiosk)),
    }
