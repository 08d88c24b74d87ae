"""Open the three stores: a file or a database each, moved to the newest schema when behind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from prem.settings import Settings
from prem.storage.line import Line
from prem.storage.postgres import Postgres
from prem.storage.sqlite import SQLite
from prem.storage.versions import is_current

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Store:
    """One store: a line to read by, a line to write by, each opened at its first use.

    The lines are apart so that a page is read while a group of answers waits for the disk.
    """

    def __init__(self, name: str, driver: SQLite | Postgres) -> None:
        self.name, self.driver = name, driver
        self.reader, self.writer = Line(driver), Line(driver)

    @property
    def reads_at_once(self) -> bool:
        """Whether a read is so short (no network) that the event loop may do it itself."""
        return self.driver.kind == "sqlite"

    @cached_property
    def engine(self) -> Engine:
        """An SQLAlchemy engine for staff pages; imported at first use, never on a woman's way."""
        from prem.storage.migrate import engine_of

        return engine_of(self.driver)

    @cached_property
    def reading_engine(self) -> Engine:
        """The same engine for transactions that only read: on SQLite they wait for no writer."""
        from prem.storage.migrate import ONLY_READS

        return self.engine.execution_options(**{ONLY_READS: True})

    def open(self) -> Store:
        """Move the schema when it is behind; refuses one from a newer program."""
        if not is_current(self.writer, self.name):
            self.writer.close()
            from prem.storage.migrate import migrate

            migrate(self.driver, self.name)
            self.writer = Line(self.driver)
        return self

    def ready(self) -> None:
        """Ask the store something trivial: Refusal (503) where it does not answer."""
        self.reader.query("SELECT 1")

    def close(self) -> None:
        """Close both lines, and the engine if one was made."""
        self.reader.close()
        self.writer.close()
        if "engine" in self.__dict__:
            self.engine.dispose()


@dataclass(frozen=True, slots=True)
class Stores:
    """The three stores. No query and no role joins `contacts` to `answers`."""

    contacts: Store
    answers: Store
    workshop: Store

    def close(self) -> None:
        """Close all."""
        for store in (self.contacts, self.answers, self.workshop):
            store.close()


def open_stores(settings: Settings) -> Stores:
    """Return the stores that the settings name, made and migrated as needed.

    Refuses a store that cannot be reached, is newer than this program, or whose SQLite has the
    WAL-reset fault.
    """
    return Stores(
        contacts=Store("contacts", _driver("contacts", settings.contacts_url, settings)).open(),
        answers=Store("answers", _driver("answers", settings.answers_url, settings)).open(),
        workshop=Store("workshop", _driver("workshop", settings.workshop_url, settings)).open(),
    )


def _driver(name: str, url: SecretStr | None, settings: Settings) -> SQLite | Postgres:
    if url is None or not url.get_secret_value():
        return SQLite(name, Path(settings.data) / f"{name}.sqlite")
    return Postgres(name, url.get_secret_value())
