"""`prem paper`: a survey as booklets to print, each with a code for typing it in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from prem import ports
from prem.app.field import open_field
from prem.fieldwork.consents import keep_words
from prem.fieldwork.links import Door, check_words
from prem.fieldwork.paper import check_printed, keep_codes, new_codes
from prem.reports.booklet import as_pdf, check_printer, printing
from prem.settings import read_settings
from prem.surveys.booklet import booklet
from prem.surveys.load import load_survey


def paper(
    survey: Annotated[str, typer.Argument(help="The survey's id.")],
    out: Annotated[Path, typer.Option(help="The PDF to write; it must not be there yet.")],
    copies: Annotated[int, typer.Option(help="How many booklets, 1 to 1000.")] = 1,
    site: Annotated[str, typer.Option(help="The site; by default the first.")] = "",
    time_point: Annotated[str, typer.Option(help="The time point; by default the first.")] = "",
    language: Annotated[str, typer.Option(help="The language; by default the first.")] = "",
) -> None:
    """Print booklets in easy read. What comes back is typed in at /desk/paper, by its code."""
    settings = read_settings()
    whole = load_survey(survey, settings.content)
    check_printed(whole, copies)
    check_printer(out)
    door = Door(whole.id, site or whole.sites[0].id, time_point or whole.time_points[0].id)
    spoken = language or whole.languages[0]
    check_words(whole, site=door.site, time_point=door.time_point, language=spoken)
    world = ports.real()
    codes = new_codes(copies, world)
    pages = as_pdf(
        booklet(whole, time_point=door.time_point, language=spoken), codes, settings.content
    )
    # Entered in this order, a file whose codes cannot be kept is taken away again.
    with open_field(settings, world, whole) as field, printing(out, pages):
        keep_words(field.stores, [whole], world.now())
        # The file first: a code that is kept and never printed would count as a woman not asked.
        keep_codes(field, whole, codes, door, spoken, world)
    if not (site and time_point):  # a default that decides where answers are counted is told
        sys.stderr.write(f"For site {door.site} at time point {door.time_point}.\n")
