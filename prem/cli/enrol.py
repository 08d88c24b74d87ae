"""`prem enrol`: a woman agreed to be texted. Her number comes by stdin."""

from __future__ import annotations

from typing import Annotated

import typer

from prem import ports
from prem.app.field import open_field
from prem.cli.tell import asked
from prem.fieldwork.consents import keep_words
from prem.fieldwork.enrol import Enrolment
from prem.fieldwork.enrol import enrol as keep
from prem.fieldwork.telling import follows, sentences
from prem.fieldwork.telling_checked import date_of, safe_of
from prem.settings import read_settings
from prem.surveys.load import load_survey


def enrol(
    survey: Annotated[str, typer.Argument(help="The survey's id.")],
    site: Annotated[str, typer.Option(help="The site that cares for her.")],
    due_date: Annotated[str, typer.Option(help="When her baby is due: 2026-05-31.")] = "",
    birth: Annotated[str, typer.Option(help="When her baby was born: 2026-05-31.")] = "",
    days: Annotated[
        str, typer.Option(help="Days on which a text is OK: all, mon-fri, or mon,wed.")
    ] = "all",
    hours: Annotated[str, typer.Option(help="Hours in which it is, UK time.")] = "10-18",
    language: Annotated[str, typer.Option(help="By default the survey's first.")] = "",
    channel: Annotated[str, typer.Option(help="sms, whatsapp or voice.")] = "sms",
) -> None:
    """Enrol a woman who agreed to be texted, and print her reference.

    Type her phone number, or pipe it in. It is not taken from the command line, which other
    people on this machine can see. Ask her when her phone is safe.
    """
    settings, world = read_settings(), ports.real()
    whole = load_survey(survey, settings.content)
    safe = safe_of(days, hours)
    spoken = language or whole.languages[0]
    woman = Enrolment(
        asked("Her phone number")[0],
        site,
        whole.consent_versions.get(spoken, ""),
        spoken,
        channel,
        date_of(due_date) if due_date else None,
        date_of(birth) if birth else None,
        safe.first,
        safe.end,
        safe.days,
    )
    with open_field(settings, world, whole) as field:
        keep_words(field.stores, [whole], world.now())
        person = keep(field, whole, woman, world.now())
        typer.echo(str(person))
        typer.echo(" ".join(sentences(follows(field, person, world.now()), "She is enrolled.")))
