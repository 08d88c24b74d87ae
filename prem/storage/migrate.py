"""Move a store to the newest schema by Alembic. Imported only when a store is behind."""

from __future__ import annotations

from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from prem.storage.postgres import Postgres
from prem.storage.sqlite import SQLite
from prem.storage.versions import MIGRATIONS

ONLY_READS = "prem_only_reads"
"""The execution option of an engine whose transactions only read (kept on SQLite)."""

_LOCK = 0x7072656D  # "prem": the advisory lock under which only one program migrates


def engine_of(driver: SQLite | Postgres) -> Engine:
    """Return an SQLAlchemy engine on a store's driver; errors never show a row's values."""
    url, arguments = driver.sqlalchemy()
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, **arguments)
    if driver.kind == "sqlite":
        event.listen(engine, "begin", _begin)
    return engine


def migrate(driver: SQLite | Postgres, store: str) -> None:
    """Bring a store to its newest version: all steps in one transaction, one program at a time."""
    engine = engine_of(driver)
    try:
        with engine.begin() as connection:
            if driver.kind == "postgres":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _upgrade(connection, store)
    except DBAPIError as error:
        if isinstance(error.orig, Exception):
            raise driver.refusal(error.orig) from None
        raise
    finally:
        engine.dispose()


def scripts(store: str) -> ScriptDirectory:
    """Return the migration scripts of a store."""
    return ScriptDirectory.from_config(_config(store))


def _upgrade(connection: Connection, store: str) -> None:
    config, script = _config(store), scripts(store)

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision)

    environment = EnvironmentContext(config, script, fn=steps, destination_rev="head")
    with environment:
        environment.configure(
            connection=connection, version_table=f"{store}_version", transactional_ddl=True
        )
        environment.run_migrations()


def _config(store: str) -> Config:
    config = Config()
    folder = str(MIGRATIONS / store).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("version_locations", folder)
    config.set_main_option("path_separator", "newline")
    return config


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once, so that it never has to upgrade; who only reads waits for
    # no writer, and SQLite sees to it that it only reads.
    if connection.get_execution_options().get(ONLY_READS):
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
