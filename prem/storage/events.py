"""What is known of a woman's way, in the contacts store: due date, birth; her situation, sealed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from prem.storage.among import among
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.seal import seal, unseal

_PADDED = 48
_EPOCH = date(1970, 1, 1).toordinal()


def keep_day(line: Line, person: int, kind: str, day: date) -> None:
    """Keep the day of her "due-date" or "birth"; a later word replaces the former."""
    line.write(
        "INSERT INTO event (person, kind, day) VALUES (?, ?, ?) "
        "ON CONFLICT (person, kind) DO UPDATE SET day = excluded.day",
        (person, kind, day.toordinal() - _EPOCH),
    )


def days(line: Line, person: int) -> dict[str, date]:
    """Return the days that are known, by kind."""
    rows = line.query("SELECT kind, day FROM event WHERE person = ? AND day IS NOT NULL", (person,))
    return {kind: date.fromordinal(day + _EPOCH) for kind, day in rows}


def keep_situation(line: Line, keys: Keys, person: int, situation: str) -> None:
    """Keep the situation that she told by text: it routes the questions, nothing else."""
    sealed = seal(keys.phone_seal, situation, _place(person), size=_PADDED)
    line.write(
        "INSERT INTO event (person, kind, sealed) VALUES (?, 'situation', ?) "
        "ON CONFLICT (person, kind) DO UPDATE SET sealed = excluded.sealed",
        (person, sealed),
    )


def situation(line: Line, keys: Keys, person: int) -> str | None:
    """Return the situation that she told, None where she has not."""
    rows = line.query("SELECT sealed FROM event WHERE person = ? AND kind = 'situation'", (person,))
    return unseal(keys.phone_seal, bytes(rows[0][0]), _place(person)) if rows else None


def situations(line: Line, keys: Keys, persons: Collection[int]) -> dict[int, str]:
    """Return the situations that these persons told, by person: ONE statement."""
    if not persons:
        return {}
    which, found = among(line, persons)
    sql = f"SELECT person, sealed FROM event WHERE kind = 'situation' AND person {which}"  # noqa: S608
    return {
        person: unseal(keys.phone_seal, bytes(sealed), _place(person))
        for person, sealed in line.query(sql, found)
    }


def forget_situation(line: Line, person: int) -> None:
    """Forget it: at the next time point she is asked anew."""
    line.write("DELETE FROM event WHERE person = ? AND kind = 'situation'", (person,))


def _place(person: int) -> str:
    return f"situation|{person}"
