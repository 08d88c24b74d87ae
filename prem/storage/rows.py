"""The rows that are analysed and released: latest answers, pseudonymous, week but not time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prem.storage.stores import Store

_PAGE = 5_000

_ROWS = """
SELECT s.respondent, s.id, s.site, s.time_point, s.instrument, s.instrument_version,
       s.instrument_hash, a.channel, a.week, a.item, a.code, a.non_answer
FROM session s JOIN answer a ON a.session = s.id
WHERE s.survey = ? AND s.id IN ({holes})
ORDER BY s.id, a.item
"""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer: `code`, or `non_answer` (a non-answer's id, "skipped", "written")."""

    respondent: int
    session: int
    site: str
    time_point: str
    instrument: str
    instrument_version: str
    instrument_hash: str
    channel: str
    week: str
    item: str
    code: int | None
    non_answer: str | None


def answer_rows(store: Store, survey: str) -> Iterator[AnswerRow]:
    """Yield the latest answer to each item of each session of a survey, by session and item."""
    ids = [
        row[0]
        for row in store.reader.query(
            "SELECT id FROM session WHERE survey = ? ORDER BY id", (survey,)
        )
    ]
    for start in range(0, len(ids), _PAGE):
        some = ids[start : start + _PAGE]
        sql = _ROWS.format(holes=", ".join("?" * len(some)))
        yield from (AnswerRow(*row) for row in store.reader.query(sql, (survey, *some)))


def session_count(store: Store, survey: str) -> int:
    """Return how many sessions a survey has, begun or not."""
    rows = store.reader.query("SELECT count(*) FROM session WHERE survey = ?", (survey,))
    return int(rows[0][0])
