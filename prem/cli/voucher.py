"""`prem voucher`: take in codes of vouchers, and say how many are left."""

from __future__ import annotations

from typing import Annotated

import typer

from prem import ports
from prem.app.field import open_field
from prem.cli.typed import stdin
from prem.fieldwork.vouchers import keep_vouchers, left
from prem.settings import read_settings
from prem.surveys.load import load_survey


def voucher(
    survey: Annotated[str, typer.Argument(help="The survey's id.")],
    add: Annotated[
        bool, typer.Option("--add", help="Read codes from stdin, one a line, all or none.")
    ] = False,
) -> None:
    """Take in vouchers (--add) and say how many are left. Codes are sealed and never shown here."""
    settings = read_settings()
    whole = load_survey(survey, settings.content)
    with open_field(settings, ports.real(), whole) as field:
        if add:
            new = keep_vouchers(field, whole, stdin())
            typer.echo(f"{new} new")
        typer.echo(f"{left(field, whole)} left")
