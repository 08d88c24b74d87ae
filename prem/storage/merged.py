"""Take over all answers of other SQLite files into an answers store: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prem.storage.line import Line, Row
from prem.storage.sqlite import SQLite
from prem.storage.stores import Store

_MANY = 400


def tables(line: Line) -> list[str]:
    """Return an answers store's tables on SQLite, in the order in which rows need each other."""
    rows = line.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'answers_version' "
        "ORDER BY name <> 'session', name"
    )
    return [name for (name,) in rows]


def totals(line: Line) -> tuple[int, int, int]:
    """Return how many sessions, turns, and answers with a code an answers store holds."""
    [found] = line.query(
        "SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM turn), "
        "(SELECT count(*) FROM turn WHERE code IS NOT NULL)"
    )
    return found[0], found[1], found[2]


def merge_answers(into: Store, files: Sequence[Path]) -> None:
    """Add every row of answers stores that lie in these files, in one transaction.

    Raises Conflict where a row is there already.
    """
    if into.driver.kind == "sqlite":
        _attached(into.writer, files)
        return
    with into.writer.transaction() as line:
        for file in files:
            _copied(line, file)


def _attached(line: Line, files: Sequence[Path]) -> None:
    names = [f"part{number}" for number in range(len(files))]
    for name, file in zip(names, files, strict=True):
        line.query(f"ATTACH ? AS {name}", (str(file),))
    try:
        every = tables(line)
        with line.transaction():
            for name in names:
                for table in every:
                    line.write(f"INSERT INTO main.{table} SELECT * FROM {name}.{table}")  # noqa: S608
    finally:
        for name in names:
            line.query(f"DETACH {name}")


def _copied(into: Line, file: Path) -> None:
    source = Line(SQLite("answers", file))
    try:
        for table in tables(source):
            names = [name for _, name, *_ in source.query(f"PRAGMA table_info({table})")]
            rows = source.query(f"SELECT * FROM {table}")  # noqa: S608
            for start in range(0, len(rows), _MANY):
                _inserted(into, table, names, rows[start : start + _MANY])
    finally:
        source.close()


def _inserted(into: Line, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    holes = ", ".join(["(" + ", ".join("?" * len(names)) + ")"] * len(rows))
    into.write(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES {holes}",  # noqa: S608
        [value for row in rows for value in row],
    )
