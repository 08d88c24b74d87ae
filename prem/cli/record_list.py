"""`prem record-list`: what is to be recorded, in order, for a peer to read aloud."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from prem import content as folders
from prem.errors import Refusal
from prem.instruments.load import instrument_folder, load_instrument, unknown
from prem.instruments.recordings import FOLDER, Line, clip_of, lines_of, name_of
from prem.settings import read_settings
from prem.surveys import aloud, spoken
from prem.surveys.load import load_survey
from prem.surveys.model import Survey
from prem.web.listening import start_lines
from prem.web.placing import environment

FORMATS = ("opus", "mp3")


def record_list(
    instrument: Annotated[str, typer.Argument(help="The id of an instrument.")],
    survey: Annotated[
        str, typer.Option(help="A survey of this instrument: what its pages and calls say besides.")
    ] = "",
    language: Annotated[str, typer.Option(help="The language of the words.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Print what is to be recorded, in order, with the names of the files.

    Each is spoken alone, in at most ten seconds, and saved twice: opus (16 kbit/s) and mp3
    (32 kbit/s). The names hold a hash of the words: when the words change, so does the name.
    """
    own = read_settings().content
    whole = load_instrument(instrument, own)
    if language not in whole.languages:
        raise Refusal(unknown("language of this instrument", language, whole.languages))
    found = _rows(instrument_folder(instrument, own), language, lines_of(whole, language))
    if survey:
        found += _of_survey(survey, instrument, language, own)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(found)


def _of_survey(
    survey: str, instrument: str, language: str, own: Path | None
) -> list[dict[str, Any]]:
    asked = load_survey(survey, own)
    if asked.instrument.id != instrument or language not in asked.languages:
        raise Refusal(unknown("survey of this instrument and language", survey, ()))
    folder = folders.find("surveys", survey, own=own)
    return _rows(folder, language, said_by(asked, language, own)) if folder else []


def said_by(survey: Survey, language: str, own: Path | None) -> Sequence[Line]:
    """Return what the page behind a link says, then a survey's pages, then only its calls."""
    pages = (*start_lines(environment(own), language), *aloud.lines_of(survey, language))
    heard = {line.words for line in pages}
    return (*pages, *(one for one in spoken.lines_of(survey, language) if one.words not in heard))


def _rows(folder: Path, language: str, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return a row a line: its words, its files, what is there; then what is stale."""
    place = folder / FOLDER / language
    there = [clip for path in sorted(place.glob("*")) if (clip := clip_of(path))]
    names, base = {one.path.name for one in there}, f"{folder.parent.name}/{folder.name}"
    wanted, rows = set[str](), list[dict[str, Any]]()
    for line in lines:
        # Under whatever name: the same words are one recording.
        clips = [clip for clip in there if clip.hash == line.hash]
        wanted |= {clip.path.name for clip in clips}
        kinds = {clip.kind for clip in clips}
        files = [f"{base}/{FOLDER}/{language}/{line.file(one)}" for one in FORMATS]
        state = "there" if kinds == set(FORMATS) else "in part" if kinds else "missing"
        rows.append({"name": line.name, "words": line.words, "files": files, "state": state})
    for name in sorted(names - wanted):
        files = [f"{base}/{FOLDER}/{language}/{name}"]
        rows.append({"name": name_of(Path(name)), "words": "", "files": files, "state": "stale"})
    return rows


def _print(rows: Sequence[dict[str, Any]]) -> None:
    for number, row in enumerate((one for one in rows if one["state"] != "stale"), start=1):
        typer.echo(f"{number:>3}  {row['words']}")
        typer.echo(f"     {row['state']}: {row['files'][0]} and {FORMATS[1]}")
    for row in rows:
        if row["state"] == "stale":
            typer.echo(f"stale, its words are asked no more: {row['files'][0]}")
    counts = {state: sum(row["state"] == state for row in rows) for state in _STATES}
    typer.echo(", ".join(f"{count} {state}" for state, count in counts.items()))


_STATES = ("there", "in part", "missing", "stale")
