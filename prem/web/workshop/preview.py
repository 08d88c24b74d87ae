"""An item as women get it: on a page by women's own template, as a text, read out, easy read."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup

from prem.instruments import gsm7
from prem.instruments.message import spoken_of, text_of
from prem.instruments.model import Instrument, Item
from prem.surveys.screens import Option, Screen
from prem.web.listening import UNVOICED
from prem.web.views import view_of


@dataclass(frozen=True, slots=True)
class TextPreview:
    """A text message exactly as it is sent, and what it takes to send it."""

    words: str
    size: int
    room: int
    parts: int
    units: str


def screen_of(instrument: Instrument, item: Item, language: str) -> Screen:
    """Return the screen that women get at this item, without its place in their own way."""
    words = item.words[language]
    options = zip(item.codes, words.options, strict=True)
    non_answers = instrument.non_answers[language] if item.kind == "choice" else ()
    return Screen(
        item.id,
        item.kind,
        words.page,
        (),
        tuple(Option(str(code), said) for code, said in options),
        tuple(Option(one.id, one.forms["page"]) for one in non_answers),
        can_back=True,
        can_skip=True,
    )


def page_preview(
    templates: Environment, instrument: Instrument, item: Item, language: str
) -> Markup:
    """Return the question as women's own template places it: its block `main` alone."""
    template = templates.get_template("question.html")
    view = view_of(screen_of(instrument, item, language))
    values = {"view": view, "mark": "", "language": language, "rtl": False, "style": ""}
    values |= {"times": False, "voucher": False, "voiced": UNVOICED, "dress": "plain"}
    context = template.new_context(values)
    return Markup("".join(template.blocks["main"](context)))  # noqa: S704  # escaped by Jinja


def text_preview(item: Item, language: str) -> TextPreview:
    """Return the text message of an item with its length."""
    words = text_of(item, language)
    units = "characters" if gsm7.encoding(words) == "gsm7" else "characters with special letters"
    return TextPreview(words, gsm7.size(words), gsm7.room(words), gsm7.parts(words), units)


def spoken_preview(item: Item, language: str) -> tuple[str, ...]:
    """Return the lines that are read out."""
    return tuple(spoken_of(item, language).splitlines())


def easy_preview(item: Item, language: str) -> tuple[str, tuple[str, ...]]:
    """Return the easy question and its options."""
    words = item.words[language]
    return words.easy, words.options_in("easy")
