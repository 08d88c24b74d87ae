"""Two senders at the same moment never have texts of one woman in hand."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest

from prem.settings import Settings
from prem.storage import leasing, outbox, people
from prem.storage.keys import Keys
from prem.storage.outbox import Leased, Letter
from prem.storage.people import Number, Person
from prem.storage.stores import Stores, open_stores

NOW = 1_800_000_000


@pytest.fixture
def others(store_settings: Settings):
    opened = open_stores(store_settings)
    yield opened
    opened.close()


def two_texts(stores: Stores, keys: Keys) -> None:
    number = Number("+447400123456")
    woman = Person(1, people.index_of(keys, number), "sms", "en", "north", 0, 24, "c")
    people.add(stores.contacts.writer, keys, woman, number)
    letters = [Letter(1, "s/w", "turn", f"{n}.00", str(n), NOW) for n in range(2)]
    assert outbox.queue(stores.contacts.writer, keys, list(enumerate(letters))) == 2


def test_who_leases_meanwhile_leaves_her_other_texts_alone(
    stores: Stores, others: Stores, keys: Keys, now: datetime
) -> None:
    two_texts(stores, keys)
    second = list[Leased]()

    def lease_too() -> None:
        second.extend(outbox.lease(others.contacts.writer, keys, NOW, ["sms"], seconds=300, most=9))

    thread = threading.Thread(target=lease_too)
    with stores.contacts.writer.transaction() as line:
        # What `lease` does, caught between its statement and its commit.
        first = leasing.take(line, NOW, ["sms"], until=NOW + 300, most=1)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()  # it waits: whom the first has it cannot see yet
    thread.join(10)
    assert len(first) == 1
    assert second == []


def test_while_a_call_is_under_way_her_other_texts_wait(stores: Stores, keys: Keys) -> None:
    two_texts(stores, keys)
    line = stores.contacts.writer

    def leased() -> list[Leased]:
        return outbox.lease(line, keys, NOW, ["sms"], seconds=300, most=1)

    [first] = leased()
    assert leased() == []
    calling = outbox.begin(line, first, b"x" * 32, NOW + 60)
    assert calling is not None
    assert leased() == []
    outbox.settle(line, calling, "sent")
    assert [one.text for one in leased()] == ["1"]
