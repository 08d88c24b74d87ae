"""What was spent on texts, in the contacts store, by the mark of a cap and its hour or day."""

from __future__ import annotations

from prem.storage.line import Line


def spend(line: Line, cap: bytes, amount: int, limit: int, day: int) -> bool:
    """Add to what was spent under a cap; False, and nothing added, where it would pass `limit`.

    Several senders may call it at once: the database adds and compares in one statement.
    """
    if amount > limit:
        return False
    return bool(
        line.write(
            "INSERT INTO spent (cap, day, amount) VALUES (?, ?, ?) "
            "ON CONFLICT (cap) DO UPDATE SET amount = spent.amount + excluded.amount "
            "WHERE spent.amount + excluded.amount <= ?",
            (cap, day, amount, limit),
        )
    )


def forget(line: Line, before: int) -> int:
    """Forget what was spent before a day; return how many rows."""
    return line.write("DELETE FROM spent WHERE day < ?", (before,))
