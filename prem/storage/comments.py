"""Comments on wordings: rows of `comment`. The same words by the same person count once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import Session, col, select

from prem.storage.workshop_tables import Comment


@dataclass(frozen=True, slots=True)
class Remark:
    """What one person wrote about one wording."""

    work_item: int
    staff: int
    text: str
    made_at: int


def append(session: Session, work_item: int, staff: int, text: str, now: int) -> bool:
    """Append a comment; False where she has said the same of this wording before."""
    digest = sha256(text.encode()).hexdigest()
    same = select(Comment.id).where(
        Comment.work_item == work_item, Comment.staff == staff, Comment.text_hash == digest
    )
    if session.exec(same).first() is not None:
        return False
    session.add(Comment(work_item=work_item, staff=staff, text=text, text_hash=digest, made_at=now))
    session.flush()
    return True


def on(session: Session, work_items: Iterable[int]) -> list[Remark]:
    """Return the comments on these wordings, the oldest first."""
    rows = session.exec(
        select(Comment)
        .where(col(Comment.work_item).in_(list(work_items)))
        .order_by(col(Comment.id))
    )
    return [Remark(row.work_item, row.staff, row.text, row.made_at) for row in rows]
