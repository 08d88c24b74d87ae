"""`prem worker`: the clock of the schedule, and the sender of texts."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Annotated

import typer

from prem import ports
from prem.app.addresses import links_fit, links_open
from prem.app.field import every_survey, open_field
from prem.app.promises import keep_promises
from prem.app.providers import caps_of, channels_of, check_templates
from prem.fieldwork.forgetting import check_days
from prem.fieldwork.work import THREADS, Work
from prem.settings import read_settings


def worker(
    every: Annotated[
        float, typer.Option(min=0.1, max=3600, help="Seconds between two rounds.")
    ] = 1.0,
    threads: Annotated[
        int, typer.Option(min=1, max=64, help="Calls to one provider at the same time.")
    ] = THREADS,
    once: Annotated[bool, typer.Option("--once", help="Do one round and stop.")] = False,
) -> None:
    """Invite those who are due and send the texts that are due, until Ctrl-C or SIGTERM.

    Any number of workers may run at once; each text goes out once whoever takes it.
    """
    settings, world = read_settings(), ports.real()
    # Where no provider is chosen, what is due waits in the outbox until one is.
    channels, caps = channels_of(settings), caps_of(settings)
    surveys = every_survey(settings).values()
    # What the web application refuses to start with, no text goes out with either.
    check_templates(surveys, settings)
    links_open(settings)
    keep_promises(surveys, settings)
    links_fit(surveys, settings.public_url)
    with open_field(settings, world, *surveys) as field:
        check_days(field)
        work = Work(field, channels, world.now, caps, threads)
        if once:
            done = work.round()
            typer.echo(f"{done.invited} invited, {done.sent} texts sent")
        else:
            ended = _ended_by_signal()
            sys.stderr.write("prem worker runs\n")
            sent = work.go_on(lambda: ended.wait(every))
            sys.stderr.write(f"prem worker ended; {sent} texts were sent\n")


def _ended_by_signal() -> threading.Event:
    """Return an event that SIGTERM and Ctrl-C set: the round that runs is finished first."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    return ended
