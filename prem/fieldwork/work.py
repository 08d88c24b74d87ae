"""The worker: it invites who is due and sends what is due, again and again until told to end.

Each channel has a thread of its own, so that a provider that hangs holds up no other channel, nor
the clock of the schedule. Any number of workers may run side by side, on several machines.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from prem.channels.model import Channel
from prem.errors import Refusal
from prem.fieldwork.caps import Caps
from prem.fieldwork.field import Field
from prem.fieldwork.forgetting import delete_due
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick

THREADS = 8
"""Calls to one provider at the same time: at half a second a call, sixteen texts a second."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    invited: int
    sent: int


@dataclass(slots=True)
class Work:
    """What a worker works with. `now` is the clock; `threads` call each provider at once."""

    field: Field
    channels: Mapping[str, Channel]
    now: Callable[[], datetime]
    caps: Caps | None = None
    threads: int = THREADS
    sent: int = 0
    _fault: BaseException | None = None
    _lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def round(self) -> Round:
        """Invite, then send until nothing more is due at this moment, all channels at once."""
        invited = self._clock()
        with ThreadPoolExecutor(len(self.channels) or 1, "prem-channel") as pool:
            return Round(invited, sum(pool.map(self.send, self.channels)))

    def send(self, channel: str) -> int:
        """Send what is due on one channel until nothing more is; return how many went out."""
        sent, mine = 0, {channel: self.channels[channel]}
        while some := send_due(
            self.field.stores, mine, self.field.keys, self.now(), self.caps, self.threads
        ):
            sent += some
        return sent

    def go_on(self, ended: Callable[[], bool]) -> int:
        """Work until `ended` (which waits between two rounds) is true; return the texts sent.

        A store that cannot be reached is told in the log, and tried again in the next round. Any
        other fault ends the worker, all of it, so that whoever watches it starts it anew.
        """
        threads = [
            threading.Thread(target=self._keep_sending, args=(name, ended), name=f"prem-{name}")
            for name in self.channels
        ]
        for thread in threads:
            thread.start()
        self._until(ended, self._clock)
        for thread in threads:
            thread.join()
        if self._fault is not None:
            raise self._fault
        return self.sent

    def _clock(self) -> int:
        """Keep the clock once: delete what is to be gone by now, then invite who is due."""
        delete_due(self.field, self.now())
        return tick(self.field, self.now())

    def _keep_sending(self, channel: str, ended: Callable[[], bool]) -> None:
        def once() -> None:
            sent = self.send(channel)
            with self._lock:
                self.sent += sent

        self._until(ended, once)

    def _until(self, ended: Callable[[], bool], do: Callable[[], object]) -> None:
        while self._fault is None:
            try:
                do()
            except Refusal as refusal:
                _log.error("a round failed: %s", refusal)
            except BaseException as fault:
                self._fault = fault
                return
            if ended():
                return
