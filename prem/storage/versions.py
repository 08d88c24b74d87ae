"""Which version a store has and which this program knows, asked without Alembic or SQLAlchemy."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from prem.errors import Refusal
from prem.errors.storage import STORE_FAULT, STORE_NEWER
from prem.storage.line import Line

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def head(store: str) -> str:
    """Return the newest version that the scripts of a store lead to: their files are numbered.

    "" where the store has no scripts.
    """
    return max(_versions(store), default="")


@cache
def _versions(store: str) -> frozenset[str]:
    return frozenset(path.stem[:4] for path in (MIGRATIONS / store).glob("[0-9]*.py"))


def found(line: Line, store: str) -> str:
    """Return the version that a store has, "" where it is new."""
    try:
        rows = line.query(f"SELECT version_num FROM {store}_version")  # noqa: S608  # our own names
    except Refusal as refusal:
        if refusal.first.kind is STORE_FAULT and "table is missing" in refusal.first.sentence:
            return ""
        raise
    return (str(rows[0][0]) or "?") if rows else ""


def is_current(line: Line, store: str) -> bool:
    """Whether nothing need be moved; refuses a store at a version that this program has not."""
    at, known = found(line, store), head(store)
    if at and at not in _versions(store):
        raise STORE_NEWER.refuse(store=store, found=at, head=known)
    return at == known
