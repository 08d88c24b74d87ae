"""Stores are made by whoever comes first, whole, however many come at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from prem.errors import Refusal
from prem.settings import Settings
from prem.storage.sqlite import SQLite
from prem.storage.stores import Stores, open_stores
from prem.storage.versions import found, head

PROGRAM = """
from prem.errors import Refusal
from prem.settings import Settings
from prem.storage.keys import load_or_create
from prem.storage.stores import open_stores
settings = Settings()
keys = load_or_create(settings.keys_path)
stores = open_stores(settings)
stores.answers.writer.query("SELECT count(*) FROM turn")
stores.close()
"""


def test_many_programs_open_a_new_folder_at_once(tmp_path: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PREM_DATA": str(tmp_path / "data")},
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(4)
    ]
    for child in children:
        _, error = child.communicate(timeout=60)
        assert child.returncode == 0, error


def test_a_file_that_another_program_makes_at_that_moment_is_taken_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not there when we looked, and is there when we make it."""
    SQLite("answers", tmp_path / "a.sqlite").connect().close()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda _: False)
        made = SQLite("answers", tmp_path / "a.sqlite").connect()
    made.close()


class Busy:
    """A connection to a file that others turn to a WAL at this moment."""

    def __init__(self, times: int, says: str = "database is locked") -> None:
        self.left, self.says, self.closed = times, says, False

    def execute(self, _sql: str) -> Busy:
        self.left -= 1
        if self.left >= 0:
            raise dbapi2.OperationalError(self.says)
        return self

    def fetchall(self) -> None: ...

    def close(self) -> None:
        self.closed = True


def test_who_is_refused_on_the_spot_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for busy in (Busy(3), Busy(1, "disk I/O error")):
        monkeypatch.setattr(dbapi2, "connect", lambda *_, busy=busy, **__: busy)
        if busy.left == 3:
            assert SQLite("answers", tmp_path / "a.sqlite").connect() is busy
        else:
            with pytest.raises(Refusal, match="503"):
                SQLite("answers", tmp_path / "a.sqlite").connect()
        assert busy.closed == (busy.says == "disk I/O error")


def test_every_store_is_at_its_head(stores: Stores) -> None:
    for store in (stores.contacts, stores.answers, stores.workshop):
        assert found(store.reader, store.name) == head(store.name) != ""


def test_opening_again_moves_nothing(sqlite_settings: Settings) -> None:
    opened = open_stores(sqlite_settings)
    seen: list[str] = []
    opened.answers.writer.watch = seen.append
    opened.answers.open()
    assert seen == ["SELECT version_num FROM answers_version"]
    opened.close()


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file is in the way")
    with pytest.raises(Refusal, match=r"^\[500\.307\] [^\n]*$"):
        open_stores(Settings(data=tmp_path / "data"))


@pytest.mark.postgres
def test_the_three_stores_may_be_schemas_of_one_database(stores: Stores) -> None:
    if stores.answers.driver.kind != "postgres":
        pytest.skip("on SQLite they are three files")
    names = {
        store.reader.query("SELECT current_schema, current_database()")[0]
        for store in (stores.contacts, stores.answers, stores.workshop)
    }
    assert len(names) == 3
    assert len({database for _, database in names}) == 1
