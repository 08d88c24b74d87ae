"""A look at the outbox on both databases: why texts wait, and what became of those that went."""

from __future__ import annotations

from letters import queued

from prem.storage import outbox
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.storage.waiting import states, tally, waiting

NOW = 1_800_000_000
AN_HOUR = 3600


def test_each_text_that_waits_has_its_reason(stores: Stores, keys: Keys) -> None:
    assert queued(stores, keys, NOW, women=7, each=1) == 7
    line = stores.contacts.writer
    for person, change in enumerate(
        (
            "due = due",
            "state = 'held'",
            "tries = 2",
            f"due = due + {AN_HOUR}",
            f"due = due - {AN_HOUR}",
            "state = 'failed', body = NULL",
            "state = 'unknown', body = NULL",
        )
    ):
        line.write(f"UPDATE outbox SET {change} WHERE person = ?", (person,))
    assert tally(line, NOW, NOW - AN_HOUR) == dict.fromkeys(
        ("now", "cap", "again", "later", "late", "failed", "unknown"), 1
    )
    assert set(tally(line, NOW, NOW)) == {"now", "cap", "again", "later", "late"}
    assert [one.person for one in waiting(line)] == [4, 0, 1, 2, 3]
    assert [one.person for one in waiting(line) if one.held] == [1]


def test_what_became_of_a_text_is_found_by_its_mark(stores: Stores, keys: Keys) -> None:
    assert queued(stores, keys, NOW, women=2, each=1) == 2
    line, marks = stores.contacts.writer, [b"a" * 32, b"b" * 32]
    leased = outbox.lease(line, keys, NOW, ["sms"], seconds=60, most=9)
    for one, its in zip(leased, marks, strict=True):
        outbox.begin(line, one, its, NOW + 60, NOW)
    assert outbox.report(line, marks[0], "delivered")
    assert states(line, [*marks, b"c" * 32]) == {marks[0]: "delivered", marks[1]: "sending"}
    assert states(line, []) == {}
