"""Texts that are taken back from the outbox because something happened meanwhile."""

from __future__ import annotations

from prem.storage import outbox
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.surveys.schedule.templates import INVITATION, REMINDER, mentions_baby

NEWS = "said"
"""The template of the one text that says what came of her answers (fieldwork/said_did.py)."""
_FAR, _LONG_AGO = 2**40, 3600
_TAKE = "UPDATE outbox SET state = 'cancelled', body = NULL, leased_until = NULL "
_WAITS = "state IN ('queued', 'held', 'leased')"


def scheduled(line: Line, person: int, wave: str | None = None) -> int:
    """Take back what the schedule queued for a person (in one wave only, where it is named) and
    no provider was handed yet; return how many. What is still right is planned anew."""
    wanted, values = ("", ()) if wave is None else (" AND wave = ?", (wave,))
    return line.write(
        f"{_TAKE} WHERE person = ? AND template IN (?, ?) AND {_WAITS}{wanted}",
        (person, INVITATION, REMINDER, *values),
    )


def of_a_baby(line: Line, keys: Keys, person: int) -> int:
    """Take back all that waits for a person and mentions a baby; return how many."""
    waiting = outbox.waiting(line, keys, person)
    loud = [number for number, words in waiting if mentions_baby(words)]
    return sum(line.write(f"{_TAKE} WHERE id = ? AND {_WAITS}", (one,)) for one in loud)


def hold(line: Line, person: int) -> int:
    """Hold what is no answer to her and no text of the schedule, until `release`; how many."""
    return line.write(
        "UPDATE outbox SET state = 'held', due = ?, leased_until = NULL "  # noqa: S608
        f"WHERE person = ? AND template = ? AND {_WAITS}",
        (_FAR, person, NEWS),
    )


def release(line: Line, person: int, at: int) -> int:
    """Let what `hold` holds go from this second (since 1970) on; return how many."""
    return line.write(
        "UPDATE outbox SET state = 'queued', due = ? "
        "WHERE person = ? AND template = ? AND state = 'held' AND due = ?",
        (at, person, NEWS, _FAR),
    )


def look_again(line: Line, person: int, at: int) -> int:
    """Have what waits for a moment after this second looked at anew, for it may be none of her
    safe hours any more; return how many. Due long ago it goes at such an hour only: that a reply
    is due at this moment would say that she is at her phone."""
    return line.write(
        "UPDATE outbox SET due = ? "
        "WHERE person = ? AND state IN ('queued', 'held') AND due > ? AND due < ? "
        "AND template <> ?",
        (at - _LONG_AGO, person, at, _FAR, outbox.STOP_CONFIRMED),
    )


def so_far(line: Line, person: int) -> int:
    """Return how many texts to a person were ever taken back."""
    sql = "SELECT count(*) FROM outbox WHERE person = ? AND state = 'cancelled'"
    return int(line.query(sql, (person,))[0][0])
