"""The rows that are analysed and released: latest answers, pseudonymous, week but not time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prem.storage.stores import Store

_PAGE = 5_000
ALWAYS = "9999-W53"
"""A week after all others: the answers as they stand now."""

# The view `answer` over a stretch of sessions: the window is worked out for these alone. It is
# over the log, so that what was there at a week's end can be asked for ever.
_ROWS = """
SELECT s.respondent, s.id, s.site, s.time_point, s.instrument, s.instrument_version,
       s.instrument_hash, s.survey_version, a.channel, a.week, a.item, a.code, a.non_answer, a.mode
FROM session s JOIN (
    SELECT session, channel, week, item, code, non_answer, mode,
           row_number() OVER (PARTITION BY session, item ORDER BY seq DESC) AS age
    FROM turn WHERE item IS NOT NULL AND session BETWEEN ? AND ? AND week <= ?
) AS a ON a.session = s.id AND a.age = 1
WHERE s.survey = ? AND s.id BETWEEN ? AND ?
ORDER BY s.id, a.item
"""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer: `code`, or `non_answer` (a non-answer's id, "skipped", "written", or
    "set-aside": somebody was looking). `mode` is how it was given (storage/tables_answers.py)."""

    respondent: int
    session: int
    site: str
    time_point: str
    instrument: str
    instrument_version: str
    instrument_hash: str
    survey_version: str
    channel: str
    week: str
    item: str
    code: int | None
    non_answer: str | None
    mode: str | None = None


def answer_rows(store: Store, survey: str, through: str = ALWAYS) -> Iterator[AnswerRow]:
    """Yield the latest answer to each item of each session of a survey, by session and item.

    `through`: as they stood at the end of that ISO week.
    """
    ids = [
        row[0]
        for row in store.reader.query(
            "SELECT id FROM session WHERE survey = ? ORDER BY id", (survey,)
        )
    ]
    for start in range(0, len(ids), _PAGE):
        some = ids[start : start + _PAGE]
        ends = (some[0], some[-1])
        rows = store.reader.query(_ROWS, (*ends, through, survey, *ends))
        yield from (AnswerRow(*row) for row in rows)
