"""What the simulator must know of texts and answers to play its part; the product never asks."""

from __future__ import annotations

from collections.abc import Collection

from prem.storage.line import Line

Key = tuple[int, str, str, str]
"""Person, wave, template, slot."""


def sent_as(line: Line, providers: Collection[bytes]) -> dict[bytes, Key]:
    """Return under which key each text lies that was sent under such a mark, by mark."""
    if not providers:
        return {}
    holes = ", ".join("?" * len(providers))
    rows = line.query(
        "SELECT provider, person, wave, template, slot FROM outbox "  # noqa: S608
        f"WHERE provider IN ({holes})",
        list(providers),
    )
    return {
        bytes(mark): (person, wave, template, slot) for mark, person, wave, template, slot in rows
    }


def kept_as(line: Line, once: bytes) -> tuple[int, str] | None:
    """Return the session and the item of the answer that a text gave; None where it gave none."""
    rows = line.query("SELECT session, item FROM turn WHERE once = ?", (once,))
    return (rows[0][0], rows[0][1]) if rows and rows[0][1] is not None else None


def waits(line: Line, person: int) -> bool:
    """Whether a text to a person is on its way through the outbox."""
    return bool(
        line.query(
            "SELECT 1 FROM outbox WHERE person = ? "
            "AND state IN ('queued', 'held', 'leased', 'sending') LIMIT 1",
            (person,),
        )
    )


def next_due(line: Line) -> int | None:
    """Return the second at which a text is due next, or a dead sender's lease ends; None: never."""
    moments = line.query(
        "SELECT min(due) FROM outbox WHERE state = 'queued' "
        "UNION ALL SELECT min(due) FROM outbox WHERE state = 'held' "
        "UNION ALL SELECT min(leased_until) + 1 FROM outbox WHERE state = 'leased' "
        "UNION ALL SELECT min(leased_until) + 1 FROM outbox WHERE state = 'sending'"
    )
    return min((one for (one,) in moments if one is not None), default=None)
