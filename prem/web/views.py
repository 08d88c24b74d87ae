"""The presenter of a step: decides what its page shows, so that the template only places it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from prem.surveys.events import AskedAgain, Event
from prem.surveys.model import CONSENT, SupportLine
from prem.surveys.screens import Option, Said, Screen

Fault = Literal["", "empty", "needed", "unknown"]
"""Why a page came back: nothing chosen; nothing chosen at consent; not one of the answers."""

# Scripts that run from right to left, by the language that uses them.
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_PAUSES = frozenset({"consent", "situation", "choice", "open", "part"})
_STOPS = frozenset({"situation", "choice", "open", "part", "paused"})
_OVER = frozenset({"end", "stopped", "declined", "check"})
_ERASES = frozenset({"end", "stopped", "check", "paused"})


@dataclass(frozen=True, slots=True)
class Line:
    """A help line as the page shows it; `tel` is the number as a phone dials it.

    `own`: what it is for stands in the page's language; else in English, and the page says so.
    """

    name: str
    phone: str
    tel: str
    about: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """What `question.html` places. `first` is the id of the first field, where a fault leads.

    `part`: it tells of a heavy part; `checks`: what she said can be looked at, `reviews`: it is;
    `erases`: it can be deleted; `ways`: she may choose how she answers, and `starts` where that
    stands open; `more` is what the opening says at a tap; `redoes`: she may ask to be asked again
    another time; `stops`: she may end it for good, and `ended`: she has.
    """

    step: str
    legend: str
    body: tuple[str, ...]
    more: tuple[str, ...]
    options: tuple[Option, ...]
    non_answers: tuple[Option, ...]
    count: bool
    number: int | None
    total: int | None
    can_back: bool
    can_skip: bool
    writes: bool
    can_pause: bool
    goes_on: bool
    rests: bool
    error: Fault
    first: str
    part: bool
    checks: bool
    reviews: bool
    erases: bool
    said: tuple[Said, ...]
    changing: bool
    why: str
    meanings: tuple[tuple[str, str], ...]
    faces: bool
    picture: str
    ways: bool
    starts: bool
    stops: bool
    ended: bool
    redoes: bool
    easy: bool
    helped: bool
    kiosk: bool


def view_of(screen: Screen, fault: Fault = "", *, voucher: bool = False) -> View:
    """Return the view of a screen; `fault` says why it came back, `voucher` that there is one."""
    writes, over = screen.kind == "open", screen.kind in _OVER
    return View(
        step=screen.step,
        legend=screen.legend,
        body=screen.body + ((screen.voucher,) if voucher and screen.voucher else ()),
        more=screen.more,
        options=screen.options,
        non_answers=screen.non_answers,
        count=screen.number is not None,
        number=screen.number,
        total=screen.total,
        can_back=screen.can_back,
        can_skip=screen.can_skip,
        writes=writes,
        can_pause=screen.kind in _PAUSES and not screen.changing and not screen.kiosk,
        goes_on=not over,
        rests=screen.kind == "paused",
        error=fault,
        first="a1" if writes or screen.options else "",
        part=screen.kind == "part",
        checks=screen.kind == "end",
        reviews=screen.kind == "check",
        erases=screen.kind in _ERASES,
        said=screen.said,
        changing=screen.changing,
        why=screen.why,
        meanings=screen.meanings,
        faces=screen.faces,
        picture=screen.picture,
        ways=not over and screen.kind != "paused",
        starts=screen.kind == "opening",
        stops=screen.kind in _STOPS and not screen.changing and not screen.kiosk,
        ended=screen.kind == "stopped",
        redoes=screen.kind in ("situation", "choice", "open", "part") and not screen.kiosk,
        easy=screen.easy,
        helped=screen.helped,
        kiosk=screen.kiosk,
    )


def line_of(line: SupportLine, about: str = "", *, own: bool = True) -> Line:
    """Return a help line for the page; `about` is what it is for, in her language if it is `own`.

    >>> line_of(SupportLine("s", "Samaritans", "116 123", "Day and night")).tel
    '116123'
    """
    tel = "".join(letter for letter in line.phone if letter.isdigit() or letter == "+")
    return Line(line.name, line.phone, tel, about or line.about, own)


def fault_of(events: Iterable[Event]) -> Fault:
    """Return why the same question is due once more, or "" where the reply was taken."""
    for event in events:
        if isinstance(event, AskedAgain):
            if not event.empty:
                return "unknown"
            return "needed" if event.step == CONSENT else "empty"
    return ""
