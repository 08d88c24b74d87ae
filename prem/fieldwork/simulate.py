"""Let simulated women answer a survey, through the engine and the store and not past them.

Women go in step: a group of up to TOGETHER sessions takes one turn each, which the answers store
writes as one group, on a clock that runs as fast as the machine does. Every session's survey
version says that it is simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import TypeVar

from prem.errors.release import BAD_MONTHS, BAD_WOMEN, REAL_ANSWERS
from prem.fieldwork.deciding import Decider, Job, Turn
from prem.fieldwork.links import Door, session_row
from prem.ports import Ports
from prem.storage import released, sessions
from prem.storage.keys import Keys
from prem.storage.sessions import SessionRow
from prem.storage.stores import Stores
from prem.surveys.events import AnswerGiven
from prem.surveys.model import Survey
from prem.surveys.population import MARK, Model, Woman, model_of, simulated, women
from prem.surveys.population_course import Visit, visits
from prem.surveys.population_replies import page_reply, text_reply
from prem.surveys.reply import Begin
from prem.surveys.session import Session
from prem.surveys.way import FINAL

TOGETHER = 256
MOST_WOMEN = 1_000_000
MOST_MONTHS = 240
MOST_TURNS = 400
"""Nobody answers for so long: a session that does not end would be a fault of the engine."""
THINKS = timedelta(seconds=20)
MONTH = timedelta(days=30.4375)
T = TypeVar("T")
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was done: counts of women, sessions (begun or not), turns, answers (codes only)."""

    women: int
    sessions: int
    turns: int
    answers: int


@dataclass(slots=True)
class _Walk:
    """One session on its way."""

    woman: Woman
    visit: Visit
    row: SessionRow
    begins: datetime
    chance: Random
    session: Session | None = None
    turns: int = 0
    answers: int = 0

    @property
    def is_over(self) -> bool:
        return self.session is not None and self.session.state in FINAL


def simulate(
    stores: Stores,
    keys: Keys,
    survey: Survey,
    count: int,
    *,
    ports: Ports,
    seed: int = 1,
    months: int = 24,
    tell: Tell | None = None,
) -> Simulated:
    """Let `count` women answer over so many months, the last of which ends now.

    The same seed gives the same answers; ids come from `ports`. `tell` is told how many women
    are done. Refuses (422.702, 422.703) counts and months out of range, and (422.705) a store in
    which real women have answered this survey.
    """
    check_size(count, months)
    _check_unreal(stores, survey)
    marked = simulated(survey)
    decider = Decider(stores.answers, {marked.id: marked}, keys)
    population = women(marked, count, Random(seed))  # noqa: S311  # chance that repeats
    plan = _Plan(marked, model_of(marked), seed, ports.now() - months * MONTH, months)
    done = Simulated(0, 0, 0, 0)
    while block := list(islice(population, TOGETHER)):
        walks = [walk for woman in block for walk in plan.walks(woman, ports)]
        _walk_all(decider, stores, marked, walks)
        done = _added(done, len(block), walks)
        if tell:
            tell(done.women)
    return done


def check_size(count: int, months: int = 24) -> None:
    """Refuse counts of women and months that are out of range."""
    if not 1 <= count <= MOST_WOMEN:
        raise BAD_WOMEN.refuse(found=count, limit=MOST_WOMEN)
    if not 1 <= months <= MOST_MONTHS:
        raise BAD_MONTHS.refuse(found=months, limit=MOST_MONTHS)


def _check_unreal(stores: Stores, survey: Survey) -> None:
    made_under = released.versions(stores.answers, survey.id)
    if any(not version.endswith(MARK) for version in made_under):
        raise REAL_ANSWERS.refuse(survey=survey.id)


@dataclass(frozen=True, slots=True)
class _Plan:
    """When whom: the time points stand evenly over the months, women come within one step."""

    survey: Survey
    model: Model
    seed: int
    begins: datetime
    months: int

    def walks(self, woman: Woman, ports: Ports) -> Iterator[_Walk]:
        chance = Random(f"{self.seed}:{woman.number}")  # noqa: S311  # chance that repeats
        step = self.months * MONTH / (len(self.survey.time_points) + 1)
        came = self.begins + step * chance.random() * 0.9
        respondent = ports.number()
        for visit in visits(self.survey, self.model, woman, chance):
            place = [point.id for point in self.survey.time_points].index(visit.time_point)
            row = session_row(
                self.survey,
                Door(self.survey.id, woman.site, visit.time_point),
                session_id=ports.number(),
                respondent=respondent,
                language=self.survey.languages[0],
                anonymous=False,
                link=None,
                closes=0,
                channel="sms" if woman.texts else "web",
            )
            yield _Walk(woman, visit, row, came + step * place, Random(chance.random()))  # noqa: S311


def _walk_all(decider: Decider, stores: Stores, survey: Survey, walks: list[_Walk]) -> None:
    unopened = [walk.row for walk in walks if walk.visit.ends == "never"]
    for some in _groups(unopened):
        sessions.add(stores.answers.writer, some)
    going = [walk for walk in walks if walk.visit.ends != "never"]
    while going:
        for group in _groups(going):
            turns = decider.do([_job(survey, walk) for walk in group])
            for walk, turn in zip(group, turns, strict=True):
                _moved(walk, turn)
        going = [walk for walk in going if not walk.is_over]


def _job(survey: Survey, walk: _Walk) -> Job:
    channel = "sms" if walk.woman.texts else "web"
    now = walk.begins + walk.turns * THINKS
    session = walk.session
    if session is None:
        return Job(walk.row.id, None, Begin(), now, channel, new=walk.row)
    replies = text_reply if walk.woman.texts else page_reply
    reply = replies(survey, session, walk.visit, walk.chance)
    return Job(walk.row.id, session.situation, reply, now, channel)


def _moved(walk: _Walk, turn: Turn | BaseException | None) -> None:
    if isinstance(turn, BaseException):
        raise turn
    if turn is None or walk.turns > MOST_TURNS:
        raise LookupError("a simulated session was lost or has no end")
    walk.session = turn.session
    walk.turns += 1
    walk.answers += sum(
        isinstance(event, AnswerGiven) and isinstance(event.response, int) for event in turn.events
    )


def _added(done: Simulated, count: int, walks: list[_Walk]) -> Simulated:
    return Simulated(
        done.women + count,
        done.sessions + len(walks),
        done.turns + sum(walk.turns for walk in walks),
        done.answers + sum(walk.answers for walk in walks),
    )


def _groups(every: list[T]) -> Iterator[list[T]]:
    return (every[start : start + TOGETHER] for start in range(0, len(every), TOGETHER))
