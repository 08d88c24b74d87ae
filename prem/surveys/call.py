"""A call from pick-up to hang-up, key by key. Pure: what it says follows from what was pressed.

    quiet  nothing is said until a key is pressed: a mailbox keeps nothing, a stranger hears nothing
    gate   "Is now OK?", in words that could be anybody's
    talk   the questions, as the engine gives them
    over   hang up

Silence is asked about once, kindly; after that it is a break, for nobody knows who holds the
phone. Hanging up is a break too: the next call, a text or her link go on from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from prem.surveys.events import Event
from prem.surveys.model import OPENING, Survey
from prem.surveys.reply import Begin, Chosen, Pause, Reply, Stop
from prem.surveys.session import Session
from prem.surveys.spoken import (
    AGAIN,
    BACK,
    LEAVE,
    Lines,
    heard,
    hello,
    menu_after,
    menu_lines,
    prompt,
    question,
    say,
)
from prem.surveys.way import FINAL, due_step

Phase = Literal["quiet", "gate", "talk", "over"]


@dataclass(frozen=True, slots=True)
class Call:
    """Where a call stands. `menu`: the menu that is open ("9", "0" or none); `misses`: how often
    in a row nothing, or nothing that fits, was pressed; `first`: a key of words to say first."""

    phase: Phase = "quiet"
    menu: str = ""
    misses: int = 0
    first: str = ""


def pressed(survey: Survey, session: Session, call: Call, key: str) -> tuple[Call, Reply | None]:
    """Return the call after a key ("" where none came in time), and the reply to hand in."""
    if call.phase == "quiet":
        return Call("gate" if key else "over"), None
    if not key:
        return _silent(call)
    if call.phase == "gate":
        return _at_gate(survey, session, call, key)
    if call.phase == "over":
        return call, None
    keys = call.menu + key
    reply = heard(survey, session, keys)
    if reply is not None:
        return Call("talk"), reply
    menu = menu_after(survey, session, keys)
    fits = key in (AGAIN, BACK) or menu != call.menu or (menu, key) == (LEAVE, LEAVE)
    return Call("talk", menu, first="" if fits else "again"), None


def said(survey: Survey, session: Session, call: Call, events: tuple[Event, ...] = ()) -> Lines:
    """Return what is said now; with events it is what the turn led to."""
    language = session.language
    first = say(survey, language, call.first) if call.first else ()
    if events:
        return (*first, *prompt(survey, session, events))
    if call.menu:
        return (*first, *menu_lines(survey, language, call.menu))
    if call.phase == "gate":
        return (*first, *hello(survey, language))
    if call.phase == "talk":
        return (*first, *question(survey, session, due_step(survey, session)))
    return first


def after(survey: Survey, call: Call, session: Session) -> Call:
    """Return the call after a turn: over where nothing more is asked, at the gate where she went
    back to it."""
    if session.state in FINAL or session.state == "paused":
        return replace(call, phase="over", menu="")
    return replace(call, phase="gate") if due_step(survey, session) == OPENING else call


def _silent(call: Call) -> tuple[Call, Reply | None]:
    if call.misses == 0:
        return replace(call, misses=1, first="silence"), None
    if call.phase == "talk":
        return Call("over"), Pause()
    return Call("over", first="not-now"), None


def _at_gate(survey: Survey, session: Session, call: Call, key: str) -> tuple[Call, Reply | None]:
    if call.menu == LEAVE:
        if key == "1":
            return Call("over"), Stop()
        if key == "2":
            return Call("over", first="not-now"), None
        if key in ("3", BACK):
            return Call("gate"), None
        return Call("gate", LEAVE, call.misses, "" if key in (AGAIN, LEAVE) else "again"), None
    if key == "1":
        return Call("talk"), _yes(survey, session)
    if key == "2":
        return Call("over", first="not-now"), None
    if key == LEAVE:
        return Call("gate", LEAVE), None
    return Call("gate", first="" if key == AGAIN else "again"), None


def _yes(survey: Survey, session: Session) -> Reply:
    """The gate is the opening of texts; later on, it only opens what rested."""
    begun = due_step(survey, session) != OPENING
    return Begin() if begun or session.state in FINAL else Chosen("yes", step=OPENING)
