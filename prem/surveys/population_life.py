"""What happens to a simulated woman between her visits, and who tells the study of it. Pure.

Her situation at each visit is drawn in population_course.py; here it gets its days. All shares are
assumptions, made so that every way through the schedule is walked; they estimate nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from prem.surveys.model import Survey
from prem.surveys.population import Woman
from prem.surveys.population_course import Visit

By = Literal["staff", "text"]
BY_TEXT = 0.3  # of what a text can tell; the rest comes from staff
DATE_CHANGES = 0.2
LEARNT_WITHIN = 14  # days from what happens to the study's knowing it
HOURS = ((10, 18), (10, 18), (9, 12), (12, 14), (16, 21), (1, 2), (0, 24))
"""Some choose hours of which the night of a clock change leaves one out, or has it twice."""
DAYS = (frozenset(range(7)), frozenset(range(5)), frozenset({5, 6}), frozenset({6}))
SHARES: Mapping[str, tuple[float, str, int]] = {
    # what, of how many women, and after how many days at most "resume" or "start" follows
    "moved": (0.10, "", 0),
    "prison": (0.04, "resume", 120),
    "refuge": (0.06, "resume", 60),
    "pause": (0.08, "resume", 45),
    "number": (0.15, "", 0),
    "safe": (0.20, "", 0),
    "channel": (0.10, "", 0),
    "stop": (0.08, "start", 150),
}
TOLD_BY_TEXT = frozenset({"birth", "loss", "apart", "together", "prison", "refuge"})


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happens and is told at `at`: `day` of a due date or birth, `site` of a move,
    `hours` (first, end, days) of a change of safe hours. `by` whom."""

    kind: str
    at: datetime
    by: By = "staff"
    day: date | None = None
    site: str = ""
    hours: tuple[int, int, frozenset[int]] | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """How a woman enters (days known then, hours chosen then), and her facts in order."""

    enrolled: datetime
    days: Mapping[str, date]
    hours: tuple[int, int, frozenset[int]]
    facts: tuple[Fact, ...] = field(default=())


def life(
    survey: Survey,
    woman: Woman,
    visits: Sequence[Visit],
    enrolled: datetime,
    until: datetime,
    chance: Random,
) -> Life:
    """Return her life from `enrolled` to `until`; who enters late has given birth already."""
    today = enrolled.date()
    hours = _hours(chance)
    if woman.entry:
        born = today - timedelta(days=chance.randrange(70))
        known, facts = {"birth": born}, list[Fact]()
    else:
        due = today + timedelta(days=chance.randrange(14, 210))
        born = max(today, due + timedelta(days=round(chance.gauss(-3, 9))))
        known, facts = {"due-date": due}, list(_of_birth(visits, enrolled, due, born, chance))
    facts += _of_baby(survey, visits, born, bool(woman.entry), enrolled, chance)
    facts += _of_her(survey, woman, enrolled, until, chance)
    facts = [one for one in facts if enrolled < one.at < until]
    return Life(enrolled, known, hours, tuple(sorted(facts, key=lambda one: one.at)))


def _of_birth(
    visits: Sequence[Visit], enrolled: datetime, due: date, born: date, chance: Random
) -> Iterator[Fact]:
    if chance.random() < DATE_CHANGES:
        changed = due + timedelta(days=chance.randrange(-21, 22))
        yield Fact("due-date", _between(enrolled, born, chance), day=changed)
    before = [one for one in visits if one.situation == "loss"][:1]
    if not (before and before[0].time_point in ("pregnancy", "birth")):
        told = _after(born, chance)
        yield Fact("birth", told, _who("birth", chance), day=born)
        if chance.random() < DATE_CHANGES / 4:  # a slip of the pen, put right
            right = told + timedelta(days=chance.randrange(1, 9))
            yield Fact("birth", right, day=born + timedelta(days=chance.choice((-1, 1, 7))))


def _of_baby(
    survey: Survey,
    visits: Sequence[Visit],
    born: date,
    late: bool,
    enrolled: datetime,
    chance: Random,
) -> Iterator[Fact]:
    """Give each change of her situation from one visit to the next its day, some weeks before."""
    before = "baby-with-me" if late else "pregnant"
    for visit in visits:
        point = next(one for one in survey.time_points if one.id == visit.time_point)
        kind = _CHANGES.get((before, visit.situation))
        if visit.situation != "rather-not-say":
            before = visit.situation
        if kind is None:
            continue
        if point.anchor == "due-date":
            at = _between(enrolled, born, chance)
        else:
            week = timedelta(weeks=max(0, point.from_week - chance.randrange(4)))
            at = _after(born + week, chance)
        yield Fact(kind, max(at, enrolled + timedelta(hours=1)), _who(kind, chance))


_CHANGES: Mapping[tuple[str, str], str] = {
    ("pregnant", "loss"): "loss",
    ("baby-with-me", "loss"): "loss",
    ("baby-not-with-me", "loss"): "loss",
    ("pregnant", "baby-not-with-me"): "apart",
    ("baby-with-me", "baby-not-with-me"): "apart",
    ("baby-not-with-me", "baby-with-me"): "together",
}


def _of_her(
    survey: Survey, woman: Woman, enrolled: datetime, until: datetime, chance: Random
) -> Iterator[Fact]:
    for kind, (share, then, days) in SHARES.items():
        if chance.random() >= share:
            continue
        at = _between(enrolled, until.date(), chance)
        others = [site.id for site in survey.sites if site.id != woman.site]
        site = chance.choice(others) if kind == "moved" and others else ""
        yield Fact(
            kind,
            at,
            _who(kind, chance),
            site=site,
            hours=_hours(chance) if kind == "safe" else None,
        )
        if then and chance.random() < 0.7:
            later = at + timedelta(seconds=chance.randrange(3600, days * 86400))
            yield Fact(then, later, _who(then, chance))


def _who(kind: str, chance: Random) -> By:
    if kind == "start":  # only she takes a STOP back
        return "text"
    if kind == "stop":
        return "staff" if chance.random() < BY_TEXT else "text"
    return "text" if kind in TOLD_BY_TEXT and chance.random() < BY_TEXT else "staff"


def _hours(chance: Random) -> tuple[int, int, frozenset[int]]:
    return (*chance.choice(HOURS), chance.choice(DAYS))


def _between(first: datetime, last: date, chance: Random) -> datetime:
    seconds = max(3600, (last - first.date()).days * 86400)
    return first + timedelta(seconds=chance.randrange(60, seconds))


def _after(day: date, chance: Random) -> datetime:
    from_midnight = timedelta(seconds=chance.randrange(LEARNT_WITHIN * 86400))
    return datetime.fromisoformat(f"{day}T00:00:00+00:00") + from_midnight
