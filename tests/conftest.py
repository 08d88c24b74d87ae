"""Fixtures for every room: no network but our own, real stores of both kinds, frozen time."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from example_survey import example_survey
from hypothesis import settings as properties
from postgres_server import postgres_server, url_of
from pytest_socket import socket_allow_hosts

from prem.ports import Ports, frozen
from prem.settings import Settings
from prem.storage.keys import Keys, load_or_create
from prem.storage.stores import Stores, open_stores
from prem.surveys.model import Survey

# A run is red for what was changed and not by chance; `--hypothesis-profile default` looks further.
properties.register_profile("the same each time", derandomize=True)
properties.load_profile("the same each time")

NOW = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's stories last: Playwright keeps an event loop running in its process, and
    no test after it could call asyncio.run."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(autouse=True)
def _no_network() -> None:
    """No test talks to the outside; this machine's own servers are reached."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def now() -> datetime:
    """A Wednesday noon in week 47 of 2026."""
    return NOW


@pytest.fixture
def ports(now: datetime) -> Ports:
    """A world that stands still."""
    return frozen(now)


@pytest.fixture(scope="session")
def survey() -> Survey:
    """The tiny survey in code."""
    return example_survey()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder of a real PostgreSQL server's socket, one a test process."""
    with postgres_server("max_connections=200", "shared_buffers=32MB", "fsync=off") as folder:
        yield folder


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three migrated, empty stores, to be copied."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    open_stores(Settings(data=folder)).close()
    return folder


@pytest.fixture(scope="session")
def empty_postgres(postgres: str) -> str:
    """A database with three migrated, empty stores, to be copied."""
    _create(postgres, "prem_empty", "template0", schemas=True)
    open_stores(_urls(postgres, "prem_empty", Path("unused"))).close()
    return "prem_empty"


@pytest.fixture
def sqlite_settings(empty_sqlite: Path, tmp_path: Path) -> Settings:
    """Settings with three empty SQLite stores."""
    data = tmp_path / "data"
    shutil.copytree(empty_sqlite, data)
    return Settings(data=data)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with three empty stores, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_settings")
        return
    folder, template = (request.getfixturevalue(n) for n in ("postgres", "empty_postgres"))
    name = f"prem_{next(_numbers)}"
    _create(folder, name, template)
    yield _urls(folder, name, tmp_path / "data")
    with psycopg.connect(url_of(folder, "postgres"), autocommit=True) as line:
        line.execute(f"DROP DATABASE {name} WITH (FORCE)")  # hundreds would take minutes at the end


@pytest.fixture
def stores(store_settings: Settings) -> Iterator[Stores]:
    """Three empty stores, open, on SQLite and on PostgreSQL in turn."""
    opened = open_stores(store_settings)
    yield opened
    opened.close()


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """New keys."""
    return load_or_create(tmp_path / "keys.json")


@pytest.fixture
def every_text() -> Callable[[Stores], str]:
    """A function that returns all that lies in the stores, as one text (bytes as hex, too)."""
    return _every_text


def _every_text(stores: Stores) -> str:
    found = []
    for store in (stores.contacts, stores.answers, stores.workshop):
        for table in table_names(store.reader):
            rows = store.reader.query(f'SELECT * FROM "{table}"')
            found += [_shown(value) for row in rows for value in row]
    return "\n".join(found)


def table_names(line: object) -> list[str]:
    """Return the names of all tables of a store (through one of its lines)."""
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
        "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema ORDER BY 1",
    }
    return [row[0] for row in line.query(sql[line.driver.kind])]  # type: ignore[attr-defined]


def _shown(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return f"{bytes(value)!r} {bytes(value).hex()}"
    return str(value)


def _urls(folder: str, database: str, data: Path) -> Settings:
    return Settings(
        data=data,
        contacts_url=url_of(folder, database, "contacts"),
        answers_url=url_of(folder, database, "answers"),
        workshop_url=url_of(folder, database, "workshop"),
    )


def _create(folder: str, name: str, template: str, *, schemas: bool = False) -> None:
    with psycopg.connect(url_of(folder, "postgres"), autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    if schemas:
        with psycopg.connect(url_of(folder, name), autocommit=True) as line:
            for schema in ("contacts", "answers", "workshop"):
                line.execute(f"CREATE SCHEMA {schema}")
