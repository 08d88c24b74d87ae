"""Where a woman is on her way: which steps come before, which comes next. Pure and derived.

The way is opening, consent, situation, then the items that fit her, then the end. What comes
next is always the first step without a response, so that going back, changing an answer or
another situation need no rules of their own.
"""

from __future__ import annotations

from prem.surveys.model import CONSENT, END, OPENING, SITUATION, Survey
from prem.surveys.session import Response, Session, State

FRONT = (OPENING, CONSENT, SITUATION)
FINAL: frozenset[State] = frozenset({"stopped", "declined", "finished"})


def route(survey: Survey, session: Session) -> tuple[str, ...]:
    """Return the items that are hers; none while her situation is not known."""
    if session.situation is None:
        return ()
    return survey.routes.get((session.form, session.time_point, session.situation), ())


def due_step(survey: Survey, session: Session) -> str:
    """Return the step to show.

    At an item it is the situation once more where that is lost, and the next item that is hers
    where her situation, told elsewhere, does not fit the one she stood at.
    """
    step = session.step
    if step in FRONT or step == END:
        return step
    if session.situation is None:
        return SITUATION
    return step if step in route(survey, session) else next_step(survey, session)


def next_step(survey: Survey, session: Session) -> str:
    """Return the first step after consent without a response."""
    if session.situation is None:
        return SITUATION
    responses = session.responses
    for item in route(survey, session):
        if item not in responses:
            return item
    return END


def moved(survey: Survey, session: Session, step: str, state: State | None = None) -> Session:
    """Return the session at a step, with the path that Back goes along: all steps before it."""
    return Session(
        session.survey,
        session.site,
        session.time_point,
        session.form,
        session.language,
        state or session.state,
        step,
        _before(route(survey, session), step),
        session.responses,
        False,
        session.situation,
        session.sitting,
        session.kept,
    )


def changed(
    session: Session,
    *,
    state: State | None = None,
    asked_again: bool | None = None,
    responses: dict[str, Response] | None = None,
    situation: str | None = None,
    sitting: int | None = None,
    kept: int | None = None,
) -> Session:
    """Return the session with these parts changed (faster than `dataclasses.replace`)."""
    return Session(
        session.survey,
        session.site,
        session.time_point,
        session.form,
        session.language,
        state or session.state,
        session.step,
        session.path,
        session.responses if responses is None else responses,
        session.asked_again if asked_again is None else asked_again,
        situation or session.situation,
        session.sitting if sitting is None else sitting,
        session.kept if kept is None else kept,
    )


def responded(session: Session, step: str, response: Response) -> Session:
    """Return the session with a response; a new one to a kept step is of this sitting."""
    earlier = list(session.responses)[: session.kept]
    if step not in earlier:
        return changed(session, responses={**session.responses, step: response})
    others = {one: given for one, given in session.responses.items() if one != step}
    return changed(session, responses={**others, step: response}, kept=session.kept - 1)


def _before(asked: tuple[str, ...], step: str) -> tuple[str, ...]:
    if step in FRONT:
        return FRONT[: FRONT.index(step)]
    return FRONT + (asked if step == END else asked[: asked.index(step)])
