"""One connection to one store, the same words for SQLite and PostgreSQL.

Statements are written with `?`. Each `query` and `write` outside `transaction` is a transaction
of its own, so a single-statement write needs no BEGIN and no COMMIT sent. What a driver
complains about may name a row's values, so it never leaves this module: a Refusal does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from prem.errors import Refusal
from prem.errors.storage import STORE_CLOSED, STORE_CONFLICT, STORE_UNREACHABLE

Row = tuple[Any, ...]


class Driver(Protocol):
    """What differs between the two databases."""

    kind: str

    def connect(self) -> Any:
        """Return a new connection in autocommit; Refusal where there is none."""

    def adapt(self, sql: str) -> str:
        """Return the statement with this driver's placeholders."""

    def refusal(self, error: Exception) -> Refusal:
        """Return what a person may read of a driver's error."""

    def broken(self, connection: Any) -> bool:
        """Whether the connection must be made anew."""

    def begin(self) -> str:
        """Return the statement that opens a writing transaction."""

    def errors(self) -> type[Exception]:
        """Return the driver's base class of errors."""


class Conflict(Exception):  # noqa: N818
    """A unique key is taken: someone else wrote first, or the same thing came twice."""


class Line:
    """A connection with its lock. `watch`, when set, is told every statement that is run."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self._adapt, self._broken = driver.adapt, driver.broken
        self.watch: Callable[[str], None] | None = None
        self._lock = threading.RLock()
        self._connection: Any = None
        self._closed = False
        self._inside = False

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a SELECT (or of a statement with RETURNING).

        Where the database hung up since the last call, it is called anew, once.
        """
        with self._lock:
            try:
                return self._run(sql, parameters).fetchall()  # type: ignore[no-any-return]
            except Refusal as refusal:
                if refusal.first.kind is not STORE_UNREACHABLE or self._inside:
                    raise
            return self._run(sql, parameters).fetchall()  # type: ignore[no-any-return]

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement, durable on return outside a transaction; return the rows touched.

        Raises Conflict where a unique key is taken.
        """
        with self._lock:
            return int(self._run(sql, parameters).rowcount)

    @contextmanager
    def transaction(self) -> Iterator[Line]:
        """Several statements, all or none; the writer's lock is taken at once on SQLite."""
        with self._lock:
            if self._inside:
                raise RuntimeError("a transaction is open already: one transaction a call")
            self._run(self.driver.begin(), ())
            self._inside = True
            try:
                yield self
            except BaseException:
                self._inside = False
                self._abandon()
                raise
            self._inside = False
            try:
                self._run("COMMIT", ())
            except BaseException:
                self._abandon()
                raise

    def close(self) -> None:
        """Close for good; a later call is refused."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _run(self, sql: str, parameters: Sequence[Any]) -> Any:
        if self.watch is not None:
            self.watch(sql)
        try:
            return self._live().execute(self._adapt(sql), parameters)
        except self.driver.errors() as error:
            refusal = self.driver.refusal(error)
        if refusal.first.kind is STORE_CONFLICT:
            raise Conflict from None
        raise refusal from None

    def _live(self) -> Any:
        if self._closed:
            raise STORE_CLOSED.refuse()
        if self._connection is None or (not self._inside and self._broken(self._connection)):
            self._connection = self.driver.connect()
        return self._connection

    def _abandon(self) -> None:
        # The first error is the one to tell; a connection that cannot roll back is thrown away.
        try:
            self._connection.execute("ROLLBACK")
        except Exception:
            self._connection.close()
            self._connection = None
