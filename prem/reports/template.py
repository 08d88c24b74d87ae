"""Fill a template of `templates/` for a file that stands alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from prem.content import find


def filled(name: str, own: Path | None = None, **values: Any) -> str:
    """Return a template as text, a site's own before ours; FileNotFoundError if there is none.

    Values are escaped, and a hole without a value is an error.
    """
    template = find("templates", name, own=own)
    if template is None:
        raise FileNotFoundError(f"templates/{name}")
    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name).render(**values)
