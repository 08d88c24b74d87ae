"""The stores of a simulation: made without migrating anew, held in memory, kept or lost."""

from __future__ import annotations

from pathlib import Path

from prem.storage.line import Line
from prem.storage.sqlite import Copied, SQLite
from prem.storage.stores import Store, Stores


def hurry(line: Line) -> None:
    """Write without waiting for the disk: only for what may be lost, such as a simulation."""
    if line.driver.kind == "sqlite":
        line.query("PRAGMA synchronous = OFF")
        line.query("PRAGMA secure_delete = OFF")


_PARTS = """
SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid
"""


def made_like(stores: Stores, folder: Path) -> None:
    """Make new stores in a folder with the schemas of these and none of their rows: to migrate
    each part's anew would take longer. Nothing where these are no SQLite files."""
    for store in (stores.contacts, stores.answers):
        if store.driver.kind != "sqlite":
            return
        made = Store(store.name, SQLite(store.name, folder / f"{store.name}.sqlite"))
        with made.writer.transaction() as line:
            for (part,) in store.reader.query(_PARTS):
                line.write(part)
            [at] = store.reader.query(f"SELECT version_num FROM {store.name}_version")  # noqa: S608
            line.write(f"INSERT INTO {store.name}_version VALUES (?)", at)  # noqa: S608
        made.close()


def opened(folder: Path) -> Stores:
    """Return new stores of contacts and of answers in a folder. The workshop's is nobody's here:
    it is not made."""
    contacts, answers, workshop = (
        Store(name, SQLite(name, folder / f"{name}.sqlite"))
        for name in ("contacts", "answers", "workshop")
    )
    return Stores(contacts.open(), answers.open(), workshop)


def in_memory(stores: Stores) -> Stores:
    """Return copies of new stores, of which nothing reaches a disk; one line reads and writes.

    Only for SQLite. The files stay as they were; their lines are closed.
    """
    stores.close()
    return Stores(_copied(stores.contacts), _copied(stores.answers), stores.workshop)


def _copied(store: Store) -> Store:
    if not isinstance(store.driver, SQLite):
        raise TypeError("only an SQLite store is copied to memory")
    copy = Store(store.name, Copied(store.name, store.driver.path))
    copy.reader = copy.writer
    return copy


def keep(store: Store) -> None:
    """Write a store in memory over the file that it was copied from."""
    if not isinstance(store.driver, Copied):
        raise TypeError("only a store in memory is kept")
    store.driver.path.unlink()
    store.writer.query("VACUUM INTO ?", (str(store.driver.path),))
