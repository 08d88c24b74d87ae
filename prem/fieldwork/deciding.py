"""A group of replies, decided by the pure engine and written as one: two statements a group.

A failure of one never harms another: when the group cannot be written, each is done alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hmac import compare_digest
from typing import NamedTuple, Protocol

from prem.errors import Refusal
from prem.errors.storage import STORE_CLOSED, STORE_FAULT, STORE_HELD, STORE_UNREACHABLE
from prem.fieldwork.apply import gave_answer, rows_of
from prem.fieldwork.days import day_of, week_of
from prem.storage import sessions, turns
from prem.storage.keys import Keys
from prem.storage.line import Conflict
from prem.storage.sessions import Known, SessionRow
from prem.storage.stores import Store
from prem.storage.turns import TurnRow
from prem.surveys import engine
from prem.surveys.events import Event
from prem.surveys.model import OPENING, Survey
from prem.surveys.reply import Begin, Reply
from prem.surveys.reviewing import is_asked_anew
from prem.surveys.session import Session
from prem.surveys.way import FINAL

_log = logging.getLogger(__name__)
TRIES = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """What a reply led to: the session after it, and what happened."""

    session: Session
    events: tuple[Event, ...]


class Heard(Protocol):
    """What can only be understood at the step where the session stands: a text."""

    def __call__(self, survey: Survey, session: Session) -> Reply:
        """Return the reply that it is there."""

    def under(self, question: str) -> Heard:
        """Return the same text as an answer to this question."""


class Job(NamedTuple):
    """One reply to one session, at an aware UTC time.

    `reply` may be what is only understood where the session stands. `link` must match the
    session's, where it is given; `new` is a session to make first; `once` marks the text it came
    by: the same mark has an effect once. `sitting` is the one a page is of: once she has left, such
    a page does nothing. `known` is the session as it was read just now; where it has gone on since,
    the turn's number is taken and it is read anew.
    """

    session_id: int
    situation: str | None
    reply: Reply | Heard
    now: datetime
    channel: str = "web"
    link: bytes | None = None
    new: SessionRow | None = None
    once: bytes | None = None
    sitting: int | None = None
    known: Known | None = None


@dataclass(slots=True)
class Decided:
    """A group's outcomes so far, and the rows to write."""

    outcomes: list[Turn | BaseException | None] = field(default_factory=list)
    rows: list[TurnRow] = field(default_factory=list)


