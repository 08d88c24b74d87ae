"""The situation that a woman told by text, in the contacts store: sealed, and forgotten at the end.

What happened to her is another matter: see happened.py."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from prem.storage.among import among
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.seal import seal, unseal

_PADDED = 48


def keep_situations(line: Line, keys: Keys, told: Mapping[int, str]) -> None:
    """Keep the situations that these persons told by text, by person: ONE statement.

    They route the questions, nothing else.
    """
    if not told:
        return
    rows = [
        (person, seal(keys.phone_seal, told[person], _place(person), size=_PADDED))
        for person in sorted(told)  # one order for all, or two would lock each other
    ]
    line.write(
        f"INSERT INTO situation (person, sealed) VALUES {', '.join(['(?, ?)'] * len(rows))} "  # noqa: S608
        "ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed",
        [value for row in rows for value in row],
    )


def change_situation(line: Line, keys: Keys, person: int, situation: str) -> None:
    """Keep another situation where one is kept: the questions that are left follow it."""
    sealed = seal(keys.phone_seal, situation, _place(person), size=_PADDED)
    line.write("UPDATE situation SET sealed = ? WHERE person = ?", (sealed, person))


def situation(line: Line, keys: Keys, person: int) -> str | None:
    """Return the situation that she told, None where she has not."""
    rows = line.query("SELECT sealed FROM situation WHERE person = ?", (person,))
    return unseal(keys.phone_seal, bytes(rows[0][0]), _place(person)) if rows else None


def situations(line: Line, keys: Keys, persons: Collection[int]) -> dict[int, str]:
    """Return the situations that these persons told, by person: ONE statement."""
    if not persons:
        return {}
    which, found = among(line, persons)
    sql = f"SELECT person, sealed FROM situation WHERE person {which}"  # noqa: S608
    return {
        person: unseal(keys.phone_seal, bytes(sealed), _place(person))
        for person, sealed in line.query(sql, found)
    }


def forget_situation(line: Line, person: int) -> None:
    """Forget it: at the next time point she is asked anew."""
    line.write("DELETE FROM situation WHERE person = ?", (person,))


def forget_situations(line: Line, persons: Collection[int]) -> None:
    """Forget those of several persons: ONE statement."""
    if persons:
        which, holes = among(line, persons)
        line.write(f"DELETE FROM situation WHERE person {which}", holes)  # noqa: S608  # only holes


def _place(person: int) -> str:
    return f"situation|{person}"
