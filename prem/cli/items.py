"""`prem items`: the items of an instrument with the numbers that a text message shows."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from prem.errors import Refusal
from prem.instruments.load import load_instrument, unknown
from prem.instruments.message import options_of, text_of
from prem.instruments.model import Instrument, Item
from prem.settings import read_settings


def items(
    instrument: Annotated[str, typer.Argument(help="The id of an instrument.")],
    language: Annotated[str, typer.Option(help="The language of the words.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Show the items as they are asked, in order, with the numbered options."""
    whole = load_instrument(instrument, read_settings().content)
    if language not in whole.languages:
        raise Refusal(unknown("language of this instrument", language, whole.languages))
    if as_json:
        rows = [item_as_json(item, language) for item in whole.items]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _table(whole, language)


def item_as_json(item: Item, language: str) -> dict[str, Any]:
    """Return an item for `--json`; an option's `words` are the page's, `message` a whole text."""
    words = item.words[language]
    return {
        "id": item.id,
        "outcome": item.outcome,
        "scale": item.scale,
        "kind": item.kind,
        "page": words.page,
        "text": words.text,
        "message": text_of(item, language),
        "options": [
            {"number": one.number, "code": one.code, "words": one.words}
            for one in options_of(item, language)
        ],
    }


def _table(instrument: Instrument, language: str) -> None:
    """Print the table for people; rich is imported only where it is used."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{instrument.title} {instrument.version} ({instrument.status})")
    for heading in ("item", "outcome", "scale", "question", "options: number words (code)"):
        # Ids are never broken: people copy them.
        table.add_column(heading, no_wrap=heading == "item", overflow="fold")
    for item in instrument.items:
        options = "\n".join(
            f"{one.number} {one.words} ({one.code})" for one in options_of(item, language)
        )
        question = item.words[language].page
        table.add_row(item.id, item.outcome, item.scale, question, options, end_section=True)
    # A question may hold [brackets]: they are words here, not markup.
    Console(markup=False, emoji=False, highlight=False).print(table)
