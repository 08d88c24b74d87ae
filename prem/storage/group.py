"""Group commit: one thread takes all that waits, does it as one piece of work, then tells each.

While a group waits for the disk the next one gathers, so a slow disk makes groups larger, not
answers fewer. See docs/adr/0007.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from prem.errors.storage import STORE_BUSY, STORE_CLOSED

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")
Asked = tuple[Job, "asyncio.Future[Outcome]", asyncio.AbstractEventLoop]

LARGEST = 128
WAITING = 4096

_log = logging.getLogger(__name__)


class Group(Generic[Job, Outcome]):
    """A thread that does jobs in groups.

    `work` takes the jobs of a group and returns an outcome or an exception for each, in order.
    When `waiting` jobs wait, a further one is refused (503.303).
    """

    def __init__(
        self,
        work: Callable[[Sequence[Job]], Sequence[Outcome | BaseException]],
        *,
        name: str,
        largest: int = LARGEST,
        waiting: int = WAITING,
    ) -> None:
        self._work, self._name, self._largest, self._limit = work, name, largest, waiting
        self._queue: SimpleQueue[Asked[Job, Outcome] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._door = threading.Lock()
        self._closed = False

    async def ask(self, job: Job) -> Outcome:
        """Hand in a job; return its outcome once it is done (and durable, where it writes)."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        with self._door:
            if self._closed:
                raise STORE_CLOSED.refuse()
            if self._queue.qsize() >= self._limit:
                raise STORE_BUSY.refuse()
            if self._thread is None:
                self._start()
            self._queue.put((job, future, loop))
        return await future

    def close(self) -> None:
        """Take no more jobs, do those that wait, end the thread."""
        with self._door:
            self._closed = True
            thread, self._thread = self._thread, None
            if thread is not None:
                self._queue.put(None)
        if thread is not None:
            thread.join()

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        going = True
        while going:
            group: list[Asked[Job, Outcome]] = []
            first = self._queue.get()
            going = first is not None
            if first is not None:
                group.append(first)
                going = self._gather(group)
            if group:
                self._do(group)

    def _gather(self, group: list[Asked[Job, Outcome]]) -> bool:
        while len(group) < self._largest:
            try:
                asked = self._queue.get_nowait()
            except Empty:
                return True
            if asked is None:
                return False
            group.append(asked)
        return True

    def _do(self, group: list[Asked[Job, Outcome]]) -> None:
        outcomes: Sequence[Outcome | BaseException]
        try:
            outcomes = self._work([job for job, _, _ in group])
        except Exception as error:
            # The thread must live: a group that could not be done is told so, one and all.
            _log.error("a group of %d failed: %s", len(group), type(error).__name__)
            outcomes = [error] * len(group)
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Outcome], object]]] = {}
        for (_, future, loop), outcome in zip(group, outcomes, strict=True):
            by_loop.setdefault(loop, []).append((future, outcome))
        for loop, told in by_loop.items():
            _tell(loop, told)


def _tell(
    loop: asyncio.AbstractEventLoop, told: list[tuple[asyncio.Future[Outcome], object]]
) -> None:
    try:
        loop.call_soon_threadsafe(_resolve, told)  # once a group: waking a loop costs a system call
    except RuntimeError:
        _log.warning("%d outcomes came after the event loop had closed", len(told))


def _resolve(told: list[tuple[asyncio.Future[Outcome], object]]) -> None:
    for future, outcome in told:
        if future.done():  # the one who asked went away
            continue
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)  # type: ignore[arg-type]
