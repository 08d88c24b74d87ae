"""A woman's way on the web: begin, show, receive. Two statements a turn, one a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prem.fieldwork.deciding import Decider, Job, Turn
from prem.fieldwork.links import Door, anonymous_session, doors, mark_of, session_id_of
from prem.ports import real
from prem.storage import sessions
from prem.storage.group import Group
from prem.storage.keys import Keys
from prem.storage.sessions import Known
from prem.storage.stores import Stores
from prem.surveys.model import Survey
from prem.surveys.reply import Begin, Reply
from prem.surveys.session import Session

__all__ = ["Begun", "Interviews", "Job", "Turn"]


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that was opened by a link or at an open door."""

    session_id: int
    session: Session


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

    async def begin(self, token: str, now: datetime) -> Begun | None:
        """Begin or go on by a personal link; None where it opens nothing (any more)."""
        turn = await self._writes.ask(self.opening(token, now))
        return None if turn is None else Begun(session_id_of(self._keys, token), turn.session)

    async def join(self, code: str, now: datetime, language: str = "en") -> Begun | None:
        """Begin a new anonymous session at an open door; None where there is no such door."""
        door = self._doors.get(code.upper())
        if door is None:
            return None
        row = anonymous_session(self._surveys[door.survey], door, self._number, language)
        turn = await self._writes.ask(Job(row.id, None, Begin(), now, new=row))
        return None if turn is None else Begun(row.id, turn.session)

    async def show(self, session_id: int, situation: str | None) -> Session | None:
        """Return a session as it stands: one statement. None where there is none."""
        if self._store.reads_at_once:
            known = sessions.load(self._store.reader, [session_id]).get(session_id)
        else:
            known = await self._reads.ask(session_id)
        return None if known is None else self._decider.restored(known, situation)

    async def receive(
        self,
        session_id: int,
        situation: str | None,
        reply: Reply,
        now: datetime,
        channel: str = "web",
    ) -> Turn | None:
        """Hand a reply in; durable when it returns. None where there is no such session.

        Refuses (503) when the store cannot write: nothing was kept, and she may send it again.
        """
        return await self._writes.ask(Job(session_id, situation, reply, now, channel))

    def receive_many(self, jobs: Sequence[Job]) -> list[Turn | BaseException | None]:
        """Do a group of jobs in this thread and return when they are durable, in order."""
        return self._decider.do(jobs)

    def opening(self, token: str, now: datetime) -> Job:
        """Return the job that opens a personal link, for `receive_many`."""
        link = mark_of(self._keys, token)
        return Job(session_id_of(self._keys, token), None, Begin(), now, link=link)

    def close(self) -> None:
        """Write what waits, then end the threads. The stores stay open."""
        self._writes.close()
        self._reads.close()

    def _load(self, ids: Sequence[int]) -> list[Known | BaseException | None]:
        found = sessions.load(self._store.reader, ids)
        return [found.get(session_id) for session_id in ids]
