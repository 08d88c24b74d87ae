"""Parts of a study in processes: all arrive, all are kept, and one that fails is told."""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path

import pytest

from prem.fieldwork import simulate as room
from prem.ports import frozen
from prem.storage import trial_stores
from prem.storage.stores import open_stores
from prem.storage.versions import is_current
from prem.surveys.load import load_survey
from prem.surveys.model import Survey

STUDY = "pregnancy-to-18-months"


def broken_survey() -> Survey:
    raise LookupError("no such survey")


def ended_survey() -> Survey:
    os._exit(7)  # as if killed


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Two parts of so few women, whose folders lie here."""
    monkeypatch.setattr(room, "FEW", 5)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_both_parts_arrive_and_are_kept(stores, keys, now, parts):
    told = []
    done = room.simulate(
        stores, keys, load_survey(STUDY), 12, ports=frozen(now), tell=told.append,
        load=partial(load_survey, STUDY), at_once=2,
    )  # fmt: skip
    assert (done.women, told[-1], sorted(told)) == (12, 12, told)
    [(sessions,)] = stores.answers.reader.query("SELECT count(*) FROM session")
    [(turns,)] = stores.answers.reader.query("SELECT count(*) FROM turn")
    assert (sessions, turns) == (done.sessions, done.turns)
    assert sessions > 12
    # A simulated number could be somebody's: no store that stays has one.
    assert stores.contacts.reader.query("SELECT count(*) FROM person") == [(0,)]
    assert not list(parts.glob("prem-simulated-*"))


def test_a_part_has_the_schemas_of_the_stores_and_no_row_of_theirs(sqlite_settings, tmp_path):
    stores = open_stores(sqlite_settings)
    every = "SELECT name, sql FROM sqlite_schema ORDER BY name"
    stores.contacts.writer.write("INSERT INTO looked (survey, hash) VALUES ('a', 'b')")
    trial_stores.made_like(stores, tmp_path / "part")
    made = trial_stores.opened(tmp_path / "part")
    for one, other in ((stores.contacts, made.contacts), (stores.answers, made.answers)):
        assert one.reader.query(every) == other.reader.query(every)
        assert is_current(other.reader, other.name)
    assert made.contacts.reader.query("SELECT count(*) FROM looked") == [(0,)]
    stores.close()
    made.close()


@pytest.mark.parametrize("load", [broken_survey, ended_survey])
def test_a_part_that_fails_is_told_and_nothing_is_kept(sqlite_settings, keys, now, parts, load):
    stores = open_stores(sqlite_settings)
    with pytest.raises(RuntimeError, match="of the simulation"):
        room.simulate(stores, keys, load_survey(STUDY), 12, ports=frozen(now), load=load, at_once=2)
    assert stores.answers.reader.query("SELECT count(*) FROM session") == [(0,)]
    stores.close()
    assert not list(parts.glob("prem-simulated-*"))
