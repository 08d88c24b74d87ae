"""A circuit breaker: a provider that fails again and again is left alone for a while."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

FAILURES = 5
REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=15)


class Circuit:
    """Opens after 5 failures in a row: for a minute, then twice as long each time, to 15 minutes.

    After a rest one call may try, and no other until it ended or hung for a minute: it closes the
    circuit or opens it again. Calls that were in the air when it opened, and fail as well, make no
    rest longer. Safe for threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures, self._rest = 0, REST
        self._until: datetime | None = None
        self._tries = False

    def is_open(self, at: datetime) -> bool:
        """Whether nobody may call now."""
        with self._lock:
            return self._until is not None and at < self._until

    def may_call(self, at: datetime) -> bool:
        """Whether this caller may call now; after a rest, the first who asks and nobody else."""
        with self._lock:
            if self._until is None:
                return True
            if at < self._until:
                return False
            self._until, self._tries = at + REST, True
            return True

    def succeeded(self) -> None:
        """Close it: the provider answers."""
        with self._lock:
            self._failures, self._rest, self._until, self._tries = 0, REST, None, False

    def failed(self, at: datetime) -> None:
        """Count a failure; after five, or one after a rest, nobody calls for a while."""
        with self._lock:
            self._failures += 1
            rests = self._until is not None and at < self._until and not self._tries
            if self._failures >= FAILURES and not rests:
                self._until, self._tries = at + self._rest, False
                self._rest = min(2 * self._rest, LONGEST_REST)
