"""The stop ledger, in the contacts store: by the number's mark, so it outlives the person's row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from prem.storage.among import among
from prem.storage.line import Line


def add(line: Line, phone_index: bytes, day: int, once: bytes | None = None) -> bool:
    """Enter a STOP, `once` being the mark of the text that says so; return False where one stands
    already."""
    written = line.write(
        "INSERT INTO stopped (phone_index, day, once) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (phone_index, day, once),
    )
    return written == 1


def stands(line: Line, phone_index: bytes) -> bool:
    """Whether this number said STOP."""
    return bool(line.query("SELECT 1 FROM stopped WHERE phone_index = ?", (phone_index,)))


@dataclass(frozen=True, slots=True)
class Stop:
    """A STOP that stands: its day (since 1970), and the mark of the text that said so."""

    day: int
    once: bytes | None


def standing(line: Line, indexes: Collection[bytes]) -> dict[bytes, Stop]:
    """Return the STOPs of these numbers that stand: ONE statement."""
    if not indexes:
        return {}
    which, keys = among(line, indexes)
    sql = f"SELECT phone_index, day, once FROM stopped WHERE phone_index {which}"  # noqa: S608
    return {
        bytes(index): Stop(int(day), None if once is None else bytes(once))
        for index, day, once in line.query(sql, keys)
    }


def lift(line: Line, phone_index: bytes) -> bool:
    """Take a STOP back: she texted START herself. Return whether one stood."""
    return bool(line.write("DELETE FROM stopped WHERE phone_index = ?", (phone_index,)))
