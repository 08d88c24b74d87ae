"""How much is looked at to lease a text, in SQLite's own steps: never what waits for all women."""

from __future__ import annotations

import pytest
from letters import queued

from prem.storage import outbox
from prem.storage.keys import Keys
from prem.storage.stores import Stores

NOW = 1_800_000_000
TOMORROW = NOW + 86_400


@pytest.fixture
def line(stores: Stores):
    line = stores.contacts.writer
    if line.driver.kind != "sqlite":
        pytest.skip("PostgreSQL does not count its steps")
    return line


def test_a_lease_does_not_look_at_what_waits_for_others(stores: Stores, keys: Keys, line) -> None:
    queued(stores, keys, NOW, women=400, each=3)
    line.write("UPDATE outbox SET due = ? WHERE person > 0", (TOMORROW,))
    among_many = _steps(line, keys)
    line.write("DELETE FROM outbox WHERE person > 4")
    line.write("UPDATE outbox SET state = 'queued', leased_until = NULL")
    among_few = _steps(line, keys)
    assert among_few > 100
    assert among_many < among_few * 1.5


def _steps(line, keys: Keys) -> int:
    """Return how many steps SQLite takes to lease what is due to one woman."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    connection = line._live()
    connection.set_progress_handler(step, 1)
    try:
        leased = outbox.lease(line, keys, NOW, ["sms"], seconds=30, most=9)
    finally:
        connection.set_progress_handler(None, 1)
    assert {one.person for one in leased} == {0}
    return taken
