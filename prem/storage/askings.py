"""Which time points of which surveys a woman was invited to, in the contacts store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from prem.storage.among import among
from prem.storage.line import Line


@dataclass(frozen=True, slots=True)
class Asking:
    """A survey's time point that a person was invited to; `opened` in days since 1970."""

    person: int
    survey: str
    time_point: str
    opened: int

    @property
    def wave(self) -> str:
        """The name under which its texts lie in the outbox."""
        return f"{self.survey}/{self.time_point}"


def add_all(line: Line, some: Sequence[Asking]) -> None:
    """Write them in ONE statement; what is there already stays."""
    if not some:
        return
    holes = ", ".join(["(?, ?, ?, ?)"] * len(some))
    line.write(
        f"INSERT INTO asking (person, survey, time_point, opened) VALUES {holes} "  # noqa: S608
        "ON CONFLICT DO NOTHING",
        [value for one in some for value in (one.person, one.survey, one.time_point, one.opened)],
    )


def latest(line: Line, person: int) -> Asking | None:
    """Return what she was last invited to: her texts belong to it."""
    rows = line.query(
        "SELECT person, survey, time_point, opened FROM asking WHERE person = ? "
        "ORDER BY opened DESC, survey, time_point DESC LIMIT 1",
        (person,),
    )
    return Asking(*rows[0]) if rows else None


def latest_of(line: Line, persons: Collection[int]) -> dict[int, Asking]:
    """Return what each of these persons was last invited to: ONE statement."""
    if not persons:
        return {}
    which, keys = among(line, persons)
    rows = line.query(
        f"SELECT person, survey, time_point, opened FROM asking WHERE person {which} "  # noqa: S608
        "ORDER BY opened, survey DESC, time_point",
        keys,
    )
    return {row[0]: Asking(*row) for row in rows}  # of each person's the last


def of_wave(line: Line, survey: str, time_point: str, *, since: int) -> list[Asking]:
    """Return who was invited to a survey's time point from a day (since 1970) on."""
    rows = line.query(
        "SELECT person, survey, time_point, opened FROM asking "
        "WHERE survey = ? AND time_point = ? AND opened >= ?",
        (survey, time_point, since),
    )
    return [Asking(*row) for row in rows]


def those(line: Line, survey: str) -> set[tuple[int, str]]:
    """Return (person, time point) of all invitations of a survey."""
    rows = line.query("SELECT person, time_point FROM asking WHERE survey = ?", (survey,))
    return {(person, time_point) for person, time_point in rows}
