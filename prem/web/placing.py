"""The template environment: a site's own templates first, then those that prem ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from prem import content
from prem.web.drawing import face, picture

DOMAIN = "prem"


def environment(own: Path | None = None, language: str = "en") -> Environment:
    """Return Jinja2 over the `templates` folders: autoescape on, a missing value is an error.

    The words of templates stand in _("..."), in English; where a folder has a catalogue of the
    language (templates/locale/LANGUAGE/LC_MESSAGES/prem.mo) its words take their place.
    """
    folders = [root / "templates" for root in content.roots(own)]
    templates = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    templates.globals |= {"face": face, "picture": picture}
    words = catalogue(folders, language)
    templates.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    return templates


def catalogue(folders: Sequence[Path], language: str) -> NullTranslations:
    """Return the first catalogue of this language, or one that leaves the English as it is."""
    for folder in folders:
        found = Translations.load(folder / "locale", [language], DOMAIN)
        if isinstance(found, Translations):
            return found
    return NullTranslations()
