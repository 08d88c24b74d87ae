"""The pure engine: one reply in, the new session and what happened out, on every channel.

`step` is total: any reply in any state gives a session and events, and never raises on input.
A table has a handler for every kind of reply; `prem/surveys/answering.py` has those that answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from prem.surveys import answering, besides, reviewing
from prem.surveys.events import (
    ErasureAsked,
    Event,
    Finished,
    HelpGiven,
    Left,
    Paused,
    QuestionDue,
    Started,
    Stopped,
)
from prem.surveys.model import END, OPENING, SITUATION, Survey
from prem.surveys.reply import (
    Back,
    Begin,
    Change,
    Check,
    Chosen,
    Declined,
    Delete,
    Empty,
    Help,
    Late,
    Leave,
    Pause,
    Reply,
    Skip,
    Speak,
    Stop,
    Switch,
    Told,
    Unread,
    Wrote,
)
from prem.surveys.session import Session, State
from prem.surveys.way import FINAL, changed, due_step, moved, next_step

HURT = ("loss", "baby-not-with-me")
"""Situations in which no text mentions a baby."""
Turn = tuple[Session, tuple[Event, ...]]
Handler = Callable[[Survey, Session, Any], Turn]


def start(survey: Survey, *, site: str, time_point: str, language: str, form: str) -> Session:
    """Return a new session: nothing is shown, said or stored yet."""
    return Session(survey.id, site, time_point, form, language, "new", OPENING)


def step(survey: Survey, session: Session, reply: Reply, now: datetime) -> Turn:
    """Return the session after a reply, and what happened, in order.

    STOP ends from every state; a session that has ended asks nothing of its own accord, but who
    has finished may look at what she said, change it, or be asked anew; help is given in every
    state and moves nothing; leaving shuts what she has open, in every state, and ends nothing.
    What she says under somebody's eyes is an answer "set-aside". `now` is the moment of the reply
    (no rule of today's depends on it, and no rule may ask another clock).
    """
    after, events = _taken(survey, session, reply)
    if after.ways.aside is not None:
        events = reviewing.unsaid(events)
    return after, events


def _taken(survey: Survey, session: Session, reply: Reply) -> Turn:
    if isinstance(reply, Stop):
        return _stop(session, reply.silent)
    if isinstance(reply, Delete):
        return _delete(session)
    if isinstance(reply, Leave):
        return _leave(session)
    if isinstance(reply, Help):
        return session, (HelpGiven(),)
    if isinstance(reply, Told):
        return besides.told(survey, session, reply, _taken)
    if isinstance(reply, Late):
        return besides.late(survey, session, reply, _taken)
    if isinstance(reply, Speak):
        return besides.speak(survey, session, reply, _taken)
    if session.state in FINAL:
        return reviewing.after_the_end(survey, session, reply)
    if session.state == "open":
        return _HANDLERS[type(reply)](survey, session, reply)
    return _wake(survey, session, reply)


def _stop(session: Session, silent: bool) -> Turn:
    """End it. A second STOP is not confirmed once more."""
    if session.state == "stopped":
        return session, ()
    return changed(session, state="stopped", asked_again=False), (Stopped(silent),)


def _delete(session: Session) -> Turn:
    """End it, at any time, and have it erased: one text confirms both."""
    after = changed(session, state="stopped", asked_again=False)
    return after, (Stopped(silent=True), ErasureAsked())


def _leave(session: Session) -> Turn:
    """Shut this sitting. It is no STOP: who must hide the page has not taken back her yes."""
    state: State = "paused" if session.state == "open" else session.state
    after = changed(
        session,
        state=state,
        asked_again=False,
        sitting=(session.sitting + 1) % 256,  # one byte of her cookie
        kept=len(session.responses),
    )
    return after, (Left(),)


def _wake(survey: Survey, session: Session, reply: Reply) -> Turn:
    """Take a reply in a new or paused session: it opens it, and whatever was said counts."""
    first: tuple[Event, ...] = (Started(),) if session.state == "new" else ()
    if session.state == "paused":
        hers = session.ways.rested and reply == Pause()  # it only rested, and now she takes a break
        if isinstance(reply, Pause | Switch | Check | Change) and not hers:
            return session, ()
        if session.ways.rested:
            session = changed(session, ways=replace(session.ways, rested=False))
        if isinstance(reply, Empty) or (isinstance(reply, Unread) and not reply.perhaps_stop):
            reply = Begin()  # "hi, I'm back" is no failed answer
    after, events = _HANDLERS[type(reply)](survey, changed(session, state="open"), reply)
    return after, first + events


def _begin(survey: Survey, session: Session, reply: Begin) -> Turn:
    """Show what is due. By the link nothing of before is shown, and what was set aside is anew."""
    if reply.by_link and session.ways.aside is not None:
        return reviewing.asked_anew(survey, session, session.ways.aside)
    if reply.kiosk:
        session = changed(session, ways=replace(session.ways, kiosk=True))
    due = due_step(survey, session)
    if reply.by_link and session.ways.warned:
        # Days may lie between: no sitting opens in a heavy part without telling her of it first.
        session = changed(session, ways=replace(session.ways, warned=()))
        due = survey.part_of.get(due, due)
    if due == SITUATION and session.situation is not None:  # it became known by another way
        due = next_step(survey, session)
        if due == END:
            return moved(survey, session, END, "finished"), (Finished(),)
    after = moved(survey, session, due)
    if reply.by_link:
        after = changed(after, kept=len(after.responses))
    return after, (QuestionDue(after.step),)


def _back(survey: Survey, session: Session, reply: Back) -> Turn:
    """Go to the step before; at the first step, and from a page of before, stay there.

    A text has no step. By text the question after her situation is not sent again to whom it
    would hurt: it names babies, and she can say in her own words what has changed.
    """
    session = moved(survey, session, due_step(survey, session))
    stays = not session.path or reply.step not in ("", session.step)
    if not stays and not reply.step and session.path[-1] == SITUATION:
        stays = session.situation in HURT
    after = session if stays else moved(survey, session, session.path[-1])
    return after, (QuestionDue(after.step),)


def _pause(survey: Survey, session: Session, reply: Pause) -> Turn:
    kept, ways = len(session.responses), replace(session.ways, rested=reply.by_us)
    return changed(session, state="paused", asked_again=False, kept=kept, ways=ways), (Paused(),)


_HANDLERS: Mapping[type, Handler] = {
    Begin: _begin,
    Back: _back,
    Pause: _pause,
    Chosen: answering.chosen,
    Declined: answering.declined,
    Wrote: answering.wrote,
    Skip: answering.skipped,
    Empty: answering.empty,
    Unread: answering.unread,
    Switch: reviewing.switched,
    Check: answering.stayed,
    Change: answering.stayed,
}
