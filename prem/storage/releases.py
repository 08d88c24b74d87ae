"""Frozen releases: rows of `release`, numbered within a survey, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import func
from sqlmodel import col, select

from prem.errors.workshop import UNKNOWN_RELEASE
from prem.storage import audit
from prem.storage.stores import Store
from prem.storage.workshop_tables import Release
from prem.storage.workshop_transaction import reading, writing


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """A release as it was published. `hash` is the sha256 of `document`; `made_at` is UTC."""

    id: int
    number: int
    survey: str
    made_at: datetime
    hash: str
    document: str


def save(store: Store, survey: str, document: str, made_at: datetime) -> int:
    """Keep a document as the survey's next release; return its number (1, 2, ...)."""
    when = int(made_at.timestamp())
    digest = sha256(document.encode()).hexdigest()
    with writing(store) as session:
        top = session.exec(select(func.max(Release.number)).where(Release.survey == survey)).one()
        row = Release(
            survey=survey, number=(top or 0) + 1, made_at=when, hash=digest, document=document
        )
        session.add(row)
        session.flush()
        audit.append(session, when, None, "released", release=row.id, hash=digest)
        return row.number


def all(store: Store, survey: str) -> list[StoredRelease]:  # noqa: A001  # read as releases.all
    """Return a survey's releases, the first one first."""
    with reading(store) as session:
        rows = session.exec(
            select(Release).where(Release.survey == survey).order_by(col(Release.number))
        )
        return [_stored(row) for row in rows]


def one(store: Store, survey: str, number: int) -> StoredRelease:
    """Return a survey's release of this number; Refusal 404.623 where there is none."""
    if not 0 < number < 2**63:  # no store can hold it
        raise UNKNOWN_RELEASE.refuse()
    with reading(store) as session:
        row = session.exec(
            select(Release).where(Release.survey == survey, Release.number == number)
        ).first()
        if row is None:
            raise UNKNOWN_RELEASE.refuse()
        return _stored(row)


def _stored(row: Release) -> StoredRelease:
    if row.id is None:
        raise LookupError("this release is not stored yet")
    made_at = datetime.fromtimestamp(row.made_at, UTC)
    return StoredRelease(row.id, row.number, row.survey, made_at, row.hash, row.document)
