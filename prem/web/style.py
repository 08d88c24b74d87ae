"""Inline style and script: read from `templates/`, made small, and allowed by the hash alone."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment
from markupsafe import Markup

from prem.web.shrinking import shrunk

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_AROUND = re.compile(r"\s*([{};,>])\s*")
_AFTER_COLON = re.compile(r":\s+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Style:
    """What stands inside <style>, and the source expression that lets a browser use it."""

    css: Markup
    source: str


@dataclass(frozen=True, slots=True)
class Script:
    """What stands inside <script>, and the source expression that lets a browser run it."""

    code: Markup
    source: str


@lru_cache(maxsize=32)
def style_of(templates: Environment, *names: str) -> Style:
    """Return these style sheets as one, such as style_of(env, "staff.css", "desk.css").

    A style sheet is ours, not a user's, so it is not escaped; it is not a Jinja template.
    """
    css = "".join(smaller(_source(templates, name)) for name in names)
    return Style(Markup(css), _hash(css))  # noqa: S704  # our own style sheet


@lru_cache(maxsize=16)
def script_of(templates: Environment, *names: str) -> Script:
    """Return these scripts of `templates/*.js` as one, one after the other.

    They are ours, so they are not escaped.
    """
    code = "\n".join(shrunk(_source(templates, name)) for name in names)
    return Script(Markup(code), _hash(code))  # noqa: S704  # our own script


def _source(templates: Environment, name: str) -> str:
    loader = templates.loader
    if loader is None:
        raise LookupError("the template environment has no loader")
    return loader.get_source(templates, name)[0]


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def smaller(css: str) -> str:
    """Return CSS without comments and spare space; strings in it must not hold `{};,>`.

    >>> smaller("a:hover { color: red; }  /* why */")
    'a:hover{color:red}'
    """
    css = _SPACE.sub(" ", _COMMENT.sub("", css)).strip()
    css = _AFTER_COLON.sub(":", _AROUND.sub(r"\1", css))
    return css.replace(";}", "}")
