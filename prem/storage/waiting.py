"""A look at the outbox that takes nothing out of it: what waits until when, what became of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from prem.storage.line import Line

LATE = 600
"""Seconds after which a text that nobody took tells that no worker runs."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A text that waits: whose, which, until when; `held`: by a cap."""

    person: int
    template: str
    due: datetime
    held: bool


def waiting(line: Line) -> list[Waits]:
    """Return the texts that wait, the first first, without their words."""
    rows = line.query(
        "SELECT person, template, due, state FROM outbox WHERE state IN ('queued', 'held') "
        "ORDER BY due, person, nth"
    )
    return [
        Waits(person, template, datetime.fromtimestamp(due, UTC), state == "held")
        for person, template, due, state in rows
    ]


def states(line: Line, providers: Sequence[bytes]) -> dict[bytes, str]:
    """Return what became of texts, by the marks of the references that the provider was given."""
    if not providers:
        return {}
    holes = ", ".join("?" * len(providers))
    sql = f"SELECT provider, state FROM outbox WHERE provider IN ({holes})"  # noqa: S608
    return {bytes(provider): state for provider, state in line.query(sql, providers)}


def tally(line: Line, now: int, since: int) -> dict[str, int]:
    """Return how many texts wait and why, and how many of those due after `since` went wrong.

    "cap": over a cap; "again": the provider did not take it yet; "late": due for ten minutes, and
    no worker took it; "later": for its moment, most often a safe hour; "now"; "failed", "unknown".
    """
    rows = line.query(
        "SELECT CASE WHEN state IN ('failed', 'unknown') THEN state WHEN state = 'held' THEN 'cap' "
        "WHEN tries > 0 THEN 'again' WHEN due > ? THEN 'later' WHEN due < ? THEN 'late' "
        "ELSE 'now' END AS why, count(*) FROM outbox "
        "WHERE state IN ('queued', 'held') OR (state IN ('failed', 'unknown') AND due > ?) "
        "GROUP BY why",
        (now, now - LATE, since),
    )
    return dict(rows)
