"""Erase a woman's answers because she asked for it: the one way by which the log lets go.

The row in `erasure` opens that session, and only it, to deletion (triggers keep all else); it
stays, so that a count of what was erased can be told. Releases that were frozen before keep their
numbers: they hold no row of hers.
"""

from __future__ import annotations

from prem.storage import sessions
from prem.storage.line import Line


def erase_respondent(line: Line, session: int, week: str) -> int:
    """Delete this session and all others of the same respondent in its survey, at every time
    point; return how many turns went: 0 where there is no such session (any more)."""
    asked = "SELECT respondent, survey FROM session WHERE id = ?"
    gone = 0
    for respondent, survey in line.query(asked, (session,)):
        for one in sessions.of_respondent(line, respondent, survey):
            gone += erase(line, one, week)
    return gone


def erase(line: Line, session: int, week: str) -> int:
    """Delete a session with all its turns in one transaction; return how many turns went."""
    with line.transaction():
        line.write(
            "INSERT INTO erasure (session, week) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (session, week),
        )
        gone = line.write("DELETE FROM turn WHERE session = ?", (session,))
        line.write("DELETE FROM session WHERE id = ?", (session,))
    return gone
