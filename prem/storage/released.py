"""What a release takes from the answers store: answers and sessions as of a week's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prem.storage.stores import Store

_ANSWERS = """
SELECT s.respondent, s.site, s.time_point, s.survey_version, s.instrument_hash,
       a.week, a.item, a.code
FROM session s JOIN answer a ON a.session = s.id
WHERE s.survey = ? AND a.code IS NOT NULL
"""

_SESSIONS = """
SELECT s.respondent, s.site, s.time_point, s.survey_version, t.week, t.state
FROM session s JOIN turn t ON t.session = s.id
WHERE s.survey = ? AND t.seq = (
    SELECT max(u.seq) FROM turn u WHERE u.session = s.id AND u.week <= ?
)
"""


@dataclass(frozen=True, slots=True)
class CodedAnswer:
    """The latest coded answer of a session to an item, in the week in which it was given."""

    respondent: int
    site: str
    time_point: str
    survey_version: str
    instrument_hash: str
    week: str
    item: str
    code: int


@dataclass(frozen=True, slots=True)
class BegunSession:
    """A session that was begun; `state` is the dump after its last turn by the week asked for."""

    respondent: int
    site: str
    time_point: str
    survey_version: str
    week: str
    state: str


def coded_answers(store: Store, survey: str) -> Iterator[CodedAnswer]:
    """Yield the latest coded answers of a survey."""
    return (CodedAnswer(*row) for row in store.reader.query(_ANSWERS, (survey,)))


def begun_sessions(store: Store, survey: str, week: str) -> Iterator[BegunSession]:
    """Yield the sessions of a survey that were begun by the end of a week."""
    return (BegunSession(*row) for row in store.reader.query(_SESSIONS, (survey, week)))


def erased_since(store: Store, week: str) -> bool:
    """Whether anyone's answers were erased after the end of a week."""
    rows = store.reader.query("SELECT count(*) FROM erasure WHERE week > ?", (week,))
    return bool(rows[0][0])


def versions(store: Store, survey: str) -> list[str]:
    """Return the survey versions that a survey's sessions were made under."""
    sql = "SELECT DISTINCT survey_version FROM session WHERE survey = ? ORDER BY survey_version"
    return [str(row[0]) for row in store.reader.query(sql, (survey,))]
