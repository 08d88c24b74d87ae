"""What a reply that may answer does to an open session. See engine.py for the rest.

Every reply is first turned into a response to one step, or found to be none; then `_respond`
records it. A reply may name the step that she saw (an old tab, a late text): a step that she has
passed can be changed and she stays where she is, one that she never saw is not touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from prem.instruments.model import NON_ANSWERS, SITUATIONS
from prem.surveys.events import (
    AnswerGiven,
    AskedAgain,
    ConsentGiven,
    ConsentRefused,
    Event,
    Finished,
    QuestionDue,
    SituationTold,
    Stopped,
)
from prem.surveys.model import CONSENT, END, OPENING, SITUATION, Survey
from prem.surveys.reply import Chosen, Declined, Empty, Skip, Unread, Wrote
from prem.surveys.session import FRONT, Response, Session, Ways
from prem.surveys.way import changed, due_step, moved, next_step, responded, route

Turn = tuple[Session, tuple[Event, ...]]
SKIPPED, WRITTEN = "skipped", "written"
UNTOLD = "rather-not-say"


def chosen(survey: Survey, session: Session, reply: Chosen) -> Turn:
    """Take a choice: an item's code, a situation, or yes or no at the front."""
    step = reply.step or _meant(survey, session, reply.value)
    if step in FRONT:
        return _front(survey, session, step, reply.value)
    if step in survey.parts:
        return _part(survey, session, step, reply.value)
    item = survey.items.get(step)
    if item is None or isinstance(reply.value, bool) or reply.value not in item.codes:
        return _no_answer(survey, session, step)
    return _respond(survey, session, step, reply.value, reply.comment)


def declined(survey: Survey, session: Session, reply: Declined) -> Turn:
    """Take one of the three non-answers; at the situation each means "I'd rather not say"."""
    step = reply.step or session.step
    if step in FRONT:
        return _front(survey, session, step, UNTOLD)
    if step in survey.parts:
        return _part(survey, session, step, "no")
    item = survey.items.get(step)
    if item is None or item.kind == "open" or reply.non_answer not in NON_ANSWERS:
        return _no_answer(survey, session, step)
    return _respond(survey, session, step, reply.non_answer, "")


def wrote(survey: Survey, session: Session, reply: Wrote) -> Turn:
    """Take free text where it was asked for; blank text is no answer."""
    step = reply.step or session.step
    item = survey.items.get(step)
    if not reply.text.strip():
        return empty(survey, session, Empty(step))
    if item is None or item.kind != "open":
        return _no_answer(survey, session, step)
    return _respond(survey, session, step, WRITTEN, reply.text)


def skipped(survey: Survey, session: Session, reply: Skip) -> Turn:
    """Pass over a question; consent cannot be passed over."""
    step = reply.step or session.step
    if step in FRONT:
        return _front(survey, session, step, "yes" if step == OPENING else UNTOLD)
    if step in survey.parts:
        return _part(survey, session, step, "no")
    return _respond(survey, session, step, SKIPPED, "")


def empty(survey: Survey, session: Session, reply: Empty) -> Turn:
    """Ask about a missing answer once, kindly, then let it go. An open question never asks."""
    step = reply.step or session.step
    if step != due_step(survey, session):
        return _stay(survey, session)
    if step == OPENING:
        return _front(survey, session, OPENING, "yes")
    if step in survey.parts:
        return _part(survey, session, step, "yes")
    if step in session.responses or (step == SITUATION and session.situation is not None):
        return _on(survey, session, ())
    item = survey.items.get(step)
    is_open = item is not None and item.kind == "open"
    if step != CONSENT and (is_open or (session.asked_again and reply.insists)):
        return skipped(survey, session, Skip(step))
    ways = _not_asked_to_stop(session)
    return changed(session, asked_again=True, ways=ways), (AskedAgain(step, empty=True),)


def unread(survey: Survey, session: Session, reply: Unread) -> Turn:
    """Ask again what could not be read, and from the second time offer to pass it over.

    What may be a wish to stop is asked about plainly; a second such text is one (fail safe).
    """
    step = reply.step or session.step
    if not reply.perhaps_stop or step != due_step(survey, session):
        return _no_answer(survey, session, step)
    if session.stop_asked:
        return changed(session, state="stopped", asked_again=False), (Stopped(silent=False),)
    ways = replace(session.ways, stop_asked=step)
    again = AskedAgain(step, empty=False, stop_asked=True)
    return changed(session, asked_again=True, ways=ways), (again,)


def stayed(survey: Survey, session: Session, reply: Any) -> Turn:
    """Answer what has no meaning here with the question that is due."""
    return _stay(survey, session)


