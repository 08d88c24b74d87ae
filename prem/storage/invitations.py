"""Invitation links: rows of `invitation`. Only the hash of a token is kept."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from prem.storage.workshop_tables import Invitation


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as found by its token's hash. `staff` is who used it, and when."""

    id: int
    role: str
    made_at: int
    expires_at: int
    used_at: int | None
    staff: int | None


def add(
    session: Session, token_hash: str, role: str, made_by: int | None, now: int, until: int
) -> None:
    """Enter an invitation that works until a time."""
    session.add(
        Invitation(token_hash=token_hash, role=role, made_by=made_by, made_at=now, expires_at=until)
    )
    session.flush()


def find(session: Session, token_hash: str) -> Invited | None:
    """Return the invitation whose token has this hash, used or not, None where there is none."""
    row = session.exec(select(Invitation).where(Invitation.token_hash == token_hash)).first()
    if row is None or row.id is None:
        return None
    return Invited(row.id, row.role, row.made_at, row.expires_at, row.used_at, row.staff)


def spend(session: Session, invitation: int, staff: int, now: int) -> bool:
    """Mark an invitation as used by this person; False where someone was faster."""
    done = session.execute(
        update(Invitation)
        .where(col(Invitation.id) == invitation, col(Invitation.used_at).is_(None))
        .values(used_at=now, staff=staff)
        .returning(col(Invitation.id))
    )
    return done.first() is not None
