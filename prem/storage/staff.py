"""Staff and the browsers that they are signed in on: rows of `staff` and `sign_in`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from prem.storage.workshop_tables import SignIn, Staff


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is signed in: peer adviser, researcher or site lead."""

    id: int
    name: str
    role: str


def add(session: Session, name: str, role: str, now: int) -> Person:
    """Enter a person; return her with her id."""
    row = Staff(name=name, role=role, made_at=now)
    session.add(row)
    session.flush()
    return _person(row)


def get(session: Session, staff: int) -> Person:
    """Return the person of this id; LookupError where there is none."""
    row = session.get(Staff, staff)
    if row is None:
        raise LookupError("no such person")
    return _person(row)


def sign_in(session: Session, staff: int, token_hash: str, now: int, until: int) -> None:
    """Remember the hash of a browser's cookie until a time."""
    session.add(SignIn(token_hash=token_hash, staff=staff, made_at=now, expires_at=until))
    session.flush()


def signed_in(session: Session, token_hash: str, now: int) -> Person | None:
    """Return whose cookie has this hash, None where nobody's has, or no longer."""
    row = session.exec(
        select(Staff)
        .join(SignIn, col(SignIn.staff) == col(Staff.id))
        .where(SignIn.token_hash == token_hash, col(SignIn.ended_at).is_(None))
        .where(SignIn.expires_at > now)
    ).first()
    return _person(row) if row else None


def sign_out(session: Session, token_hash: str, now: int) -> None:
    """End the sign-in with this hash; nothing happens where there is none."""
    session.execute(
        update(SignIn)
        .where(col(SignIn.token_hash) == token_hash, col(SignIn.ended_at).is_(None))
        .values(ended_at=now)
    )


def _person(row: Staff) -> Person:
    if row.id is None:
        raise LookupError("this person is not stored yet")
    return Person(row.id, row.name, row.role)
