"""What a simulated woman does at a step of the page, and what she would say at any step."""

from __future__ import annotations

from random import Random

from prem.surveys.model import CONSENT, OPENING, SITUATION, Survey
from prem.surveys.population_course import Visit
from prem.surveys.reply import Back, Begin, Chosen, Declined, Empty, Pause, Reply, Skip, Stop, Wrote
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
