"""`prem reply`: read text replies from stdin, one a line, and say how each is understood."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from prem import ports
from prem.cli.typed import stdin
from prem.errors import Refusal
from prem.errors import survey as kinds
from prem.errors.kinds import near_miss
from prem.instruments.load import load_instrument
from prem.instruments.model import Instrument, Item
from prem.settings import read_settings
from prem.surveys.replies.choices import choice_of
from prem.surveys.replies.read import Reading, read
from prem.surveys.schedule.model import HOME


def reply(
    instrument: Annotated[str, typer.Option(help="The instrument's id.")],
    item: Annotated[str, typer.Option(help="The item's id.")],
    language: Annotated[str, typer.Option(help="The language of the item's words.")] = "en",
) -> None:
    """Read text replies from stdin, one a line; print one JSON object a line."""
    whole = load_instrument(instrument, read_settings().content)
    known(language, whole.languages, "language")
    choice = choice_of(_item(whole, item), whole, language)
    today = ports.real().now().astimezone(HOME).date()
    for line in stdin():
        reading = read(line.rstrip("\r\n"), choice, today)
        typer.echo(json.dumps(_as_json(reading), ensure_ascii=False))


def known(word: str, accepted: tuple[str, ...], what: str) -> str:
    """Return a word that is one of the accepted ones; Refusal 422.220 where it is not."""
    if word not in accepted:
        raise Refusal(
            kinds.UNKNOWN_CHOICE.at(
                what=what,
                word=word[:80],
                accepted=", ".join(accepted),
                near=near_miss(word, accepted),
            )
        )
    return word


def _item(whole: Instrument, item: str) -> Item:
    return whole.item(known(item, tuple(one.id for one in whole.items), "item"))


def _as_json(reading: Reading) -> dict[str, str | int]:
    """Give `code` with answers and non-answers only: a language's is not an item's own, nor is
    the day of a birth."""
    found: dict[str, str | int] = {"kind": reading.kind}
    if reading.code is not None:
        found[{"language": "language", "birth": "day"}.get(reading.kind, "code")] = reading.code
    if reading.told:
        found["told"] = reading.told
    if reading.comment and reading.kind == "answer":
        found["comment"] = reading.comment
    return found
