"""The words of templates, and a language's catalogue in their place."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from prem.web.placing import environment

GREETING = "Hello"


def greeting(own: Path | None, language: str) -> str:
    return environment(own, language).from_string('{{ _("Hello") }}').render()


def test_without_a_catalogue_the_words_stay_english() -> None:
    assert greeting(None, "en") == GREETING
    assert greeting(None, "cy") == GREETING


def test_a_site_s_own_catalogue_gives_the_words(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "locale" / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    words = Catalog(locale="cy")
    words.add(GREETING, "Helo")
    with (folder / "prem.mo").open("wb") as file:
        write_mo(file, words)
    assert greeting(tmp_path, "cy") == "Helo"
    assert greeting(tmp_path, "en") == GREETING
