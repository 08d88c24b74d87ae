"""What the simulator must know of the outbox to play its part; the product itself never asks."""

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
    [(due, lapse)] = line.query(
        "SELECT (SELECT min(due) FROM outbox WHERE state IN ('queued', 'held')), "
        "(SELECT min(leased_until) FROM outbox WHERE state IN ('leased', 'sending'))"
    )
    return min((one for one in (due, None if lapse is None else lapse + 1) if one is not None),
               default=None)  # fmt: skip


def hurry(line: Line, *, alone: bool) -> None:
    """Write without waiting for the disk: only for what may be lost, such as a simulation.

    `alone`: nobody else has the file open, so that no lock is asked for and no log is kept.
    """
    if line.driver.kind == "sqlite":
        line.query("PRAGMA synchronous = OFF")
        line.query("PRAGMA secure_delete = OFF")
        if alone:
            line.query("PRAGMA journal_mode = MEMORY")
            line.query("PRAGMA locking_mode = EXCLUSIVE")
