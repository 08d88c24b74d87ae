"""`prem tell`: what staff know of a woman reaches the clock. Her number comes by stdin."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from prem import ports
from prem.app.field import every_survey, open_field
from prem.cli.typed import stdin
from prem.fieldwork.telling import Follows, Told, sentences
from prem.fieldwork.telling import tell as note
from prem.settings import read_settings
from prem.surveys.schedule.model import HOME


def tell(
    what: Annotated[
        str,
        typer.Argument(
            help="due-date, birth, loss, apart, together, no-loss, moved, prison, refuge, pause, "
            "resume, safe, language, channel, number or stop."
        ),
    ],
    day: Annotated[str, typer.Option(help="With due-date and birth: 2026-05-31.")] = "",
    site: Annotated[str, typer.Option(help="With moved: the id of the new site.")] = "",
    days: Annotated[str, typer.Option(help="With safe: mon-fri, or mon,wed, or all.")] = "",
    hours: Annotated[str, typer.Option(help="With safe: 10-18, UK time.")] = "",
    language: Annotated[str, typer.Option(help="With language: its code.")] = "",
    channel: Annotated[str, typer.Option(help="With channel: sms, whatsapp or voice.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Note what happened to a woman; all that is planned for her is planned anew.

    Type her phone number, or pipe it in (with number: the old one, then the new one, a line each).
    It is not taken from the command line, which other people on this machine can see.
    """
    settings, world = read_settings(), ports.real()
    surveys = every_survey(settings).values()
    questions = ["Her phone number", *(["Her new number"] if what == "number" else [])]
    phone, number = [*asked(*questions), ""][:2]
    told = Told(what, day, site, days, hours, language, channel, number)
    with open_field(settings, world, *surveys) as field:
        found = note(field, phone, told, world.now())
    typer.echo(json.dumps(_plain(found), indent=1) if as_json else " ".join(sentences(found)))


def asked(*questions: str) -> list[str]:
    """Return a line of stdin for each question, which is put where a person sits before it."""
    lines, found = stdin(), list[str]()
    for question in questions:
        if lines.isatty():
            sys.stderr.write(f"{question}: ")
            sys.stderr.flush()
        found.append(lines.readline(100).strip())
    return found


def _plain(found: Follows) -> dict[str, Any]:
    one = found.next
    planned = one and {
        "due": one.due.astimezone(HOME).isoformat(timespec="minutes"),
        "time_point": one.wave.partition("/")[2],
        "template": one.template,
        "held": one.held,
    }
    return {
        "new": found.new,
        "taken_back": found.taken_back,
        "stopped": found.stopped,
        "next": planned,
    }
