"""The SQLite engine: only one that keeps what it committed, with the settings that make it so."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from prem.errors import Refusal
from prem.settings import Settings
from prem.storage import stops
from prem.storage.line import Line
from prem.storage.postgres import Postgres
from prem.storage.sqlite import SQLite, assert_safe
from prem.storage.stores import open_stores

SAFE = [(3, 51, 3), (3, 51, 9), (3, 53, 0), (3, 53, 4), (3, 60, 0)]
UNSAFE = [(3, 7, 0), (3, 45, 1), (3, 51, 2), (3, 52, 0), (3, 52, 5)]
SOMEBODY = bytes(32)


@pytest.mark.parametrize("version", SAFE)
def test_an_engine_with_the_fix_is_accepted(version: tuple[int, int, int]) -> None:
    assert_safe(version)


@pytest.mark.parametrize("version", UNSAFE)
def test_an_engine_with_the_fault_is_refused(version: tuple[int, int, int]) -> None:
    with pytest.raises(Refusal, match=r"500\.300"):
        assert_safe(version)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("secure_delete", 1),
        ("recursive_triggers", 1),
    ],
)
def test_every_connection_has_the_settings(tmp_path: Path, setting: str, value: object) -> None:
    line = Line(SQLite("answers", tmp_path / "answers.sqlite"))
    assert line.query(f"PRAGMA {setting}") == [(value,)]
    line.close()


def test_the_files_are_closed_to_others(sqlite_settings: Settings) -> None:
    stores = open_stores(sqlite_settings)
    files = [p for p in sqlite_settings.data.iterdir() if p.is_file()]
    assert {p.name for p in files} >= {"answers.sqlite", "contacts.sqlite", "workshop.sqlite"}
    assert all(p.stat().st_mode & 0o077 == 0 for p in files)
    stores.close()


def test_another_program_that_looks_in_and_closes_takes_no_log_away(
    sqlite_settings: Settings,
) -> None:
    """A backup by another tool, while prem runs: what is committed after it is there all the same.

    Locks on a file are a program's and not a connection's: the reader, the desk's connections and
    whoever comes later must not give them up.
    """
    stores = open_stores(sqlite_settings)
    file = sqlite_settings.data / "contacts.sqlite"
    log = file.with_name("contacts.sqlite-wal")
    stores.contacts.reader.query("SELECT count(*) FROM stopped")
    with stores.contacts.engine.connect():
        pass
    assert looks_in(file) == 0
    assert log.exists()
    stops.add(stores.contacts.writer, SOMEBODY, 1)
    assert looks_in(file) == 1
    assert stops.stands(stores.contacts.reader, SOMEBODY)
    stores.close()


def looks_in(file: Path) -> int:
    """Count the STOPs by another program, with an engine of its own."""
    code = (
        "import sqlite3, sys\n"
        "line = sqlite3.connect(sys.argv[1])\n"
        "print(line.execute('SELECT count(*) FROM stopped').fetchone()[0])\n"
        "line.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").mkdir()
    with pytest.raises(Refusal, match=r"500\.307"):
        SQLite("answers", tmp_path / "answers.sqlite").connect()


def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_text("Dear diary, this is no database at all. " * 50)
    with pytest.raises(Refusal) as refused:
        open_stores(Settings(data=tmp_path))
    assert "no database" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_store_from_a_newer_program_is_refused(sqlite_settings: Settings) -> None:
    raw = sqlite3.connect(sqlite_settings.data / "answers.sqlite")
    raw.execute("UPDATE answers_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    with pytest.raises(Refusal, match=r"500\.306.*9999"):
        open_stores(sqlite_settings)


def test_a_url_that_is_not_postgres_is_refused() -> None:
    with pytest.raises(Refusal, match=r"422\.301"):
        Postgres("answers", "mysql://root@localhost/answers")


def test_a_server_that_is_not_there_is_refused_without_its_url(tmp_path: Path) -> None:
    line = Line(Postgres("answers", f"postgresql://u:hunter2@/x?host={tmp_path}"))
    with pytest.raises(Refusal, match=r"503\.302") as refused:
        line.query("SELECT 1")
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_closed_line_refuses(tmp_path: Path) -> None:
    line = Line(SQLite("answers", tmp_path / "answers.sqlite"))
    line.close()
    with pytest.raises(Refusal, match=r"503\.305"):
        line.query("SELECT 1")
