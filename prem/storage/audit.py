"""The audit chain: rows of `audit`, each with a hash over its content and the hash before it.

Whoever changes, inserts or drops an entry must change every hash after it; who has noted down
the last hash (the results page shows it) sees that. The chain holds ratings and the
hashes of comments and reasons, so that a changed one shows too; it holds no name and no token.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from sqlmodel import Session, col, select

from prem.storage.workshop_tables import Audit

GENESIS = "0" * 64


def append(
    session: Session, at: int, staff: int | None, act: str, **detail: int | str | None
) -> str:
    """Append an entry and return its hash. Only within `workshop_transaction.writing`."""
    last = session.exec(select(Audit).order_by(col(Audit.seq).desc())).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    told = json.dumps(detail, sort_keys=True, separators=(",", ":"))
    digest = _digest(seq, at, staff, act, told, previous)
    session.add(
        Audit(seq=seq, at=at, staff=staff, act=act, detail=told, previous=previous, hash=digest)
    )
    session.flush()
    return digest


def verify(session: Session) -> int | None:
    """Return the number of the first entry that does not follow, or None where all do."""
    previous, expected = GENESIS, 1
    for row in session.exec(select(Audit).order_by(col(Audit.seq))):
        digest = _digest(row.seq, row.at, row.staff, row.act, row.detail, previous)
        if (row.seq, row.previous, row.hash) != (expected, previous, digest):
            return expected
        previous, expected = row.hash, expected + 1
    return None


def head(session: Session) -> tuple[int, str]:
    """Return how many entries there are and the last hash (64 zeros where there is none)."""
    last = session.exec(select(Audit).order_by(col(Audit.seq).desc())).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def entries(session: Session) -> list[tuple[str, Mapping[str, int | str | None]]]:
    """Return (act, detail) of all entries, the oldest first."""
    rows = session.exec(select(Audit).order_by(col(Audit.seq)))
    return [(row.act, json.loads(row.detail)) for row in rows]


def _digest(seq: int, at: int, staff: int | None, act: str, detail: str, previous: str) -> str:
    whole = json.dumps([seq, at, staff, act, detail, previous], separators=(",", ":"))
    return sha256(whole.encode()).hexdigest()