def _meant(survey: Survey, session: Session, value: int | str) -> str:
    """Return the step of a choice that names none: a situation where that is what is missing."""
    return due_step(survey, session) if isinstance(value, str) else session.step


def _no_answer(survey: Survey, session: Session, step: str) -> Turn:
    if step != due_step(survey, session):
        return _stay(survey, session)
    yes_no = step in _YES_NO or step in survey.parts
    again = AskedAgain(step, empty=False, skip_offered=session.asked_again and not yes_no)
    return changed(session, asked_again=True, ways=_not_asked_to_stop(session)), (again,)


def _not_asked_to_stop(session: Session) -> Ways:
    """Return her ways without the mark that the last text asked whether she means to stop."""
    return replace(session.ways, stop_asked="") if session.ways.stop_asked else session.ways


def _stay(survey: Survey, session: Session) -> Turn:
    """Leave all as it is and show the question that is due."""
    due = due_step(survey, session)
    after = session if due == session.step else moved(survey, session, due)
    return after, (QuestionDue(due),)


def _respond(survey: Survey, session: Session, step: str, response: Response, comment: str) -> Turn:
    """Record a response to an item that is due or was seen before, and is hers."""
    if due_step(survey, session) in _YES_NO:  # none counts before she has agreed to today's words
        return _stay(survey, session)
    if session.situation is not None and step not in route(survey, session):
        return _stay(survey, session)
    if step == session.step:
        given = AnswerGiven(step, response, comment)
        return _on(survey, responded(session, step, response), (given,))
    if step not in session.responses or session.responses[step] == response:
        return _stay(survey, session)
    after, due = _stay(survey, responded(session, step, response))
    return after, (AnswerGiven(step, response, comment), *due)


def _on(survey: Survey, session: Session, events: tuple[Event, ...]) -> Turn:
    """Go on to the first step without a response, or to the end."""
    due = next_step(survey, session)
    if due == END:
        return moved(survey, session, END, "finished"), (*events, Finished())
    return moved(survey, session, due), (*events, QuestionDue(due))


def _front(survey: Survey, session: Session, step: str, value: int | str) -> Turn:
    """Take a reply to the opening, the consent or the situation, if she has come that far."""
    due = due_step(survey, session)
    if step != due and step not in session.path:
        return _stay(survey, session)
    return _FRONT[step](survey, session, value, step == due)


def _opened(survey: Survey, session: Session, value: int | str, is_due: bool) -> Turn:
    if value == "no":
        return _refused(session)
    if not is_due:
        return _stay(survey, session)
    if value != "yes":
        return _no_answer(survey, session, OPENING)
    return moved(survey, session, CONSENT), (QuestionDue(CONSENT),)


def _consented(survey: Survey, session: Session, value: int | str, is_due: bool) -> Turn:
    """Go on with a yes only; a no counts at any time, also from an old tab."""
    if value == "no":
        return _refused(session)
    if not is_due:
        return _stay(survey, session)
    if value != "yes":
        return _no_answer(survey, session, CONSENT)
    version = survey.consents.get((session.site, session.language), "")
    agreed = changed(session, ways=replace(session.ways, agreed=version))
    return _on(survey, agreed, (ConsentGiven(version),))


def _part(survey: Survey, session: Session, step: str, value: int | str) -> Turn:
    """Go on into a heavy part with a yes; a no passes over all of it that has no response yet."""
    if step != due_step(survey, session):
        return _stay(survey, session)
    if value not in ("yes", "no"):
        return _no_answer(survey, session, step)
    warned = (*session.ways.warned, step)
    session = changed(session, ways=replace(session.ways, warned=warned))
    given: list[Event] = []
    for item in survey.parts[step] if value == "no" else ():
        if item in route(survey, session) and item not in session.responses:
            session = responded(session, item, SKIPPED)
            given.append(AnswerGiven(item, SKIPPED))
    return _on(survey, session, tuple(given))


def _refused(session: Session) -> Turn:
    return changed(session, state="declined", asked_again=False), (ConsentRefused(),)


def _told(survey: Survey, session: Session, value: int | str, is_due: bool) -> Turn:
    """Take her situation; a new one may change what comes next."""
    if value not in SITUATIONS:
        return _no_answer(survey, session, SITUATION)
    if not is_due and value == session.situation:
        return _stay(survey, session)
    told = str(value)
    return _on(survey, changed(session, situation=told), (SituationTold(told),))


_YES_NO = (OPENING, CONSENT)
_FRONT: dict[str, Callable[[Survey, Session, int | str, bool], Turn]] = {
    OPENING: _opened,
    CONSENT: _consented,
    SITUATION: _told,
}
