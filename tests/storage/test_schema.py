"""The migrations lead to the schema that the SQLModel classes define, on both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, inspect
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CheckConstraint, CreateTable, UniqueConstraint

from prem.settings import Settings
from prem.storage.migrate import scripts
from prem.storage.stores import Store, Stores
from prem.storage.tables_answers import ANSWERS
from prem.storage.tables_contacts import CONTACTS
from prem.storage.versions import head

ONLY_ON_SQLITE = {"ix_outbox_nth"}  # a sequence numbers on PostgreSQL
SCHEMAS = [("answers", ANSWERS), ("contacts", CONTACTS)]


def store_of(stores: Stores, name: str) -> Store:
    store: Store = getattr(stores, name)
    return store


@pytest.mark.parametrize(("name", "metadata"), SCHEMAS)
def test_the_migrations_and_the_classes_agree(
    stores: Stores, name: str, metadata: MetaData
) -> None:
    on_sqlite = store_of(stores, name).driver.kind == "sqlite"
    elsewhere = set() if on_sqlite else ONLY_ON_SQLITE
    with store_of(stores, name).engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": f"{name}_version",
                "compare_type": True,
                "include_object": lambda one, *_: one.name not in elsewhere,
            },
        )
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize(("name", "metadata"), SCHEMAS)
def test_every_check_of_the_classes_is_in_the_database(
    stores: Stores, name: str, metadata: MetaData
) -> None:
    with store_of(stores, name).engine.connect() as connection:
        inspector = inspect(connection)
        for table in metadata.tables.values():
            of_columns = {one for column in table.columns for one in column.constraints}
            declared = named(table.constraints | of_columns, CheckConstraint)
            found = {str(one["name"]) for one in inspector.get_check_constraints(table.name)}
            assert found == declared
            unique = {str(one["name"]) for one in inspector.get_unique_constraints(table.name)}
            assert unique == named(table.constraints, UniqueConstraint)


def named(constraints: object, kind: type) -> set[str]:
    return {str(one.name) for one in constraints if isinstance(one, kind)}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "metadata"), SCHEMAS)
def test_sqlite_tables_are_the_same_to_the_letter(
    stores: Stores, name: str, metadata: MetaData
) -> None:
    store = store_of(stores, name)
    if store.driver.kind != "sqlite":
        pytest.skip("PostgreSQL keeps no text of its tables")
    for table in metadata.tables.values():
        [(sql,)] = store.reader.query("SELECT sql FROM sqlite_master WHERE name = ?", (table.name,))
        assert parts(sql) == parts(str(CreateTable(table).compile(dialect=sqlite.dialect())))


def parts(sql: str) -> set[str]:
    """Return the columns and constraints of a CREATE TABLE, in no order: they may stand in any,
    and columns that were added later stand on one line."""
    found, depth, part = list[str](), 0, ""
    for letter in " ".join(sql.split()):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if (depth == 1 and letter in "(,") or (depth == 0 and letter == ")"):
            found.append(part)
            part = ""
        else:
            part += letter
    return {" ".join(one.replace("'127'", "127").split()) for one in [*found, part] if one.strip()}


def test_a_store_knows_its_head_without_alembic() -> None:
    for name in ("answers", "contacts"):
        assert head(name) == scripts(name).get_current_head()


def test_opening_a_current_store_imports_no_sqlalchemy(sqlite_settings: Settings) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from prem.settings import Settings\n"
        "from prem.storage.stores import open_stores\n"
        "open_stores(Settings(data=Path(sys.argv[1]))).close()\n"
        "heavy = {'alembic', 'sqlalchemy', 'sqlmodel', 'psycopg', 'numpy', 'pandas'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(sqlite_settings.data)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"
