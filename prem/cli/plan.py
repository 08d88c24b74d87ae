"""`prem plan`: the texts of the days to come, before they exist."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from prem import ports
from prem.app.field import open_field
from prem.errors.schedule import BAD_DAYS, NEVER_TEXTED
from prem.fieldwork.planning import coming
from prem.settings import read_settings
from prem.surveys.load import load_survey
from prem.surveys.model import BY_PHONE
from prem.surveys.schedule import Planned
from prem.surveys.schedule.model import HOME

MOST_DAYS = 731


def plan(
    survey: Annotated[str, typer.Argument(help="The survey's id.")],
    days: Annotated[int, typer.Option(help="For how many days from now, 1 to 731.")] = 31,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Show next month's texts, by UK time: when, to which reference, which template.

    It is what would go out if nothing happened meanwhile; nothing is queued by looking.
    """
    settings, world = read_settings(), ports.real()
    if not 1 <= days <= MOST_DAYS:
        raise BAD_DAYS.refuse(found=days, limit=MOST_DAYS)
    whole = load_survey(survey, settings.content)
    if not whole.asks_on(BY_PHONE):
        raise NEVER_TEXTED.refuse(survey=whole.id)
    with open_field(settings, world, whole) as field:
        found = [_shown(one) for one in coming(field, whole, world.now(), days)]
    if as_json:
        typer.echo(json.dumps(found, indent=1))
    elif found:
        typer.echo("\n".join(_line(one) for one in found))
    else:
        typer.echo(f"No text is planned for the next {days} days.")


def _shown(one: Planned) -> dict[str, Any]:
    return {
        "due": one.due.astimezone(HOME).isoformat(timespec="minutes"),
        "person": one.person,
        "time_point": one.wave.partition("/")[2],
        "template": one.template,
        "number": one.slot + 1,
        "expires": one.expires.astimezone(HOME).isoformat(timespec="minutes"),
        "held": one.held,
    }


def _line(one: dict[str, Any]) -> str:
    """Write a text as a line: when, to whom, what; "held: pause" where it waits."""
    when = f"{one['due'][:10]} {one['due'][11:16]}"
    held = f"  held: {one['held']}" if one["held"] else ""
    return f"{when}  {one['person']:<19}  {one['time_point']:<12}  {one['template']}{held}"
