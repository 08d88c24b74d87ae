"""Recorded voices: which words a clip speaks, and which clips are there.

A clip is a file `<name>.<hash>.<format>` in `recordings/<language>/` of an instrument or a survey.
The hash is of the words that it speaks, so that a clip of words that have changed is never played:
nothing looks for it any more, and `prem check` refuses it. What has no clip the machine speaks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from prem.instruments.hashing import digest, shown
from prem.instruments.model import Instrument, Item

Kind = Literal["opus", "mp3"]
FOLDER = "recordings"
KINDS: Mapping[str, Kind] = {"opus": "opus", "ogg": "opus", "webm": "opus", "mp3": "mp3"}
"""Endings of files, and what is in them: opus for browsers, mp3 for older ones and for calls."""
_NAME = re.compile(r"(?P<name>.+)\.(?P<hash>[0-9a-f]{12})\.(?P<format>[a-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Line:
    """Words to be spoken: `name` says what they are, such as "S3-1" or "option-always"."""

    name: str
    words: str
    language: str = "en"

    @property
    def hash(self) -> str:
        """The 12 digits by which its recording is found: of the words and their language."""
        return shown(digest((self.language, self.words)))

    def file(self, format_: str) -> str:
        """Return the name of its recording in a format, such as "S3-1.0123456789ab.mp3"."""
        return f"{self.name}.{self.hash}.{format_}"


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording: its file, the hash of the words that it speaks, its kind."""

    path: Path
    hash: str
    kind: Kind

    @property
    def address(self) -> str:
        """Its address on our own site: it names neither the question nor the study."""
        return f"/clips/{self.hash}{self.path.suffix}"


@dataclass(frozen=True, slots=True)
class Recordings:
    """The clips that are there, by the hash of their words; opus stands before mp3."""

    clips: Mapping[str, tuple[Clip, ...]] = field(default_factory=dict)

    def of(self, line: Line) -> tuple[Clip, ...]:
        """Return the clips of these words: none where nobody has recorded them."""
        return self.clips.get(line.hash, ())

    def mp3(self, line: Line) -> Clip | None:
        """Return the clip that a telephone can play."""
        return next((clip for clip in self.of(line) if clip.kind == "mp3"), None)

    def at(self, name: str) -> Clip | None:
        """Return the clip of an address `<hash>.<format>`; None where there is none."""
        found = self.clips.get(name.partition(".")[0], ())
        return next((clip for clip in found if clip.address == f"/clips/{name}"), None)


def question_line(item: Item, language: str) -> Line:
    """Return the question as it is spoken."""
    return Line(item.id, item.words[language].spoken, language)


def option_lines(item: Item, language: str) -> tuple[Line, ...]:
    """Return the options as they are spoken: the same words share one recording."""
    return tuple(option_line(words, language) for words in item.words[language].options)


def option_line(words: str, language: str) -> Line:
    """Return the line of an answer's words.

    >>> option_line("All they needed", "en").name
    'option-all-they-needed'
    """
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    return Line(f"option-{slug}" if slug else "option", words, language)


def lines_of(instrument: Instrument, language: str) -> tuple[Line, ...]:
    """Return all that is to be recorded of an instrument, in the order asked, each once."""
    found: list[Line] = []
    for item in instrument.items:
        if not item.retired:
            found += [question_line(item, language), *option_lines(item, language)]
            # An answer in other words on the easy page is not played in those of the usual one.
            easy = item.words[language].easy_options
            found += [option_line(words, language) for words in easy]
    for one in instrument.non_answers[language]:
        found.append(Line(one.id, one.forms["spoken"], language))
    return tuple(dict.fromkeys(line for line in found if line.words))


def load_recordings(folders: Iterable[Path]) -> Recordings:
    """Return the clips in the folders `recordings/<language>/` of instruments and surveys.

    Only names are read. A file of another name is left out; `prem check` complains of it.
    """
    clips: dict[str, list[Clip]] = {}
    for folder in folders:
        for path in sorted((folder / FOLDER).glob("*/*")):
            if clip := clip_of(path):
                clips.setdefault(clip.hash, []).append(clip)
    kept = {
        one: tuple(sorted(found, key=lambda clip: clip.kind == "mp3"))
        for one, found in clips.items()
    }
    return Recordings(MappingProxyType(kept))


def clip_of(path: Path) -> Clip | None:
    """Return the clip that a file's name promises; None where it promises none."""
    named = _NAME.fullmatch(path.name)
    if named is None or named["format"] not in KINDS or path.name.startswith("."):
        return None
    return Clip(path, named["hash"], KINDS[named["format"]])


def name_of(path: Path) -> str:
    """Return what a clip's file says that it speaks; empty where it says nothing."""
    named = _NAME.fullmatch(path.name)
    return named["name"] if named else ""
