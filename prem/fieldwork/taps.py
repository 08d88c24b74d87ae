"""What she told on the page reaches the clock behind the request, in a thread of its own.

Her situation becomes events of her life; and where she came to an end, an invitation or reminder
that still waits is taken back. Whoever reads either store, or the log, learns nothing of it. See
situations.py.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue

from prem.fieldwork.deciding import Turn
from prem.fieldwork.situations import Whose, told
from prem.storage import withdrawn
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.surveys.events import ConsentRefused, Finished, SituationTold, Stopped
from prem.surveys.session import Session

WAITING = 4096
"""Taps that may wait; more are let go, for a page is never held up by them."""

_ENDS = (ConsentRefused, Finished, Stopped)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Tap:
    """A situation that was told in a session, "" where the session came to its end. It never
    shows itself in a log or an error."""

    session_id: int
    session: Session
    situation: str
    now: datetime


class Taps:
    """Takes taps at once and carries them to the clock one after the other."""

    def __init__(
        self, stores: Stores, keys: Keys, number: Callable[[], int], whose: Whose | None = None
    ) -> None:
        self._store, self._keys, self._number = stores.contacts, keys, number
        self._whose = whose or Whose(keys)
        self._queue: SimpleQueue[Tap | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._door = threading.Lock()

    def heard(self, session_id: int, turn: Turn | None, now: datetime) -> None:
        """Take what a turn told of her situation, or that it was the last; never waits."""
        if turn is None:
            return
        for event in turn.events:
            told = event.situation if isinstance(event, SituationTold) else ""
            if (told or isinstance(event, _ENDS)) and self._queue.qsize() < WAITING:
                self._put(Tap(session_id, turn.session, told, now))

    def close(self) -> None:
        """Carry what waits, then end the thread."""
        with self._door:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._queue.put(None)
        if thread is not None:
            thread.join()

    def _put(self, tap: Tap) -> None:
        with self._door:
            self._queue.put(tap)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="prem-taps", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (tap := self._queue.get()) is not None:
            try:
                self._carry(tap)
            except Exception as error:
                # A store that does not answer: she is asked again at the next time point.
                _log.error(
                    "what was told on a page did not reach the clock: %s", type(error).__name__
                )

    def _carry(self, tap: Tap) -> None:
        person = self._whose.person_of(self._store.reader, tap.session, tap.session_id, tap.now)
        if person is None:
            return  # she came by a poster or a link of her own, and is not texted
        if not tap.situation:
            wave = f"{tap.session.survey}/{tap.session.time_point}"
            withdrawn.scheduled(self._store.writer, person, wave)
            return
        with self._store.writer.transaction() as line:
            told(line, self._keys, self._number, person, tap.situation, tap.now, "tap")
