"""`prem consent`: the words that a woman agreed to, by the version that her session has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from prem import ports
from prem.app.field import every_survey, open_field
from prem.fieldwork.consents import Consent, keep_words, kept_words, words_behind
from prem.settings import read_settings

FORMS = {
    "page": "On the page",
    "easy": "In easy words (where they differ)",
    "text": "By text",
    "voice": "On a call",
    "paper": "On paper",
}


def consent(
    version: Annotated[
        str,
        typer.Argument(
            help="A version, as a session has it, or the hash of an enrolment; "
            "without one all versions are listed.",
            show_default=False,
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Print the words that women agreed to, also those that have changed since."""
    settings, world = read_settings(), ports.real()
    surveys = every_survey(settings)
    with open_field(settings, world, *surveys.values()) as field:
        keep_words(field.stores, surveys.values(), world.now())
        found = words_behind(field.stores, version) if version else kept_words(field.stores)
    now = {one for survey in surveys.values() for one in survey.consents.values()}
    if as_json:
        rows = [_as_json(one, one.version in now) for one in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif version:
        _print(found, now)
    else:
        for one in found:
            typer.echo(f"{one.version}  {_of(one, now)}")


def _of(one: Consent, now: set[str]) -> str:
    use = "in use" if one.version in now else "no longer in use"
    return f"{one.survey} {one.site} {one.language}  kept {one.since:%Y-%m-%d}, {use}"


def _print(found: Sequence[Consent], now: set[str]) -> None:
    for one in found:
        typer.echo(f"{one.version}  {_of(one, now)}")
    for form, said in found[0].said.items():  # the sites of one hash say the same
        typer.echo(f"\n{FORMS[form]}")
        for key, words in said.items():
            typer.echo(f"  {key}:")
            for line in words.strip().split("\n"):
                typer.echo(f"    {line}")


def _as_json(one: Consent, in_use: bool) -> dict[str, Any]:
    return {
        "version": one.version,
        "survey": one.survey,
        "site": one.site,
        "language": one.language,
        "since": one.since.isoformat(),
        "in_use": in_use,
        "said": one.said,
    }
