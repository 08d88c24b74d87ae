"""The one statement pair by which a sender takes texts that are due, one sender at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prem.storage.line import Line

_ONE_LEASES = 0x7072656D  # "prem": the advisory lock of who leases
_BY = (
    "coalesce(outbox.channel, (SELECT CASE person.channel WHEN 'voice' THEN 'sms' "
    "ELSE person.channel END FROM person WHERE person.id = outbox.person))"
)


def take(
    line: Line, now: int, channels: Sequence[str], *, until: int, most: int
) -> list[tuple[Any, ...]]:
    """Lease inside the caller's transaction: rows of id, person, template, body, due, slot, tries
    and channel, the longest due first. No text of a woman of whose texts one is in hand.

    SQLite has one writer. On PostgreSQL two at once could each see a woman as free and take one
    text of hers: the lock lets the second look only after the first has committed.
    """
    lock = ""
    if line.driver.kind == "postgres":
        line.query("SELECT pg_advisory_xact_lock(?)", (_ONE_LEASES,))
        lock = " FOR UPDATE SKIP LOCKED"
    mine = ", ".join("?" * len(channels))
    rows = line.query(
        f"SELECT id, person, template, body, due, slot, tries, {_BY} FROM outbox "  # noqa: S608
        f"WHERE state IN ('queued', 'held') AND due <= ? AND {_BY} IN ({mine}) "
        "AND NOT EXISTS (SELECT 1 FROM outbox AS other WHERE other.person = outbox.person "
        "AND other.state IN ('leased', 'sending')) "
        f"ORDER BY due, person, slot LIMIT ?{lock}",
        (now, *channels, most),
    )
    if rows:
        holes = ", ".join("?" * len(rows))
        line.write(
            f"UPDATE outbox SET state = 'leased', leased_until = ? WHERE id IN ({holes})",  # noqa: S608
            (until, *(row[0] for row in rows)),
        )
    return rows
