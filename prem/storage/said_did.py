"""What women are told after a release: rows of `said_did`, appended; the last one stands."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlmodel import Session, col, select

from prem.storage import audit
from prem.storage.workshop_tables import Release, SaidDid


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing that women said, and what was done about it, in plain words."""

    said: str
    did: str


@dataclass(frozen=True, slots=True)
class Told:
    """What stands of one release."""

    survey: str
    number: int
    pairs: tuple[Pair, ...]


def append(session: Session, release: int, staff: int, pairs: tuple[Pair, ...], now: int) -> None:
    """Let these pairs stand for a release; none takes back what stood."""
    written = json.dumps([[one.said, one.did] for one in pairs], ensure_ascii=False)
    session.add(SaidDid(release=release, staff=staff, pairs=written, made_at=now))
    session.flush()
    audit.append(session, now, staff, "told women", release=release, pairs=len(pairs))


def standing(session: Session) -> list[Told]:
    """Return what stands of every release that has any, the newest release first."""
    rows = session.exec(
        select(SaidDid, Release)
        .where(SaidDid.release == Release.id)
        .order_by(col(Release.id).desc(), col(SaidDid.id).desc())
    )
    found: dict[int, Told] = {}
    for row, release in rows:
        pairs = tuple(Pair(said, did) for said, did in json.loads(row.pairs))
        found.setdefault(row.release, Told(release.survey, release.number, pairs))
    return [told for told in found.values() if told.pairs]
