"""What a release takes from the answers store: answers and sessions as of a week's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prem.storage.stores import Store

# The log, not the view of latest answers: what was there at a week's end can be asked for ever.
_ANSWERS = """
SELECT s.respondent, s.site, s.time_point, s.survey_version, given.item, given.code
FROM session s JOIN (
    SELECT session, item, code,
           row_number() OVER (PARTITION BY session, item ORDER BY seq DESC) AS age
    FROM turn WHERE item IS NOT NULL AND week <= ?
) AS given ON given.session = s.id
WHERE s.survey = ? AND given.age = 1 AND given.code IS NOT NULL
"""

_SESSIONS = """
SELECT s.respondent, s.site, s.time_point, s.survey_version, t.state
FROM session s JOIN turn t ON t.session = s.id
WHERE s.survey = ? AND t.seq = (
    SELECT max(u.seq) FROM turn u WHERE u.session = s.id AND u.week <= ?
)
"""


@dataclass(frozen=True, slots=True)
class CodedAnswer:
    """The latest coded answer of a session to an item."""

    respondent: int
    site: str
    time_point: str
    survey_version: str
    item: str
    code: int


@dataclass(frozen=True, slots=True)
class BegunSession:
    """A session that was begun; `state` is the dump after its last turn by the week asked for."""

    respondent: int
    site: str
    time_point: str
    survey_version: str
    state: str


def coded_answers(store: Store, survey: str, week: str) -> Iterator[CodedAnswer]:
    """Yield the coded answers of a survey as they stood at the end of a week."""
    return (CodedAnswer(*row) for row in store.reader.query(_ANSWERS, (week, survey)))


def begun_sessions(store: Store, survey: str, week: str) -> Iterator[BegunSession]:
    """Yield the sessions of a survey that were begun by the end of a week."""
    return (BegunSession(*row) for row in store.reader.query(_SESSIONS, (survey, week)))


def versions(store: Store, survey: str) -> list[str]:
    """Return the survey versions that a survey's sessions were made under."""
    sql = "SELECT DISTINCT survey_version FROM session WHERE survey = ? ORDER BY survey_version"
    return [str(row[0]) for row in store.reader.query(sql, (survey,))]
