"""The template environment: a site's own templates first, then those that prem ships."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from prem import content


def environment(own: Path | None = None) -> Environment:
    """Return Jinja2 over the `templates` folders: autoescape on, a missing value is an error."""
    return Environment(
        loader=FileSystemLoader([root / "templates" for root in content.roots(own)]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
