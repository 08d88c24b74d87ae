"""When the schedule has texted whom, in the contacts store: invitations and reminders."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from prem.storage.among import among
from prem.storage.line import Line
from prem.storage.outbox import IN_HAND, WAITING


@dataclass(frozen=True, slots=True)
class Sign:
    """A wave that a person was asked into on a day (since 1970), and one text of it: `second`
    (since 1970) is when it went out or else is due, `state` the outbox's. No template, second and
    state where none was queued."""

    person: int
    time_point: str
    opened: int
    template: str | None
    second: int | None
    state: str | None

    @property
    def taken_back(self) -> bool:
        """Whether it never went out and never will."""
        return self.state == "cancelled"

    @property
    def waits(self) -> bool:
        """Whether no provider has it yet."""
        return self.state in (*WAITING, *IN_HAND)


def signs(line: Line, survey: str, persons: Collection[int]) -> list[Sign]:
    """Return every invitation and reminder of a survey to these persons: ONE statement."""
    if not persons:
        return []
    which, holes = among(line, persons)
    rows = line.query(
        "SELECT a.person, a.time_point, a.opened, o.template, "  # noqa: S608
        "coalesce(o.went / 1000, o.due), o.state "
        "FROM asking AS a LEFT JOIN outbox AS o ON o.person = a.person "
        "AND o.wave = a.survey || '/' || a.time_point "
        "AND o.template IN ('invitation', 'reminder') AND o.slot LIKE '%.00' "
        f"WHERE a.survey = ? AND a.person {which} ORDER BY a.person, a.time_point, o.due",
        (survey, *holes),
    )
    return [Sign(*row) for row in rows]
