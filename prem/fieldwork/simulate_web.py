"""Simulated women who answer on the page: a group of sessions takes one turn each, in step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from prem.fieldwork.deciding import Decider, Job, Turn
from prem.fieldwork.links import Door, session_row
from prem.storage import sessions
from prem.storage.sessions import SessionRow
from prem.storage.stores import Stores
from prem.surveys.model import Survey
from prem.surveys.population import Woman
from prem.surveys.population_course import Visit
from prem.surveys.population_replies import page_reply
from prem.surveys.reply import Begin
from prem.surveys.session import Session
from prem.surveys.way import FINAL

TOGETHER = 256
MOST_TURNS = 400
"""Nobody answers for so long: a session that does not end would be a fault of the engine."""
THINKS = timedelta(seconds=20)
T = TypeVar("T")


@dataclass(slots=True)
class Walk:
    """One session on its way."""

    woman: Woman
    visit: Visit
    row: SessionRow
    begins: datetime
    chance: Random
    session: Session | None = None
    turns: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more is asked."""
        return self.session is not None and self.session.state in FINAL


def walks(
    survey: Survey,
    woman: Woman,
    visits: list[Visit],
    came: datetime,
    step: timedelta,
    chance: Random,
    number: Callable[[], int],
) -> Iterator[Walk]:
    """Yield a session for each of her visits; the time points stand `step` apart."""
    respondent = number()
    for visit in visits:
        place = [point.id for point in survey.time_points].index(visit.time_point)
        row = session_row(
            survey,
            Door(survey.id, woman.site, visit.time_point),
            session_id=number(),
            respondent=respondent,
            language=survey.languages[0],
            anonymous=False,
            link=None,
            closes=0,
            channel="web",
        )
        yield Walk(woman, visit, row, came + step * place, Random(chance.random()))  # noqa: S311


def walk_all(decider: Decider, stores: Stores, survey: Survey, every: list[Walk]) -> None:
    """Let every session go to its end; one whose link is never opened is only made."""
    unopened = [walk.row for walk in every if walk.visit.ends == "never"]
    for some in _groups(unopened):
        sessions.add(stores.answers.writer, some)
    going = [walk for walk in every if walk.visit.ends != "never"]
    while going:
        for group in _groups(going):
            turns = decider.do([_job(survey, walk) for walk in group])
            for walk, turn in zip(group, turns, strict=True):
                _moved(walk, turn)
        going = [walk for walk in going if not walk.is_over]


def _job(survey: Survey, walk: Walk) -> Job:
    now, session = walk.begins + walk.turns * THINKS, walk.session
    if session is None:
        return Job(walk.row.id, None, Begin(), now, "web", new=walk.row)
    reply = page_reply(survey, session, walk.visit, walk.chance)
    return Job(walk.row.id, session.situation, reply, now, "web")


def _moved(walk: Walk, turn: Turn | BaseException | None) -> None:
    if isinstance(turn, BaseException):
        raise turn
    if turn is None or walk.turns > MOST_TURNS:
        raise LookupError("a simulated session was lost or has no end")
    walk.session = turn.session
    walk.turns += 1


def _groups(every: list[T]) -> Iterator[list[T]]:
    return (every[start : start + TOGETHER] for start in range(0, len(every), TOGETHER))
