"""What a simulated woman does at a step: on a page, or by a text that must be read first."""

from __future__ import annotations

from random import Random

from prem.surveys.model import CONSENT, OPENING, SITUATION, Survey
from prem.surveys.population_course import Visit
from prem.surveys.population_texts import (
    wrote_non_answer,
    wrote_nothing_clear,
    wrote_number,
    wrote_stop,
)
from prem.surveys.replies import understand
from prem.surveys.reply import Back, Begin, Chosen, Declined, Empty, Pause, Reply, Skip, Stop, Wrote
from prem.surveys.screens import screen
from prem.surveys.session import Session

FIDGET = 0.02  # assumption: presses continue without a choice, goes back, or takes a break
WRITES = 0.15  # assumption: has something to say at the open question
OWN_WORDS = ("They listened.", "It took too long to get an answer.", "Same midwife, that helped.")


def page_reply(survey: Survey, session: Session, visit: Visit, chance: Random) -> Reply:
    """Return what she does on the page of the step that is due."""
    if session.state in ("new", "paused"):
        return Begin()
    if _stops_here(session, visit):
        return Stop()
    if chance.random() < FIDGET:
        return chance.choice((Empty(session.step, insists=session.asked_again), Back(), Pause()))
    return meant(survey, session.step, visit, chance)


def text_reply(survey: Survey, session: Session, visit: Visit, chance: Random) -> Reply:
    """Return what the engine makes of her text: written messily, read by `understand`."""
    if session.state in ("new", "paused"):
        return Begin()
    text = _text(survey, session, visit, chance)
    return understand(survey, session, text)[1]


def _text(survey: Survey, session: Session, visit: Visit, chance: Random) -> str:
    if _stops_here(session, visit):
        return wrote_stop(chance)
    unclear = wrote_nothing_clear(chance)
    if unclear is not None:
        return unclear
    reply = meant(survey, session.step, visit, chance)
    if isinstance(reply, Chosen):
        return _numbered(survey, session, reply, chance)
    if isinstance(reply, Declined):
        return wrote_non_answer(reply.non_answer, chance)
    return reply.text if isinstance(reply, Wrote) else "skip"


def _numbered(survey: Survey, session: Session, reply: Chosen, chance: Random) -> str:
    if session.step == OPENING or session.step in survey.parts:
        return chance.choice(("yes", "Yes", "ok", "YES please", "aye"))
    options = screen(survey, session, "text").options
    values = [option.value for option in options]
    number = values.index(str(reply.value)) + 1
    return wrote_number(number, options[number - 1].words, chance)


def meant(survey: Survey, step: str, visit: Visit, chance: Random) -> Reply:
    """Return what she would say at a step, whatever way she says it."""
    if step == OPENING:
        return Chosen("yes", step=step)
    if step == CONSENT:
        return Chosen("no" if visit.ends == "declined" else "yes", step=step)
    if step == SITUATION:
        return Chosen(visit.situation, step=step)
    if step in survey.parts:
        return Chosen("yes", step=step)
    if survey.items[step].kind == "open":
        return Wrote(chance.choice(OWN_WORDS), step) if chance.random() < WRITES else Skip(step)
    response = visit.responses[step]
    if isinstance(response, int):
        return Chosen(response, step=step)
    return Skip(step) if response == "skip" else Declined(response, step)


def _stops_here(session: Session, visit: Visit) -> bool:
    return visit.ends == "stopped" and len(session.responses) >= visit.stops_after
