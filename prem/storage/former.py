"""Numbers that a woman had before, by their marks, in the contacts store: her STOP holds from any
of them, because it is hers and not a number's."""

from __future__ import annotations

from prem.storage.line import Line
from prem.storage.people import Person, by_id


def add(line: Line, phone_index: bytes, person: int) -> None:
    """Note that a person had this number."""
    line.write(
        "INSERT INTO former (phone_index, person) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (phone_index, person),
    )


def holders(line: Line, phone_index: bytes) -> list[Person]:
    """Return who had this number before: nobody most often, and hardly ever more than one."""
    rows = line.query(
        "SELECT person FROM former WHERE phone_index = ? ORDER BY person", (phone_index,)
    )
    return [found for (person,) in rows if (found := by_id(line, person)) is not None]


def forget(line: Line, person: int) -> None:
    """Forget the numbers that she had: she asks that what happened to her is erased."""
    line.write("DELETE FROM former WHERE person = ?", (person,))
