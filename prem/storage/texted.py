"""When the schedule has texted whom, in the contacts store: invitations and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prem.storage.line import Line

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Sign:
    """A wave that a person was asked into on a day (since 1970), and one text of it: `second`
    (since 1970) is when it was due. No template and no second where none was queued."""

    person: int
    time_point: str
    opened: int
    template: str | None
    second: int | None


def signs(line: Line, survey: str) -> list[Sign]:
    """Return every invitation and reminder of a survey, in whatever state it is: ONE statement."""
    rows = line.query(
        "SELECT DISTINCT a.person, a.time_point, a.opened, o.template, o.due FROM asking AS a "
        "LEFT JOIN outbox AS o ON o.person = a.person "
        "AND o.wave = a.survey || '/' || a.time_point "
        "AND o.template IN ('invitation', 'reminder') "
        "WHERE a.survey = ? ORDER BY a.person, a.time_point, o.due",
        (survey,),
    )
    return [Sign(*row) for row in rows]


def days(line: Line) -> dict[int, dict[str, date]]:
    """Return the days that are known of everyone, by person and kind."""
    found: dict[int, dict[str, date]] = {}
    for person, kind, day in line.query(
        "SELECT person, kind, day FROM event WHERE day IS NOT NULL"
    ):
        found.setdefault(person, {})[kind] = date.fromordinal(day + _EPOCH)
    return found
