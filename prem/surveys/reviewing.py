"""What she may do besides answering: change how she answers, look at it, be asked anew.

An answer given under somebody's eyes is recorded as "set-aside"; the page shows what it always
shows. After the end nothing is asked of its own accord: these are her own doing. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from prem.instruments.model import NON_ANSWERS, Item
from prem.surveys.events import AnswerGiven, Event, QuestionDue
from prem.surveys.model import CHECK, END, Survey
from prem.surveys.reply import (
    Back,
    Begin,
    Change,
    Check,
    Chosen,
    Declined,
    Empty,
    Reply,
    Skip,
    Switch,
    Wrote,
)
from prem.surveys.session import FRONT, Response, Session
from prem.surveys.way import changed, due_step, moved, next_step, responded, route

Turn = tuple[Session, tuple[Event, ...]]
SET_ASIDE, SKIPPED, WRITTEN = "set-aside", "skipped", "written"


def unsaid(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return the events with what she answered set aside: no code and no word of it is kept."""
    return tuple(
        AnswerGiven(event.item, SET_ASIDE) if isinstance(event, AnswerGiven) else event
        for event in events
    )


def switched(survey: Survey, session: Session, reply: Switch) -> Turn:
    """Change how she answers and show the same question; what stood chosen there is kept."""
    events: tuple[Event, ...] = ()
    due = due_step(survey, session)
    if reply.step == due and due in survey.items:
        session, events = _kept(survey, session, reply)
    session, aside = _by_other_ways(survey, session, reply)
    return session, (*events, *aside, QuestionDue(due))


def after_the_end(survey: Survey, session: Session, reply: Reply) -> Turn:
    """Take a reply to a session that has ended: only one that was finished answers to any."""
    if session.state != "finished":
        return session, ()
    if isinstance(reply, Begin):
        return _opened_again(survey, session, reply)
    if isinstance(reply, Switch):
        session, aside = _by_other_ways(survey, session, reply)
        return session, (*aside, QuestionDue(due_step(survey, session)))
    if isinstance(reply, Check):
        return _at(session, CHECK if route(survey, session) else END)
    if isinstance(reply, Change):
        return _changing(survey, session, reply.step)
    return _changed_answer(survey, session, reply)


def is_asked_anew(session: Session, reply: object) -> bool:
    """Whether this reply opens a session that was finished: what was set aside, or all, is anew."""
    wants = isinstance(reply, Begin) and (reply.anew or session.ways.aside is not None)
    return wants and session.state == "finished"


def asked_anew(survey: Survey, session: Session, stand: int) -> Turn:
    """Open a session again: its first `stand` responses stand, unshown; the rest is asked anew."""
    responses = dict(list(session.responses.items())[:stand])
    ways = replace(session.ways, aside=None, warned=())
    opened = changed(session, state="open", responses=responses, kept=stand, ways=ways)
    at_front = opened.step in FRONT
    after = moved(survey, opened, (due_step if at_front else next_step)(survey, opened))
    return after, (QuestionDue(after.step),)


def _opened_again(survey: Survey, session: Session, reply: Begin) -> Turn:
    if not reply.by_link or not is_asked_anew(session, reply):
        return _at(session, END)
    return asked_anew(survey, session, 0 if reply.anew else session.ways.aside or 0)


def _changing(survey: Survey, session: Session, step: str) -> Turn:
    """Ask once more what she answered in this sitting; of an earlier one nothing is shown."""
    if step not in route(survey, session) or session.given(step) is None:
        return _at(session, CHECK if session.step == CHECK else END)
    return _at(session, step)


def _changed_answer(survey: Survey, session: Session, reply: Reply) -> Turn:
    """Take the answer to the question that she wanted once more, and show all of them again."""
    item = survey.items.get(session.step)
    if item is None or session.step not in route(survey, session):
        return session, ()
    if isinstance(reply, Back | Empty):
        return _at(session, CHECK)
    said = _said(item, reply)
    if said is None or getattr(reply, "step", "") != item.id:
        return session, (QuestionDue(session.step),)
    response, comment = said
    after, due = _at(responded(session, item.id, response), CHECK)
    same = session.responses.get(item.id) == response != WRITTEN
    given = () if same else (AnswerGiven(item.id, response, comment),)
    return after, (*given, *due)


def _said(item: Item, reply: Reply) -> tuple[Response, str] | None:
    """Return the response that a reply is to an item, with her words; None where it is none."""
    if isinstance(reply, Chosen) and not isinstance(reply.value, bool):
        return (reply.value, reply.comment) if reply.value in item.codes else None
    if isinstance(reply, Declined) and item.kind != "open":
        return (reply.non_answer, "") if reply.non_answer in NON_ANSWERS else None
    if isinstance(reply, Wrote) and item.kind == "open" and reply.text.strip():
        return WRITTEN, reply.text
    return (SKIPPED, "") if isinstance(reply, Skip) else None


def _kept(survey: Survey, session: Session, reply: Switch) -> Turn:
    item = survey.items[reply.step]
    declined = isinstance(reply.value, str) and reply.value in NON_ANSWERS
    chosen = Declined(str(reply.value)) if declined else Chosen(reply.value)
    said = _said(item, Wrote(reply.words) if reply.words else chosen)
    if said is None:
        return session, ()
    response, comment = said
    after = responded(changed(session, asked_again=False), item.id, response)
    if session.responses.get(item.id) == response != WRITTEN:
        return after, ()
    return after, (AnswerGiven(item.id, response, comment),)


def _by_other_ways(survey: Survey, session: Session, reply: Switch) -> Turn:
    ways, events = session.ways, list[Event]()
    if reply.easy is not None:
        ways = replace(ways, easy=reply.easy)
    if reply.helped is not None:
        ways = replace(ways, helped=reply.helped)
    if reply.language and survey.speaks(reply.language, "web"):
        ways = replace(ways, language=reply.language)
        session = session._replace(language=reply.language)
    if reply.aside and ways.aside is None:
        ways = replace(ways, aside=session.kept)
        events += (AnswerGiven(item, SET_ASIDE) for item in list(session.responses)[session.kept :])
    return changed(session, ways=ways), tuple(events)


def _at(session: Session, step: str) -> Turn:
    return changed(session, step=step, asked_again=False), (QuestionDue(step),)
