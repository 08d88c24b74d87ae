"""The template environment: a site's own templates first, then those that prem ships."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from prem import content
from prem.web.drawing import face, picture

DOMAIN, SOURCE = "prem", "en"


def environment(own: Path | None = None) -> Environment:
    """Return Jinja2 over the `templates` folders: autoescape on, a missing value is an error.

    The words of templates stand in _("..."), in English; `spoken` gives them in other languages.
    """
    return _over([root / "templates" for root in content.roots(own)], NullTranslations())


@lru_cache(maxsize=32)
def spoken(templates: Environment, language: str) -> Environment:
    """Return the same templates with the words of a language; English where it has none.

    They stand in templates/locale/LANGUAGE/LC_MESSAGES/prem.po, a site's own folder first.
    """
    if language == SOURCE or not isinstance(templates.loader, FileSystemLoader):
        return templates
    folders = [Path(folder) for folder in templates.loader.searchpath]
    return _over(folders, catalogue(folders, language))


def _over(folders: Sequence[Path], words: NullTranslations) -> Environment:
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
    templates.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    return templates


def catalogue(folders: Sequence[Path], language: str) -> NullTranslations:
    """Return the first catalogue of this language, or one that leaves the English as it is."""
    for folder in folders:
        path = folder / po_path(language)
        if path.is_file():
            with path.open("rb") as file:
                compiled = BytesIO()
                write_mo(compiled, read_po(file, locale=language))
            compiled.seek(0)
            return Translations(compiled, DOMAIN)
    return NullTranslations()


def po_path(language: str) -> Path:
    """Return where a language's words of the templates stand, inside the templates folder."""
    return Path("locale", language, "LC_MESSAGES", f"{DOMAIN}.po")
