"""SQLite by pysqlite3, whose wheel brings an engine without the WAL-reset fault (docs/adr/0007)."""

from __future__ import annotations

import errno
import os
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from prem.errors import Refusal
from prem.errors.storage import DATA_FOLDER, STORE_CONFLICT, STORE_FAULT, STORE_HELD, UNSAFE_SQLITE

BUSY_MS = 10_000
_MAKING = threading.Lock()

_SETTINGS = (
    f"PRAGMA busy_timeout = {BUSY_MS}",  # first: the next ones may have to wait
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # so that REPLACE cannot slip past the delete trigger
    "PRAGMA secure_delete = ON",  # an erased row's bytes are overwritten
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)


class SQLite:
    """The driver of one SQLite file, made with mode 0600 where it is not there."""

    kind = "sqlite"

    def __init__(self, name: str, path: Path) -> None:
        self.name, self.path = name, path

    def connect(self) -> Any:
        """Return a connection in autocommit, its settings made."""
        assert_safe(dbapi2.sqlite_version_info)
        try:
            _make(self.path)
        except OSError:
            raise DATA_FOLDER.refuse() from None
        try:
            return _settled(str(self.path))
        except dbapi2.Error as error:
            raise self.refusal(error) from None

    def adapt(self, sql: str) -> str:
        """Return the statement as it is: SQLite's placeholder is `?`."""
        return sql

    def refusal(self, error: Exception) -> Refusal:
        """Name the kind of fault, never the statement or its values."""
        text = str(error)
        if isinstance(error, dbapi2.IntegrityError) and text.startswith("UNIQUE"):
            return STORE_CONFLICT.refuse(store=self.name)
        if "database is locked" in text:
            return STORE_HELD.refuse(store=self.name)
        return STORE_FAULT.refuse(store=self.name, fault=_fault(text))

    def broken(self, connection: Any) -> bool:
        """A file does not hang up."""
        return False

    def begin(self) -> str:
        """Take the write lock at once, so that a transaction never has to be upgraded."""
        return "BEGIN IMMEDIATE"

    def errors(self) -> type[Exception]:
        """Return pysqlite3's base error."""
        return dbapi2.Error  # type: ignore[no-any-return]

    def sqlalchemy(self) -> tuple[str, dict[str, Any]]:
        """Return the URL and the arguments for `sqlalchemy.create_engine`."""
        return "sqlite+pysqlite://", {"module": dbapi2, "creator": partial(self.connect)}


class Copied(SQLite):
    """The driver of a copy in memory of one SQLite file, for one connection: nothing of what is
    written there reaches a disk, and at its end it is gone."""

    def connect(self) -> Any:
        """Return a connection in autocommit to a new copy of the file."""
        file, made = super().connect(), _settled(":memory:")
        file.backup(made)
        file.close()
        return made


def _make(path: Path) -> None:
    """Make the file, and its folder, where they are not there; OSError where it cannot be used.

    A file that is there is never opened here: who closes it gives up all locks that this program
    has on it (as POSIX has it), and another program that closes the database then takes its log
    away, with all that is committed from there on.
    """
    with _MAKING:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        if not path.is_file() or not os.access(path, os.R_OK | os.W_OK):
            raise OSError(errno.EACCES, "no file to read and write")


def _settled(path: str) -> Any:
    connection = dbapi2.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        for setting in _SETTINGS:
            _set(connection, setting)
    except dbapi2.Error:
        connection.close()
        raise
    return connection


def _set(connection: Any, setting: str) -> None:
    # Where two programs make a new file a WAL one at once, SQLite refuses one of them on the spot,
    # whatever its busy timeout.
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute(setting).fetchall()
            return
        except dbapi2.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(0.005)


def assert_safe(version: tuple[int, int, int]) -> None:
    """Refuse an engine that has the WAL-reset fault (fixed in 3.51.3 and 3.53.0)."""
    if version >= (3, 53, 0) or (3, 51, 3) <= version < (3, 52, 0):
        return
    raise UNSAFE_SQLITE.refuse(found=".".join(map(str, version)))


def _fault(text: str) -> str:
    known = {
        "FOREIGN KEY": "a row that this one needs is missing",
        "CHECK": "a value is outside what is accepted",
        "NOT NULL": "a value is missing",
        "append-only": "this log is append-only",
        "database or disk is full": "the disk is full",
        "no such table": "a table is missing",
        "disk I/O": "the disk failed",
        "malformed": "the file is damaged",
        "not a database": "the file is no database",
        "readonly": "the file cannot be written",
    }
    return next((words for start, words in known.items() if start in text), "database error")
