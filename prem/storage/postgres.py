"""PostgreSQL by psycopg 3. psycopg is imported at the first connection, not before."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from prem.errors import Refusal
from prem.errors.storage import (
    BAD_STORE_URL,
    STORE_CONFLICT,
    STORE_FAULT,
    STORE_UNREACHABLE,
)

SCHEMES = ("postgresql://", "postgres://")


class Postgres:
    """The driver of one PostgreSQL database, or of one schema of it by the URL's search_path."""

    kind = "postgres"

    def __init__(self, name: str, url: str) -> None:
        if not url.startswith(SCHEMES):
            raise BAD_STORE_URL.refuse(store=name)
        self.name, self.url = name, url

    def connect(self) -> Any:
        """Return a connection in autocommit; statements are prepared at their second use."""
        import psycopg

        try:
            connection = psycopg.connect(
                self.url, autocommit=True, prepare_threshold=2, connect_timeout=10
            )
            # Durable on return, whatever the server's default is.
            connection.execute("SET synchronous_commit = on")
        except psycopg.Error:
            raise STORE_UNREACHABLE.refuse(store=self.name) from None
        return connection

    def adapt(self, sql: str) -> str:
        """Return the statement with psycopg's placeholders."""
        return _adapted(sql)

    def refusal(self, error: Exception) -> Refusal:
        """Name the kind of fault by its SQLSTATE, never the statement or its values."""
        state = getattr(error, "sqlstate", None) or ""
        if state == "23505":
            return STORE_CONFLICT.refuse(store=self.name)
        if not state or state[:2] in ("08", "57"):
            return STORE_UNREACHABLE.refuse(store=self.name)
        return STORE_FAULT.refuse(store=self.name, fault=_FAULTS.get(state, f"SQLSTATE {state}"))

    def broken(self, connection: Any) -> bool:
        """Whether the server hung up."""
        return bool(connection.closed)

    def begin(self) -> str:
        """Open a transaction."""
        return "BEGIN"

    def errors(self) -> type[Exception]:
        """Return psycopg's base error."""
        import psycopg

        return psycopg.Error

    def sqlalchemy(self) -> tuple[str, dict[str, Any]]:
        """Return the URL and the arguments for `sqlalchemy.create_engine`."""
        return "postgresql+psycopg://", {"creator": self.sqlalchemy_connection}

    def sqlalchemy_connection(self) -> Any:
        """Return a connection whose transactions SQLAlchemy opens and closes."""
        connection = self.connect()
        connection.autocommit = False
        return connection


@lru_cache(maxsize=512)
def _adapted(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


_FAULTS = {
    "23503": "a row that this one needs is missing",
    "23514": "a value is outside what is accepted",
    "23502": "a value is missing",
    "42P01": "a table is missing",
    "53100": "the disk is full",
    "P0001": "this log is append-only",
}
