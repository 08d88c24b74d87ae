"""The stop ledger, in the contacts store: by the number's mark, so it outlives the person's row."""

from __future__ import annotations

from prem.storage.line import Line


def add(line: Line, phone_index: bytes, day: int) -> bool:
    """Enter a STOP; return False where it stands already."""
    written = line.write(
        "INSERT INTO stopped (phone_index, day) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (phone_index, day),
    )
    return written == 1


def stands(line: Line, phone_index: bytes) -> bool:
    """Whether this number said STOP."""
    return bool(line.query("SELECT 1 FROM stopped WHERE phone_index = ?", (phone_index,)))


def lift(line: Line, phone_index: bytes) -> None:
    """Take a STOP back: she texted START herself."""
    line.write("DELETE FROM stopped WHERE phone_index = ?", (phone_index,))
