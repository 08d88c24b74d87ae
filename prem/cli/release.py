"""`prem release`: freeze a disclosure-checked release and write its files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prem import ports
from prem.fieldwork.release import release as freeze
from prem.fieldwork.release import released_of
from prem.reports.release import check_folder, write
from prem.settings import read_settings
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey


def release(
    survey: Annotated[str, typer.Argument(help="The id of a survey.")],
    out: Annotated[Path, typer.Option(help="A new or empty folder for the files.")],
    number: Annotated[
        int | None, typer.Option(help="Write this release again; nothing new is made.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The data folder; else PREM_DATA, else prem-data.")
    ] = None,
) -> None:
    """Freeze what was answered by the end of last week, by site and by time point.

    The release is kept in the workshop store and never computed again; the desk serves it. OUT
    gets release.json, release.csv and release.html.
    """
    settings = read_settings() if data is None else read_settings(data=data)
    whole = load_survey(survey, settings.content)
    check_folder(out)
    stores = open_stores(settings)
    try:
        if number is None:
            made = freeze(stores, whole, now=ports.real().now())
        else:
            made = released_of(stores, whole.id, number)
    finally:
        stores.close()
    paths = write(made.document, made.hash, out, settings.content)
    names = ", ".join(path.name for path in paths)
    typer.echo(f"Release {made.number} of {whole.id} is frozen: {names} in {out}")
