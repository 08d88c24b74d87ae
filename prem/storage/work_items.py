"""Items under work: rows of `work_item`, one for each wording that someone spoke of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from prem.storage.workshop_tables import WorkItem


@dataclass(frozen=True, slots=True)
class Wording:
    """An item in one language, version and wording; `hash` covers all that is asked with it.

    `words` is the question as it stood on a page, so that an old wording can still be shown.
    """

    instrument: str
    item: str
    language: str
    version: int
    hash: str
    words: str


def key_of(session: Session, wording: Wording, now: int) -> int:
    """Return the row of a wording, entered now if nobody has spoken of it before."""
    key = find(session, wording)
    if key is not None:
        return key
    row = WorkItem(
        instrument=wording.instrument,
        item=wording.item,
        language=wording.language,
        version=wording.version,
        hash=wording.hash,
        words=wording.words,
        made_at=now,
    )
    session.add(row)
    session.flush()
    if row.id is None:
        raise LookupError("the database gave no id")
    return row.id


def find(session: Session, wording: Wording) -> int | None:
    """Return the row of a wording, None where nobody has spoken of it."""
    return session.exec(
        select(WorkItem.id)
        .where(WorkItem.instrument == wording.instrument, WorkItem.item == wording.item)
        .where(WorkItem.language == wording.language, WorkItem.version == wording.version)
        .where(WorkItem.hash == wording.hash)
    ).first()


def of_instrument(session: Session, instrument: str, language: str) -> Mapping[int, Wording]:
    """Return all wordings of an instrument that anyone has spoken of, oldest first, by row."""
    rows = session.exec(
        select(WorkItem)
        .where(WorkItem.instrument == instrument, WorkItem.language == language)
        .order_by(col(WorkItem.id))
    )
    return {
        row.id: Wording(row.instrument, row.item, row.language, row.version, row.hash, row.words)
        for row in rows
        if row.id is not None
    }
