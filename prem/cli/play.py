"""`prem play`: a conversation with a survey in the terminal, at a frozen moment.

Works with typed lines and with piped ones. On the web channel an empty line is "continue" and
BACK, SKIP, PAUSE, STOP are the buttons; on texts a line is a text; on a call a line is keys, and
an empty one is silence.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from prem.cli.reply import known
from prem.cli.typed import stdin
from prem.errors import Place
from prem.errors import survey as kinds
from prem.instruments.model import SITUATIONS
from prem.settings import read_settings
from prem.surveys.conversation import CALLED, Conversation, begin
from prem.surveys.load import load_survey
from prem.surveys.model import BY_TEXT, SITUATION, Survey
from prem.surveys.reply import Begin, Chosen
from prem.surveys.screens import Screen, screen
from prem.surveys.texts import invitation

FROZEN = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
"""The moment at which every conversation is played, so that a saved one can be played again."""


def play(
    survey: Annotated[str, typer.Argument(help="The survey's id.")],
    channel: Annotated[
        str, typer.Option(help="web, sms, voice, or another channel of the survey.")
    ] = "web",
    situation: Annotated[
        str, typer.Option(help="Her situation; asked in the conversation unless given.")
    ] = "",
    time_point: Annotated[str, typer.Option(help="The time point; by default the first.")] = "",
    site: Annotated[str, typer.Option(help="The site; by default the first.")] = "",
    language: Annotated[str, typer.Option(help="The language; by default the first.")] = "",
    save: Annotated[
        Path | None, typer.Option(help="Write the conversation to this file, as a golden file.")
    ] = None,
) -> None:
    """Play a survey as a conversation in the terminal."""
    whole = load_survey(survey, read_settings().content)
    talk = _begin(whole, channel, time_point, site, language)
    if situation:
        known(situation, SITUATIONS, "situation")
    if save:
        _check(save)  # refused before anything is typed
    console = Console(highlight=False)
    _open(talk, console)
    for line in _lines(console):
        talk.typed(line)
        if situation and talk.session.step == SITUATION and talk.session.situation is None:
            talk.do(Chosen(situation))
        _show(talk, console)
        if talk.over:
            break
    if save:
        _write(save, json.dumps(talk.record(), ensure_ascii=False, indent=1) + "\n")


def _begin(survey: Survey, channel: str, time_point: str, site: str, language: str) -> Conversation:
    """Begin where the options say; each is one of the survey's own."""
    sites = tuple(one.id for one in survey.sites)
    times = tuple(one.id for one in survey.time_points)
    return begin(
        survey,
        known(channel, survey.channels, "channel of this survey"),
        site=known(site or sites[0], sites, "site"),
        time_point=known(time_point or times[0], times, "time point"),
        language=known(language or survey.languages[0], survey.languages, "language"),
        now=FROZEN,
    )


def _open(talk: Conversation, console: Console) -> None:
    """Show what comes before she has done anything: an invitation, or the opening page."""
    if talk.channel in BY_TEXT:
        _bubble(console, invitation(talk.survey, talk.session.language))
    elif talk.channel == CALLED:
        _bubble(console, "(Her phone rings, and she picks up. Nothing is said.)")
    else:
        talk.do(Begin())
        _page(console, screen(talk.survey, talk.session))


def _lines(console: Console) -> Iterator[str]:
    """Yield her lines until the input ends; a prompt where a person types."""
    typed = stdin()
    while True:
        if typed.isatty():
            console.print("> ", end="")
        line = typed.readline()
        if not line:
            return
        line = line.rstrip("\r\n")
        if not typed.isatty():
            console.print(f"> {escape(line)}")
        yield line


def _show(talk: Conversation, console: Console) -> None:
    if talk.channel in BY_TEXT:
        for text in talk.turns[-1]["texts"]:
            _bubble(console, text)
    elif talk.channel == CALLED:
        _bubble(console, "\n".join(talk.turns[-1]["hears"]) or "(silence)")
        if talk.call.phase == "over":
            _bubble(console, "(The call is over.)")
    else:
        _page(console, screen(talk.survey, talk.session))


def _bubble(console: Console, text: str) -> None:
    console.print(Panel.fit(escape(text)))


def _page(console: Console, shown: Screen) -> None:
    """Print a screen: where she is, the question, numbered options."""
    title = f"{shown.number} of {shown.total}" if shown.number else None
    lines = [shown.legend, *shown.body, *([shown.voucher] if shown.voucher else []), *shown.more]
    lines += [shown.notice] if shown.notice else []
    lines += [
        f"  {number}  {one.words}{' *' if one.checked else ''}"
        for number, one in enumerate(shown.options, start=1)
    ]
    lines += [f"  -  {one.words}{' *' if one.checked else ''}" for one in shown.non_answers]
    lines += [f"  {line.name}: {line.phone}. {line.about}" for line in shown.support]
    console.print(Panel(escape("\n".join(lines)), title=title, title_align="left"))


def _check(path: Path) -> None:
    try:
        known = path if path.exists() else path.parent
        writable = not path.is_dir() and os.access(known, os.W_OK)
    except OSError:  # a name that no folder takes
        writable = False
    if not writable:
        raise kinds.NOT_WRITABLE.refuse(Place(file=path.name[:80]))


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all; where it is none (a device, a pipe), straight into it."""
    path = Path(os.path.realpath(path))  # a link stays a link
    apart = path.is_file() or not path.exists()
    draft = path.with_name(f".{path.name}.part") if apart else path
    try:
        draft.write_text(text, encoding="utf-8")
        if apart:
            draft.replace(path)
    except OSError:
        if apart:
            draft.unlink(missing_ok=True)
        raise kinds.NOT_WRITABLE.refuse(Place(file=path.name)) from None
