"""How a sender takes texts that are due, one sender at a time; and which of a woman's texts go
before which."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from prem.storage.among import among
from prem.storage.line import Line

_ONE_LEASES = 0x7072656D  # "prem": the advisory lock of who leases
_BY = (
    "coalesce(outbox.channel, (SELECT CASE person.channel WHEN 'voice' THEN 'sms' "
    "ELSE person.channel END FROM person WHERE person.id = outbox.person))"
)

CONFIRMS, REPLY = "stop-confirmed", "turn"
_BEFORE = (
    "{one}.state IN ('queued', 'held') AND {one}.nth < {two}.nth "
    f"AND {{two}}.template <> '{CONFIRMS}' "
    "AND coalesce({one}.channel, '') = coalesce({two}.channel, '') "
    f"AND ({{one}}.template = '{REPLY}' OR ({{one}}.tries > 0 AND {{two}}.template <> '{REPLY}'))"
)
"""Whether one text of a woman's that waits must go before another.

- Nothing goes before an earlier reply that waits to be tried again or is held by a cap, however
  long it waits. So that she does not wait with it, `forward` has it tried when she texts again.
- A reply waits for replies only. An invitation put back to tomorrow's safe hour, or news held in
  prison, must not keep HELP from being answered now.
- What confirms a STOP waits for nothing. A call and a text do not wait for each other: who sends
  texts may have nobody who rings.
- Where one is put back, `behind` moves what must come after it; so texts in the order of `due` and
  `nth` are in hers. What is queued at that very moment is not moved: `take` looks for it.
- Two programs that take in two texts of hers at the same moment may queue their replies in either
  order. `prem serve` is one program, and takes them in as they came.
"""


def goes_before(earlier: str, later: str) -> bool:
    """Whether, of two texts that one sender has in hand, one of the earlier template goes first."""
    return later != CONFIRMS and (earlier == REPLY or later != REPLY)


def numbers(line: Line, many: int) -> tuple[str, list[tuple[int, ...]]]:
    """Return the SQL of a number in the queue, and its parameters for each of so many texts.

    PostgreSQL has a sequence; SQLite has one writer, and the last number stands in an index.
    """
    if line.driver.kind == "postgres":
        return "nextval('outbox_nth')", [()] * many
    [(last,)] = line.query("SELECT coalesce(max(nth), 0) FROM outbox")
    return "?", [(last + place,) for place in range(1, many + 1)]


_TAKEN = "id, person, template, body, due, slot, tries, nth"


def take(
    line: Line, now: int, channels: Sequence[str], *, until: int, most: int
) -> list[tuple[Any, ...]]:
    """Lease inside the caller's transaction: rows of id, person, template, body, due, slot, tries,
    nth and channel, the longest due first. No text of a woman of whose texts one is in hand, and
    none that an earlier one of hers must go before.

    SQLite has one writer. On PostgreSQL two at once could each see a woman as free and take one
    text of hers: the lock lets the second look only after the first has committed.
    """
    lock = ""
    if line.driver.kind == "postgres":
        line.query("SELECT pg_advisory_xact_lock(?)", (_ONE_LEASES,))
        lock = " FOR UPDATE SKIP LOCKED"
    mine = ", ".join("?" * len(channels))
    rows = line.query(
        f"SELECT {_TAKEN}, way FROM ("  # noqa: S608
        f"SELECT {_TAKEN}, channel, {_BY} AS way FROM outbox "
        f"WHERE state IN ('queued', 'held') AND due <= ? AND {_BY} IN ({mine}) "
        # Asked so, for what is in hand is little, and what a woman was ever sent is not.
        "AND person NOT IN (SELECT other.person FROM outbox AS other "
        "WHERE other.state IN ('leased', 'sending')) "
        f"ORDER BY due, person, nth LIMIT ?{lock}) AS first "
        "WHERE NOT EXISTS (SELECT 1 FROM outbox AS put_back WHERE put_back.person = first.person "
        f"AND put_back.due > first.due AND {_BEFORE.format(one='put_back', two='first')})",
        (now, *channels, most),
    )
    if rows:
        holes = ", ".join("?" * len(rows))
        line.write(
            f"UPDATE outbox SET state = 'leased', leased_until = ? WHERE id IN ({holes})",  # noqa: S608
            (until, *(row[0] for row in rows)),
        )
    return rows


def behind(line: Line, number: int) -> None:
    """Move what must come after a text that was put back behind it."""
    line.write(
        "UPDATE outbox SET due = earlier.due FROM outbox AS earlier WHERE earlier.id = ? "  # noqa: S608
        "AND outbox.person = earlier.person AND outbox.state IN ('queued', 'held') "
        f"AND outbox.due < earlier.due AND {_BEFORE.format(one='earlier', two='outbox')}",
        (number,),
    )


def forward(line: Line, persons: Collection[int], now: int) -> int:
    """Have replies to these persons that wait to be tried again, or are held, go now: she texts
    again, so she is at her phone, and what she is told next waits for them. Return how many."""
    if not persons:
        return 0
    which, keys = among(line, persons)
    return line.write(
        "UPDATE outbox SET due = ? "  # noqa: S608  # only holes
        f"WHERE person {which} AND due > ? AND state IN ('queued', 'held') "
        f"AND template = '{REPLY}'",
        (now, *keys, now),
    )
