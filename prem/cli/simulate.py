"""`prem simulate`: simulated women answer a survey, or a table under a fitted model."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from prem import ports
from prem.fieldwork.simulate import Simulated, Tell, check_right, check_size
from prem.fieldwork.simulate import simulate as run
from prem.settings import read_settings
from prem.storage.keys import keys_for
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey

PATIENCE = 2.0
"""Seconds of work before a progress bar is shown."""


def simulate(
    women: Annotated[int, typer.Option(help="How many women.")],
    survey: Annotated[str | None, typer.Argument(help="The id of a survey.")] = None,
    months: Annotated[int, typer.Option(help="How many months they answer over.")] = 24,
    seed: Annotated[int, typer.Option(help="The same seed gives the same answers.")] = 1,
    data: Annotated[
        Path | None, typer.Option(help="The data folder; else PREM_DATA, else prem-data.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
    like: Annotated[
        Path | None,
        typer.Option(help="The results.json of prem analyse, in place of a survey."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="With --like: the table, a .csv file.")] = None,
    sites: Annotated[int, typer.Option(help="With --like: how many sites.")] = 1,
    icc: Annotated[
        float, typer.Option(help="With --like: the share of the variance between sites.")
    ] = 0.0,
    times: Annotated[int, typer.Option(help="With --like: how many time points.")] = 1,
    stability: Annotated[
        float, typer.Option(help="With --like: correlation of a woman's level over time.")
    ] = 0.7,
    change: Annotated[
        float, typer.Option(help="With --like: change from one time point to the next, in SD.")
    ] = 0.0,
) -> None:
    """Let women with a known factor structure answer, drop out and write messy texts.

    Women who text are texted by the real schedule, over the months, while phones, providers and
    programs fail as they do; a watcher counts every text that should not have gone out, and the
    command ends with 1 where there is one. Nothing is sent to anybody, and only answers are kept.

    Every session is marked as simulated, and so is every release of them. The factor model and
    how to find it again is in prem/surveys/population.py.

    With --like, write a table of answers under the model that prem analyse fitted, for prem
    analyse to take again: what would so many women show?
    """
    if (survey is None) == (like is None) or (like is None) != (out is None):
        raise typer.BadParameter("give either SURVEY, or --like results.json with --out table.csv")
    if like is not None and out is not None:
        from prem.cli.simulate_like import simulate_like

        simulate_like(like, out, seed, women, sites, icc, times, stability, change)
        return
    settings = read_settings() if data is None else read_settings(data=data)
    whole = load_survey(survey or "", settings.content)
    check_size(women, months)
    stores = open_stores(settings)
    began = perf_counter()
    try:
        keys = keys_for(stores, settings.keys_path)
        with _progress(women) as tell:
            done = run(
                stores,
                keys,
                whole,
                women,
                ports=ports.real(),
                seed=seed,
                months=months,
                tell=tell,
                load=partial(load_survey, whole.id, settings.content),
                at_once=os.cpu_count() or 1,
            )
    finally:
        stores.close()
    _say(done, perf_counter() - began, as_json)
    check_right(done, seed)


def _say(done: Simulated, seconds: float, as_json: bool) -> None:
    speed = round(done.women / seconds, 1)
    if as_json:
        names = ("women", "sessions", "turns", "answers", "texting", "watched")
        typer.echo(
            json.dumps(
                {name: getattr(done, name) for name in names}
                | {
                    "person_months": round(done.person_months, 1),
                    "wrong": dict(done.wrong),
                    "examples": done.examples,
                    "happened": dict(sorted(done.happened.items())),
                    "seconds": round(seconds, 2),
                    "women_per_second": speed,
                }
            )
        )
        return
    typer.echo(
        f"{done.women} simulated women, {done.sessions} sessions, {done.answers} answers in "
        f"{seconds:.1f} s ({speed} women a second)"
    )
    if done.texting:
        typer.echo(
            f"{done.texting} of them by text: {done.watched} texts in {done.person_months:.0f} "
            f"months of their lives, {done.wrong.total()} of them wrong"
        )


@contextmanager
def _progress(women: int) -> Iterator[Tell | None]:
    """Show a bar on a terminal once the work has taken more than two seconds."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("Simulated women", total=women)
    began = perf_counter()

    def tell(done: int) -> None:
        if perf_counter() - began > PATIENCE and not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done)

    try:
        yield tell
    finally:
        bar.stop()
