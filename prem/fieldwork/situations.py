"""What a woman says of her situation, while she answers, reaches the clock as well.

"loss" and "baby-not-with-me" are events of her life, whoever asked. A slip is taken back by her
next word; what staff told of a loss is not: only staff can say that it was a mistake. That she is
pregnant says nothing of a baby who is not with her: it takes back an answer to the same question,
and neither what staff told nor what she told of her own accord.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from prem.fieldwork.days import day_of
from prem.fieldwork.references import session_of
from prem.instruments.model import SITUATIONS
from prem.storage import askings, events, happened
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.surveys.reply import Chosen, Late, Reply, Told
from prem.surveys.schedule import Happened
from prem.surveys.schedule.model import Kind, Source
from prem.surveys.schedule.standing import Standing, standing
from prem.surveys.session import Session

Said = TypeVar("Said", bound=Reply)
ANSWERED: tuple[Source, ...] = ("tap", "answer")
HERS: tuple[Source, ...] = (*ANSWERED, "text", "page")
ON_PAGES: tuple[Source, ...] = ("tap", "page")
LATE_DAYS = 2
"""How far the clocks of two machines that write askings may be apart."""


def told(
    line: Line,
    keys: Keys,
    number: Callable[[], int],
    person: int,
    situation: str,
    now: datetime,
    source: Source,
) -> str:
    """Append what her situation says that was not known, inside the caller's transaction; return
    the situation by which she is asked from here on."""
    return told_by_many(line, keys, number, {person: situation}, now, source)[person]


def told_by_many(
    line: Line,
    keys: Keys,
    number: Callable[[], int],
    situations: Mapping[int, str],
    now: datetime,
    source: Source,
    wrote: Mapping[int, datetime] | None = None,
) -> dict[int, str]:
    """The same for several women, by reference: their lives are read by one statement.

    `wrote`: when she said so, where that is not now: it takes back nothing that is known since.
    What is returned takes the place of what was kept of her own words, for the questions by text.
    """
    kept = dict[int, str]()
    for person, life in happened.of(line, keys, situations).items():
        stands, situation = standing("", life), situations[person]
        said = (wrote or {}).get(person, now)
        for kind in _kinds(stands, situation, said):
            happened.add(line, keys, number, person, Happened(kind, now), source)
        kept[person] = fitting(stands, situation, said)
    if source in ON_PAGES:
        for person, situation in kept.items():
            events.change_situation(line, keys, person, situation)
    else:
        events.keep_situations(line, keys, kept)
    return kept


def fitting(stands: Standing, situation: str, wrote: datetime | None = None) -> str:
    """Return the situation by which a woman is asked who says so of herself, as things stood
    before she did: what staff told of a loss stays, whatever she taps or texts after it."""
    kinds = set(_kinds(stands, situation, wrote))
    if (stands.lost or "loss" in kinds) and "no-loss" not in kinds:
        return "loss"
    if (stands.apart or "apart" in kinds) and "together" not in kinds:
        return "baby-not-with-me"
    return situation


def fitted(reply: Said, fits: Callable[[str], str]) -> Said:
    """Return a reply in which the situation that she chose, if she chose one, is the fitting one:
    the very next question must be right already."""
    if isinstance(reply, Chosen):
        value = reply.value
        return replace(reply, value=fits(str(value))) if value in SITUATIONS else reply
    if isinstance(reply, Late):
        return replace(reply, reply=fitted(reply.reply, fits))
    if isinstance(reply, Told) and reply.beside is not None:
        return replace(reply, beside=fitted(reply.beside, fits))
    return reply


class Whose:
    """Tells whose a session is; None where nobody was asked by text for it. Safe to call by
    threads.

    The two stores hold nothing that joins them: each asking's session is derived under the key
    `link`, some 10 microseconds each, and held in memory beside that key.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys, self._lock = keys, threading.Lock()
        self._waves: dict[tuple[str, str], _Wave] = {}

    def person_of(self, line: Line, session: Session, session_id: int, now: datetime) -> int | None:
        """Return the reference of the woman whose session this is.

        What was asked from a clock that was ahead for a while, as a demo's may be, hides nobody.
        """
        place = (session.survey, session.time_point)
        with self._lock:
            wave = self._waves.setdefault(place, _Wave())
            since = min(wave.day, day_of(now)) - LATE_DAYS
            for asking in askings.of_wave(line, *place, since=since):
                if asking.person not in wave.persons:
                    wave.persons.add(asking.person)
                    wave.by_session[session_of(self._keys, asking)] = asking.person
                    wave.day = max(wave.day, asking.opened)
            return wave.by_session.get(session_id)


@dataclass(slots=True)
class _Wave:
    """Of one time point: until which day (since 1970) it is known, of whom, by session."""

    day: int = 0
    persons: set[int] = field(default_factory=set)
    by_session: dict[int, int] = field(default_factory=dict)


def _kinds(stands: Standing, situation: str, wrote: datetime | None = None) -> Iterator[Kind]:
    if situation == "loss":
        if not stands.lost:
            yield "loss"
        return
    if situation == "baby-not-with-me":
        if not stands.apart:
            yield "apart"
    elif situation not in ("baby-with-me", "pregnant"):
        return
    elif (
        stands.apart
        and said_since(stands.apart_at, wrote)
        and (situation == "baby-with-me" or stands.apart_by in ANSWERED)
    ):
        yield "together"
    if stands.lost and stands.lost_by in HERS and said_since(stands.lost_at, wrote):
        yield "no-loss"


def said_since(known: datetime | None, wrote: datetime | None) -> bool:
    """Whether what she wrote then (None: now) is later word than what was known at a moment."""
    return known is None or wrote is None or wrote >= known
