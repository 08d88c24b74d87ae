"""A woman's way on the web: begin, show, receive. Two statements a turn, one a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hmac import compare_digest

from prem.fieldwork.days import week_of
from prem.fieldwork.deciding import Decider, Job, Turn
from prem.fieldwork.links import (
    Door,
    anonymous_session,
    doors,
    mark_of,
    session_id_of,
    tapped_session,
)
from prem.fieldwork.situations import Whose
from prem.fieldwork.taps import Taps
from prem.ports import real
from prem.storage import sessions
from prem.storage.erasure import erase_respondent
from prem.storage.group import Group
from prem.storage.keys import Keys
from prem.storage.sessions import Known
from prem.storage.stores import Stores
from prem.surveys.keeping import is_over
from prem.surveys.model import OPENING, Survey
from prem.surveys.reply import Begin, Reply
from prem.surveys.session import Session

__all__ = ["Begun", "Interviews", "Job", "Turn"]


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that was opened by a link or at an open door."""

    session_id: int
    session: Session


@dataclass(frozen=True, slots=True)
class Erasing:
    """A session whose woman wants what she said to be gone, and the week of that."""

    session_id: int
    week: str


class Interviews:
    """Sessions by links and by open doors. `number` gives random 63-bit ids (the real world's)."""

    def __init__(
        self,
        stores: Stores,
        surveys: Mapping[str, Survey],
        keys: Keys,
        number: Callable[[], int] | None = None,
    ) -> None:
        self._store, self._keys = stores.answers, keys
        self._number = number or real().number
        self._surveys = surveys
        self._doors: Mapping[str, Door] = doors(surveys, keys)
        self._decider = Decider(stores.answers, surveys, keys)
        self._writes: Group[Job, Turn | None] = Group(self._decider.do, name="prem-writer")
        self._reads: Group[int, Known | None] = Group(self._load, name="prem-reader")
        self.whose = Whose(keys)
        self._taps = Taps(stores, keys, self._number, self.whose)
        self._erasures: Group[Erasing, int] = Group(self._erase, name="prem-eraser")

    async def begin(
        self, token: str, now: datetime, situation: str | None = None, *, anew: bool = False
    ) -> Begun | None:
        """Begin or go on by a personal link; None where it opens nothing (any more).

        `anew`: she has finished, and wants to be asked again from the first question.
        """
        turn = await self._writes.ask(self.opening(token, now, situation, anew=anew))
        return None if turn is None else Begun(session_id_of(self._keys, token), turn.session)

    async def join(
        self,
        code: str,
        now: datetime,
        language: str = "en",
        tap: str = "",
        *,
        kiosk: bool = False,
    ) -> Begun | None:
        """Begin a new anonymous session at an open door; None where there is no such door, or its
        survey is over.

        `tap` is the mark of the form: within a minute or two the same form opens the same
        session, as long as nothing is said in it (a double tap makes no empty session).
        """
        door = self._doors.get(code.upper())
        if door is None or is_over(self._surveys[door.survey].delete_on, now):
            return None
        row = anonymous_session(self._surveys[door.survey], door, self._number, language)
        if tap:
            row = replace(row, id=await self._by_tap(row.id, code.upper(), tap, now))
        turn = await self._writes.ask(Job(row.id, None, Begin(kiosk=kiosk), now, new=row))
        return None if turn is None else Begun(row.id, turn.session)

    async def show(self, session_id: int, situation: str | None) -> Session | None:
        """Return a session as it stands: one statement. None where there is none."""
        known = await self._known(session_id)
        return None if known is None else self._decider.restored(known, situation)

    async def receive(
        self,
        session_id: int,
        situation: str | None,
        reply: Reply,
        now: datetime,
        channel: str = "web",
        sitting: int | None = None,
    ) -> Turn | None:
        """Hand a reply in; durable when it returns. None where there is no such session, or
        where `sitting` is given and she has left it.

        Refuses (503) when the store cannot write: nothing was kept, and she may send it again.
        """
        job = Job(session_id, situation, reply, now, channel, sitting=sitting)
        turn = await self._writes.ask(job)
        self._taps.heard(session_id, turn, now)
        return turn

    async def erase(self, session_id: int, now: datetime, sitting: int) -> bool:
        """Erase all that she said in this survey, because she asks for it in this sitting."""
        session = await self.show(session_id, None)
        if session is None or session.sitting != sitting:
            return False
        await self._erasures.ask(Erasing(session_id, week_of(now)))
        return True

    async def erase_by_link(self, token: str, now: datetime) -> None:
        """Erase all that was said by this link, however long ago; nothing where there is none."""
        number = session_id_of(self._keys, token)
        known = await self._known(number)
        if known and known.link and compare_digest(known.link, mark_of(self._keys, token)):
            await self._erasures.ask(Erasing(number, week_of(now)))

    def receive_many(self, jobs: Sequence[Job]) -> list[Turn | BaseException | None]:
        """Do a group of jobs in this thread and return when they are durable, in order."""
        turns = self._decider.do(jobs)
        for job, turn in zip(jobs, turns, strict=True):
            if isinstance(turn, Turn):
                self._taps.heard(job.session_id, turn, job.now)
        return turns

    def opening(
        self, token: str, now: datetime, situation: str | None = None, *, anew: bool = False
    ) -> Job:
        """Return the job that opens a personal link, for `receive_many`."""
        link = mark_of(self._keys, token)
        begin = Begin(by_link=True, anew=anew)
        return Job(session_id_of(self._keys, token), situation, begin, now, link=link)

    def close(self) -> None:
        """Write what waits, then end the threads. The stores stay open."""
        self._writes.close()
        self._taps.close()
        self._erasures.close()
        self._reads.close()

    async def _known(self, session_id: int) -> Known | None:
        if self._store.reads_at_once:
            return sessions.load(self._store.reader, [session_id]).get(session_id)
        return await self._reads.ask(session_id)

    async def _by_tap(self, fresh: int, code: str, tap: str, now: datetime) -> int:
        """Return the session of this tap: of the minute before, of this one, or a fresh one."""
        minute = int(now.timestamp()) // 60
        before, this = (tapped_session(self._keys, code, tap, m) for m in (minute - 1, minute))
        known = await self._known(before)
        if known is not None and self._is_untouched(known):
            return before
        known = await self._known(this)
        return this if known is None or self._is_untouched(known) else fresh

    def _is_untouched(self, known: Known) -> bool:
        session = self._decider.restored(known, None)
        return session is not None and session.state in ("new", "open") and session.step == OPENING

    def _erase(self, wanted: Sequence[Erasing]) -> list[int | BaseException]:
        done: list[int | BaseException] = []
        for one in wanted:
            try:
                done.append(erase_respondent(self._store.writer, one.session_id, one.week))
            except Exception as error:
                done.append(error)
        return done

    def _load(self, ids: Sequence[int]) -> list[Known | BaseException | None]:
        found = sessions.load(self._store.reader, ids)
        return [found.get(session_id) for session_id in ids]
