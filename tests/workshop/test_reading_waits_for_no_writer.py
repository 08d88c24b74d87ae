"""Who only reads the workshop waits for no writer, and cannot write."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text

from prem.errors import Refusal
from prem.storage.stores import Stores
from prem.storage.workshop_transaction import reading, writing

COUNT = text("SELECT count(*) FROM staff")
ADD = text("INSERT INTO staff (id, name, role, made_at) VALUES (7, 'Ann', 'adviser', 1)")


def test_a_reader_reads_while_another_writes(stores: Stores) -> None:
    with writing(stores.workshop) as session:
        session.execute(ADD)
        started = time.monotonic()
        with reading(stores.workshop) as other:
            assert other.execute(COUNT).scalar_one() == 0
        assert time.monotonic() - started < 5
    with reading(stores.workshop) as other:
        assert other.execute(COUNT).scalar_one() == 1


def test_a_reader_of_sqlite_cannot_write(stores: Stores) -> None:
    if stores.workshop.driver.kind != "sqlite":
        pytest.skip("kept on SQLite alone")
    with (
        pytest.raises(Refusal, match=r"the file cannot be written"),
        reading(stores.workshop) as one,
    ):
        one.execute(ADD)
