"""Told by text, her situation lies sealed while the questions need it, and then nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from texting import Phone, answers

from prem.instruments.model import SITUATIONS
from prem.storage import events
from prem.storage.stores import Stores


def found(stores: Stores, word: str) -> int:
    """How often a word lies on the disk of the three stores, their logs written back first."""
    folder = Path(stores.answers.driver.path).parent  # type: ignore[union-attr]
    for store in (stores.contacts, stores.answers, stores.workshop):
        store.writer.query("PRAGMA wal_checkpoint(TRUNCATE)")
    lying = b"".join(path.read_bytes() for path in folder.iterdir() if ".sqlite" in path.name)
    return len(re.findall(re.escape(word.encode()), lying))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_byte_of_it_lies_in_a_store(sqlite_phone: Callable[[], Phone], situation: str) -> None:
    phone = sqlite_phone()
    stores = phone.field.stores
    before = {word: found(stores, word) for word in (situation, f"{situation} text")}
    phone.invited()
    phone.writes("yes", "1", f"{situation} text")
    for _ in range(2):
        assert {word: found(stores, word) for word in before} == before
        [(person,)] = stores.contacts.reader.query("SELECT id FROM person")
        kept = events.situation(stores.contacts.reader, phone.field.keys, person)
        if answers(phone):
            assert kept is None, "it routes no more"
        else:
            assert kept == situation
            phone.writes("2", "skip", "5", "skip")
            assert phone.got[-1] == "end text"
