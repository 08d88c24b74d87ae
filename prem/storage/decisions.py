"""Decisions on wordings: rows of `decision`, appended; the last one stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from prem.storage.workshop_tables import Decision


@dataclass(frozen=True, slots=True)
class Decided:
    """What was agreed about one wording ("keep", "change" or "drop") and why."""

    work_item: int
    verdict: str
    reason: str
    made_at: int


def append(
    session: Session, work_item: int, staff: int, verdict: str, reason: str, now: int
) -> bool:
    """Append a decision; False where the same one stands already."""
    last = standing(session, [work_item]).get(work_item)
    if last and (last.verdict, last.reason) == (verdict, reason):
        return False
    session.add(
        Decision(work_item=work_item, staff=staff, verdict=verdict, reason=reason, made_at=now)
    )
    session.flush()
    return True


def standing(session: Session, work_items: Iterable[int]) -> dict[int, Decided]:
    """Return the last decision on each of these wordings that has one."""
    rows = session.exec(
        select(Decision)
        .where(col(Decision.work_item).in_(list(work_items)))
        .order_by(col(Decision.id))
    )
    return {
        row.work_item: Decided(row.work_item, row.verdict, row.reason, row.made_at) for row in rows
    }
