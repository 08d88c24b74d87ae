"""Where a woman is on her way: which steps come before, which comes next. Pure and derived.

The way is opening, consent, situation, then the items that fit her, then the end. What comes
next is always the first step without a response, so that going back, changing an answer or
another situation need no rules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from prem.surveys.model import CHECK, CONSENT, END, OPENING, SITUATION, Survey
from prem.surveys.session import FRONT, Response, Session, State, Ways

FINAL: frozenset[State] = frozenset({"stopped", "declined", "finished"})


def route(survey: Survey, session: Session) -> tuple[str, ...]:
    """Return the items that are hers; none while her situation is not known."""
    if session.situation is None:
        return ()
    return survey.routes.get((session.form, session.time_point, session.situation), ())


def due_step(survey: Survey, session: Session) -> str:
    """Return the step to show.

    At an item it is the situation once more where that is lost, and the next item that is hers
    where her situation, told elsewhere, does not fit the one she stood at. Where the words that
    she agreed to have changed since, it is the opening, whatever comes after.
    """
    step = session.step
    if session.state == "finished":
        return step if step == CHECK or step in route(survey, session) else END
    if step in (OPENING, CONSENT, END):
        return step
    if not agrees(survey, session):
        return OPENING
    if step == SITUATION or session.situation is None:
        return SITUATION
    asked = route(survey, session)
    if step in asked or any(one in asked for one in survey.parts.get(step, ())):
        return step
    return next_step(survey, session)


def agrees(survey: Survey, session: Session) -> bool:
    """Whether she said yes to the words as they now stand at her site, in any language."""
    return session.ways.agreed in survey.agreed[session.site]


def next_step(survey: Survey, session: Session) -> str:
    """Return the first step after consent without a response; a heavy part is told of first."""
    if not agrees(survey, session):
        return OPENING
    if session.situation is None:
        return SITUATION
    responses = session.responses
    for item in route(survey, session):
        if item not in responses:
            part = survey.part_of.get(item, "")
            return part if part and part not in session.ways.warned else item
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
        _before(survey, route(survey, session), step),
        session.responses,
        False,
        session.situation,
        session.sitting,
        session.kept,
        session.ways,
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
    ways: Ways | None = None,
    step: str = "",
) -> Session:
    """Return the session with these parts changed (faster than `dataclasses.replace`)."""
    return Session(
        session.survey,
        session.site,
        session.time_point,
        session.form,
        session.language,
        state or session.state,
        step or session.step,
        session.path,
        session.responses if responses is None else responses,
        session.asked_again if asked_again is None else asked_again,
        situation or session.situation,
        session.sitting if sitting is None else sitting,
        session.kept if kept is None else kept,
        ways or session.ways,
    )


def responded(session: Session, step: str, response: Response) -> Session:
    """Return the session with a response; a new one to a kept step is of this sitting."""
    earlier = list(session.responses)[: session.kept]
    if step not in earlier:
        return changed(session, responses={**session.responses, step: response})
    others = {one: given for one, given in session.responses.items() if one != step}
    stands, ways = session.ways.aside, session.ways
    if stands is not None and step in earlier[:stands]:
        ways = replace(ways, aside=stands - 1)
    return changed(session, responses={**others, step: response}, kept=session.kept - 1, ways=ways)


def _before(survey: Survey, asked: tuple[str, ...], step: str) -> tuple[str, ...]:
    if step in FRONT:
        return FRONT[: FRONT.index(step)]
    paths = _paths(asked)
    here = next((one for one in (step, *survey.parts.get(step, ())) if one in paths), END)
    return paths[here]


@lru_cache(maxsize=256)
def _paths(asked: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return what comes before each item of a route, and before the end."""
    return {one: FRONT + asked[:place] for place, one in enumerate((*asked, END))}
