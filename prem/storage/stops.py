"""The stop ledger, in the contacts store: by the number's mark, so it outlives the person's row."""

from __future__ import annotations

from collections.abc import Collection

from prem.storage.among import among
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


def standing(line: Line, indexes: Collection[bytes]) -> frozenset[bytes]:
    """Return which of these numbers said STOP: ONE statement."""
    if not indexes:
        return frozenset()
    which, keys = among(line, indexes)
    sql = f"SELECT phone_index FROM stopped WHERE phone_index {which}"  # noqa: S608  # only holes
    return frozenset(bytes(index) for (index,) in line.query(sql, keys))


def lift(line: Line, phone_index: bytes) -> None:
    """Take a STOP back: she texted START herself."""
    line.write("DELETE FROM stopped WHERE phone_index = ?", (phone_index,))
