"""What a text may be that the page has no button for: an event of her life, another language, an
answer to an earlier question.

`step` is the engine's own; it is handed in, for what a text holds besides is a reply like any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from prem.surveys.events import (
    Event,
    Finished,
    LanguageChosen,
    LifeTold,
    QuestionDue,
    SituationTold,
)
from prem.surveys.model import END, SITUATION, Survey
from prem.surveys.reply import Begin, Late, Reply, Speak, Told
from prem.surveys.session import Session
from prem.surveys.way import FINAL, changed, due_step, moved, next_step

Turn = tuple[Session, tuple[Event, ...]]
Step = Callable[[Survey, Session, Reply], Turn]

SITUATION_OF = {"loss": "loss", "apart": "baby-not-with-me", "together": "baby-with-me"}
"""Which situation follows from an event: from then on nothing is asked that would not fit."""


def told(survey: Survey, session: Session, reply: Told, step: Step) -> Turn:
    """Take an event of her life; first the answer that it came with, if there was one.

    Her situation changes with it, so that the next question fits. A question that still fits is
    not sent again, for she has it.
    """
    events: tuple[Event, ...] = (LifeTold(reply.kind, reply.day),)
    if reply.beside is not None:
        session, more = step(survey, session, reply.beside)
        events += more
    situation = SITUATION_OF.get(reply.kind)
    if situation is None or session.state in FINAL or situation == session.situation:
        return session, events
    if session.situation == "loss" and situation == "baby-with-me":  # only "no-loss" ends a loss
        return session, events
    asked = session.step
    session = changed(session, situation=situation)
    events = (*_without_question(events), SituationTold(situation))
    fits = asked != SITUATION and due_step(survey, session) == asked
    if session.state != "open" or (fits and reply.beside is None):
        return session, events
    due = next_step(survey, session) if asked == SITUATION else due_step(survey, session)
    if due == END:
        return moved(survey, session, END, "finished"), (*events, Finished())
    return moved(survey, session, due), (*events, QuestionDue(due))


def late(survey: Survey, session: Session, reply: Late, step: Step) -> Turn:
    """Take a reply to a question that she was sent before the one that is due.

    It changes the answer there or nothing. Where it moves her nowhere the question that is due is
    not sent again: a text told twice is answered once.
    """
    after, events = step(survey, session, reply.reply)
    if session.state == "open" and after.state == "open" and after.step == session.step:
        return after, _without_question(events)
    return after, events


def speak(survey: Survey, session: Session, reply: Speak, step: Step) -> Turn:
    """Go on in another language where the survey has texts in it; else say that it has not.

    A page in that language may be there all the same: she is told of LINK. What is due may be
    another question than the one at which she stood.
    """
    has = reply.language in survey.words and bool(survey.words[reply.language].text)
    events: tuple[Event, ...] = (LanguageChosen(reply.language, has),)
    if not has or session.state in FINAL:
        return session, events
    ways = replace(session.ways, language=reply.language)
    session = session._replace(language=reply.language, ways=ways)
    session, due = step(survey, session, Begin())
    return session, events + due


def _without_question(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(one for one in events if not isinstance(one, QuestionDue))
