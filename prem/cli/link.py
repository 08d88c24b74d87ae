"""`prem link`: personal links to a survey, one a line; or the address for a poster or a tablet."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from prem import ports
from prem.fieldwork.links import Door, check_words, door_code, new_links
from prem.settings import read_settings
from prem.storage.keys import keys_for
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey
from prem.surveys.model import Survey


def link(
    survey: Annotated[str, typer.Argument(help="The survey's id.")],
    count: Annotated[int, typer.Option(help="How many links, 1 to 10000.")] = 1,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Links that open nothing once the survey is over.")
    ] = False,
    site: Annotated[str, typer.Option(help="The site; by default the first.")] = "",
    time_point: Annotated[str, typer.Option(help="The time point; by default the first.")] = "",
    language: Annotated[str, typer.Option(help="The language; by default the first.")] = "",
    poster: Annotated[
        bool, typer.Option("--poster", help="The one address for a poster: each visit is someone.")
    ] = False,
    tablet: Annotated[
        bool, typer.Option("--tablet", help="The one address for a tablet that many women use.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Make personal links, one a line. Each opens one survey and is shown only now."""
    settings = read_settings()
    if (poster or tablet) and (count != 1 or anonymous):
        raise typer.BadParameter(
            "--poster and --tablet make one address; leave --count and --anonymous out"
        )
    if poster and tablet:
        raise typer.BadParameter("--poster or --tablet: each has an address of its own")
    whole = load_survey(survey, settings.content)
    door = Door(whole.id, site or whole.sites[0].id, time_point or whole.time_points[0].id)
    spoken = language or whole.languages[0]
    check_words(whole, site=door.site, time_point=door.time_point, language=spoken)
    stores = open_stores(settings)
    try:
        keys = keys_for(stores, settings.keys_path)
        if poster or tablet:
            paths = [f"{'kiosk' if tablet else 'join'}/{door_code(keys, door)}"]
        else:
            tokens = new_links(
                stores,
                keys,
                whole,
                count,
                site=door.site,
                time_point=door.time_point,
                language=spoken,
                anonymous=anonymous,
                ports=ports.real(),
            )
            paths = [f"q/{token}" for token in tokens]
    finally:
        stores.close()
    urls = [f"{settings.public_url.rstrip('/')}/{path}" for path in paths]
    _show(urls, door, whole, as_json=as_json, chosen=bool(site and time_point))


def _show(urls: list[str], door: Door, survey: Survey, *, as_json: bool, chosen: bool) -> None:
    if not chosen:  # a default that decides where answers are counted is not taken in silence
        sys.stderr.write(f"For site {door.site} at time point {door.time_point}.\n")
    if as_json:
        typer.echo(
            json.dumps(
                [
                    {
                        "url": url,
                        "survey": survey.id,
                        "site": door.site,
                        "time_point": door.time_point,
                    }
                    for url in urls
                ],
                indent=1,
            )
        )
    else:
        typer.echo("\n".join(urls))
