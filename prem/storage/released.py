"""What a release takes from the answers store beside the answers (rows.py): who was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prem.storage.stores import Store

_SESSIONS = """
SELECT s.respondent, s.site, s.time_point, s.survey_version, t.state
FROM session s JOIN turn t ON t.session = s.id
WHERE s.survey = ? AND t.seq = (
    SELECT max(u.seq) FROM turn u WHERE u.session = s.id AND u.week <= ?
)
"""


@dataclass(frozen=True, slots=True)
class BegunSession:
    """A session that was begun; `state` is the dump after its last turn by the week asked for."""

    respondent: int
    site: str
    time_point: str
    survey_version: str
    state: str


def begun_sessions(store: Store, survey: str, week: str) -> Iterator[BegunSession]:
    """Yield the sessions of a survey that were begun by the end of a week."""
    return (BegunSession(*row) for row in store.reader.query(_SESSIONS, (survey, week)))


def versions(store: Store, survey: str) -> list[str]:
    """Return the survey versions that a survey's sessions were made under."""
    sql = "SELECT DISTINCT survey_version FROM session WHERE survey = ? ORDER BY survey_version"
    return [str(row[0]) for row in store.reader.query(sql, (survey,))]
