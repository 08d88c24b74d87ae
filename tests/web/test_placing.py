"""The words of templates, and a language's catalogue in their place."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from prem.web.placing import environment, po_path, spoken

GREETING = "Hello"


def greeting(own: Path | None, language: str) -> str:
    return spoken(environment(own), language).from_string('{{ _("Hello") }}').render()


def test_without_a_catalogue_the_words_stay_english() -> None:
    assert greeting(None, "en") == GREETING
    assert greeting(None, "xx") == GREETING


def test_a_site_s_own_catalogue_gives_the_words(tmp_path: Path) -> None:
    path = tmp_path / "templates" / po_path("cy")
    path.parent.mkdir(parents=True)
    words = Catalog(locale="cy")
    words.add(GREETING, "Shwmae")
    with path.open("wb") as file:
        write_po(file, words)
    assert greeting(tmp_path, "cy") == "Shwmae"
    assert greeting(tmp_path, "en") == GREETING
