"""The template environment: a site's own templates first, then those that prem ships."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from prem import content


def environment(own: Path | None = None) -> Environment:
    """Return Jinja2 over the `templates` folders: autoescape on, a missing value is an error."""
    templates = Environment(
        loader=FileSystemLoader([root / "templates" for root in content.roots(own)]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    # The words of templates stand in _("..."): English now, catalogues of gettext beside it later.
    templates.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return templates
