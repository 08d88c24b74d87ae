"""Sessions in the answers store: who answers what, by random or derived numbers only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from prem.storage.line import Line


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A row of `session`; the fields are its columns, in order. See tables_answers.py."""

    id: int
    respondent: int
    survey: str
    survey_version: str
    instrument: str
    instrument_version: str
    instrument_hash: str
    site: str
    time_point: str
    form: str
    language: str
    anonymous: int
    link: bytes | None
    closes: int


@dataclass(slots=True)
class Known:
    """A session with its latest turn: `seq` 0 and `state` "" where nothing happened yet.

    Who appends a turn moves `seq` and `state` on, for the next reply of the same group. `channel`
    is that by which the latest turn came.
    """

    id: int
    survey: str
    site: str
    time_point: str
    form: str
    language: str
    anonymous: bool
    link: bytes | None
    closes: int
    seq: int
    state: str
    channel: str = ""


_NAMES = [field.name for field in fields(SessionRow)]
_COLUMNS = ", ".join(_NAMES)
_HOLES = "(" + ", ".join("?" * len(_NAMES)) + ")"
_values = attrgetter(*_NAMES)

_SELECT = """
SELECT s.id, s.survey, s.site, s.time_point, s.form, s.language, s.anonymous, s.link, s.closes,
       t.seq, t.state, t.channel
FROM session s
"""
_LOAD_SQLITE = f"""{_SELECT}
LEFT JOIN turn t ON t.session = s.id AND t.seq = (SELECT max(seq) FROM turn WHERE session = s.id)
WHERE s.id IN ({{holes}})
"""  # noqa: S608  # our own names
# One array is one statement to prepare; LATERAL keeps the planner from reading the whole log.
_LOAD_POSTGRES = f"""{_SELECT}
LEFT JOIN LATERAL (
    SELECT seq, state, channel FROM turn WHERE session = s.id ORDER BY seq DESC LIMIT 1
) t ON true WHERE s.id = ANY(?)
"""  # noqa: S608  # our own names
_AT = f"{_SELECT} LEFT JOIN turn t ON t.session = s.id AND t.seq = ? WHERE s.id = ?"


def load(line: Line, ids: Sequence[int]) -> Mapping[int, Known]:
    """Return the sessions of these ids with their latest turns, by id: ONE statement."""
    if not ids:
        return {}
    if line.driver.kind == "postgres":
        rows = line.query(_LOAD_POSTGRES, (list(ids),))
    else:
        wanted = _padded(ids)
        rows = line.query(_LOAD_SQLITE.format(holes=", ".join("?" * len(wanted))), wanted)
    return {row[0]: _known(row) for row in rows}


def add(line: Line, rows: Sequence[SessionRow]) -> int:
    """Write sessions in ONE statement; one that is there already stays. Return how many are new."""
    if not rows:
        return 0
    sql = (
        f"INSERT INTO session ({_COLUMNS}) VALUES {', '.join([_HOLES] * len(rows))} "  # noqa: S608
        "ON CONFLICT DO NOTHING"
    )
    return line.write(sql, [value for row in rows for value in _values(row)])


def state_at(line: Line, session: int, seq: int) -> Known | None:
    """Return a session as it was after turn `seq` (0: before its first turn)."""
    rows = line.query(_AT, (seq, session))
    return _known(rows[0]) if rows else None


def of_survey(line: Line, survey: str, most: int) -> list[int]:
    """Return the ids of so many sessions of a survey."""
    sql = "SELECT id FROM session WHERE survey = ? ORDER BY id LIMIT ?"
    return [row[0] for row in line.query(sql, (survey, most))]


def first_week(line: Line, survey: str) -> str:
    """Return the ISO week of the first turn of a survey, such as 2026-W47; "" without any."""
    sql = "SELECT min(week) FROM turn WHERE session IN (SELECT id FROM session WHERE survey = ?)"
    return line.query(sql, (survey,))[0][0] or ""


def of_respondent(line: Line, respondent: int, survey: str) -> list[int]:
    """Return the ids of all sessions of a respondent in a survey."""
    sql = "SELECT id FROM session WHERE respondent = ? AND survey = ? ORDER BY id"
    return [row[0] for row in line.query(sql, (respondent, survey))]


def _known(row: Sequence[Any]) -> Known:
    number, survey, site, time_point, form, language, anonymous, link, closes, *latest = row
    return Known(
        number,
        survey,
        site,
        time_point,
        form,
        language,
        anonymous=bool(anonymous),
        link=None if link is None else bytes(link),
        closes=closes,
        seq=latest[0] or 0,
        state=latest[1] or "",
        channel=latest[2] or "",
    )


def _padded(ids: Iterable[int]) -> list[int]:
    # Few different statements are few plans to prepare: 1, 2, 4, ... holes, the last id repeated.
    wanted = list(dict.fromkeys(ids))
    size = 1 << (len(wanted) - 1).bit_length()
    return wanted + [wanted[-1]] * (size - len(wanted))
