"""Ratings of relevance and clarity: rows of `rating`, appended; a person's last turn stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from prem.storage.workshop_tables import Rating, Staff


@dataclass(frozen=True, slots=True)
class Rated:
    """What stands of one person on one wording: each from 1 to 4."""

    work_item: int
    staff: int
    role: str
    relevance: int
    clarity: int


def append(
    session: Session, work_item: int, staff: int, relevance: int, clarity: int, now: int
) -> int | None:
    """Append a rating; return its turn, or None where the same already stands."""
    last = session.exec(
        select(Rating)
        .where(Rating.work_item == work_item, Rating.staff == staff)
        .order_by(col(Rating.turn).desc())
    ).first()
    if last and (last.relevance, last.clarity) == (relevance, clarity):
        return None
    turn = last.turn + 1 if last else 1
    session.add(
        Rating(
            work_item=work_item,
            staff=staff,
            turn=turn,
            relevance=relevance,
            clarity=clarity,
            made_at=now,
        )
    )
    session.flush()
    return turn


def standing(session: Session, work_items: Iterable[int]) -> list[Rated]:
    """Return each person's last rating of each of these wordings."""
    wanted = list(work_items)
    last = (
        select(Rating.work_item, Rating.staff, func.max(Rating.turn).label("turn"))
        .where(col(Rating.work_item).in_(wanted))
        .group_by(col(Rating.work_item), col(Rating.staff))
        .subquery()
    )
    rows = session.exec(
        select(Rating, Staff.role)
        .join(
            last,
            (col(Rating.work_item) == last.c.work_item)
            & (col(Rating.staff) == last.c.staff)
            & (col(Rating.turn) == last.c.turn),
        )
        .join(Staff, col(Staff.id) == col(Rating.staff))
        .order_by(col(Rating.work_item), col(Rating.staff))
    )
    return [Rated(row.work_item, row.staff, role, row.relevance, row.clarity) for row, role in rows]


def turns(session: Session, work_item: int, staff: int) -> list[tuple[int, int]]:
    """Return a person's (relevance, clarity) of a wording in all turns, the first one first."""
    rows = session.exec(
        select(Rating)
        .where(Rating.work_item == work_item, Rating.staff == staff)
        .order_by(col(Rating.turn))
    )
    return [(row.relevance, row.clarity) for row in rows]
