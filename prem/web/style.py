"""Inline style: read from `templates/*.css`, made small, and allowed by its hash alone."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment
from markupsafe import Markup

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_AROUND = re.compile(r"\s*([{};,>])\s*")
_AFTER_COLON = re.compile(r":\s+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Style:
    """What stands inside <style>, and the source expression that lets a browser use it."""

    css: Markup
    source: str


@lru_cache(maxsize=32)
def style_of(templates: Environment, *names: str) -> Style:
    """Return these style sheets as one, such as style_of(env, "staff.css", "desk.css").

    A style sheet is ours, not a user's, so it is not escaped; it is not a Jinja template.
    """
    loader = templates.loader
    if loader is None:
        raise LookupError("the template environment has no loader")
    css = "".join(smaller(loader.get_source(templates, name)[0]) for name in names)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Style(Markup(css), f"'sha256-{digest}'")  # noqa: S704  # our own style sheet


def smaller(css: str) -> str:
    """Return CSS without comments and spare space; strings in it must not hold `{};,>`.

    >>> smaller("a:hover { color: red; }  /* why */")
    'a:hover{color:red}'
    """
    css = _SPACE.sub(" ", _COMMENT.sub("", css)).strip()
    css = _AFTER_COLON.sub(":", _AROUND.sub(r"\1", css))
    return css.replace(";}", "}")
