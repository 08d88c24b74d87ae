"""The words behind each version of a consent, in the workshop store: kept once, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from prem.storage.line import Line

_COLUMNS = "version, survey, site, language, said, kept_at"


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """A version: whose it is, what it says as JSON, and the second since 1970 it was kept first."""

    version: str
    survey: str
    site: str
    language: str
    said: str
    kept_at: int


def keep(line: Line, rows: Iterable[ConsentWords]) -> None:
    """Keep those that are not kept yet; several programs may start at once."""
    for row in rows:
        line.write(
            f"INSERT INTO consent_words ({_COLUMNS}) "  # noqa: S608  # columns of ours
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            astuple(row),
        )


def versions(line: Line) -> set[str]:
    """Return every version that is kept."""
    return {str(row[0]) for row in line.query("SELECT version FROM consent_words")}


def every(line: Line) -> list[ConsentWords]:
    """Return all, those of a survey together, the oldest first."""
    sql = f"SELECT {_COLUMNS} FROM consent_words ORDER BY survey, kept_at, site, language"  # noqa: S608
    return [ConsentWords(*row) for row in line.query(sql)]
