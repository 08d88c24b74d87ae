"""Which recorded voices a screen has: found by the words that she sees, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jinja2 import Environment

from prem.instruments.recordings import Clip, Line, Recordings, question_line
from prem.surveys.model import Survey
from prem.surveys.screens import Screen
from prem.web.placing import spoken

TYPES = {"opus": "audio/ogg; codecs=opus", "mp3": "audio/mpeg"}
"""How a browser is told what a clip is, by its kind, before it has fetched a byte of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a piece's voice: its address here and its type."""

    address: str
    type: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """The voice of one piece: `place` is its number on the page (the question has 0)."""

    place: int
    words: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """The voices of a page, in the order read aloud; `keys` are the same for its script.

    A key is the hash of a clip and its endings, such as "0123456789ab.opus.mp3", or "-".
    """

    pieces: tuple[Spoken, ...] = ()
    keys: str = ""


UNVOICED = Voices()
"""No voices at all, where a page is only shown."""


def voices_of(
    recordings: Recordings, survey: Survey, screen: Screen, language: str, *, voucher: bool = False
) -> Voices:
    """Return the voices of a screen: those of its pieces that somebody has recorded.

    Pieces are the question, its paragraphs (that of a `voucher` too, where there is one for her),
    what the opening says at a tap, the options and the non-answers. Those without a recording are
    left out: the browser speaks them, where it has a voice of its own.
    """
    if not recordings.clips:
        return Voices()
    shown = replace(screen, body=(*screen.body, screen.voucher)) if voucher else screen
    asked = tuple(_pieces(survey, shown, language))
    found = [_first(recordings, lines) for lines in asked]
    pieces = (
        Spoken(place, lines[0].words, tuple(map(_source, clips)))
        for place, (lines, clips) in enumerate(zip(asked, found, strict=True))
        if clips
    )
    return Voices(tuple(pieces), " ".join(map(_key, found)) if any(found) else "")


def keys_of(recordings: Recordings, language: str, words: Sequence[str]) -> str:
    """Return the keys of a page that is no survey's; empty where nothing of it is recorded."""
    found = [recordings.of(Line("", str(one), language)) for one in words]
    return " ".join(map(_key, found)) if any(found) else ""


def start_lines(templates: Environment, language: str) -> tuple[Line, ...]:
    """Return what the page behind every link says, in a language, to be recorded."""
    said: list[str] = []

    def noted(words: Sequence[str]) -> str:
        said.extend(map(str, words))
        return ""

    made = spoken(templates, language).get_template("start.html")
    "".join(made.blocks["main"](made.new_context({"dress": "live", "mark": "", "keys": noted})))
    return tuple(Line(f"start-{n}", one, language) for n, one in enumerate(said, start=1))


def _pieces(survey: Survey, screen: Screen, language: str) -> Iterator[tuple[Line, ...]]:
    """Yield each piece's words as shown, and what else may be said for them."""
    item = survey.items.get(screen.step)
    asked = (question_line(item, language),) if item else ()
    yield (Line("", screen.legend, language), *asked)
    for shown in (*screen.body, *screen.more, *(one.words for one in screen.options)):
        yield (Line("", shown, language),)
    spoken = {one.id: one.forms["spoken"] for one in survey.instrument.non_answers[language]}
    for one in screen.non_answers:
        yield Line("", one.words, language), Line("", spoken[one.value], language)


def _first(recordings: Recordings, lines: tuple[Line, ...]) -> tuple[Clip, ...]:
    return next((clips for line in lines if (clips := recordings.of(line))), ())


def _key(clips: tuple[Clip, ...]) -> str:
    return clips[0].hash + "".join(one.path.suffix for one in clips) if clips else "-"


def _source(clip: Clip) -> Source:
    kind = "audio/webm; codecs=opus" if clip.path.suffix == ".webm" else TYPES[clip.kind]
    return Source(clip.address, kind)
