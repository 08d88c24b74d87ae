"""A contacts store of the first version keeps its outbox when it is moved to the second."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext

from prem.storage import events, happened, outbox, people
from prem.storage.adopted import adopt
from prem.storage.keys import Keys
from prem.storage.line import Conflict
from prem.storage.migrate import engine_of, migrate, scripts
from prem.storage.outbox import Letter
from prem.storage.seal import seal
from prem.storage.stores import Store, Stores
from prem.storage.tables_contacts import CONTACTS

OLD = ("queued", "leased", "sent", "delivered", "failed", "unknown", "cancelled")


def back_at_the_first(store: Store) -> None:
    """Make the store anew as the first version made it."""
    for table in [*(one.name for one in reversed(CONTACTS.sorted_tables)), "contacts_version"]:
        store.writer.write(f"DROP TABLE {table}")
    script = scripts("contacts")

    def steps(revision: Any, _: Any) -> Any:
        return script._upgrade_revs("0001", revision)

    engine = engine_of(store.driver)
    with engine.begin() as connection, EnvironmentContext(Config(), script, fn=steps) as made:
        made.configure(connection=connection, version_table="contacts_version")
        made.run_migrations()
    engine.dispose()


def test_what_waits_and_what_went_is_carried_over(stores: Stores, keys: Keys) -> None:
    store = stores.contacts
    back_at_the_first(store)
    line = store.writer
    line.write(
        "INSERT INTO person VALUES (1, ?, ?, 'sms', 'en', 'north', 10, 18, 'c0ffee')",
        (b"i" * 32, b"p" * 60),
    )
    for n, state in enumerate(OLD):
        waits = state in ("queued", "leased")
        line.write(
            "INSERT INTO outbox (id, person, wave, template, slot, state, body, due, leased_until,"
            " provider) VALUES (?, 1, 'w', 't', ?, ?, ?, 5, ?, ?)",
            (
                len(OLD) - n,
                str(n),
                state,
                b"b" if waits else None,
                9 if state == "leased" else None,
                b"m",
            ),
        )
    line.close()
    migrate(store.driver, "contacts")
    moved = Store("contacts", store.driver).open()
    try:
        assert outbox.counts(moved.reader) == dict.fromkeys(OLD, 1)
        sql = "SELECT id, body, due, provider, tries FROM outbox WHERE state = 'queued'"
        [(id_, body, due, provider, tries)] = moved.reader.query(sql)
        assert (id_, bytes(body), due, bytes(provider), tries) == (len(OLD), b"b", 5, b"m", 0)
        order = moved.reader.query("SELECT slot FROM outbox ORDER BY nth")
        assert [slot for (slot,) in order] == [str(n) for n in range(len(OLD))]
        later = [Letter(1, "w", "turn", slot, "", 1) for slot in ("b", "a")]
        assert outbox.queue(moved.writer, keys, list(enumerate(later, 50))) == 2
        order = moved.reader.query("SELECT id FROM outbox ORDER BY nth DESC LIMIT 2")
        assert order == [(51,), (50,)]
        with pytest.raises(Conflict):
            moved.writer.write(
                "INSERT INTO outbox (id, person, wave, template, slot, state, due, tries) "
                "VALUES (99, 1, 'w', 't', '0', 'sent', 5, 0)"
            )
    finally:
        moved.close()


def test_days_and_situations_of_before_the_log_are_kept(stores: Stores, keys: Keys) -> None:
    store = stores.contacts
    back_at_the_first(store)
    line = store.writer
    for person in (1, 2):
        line.write(
            "INSERT INTO person VALUES (?, ?, ?, 'sms', 'en', 'north', 10, 18, 'c0ffee')",
            (person, bytes([person]) * 32, b"p" * 60),
        )
    sealed = seal(keys.phone_seal, "loss", "situation|1", size=48)
    line.write("INSERT INTO event (person, kind, sealed) VALUES (1, 'situation', ?)", (sealed,))
    line.write("INSERT INTO event (person, kind, day) VALUES (1, 'birth', 20500)")
    line.close()
    migrate(store.driver, "contacts")
    moved = Store("contacts", store.driver).open()
    try:
        assert events.situation(moved.reader, keys, 1) == "loss"
        assert moved.reader.query("SELECT kind FROM event") == [("birth",)]
        assert people.first_look(moved.reader) == 0
        assert people.safe_hours(moved.reader, 2) == (10, 18, 127)
        assert adopt(moved.writer, keys) == 2
        found = happened.of(moved.reader, keys, [1, 2])
        assert [[one.kind for one in found[her]] for her in (1, 2)] == [
            ["enrolled", "birth"],
            ["enrolled"],
        ]
        assert moved.reader.query("SELECT kind FROM event") == []
    finally:
        moved.close()
