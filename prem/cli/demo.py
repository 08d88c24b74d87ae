"""`prem demo`: the whole product on this machine, with a simulated study."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from prem.cli.serve import listen
from prem.settings import read_settings


def demo(
    port: Annotated[int, typer.Option(help="The port to listen at.")] = 8000,
    data: Annotated[Path, typer.Option(help="Where the demo keeps its stores.")] = Path(
        "demo-data"
    ),
    women: Annotated[int, typer.Option(help="Simulated women, at the first start.")] = 240,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
) -> None:
    """Start everything: survey, phone simulator, workshop, and a release of a simulated study."""
    with listen("127.0.0.1", port) as listening:
        from prem.app.demo import entrances, open_demo, worker_beside
        from prem.app.running import run

        app = open_demo(port, data, women, read_settings().content, typer.echo)
        typer.echo("\nprem runs. All answers in it are simulated, but for those you give.\n")
        for entrance in entrances(app.house):
            typer.echo(f"  {entrance.what:<48} {entrance.address}")
        typer.echo("\nCtrl-C ends it.")
        if not no_browser and sys.stdout.isatty():
            webbrowser.open(app.house.settings.public_url)
        with worker_beside(app.house):
            run(app, listening)
