"""Safe moments: days and hours of the UK, right on the nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from prem.surveys.schedule.model import HOME, Safe

_ALL_WEEKS = 15
"""Days to look ahead: one safe day a week, of which a spring night may leave out the one hour."""


def is_safe(moment: datetime, safe: Safe) -> bool:
    """Whether a text may reach her at this moment."""
    here = moment.astimezone(HOME)
    return here.weekday() in safe.days and safe.first <= here.hour < safe.end


def next_safe(moment: datetime, safe: Safe) -> datetime:
    """Return the first safe moment from `moment` on, in UTC."""
    moment = moment.astimezone(UTC)
    if is_safe(moment, safe):
        return moment
    day = moment.astimezone(HOME).date()
    starts = (_start(day + timedelta(days=ahead), safe) for ahead in range(_ALL_WEEKS))
    return next(start for start in starts if start >= moment and is_safe(start, safe))


@lru_cache(maxsize=4096)
def midnight(day: date) -> datetime:
    """Return when a day begins in the UK, in UTC."""
    return datetime.combine(day, time(), HOME).astimezone(UTC)


def days_later(moment: datetime, days: int) -> datetime:
    """Return the same time by the clock on her wall so many days later, in UTC."""
    return (moment.astimezone(HOME) + timedelta(days=days)).astimezone(UTC)


def _start(day: date, safe: Safe) -> datetime:
    # An hour that a spring night leaves out comes out one later, when part of hers may be left.
    return datetime.combine(day, time(safe.first), HOME).astimezone(UTC)
