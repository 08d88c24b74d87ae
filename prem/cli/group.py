"""The group of commands, and the one place where a refusal becomes a line and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from typing import Annotated

import typer

from prem import __version__
from prem.errors import Refusal
from prem.errors.house import BAD_SETTING, FAULT, NO_ROOM

# verb -> the line that `prem --help` shows; the verb's module and function have its name.
VERBS = {
    "demo": "Start the whole product on this machine, with a simulated study.",
    "serve": "Start the web application.",
    "worker": "Send texts that are due and keep the schedule's clock.",
    "check": "Compile instruments and surveys and lint their words.",
    "items": "Show the items of an instrument as they are asked.",
    "record-list": "List what is to be recorded, in order, for a peer to read aloud.",
    "play": "Play a survey as a conversation in the terminal.",
    "reply": "Read text replies from stdin and say how each is understood.",
    "link": "Make personal links to a survey.",
    "enrol": "Enrol a woman who agreed to be texted.",
    "tell": "Tell what happened to a woman, so that her texts follow it.",
    "plan": "Show next month's texts before they exist.",
    "translate": "Give words to a translator as a PO file, and take them back.",
    "voucher": "Take in vouchers, and say how many are left.",
    "paper": "Print a survey as booklets, each with a code for typing it in.",
    "consent": "Print the words that women agreed to, by version.",
    "invite": "Make a link by which someone joins the workshop.",
    "simulate": "Let simulated women answer a survey through the real engine.",
    "analyse": "Validate an instrument on a table of answers.",
    "release": "Freeze a disclosure-checked release by site and time point.",
}


def build(argv: Sequence[str]) -> typer.Typer:
    """Make the command line: the verb that is asked for is imported, the others only listed.

    So `prem serve` does not pay for the statistics that `prem analyse` imports.
    """
    app = typer.Typer(
        name="prem",
        help="An engine for patient-reported experience measures (PREMs).",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_top)
    asked = next((word for word in argv if not word.startswith("-")), "")
    for verb, line in VERBS.items():
        name = verb.replace("-", "_")
        run = getattr(import_module(f"prem.cli.{name}"), name) if verb == asked else _listed
        whole = getdoc(run) if verb == asked else line
        app.command(name=verb, help=whole, short_help=line)(run)
    return app


def main() -> None:
    """Run the command line; exit 0 on success, 1 on a problem of the user's, 2 on wrong usage."""
    try:
        _run()
    except Refusal as refusal:
        sys.stderr.write(f"{_line(refusal)}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `prem items ... | head`: the reader has what it wanted
        _say_no_more()
        sys.exit(1)
    except Exception as error:  # a traceback could show an answer or a number
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        sys.stderr.write(f"{NO_ROOM.at() if full else FAULT.at(what=_where(error))}\n")
        if full:
            _say_no_more()
        sys.exit(1)


def _run() -> None:
    try:
        build(sys.argv[1:])()
    finally:
        sys.stdout.flush()  # what cannot be printed is told here, and not by Python as it ends


def _say_no_more() -> None:
    """Give what still waits to be printed to nobody, or Python would complain of it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _line(refusal: Refusal) -> str:
    """Say the first complaint; of content the check lists them all, of settings nothing does."""
    more, first = len(refusal.others), refusal.first
    listed = "" if first.kind is BAD_SETTING else ": prem check lists all"
    return f"{first}" + (f" (and {more} more{listed})" if more else "")


def _where(error: BaseException) -> str:
    """Name a fault's kind and place in our code, and nothing of what it was about."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def _listed() -> None:
    """Stand in the list of commands; the verb that runs is always imported above."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def _top(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=_print_version,
            help="Print the version and stop.",
        ),
    ] = False,
) -> None:
    """Hold the options of `prem` itself."""
