"""`prem invite`: a link by which a peer adviser, a researcher or a site lead joins the workshop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prem import ports
from prem.fieldwork.workshop import invite as invitation
from prem.settings import read_settings
from prem.storage.stores import open_stores


def invite(
    role: Annotated[
        str, typer.Option(help="For whom: adviser, researcher or site-lead.")
    ] = "adviser",
    days: Annotated[int, typer.Option(help="For how many days the link works, 1 to 60.")] = 14,
    data: Annotated[
        Path | None, typer.Option(help="The data folder; else PREM_DATA, else prem-data.")
    ] = None,
) -> None:
    """Make a link to the workshop, for one person. It works once and is shown only now."""
    settings = read_settings() if data is None else read_settings(data=data)
    stores = open_stores(settings)
    try:
        token = invitation(stores, ports.real(), role, days=days)
    finally:
        stores.close()
    typer.echo(f"{settings.public_url.rstrip('/')}/workshop/join/{token}")