class Decider:
    """Decides and writes groups of jobs on the answers store. Blocking; safe to call by threads."""

    def __init__(self, store: Store, surveys: Mapping[str, Survey], keys: Keys) -> None:
        self._store, self._surveys, self._keys = store, surveys, keys

    def do(self, jobs: Sequence[Job]) -> list[Turn | BaseException | None]:
        """Return a turn for each job, None where there is no such session, or what went wrong."""
        try:
            return self._together(jobs)
        except Refusal as refusal:
            if refusal.first.kind is STORE_UNREACHABLE:
                return self._once_more(jobs)
            if refusal.first.kind in (STORE_HELD, STORE_CLOSED):
                return [refusal] * len(jobs)  # one by one, each would only wait in vain
            return [self._alone(job) for job in jobs]
        except Conflict:
            return [self._alone(job) for job in jobs]

    def _together(self, jobs: Sequence[Job]) -> list[Turn | BaseException | None]:
        decided = self._decide(jobs)
        turns.append(self._store.writer, decided.rows)
        return decided.outcomes

    def _once_more(self, jobs: Sequence[Job]) -> list[Turn | BaseException | None]:
        # The database hung up; the line connects anew. If the group was written all the same,
        # deciding it again adds nothing: it is a doubled post.
        try:
            return self._together(jobs)
        except Refusal as refusal:
            return [refusal] * len(jobs)
        except Conflict:
            return [self._alone(job) for job in jobs]

    def restored(self, known: Known, situation: str | None) -> Session | None:
        """Return the session of a row; None where its survey is not loaded."""
        if known.survey not in self._surveys:
            return None
        start = Session(
            known.survey,
            known.site,
            known.time_point,
            known.form,
            known.language,
            situation=situation,
        )
        return start.restored(known.state, situation) if known.state else start

    def _alone(self, job: Job) -> Turn | BaseException | None:
        anew = job._replace(known=None)
        try:
            for _ in range(TRIES):
                decided = self._decide([anew])
                try:
                    turns.append(self._store.writer, decided.rows)
                except Conflict:
                    before = self._again(job)
                    if before is not None:
                        return before
                    continue  # another program wrote a turn in between: decide anew
                return decided.outcomes[0]
        except Exception as error:
            return error
        return STORE_FAULT.refuse(store=self._store.name, fault="others write to it all the time")

    def _again(self, job: Job) -> Turn | BaseException | None:
        # A text that was written already: its turn is worked out again from the state before it,
        # so that what a crash cut off (the next question) can still be sent. By now it may look
        # like an answer to a question that went out since: what was written decides.
        made = turns.of_text(self._store.writer, job.once) if job.once else None
        known = sessions.state_at(self._store.writer, made.session, made.seq - 1) if made else None
        session = self.restored(known, job.situation) if known else None
        if made is None or session is None:
            return None
        for reply in _heard(job.reply, made.item):
            turn = self._step(session, job._replace(reply=reply))
            if turn.session.dump() == made.state:
                return turn
        return self._stands(job, made.session)

    def _stands(self, job: Job, session_id: int) -> Turn | BaseException | None:
        """Ask what is due by now where a session stands: nothing else is certain."""
        known = sessions.load(self._store.writer, [session_id]).get(session_id)
        session = self.restored(known, job.situation) if known else None
        if session is None or session.state != "open":
            return Turn(session, ()) if session else None
        return self._alone(job._replace(reply=Begin(), once=None))

    def _decide(self, jobs: Sequence[Job]) -> Decided:
        held = self._held(jobs)
        decided = Decided()
        for job in jobs:
            try:
                decided.outcomes.append(self._one(job, held, decided.rows))
            except Exception as error:
                _log.error("a reply could not be decided: %s", type(error).__name__)
                decided.outcomes.append(error)
        return decided

    def _held(self, jobs: Sequence[Job]) -> dict[int, Known]:
        new = [job.new for job in jobs if job.new]
        made = sessions.add(self._store.writer, new)
        # What was only now made has no turns yet, so it need not be loaded.
        held = {row.id: _fresh(row) for row in new} if made == len(new) else {}
        # A copy: a turn that was not written in the end must leave no trace in what was read.
        held |= {job.session_id: replace(job.known) for job in jobs if job.known}
        asked = [job.session_id for job in jobs if job.session_id not in held]
        return held | dict(sessions.load(self._store.writer, asked))

    def _one(self, job: Job, held: dict[int, Known], rows: list[TurnRow]) -> Turn | None:
        known = held.get(job.session_id)
        session = self.restored(known, job.situation) if known else None
        if known is None or session is None or not _opens(known, session, job):
            return None
        turn = self._step(session, job)
        state = turn.session.dump()
        if state == known.state and job.once is None and not gave_answer(turn.events):
            return turn  # a doubled post: it is in the log already
        week = week_of(job.now)
        mode = turn.session.ways.mode
        mark = TurnRow(
            known.id,
            known.seq + 1,
            job.channel,
            week,
            None,
            None,
            None,
            None,
            state,
            job.once,
            mode,
        )
        new = rows_of(turn.events, mark, self._keys.note_seal)
        rows.extend(new)
        known.seq, known.state = new[-1].seq, state
        return turn

    def _step(self, session: Session, job: Job) -> Turn:
        survey = self._surveys[session.survey]
        reply = job.reply(survey, session) if callable(job.reply) else job.reply
        return Turn(*engine.step(survey, session, reply, job.now))


def _heard(reply: Reply | Heard, item: str | None) -> Iterator[Reply | Heard]:
    """Yield the ways in which a reply may have been taken before: as now, or for this item."""
    yield reply
    if item and callable(reply):
        yield reply.under(item)


def _opens(known: Known, session: Session, job: Job) -> bool:
    # A page does what it does in its own sitting. A link opens its own session, until its day
    # where she has not begun (what she began never expires), and not after the end, where a
    # spent link is like one that never was, but to be asked anew.
    if job.link is None:
        return job.sitting in (None, session.sitting)
    ended = session.state in FINAL and not is_asked_anew(session, job.reply)
    fits = known.link is not None and compare_digest(known.link, job.link)
    return fits and not ended and (session.step != OPENING or day_of(job.now) <= known.closes)


def _fresh(row: SessionRow) -> Known:
    return Known(
        row.id,
        row.survey,
        row.site,
        row.time_point,
        row.form,
        row.language,
        bool(row.anonymous),
        row.link,
        row.closes,
        0,
        "",
    )
