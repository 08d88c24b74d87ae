"""Days, weeks and safe hours. The answers store keeps the week of a turn and nothing finer."""

from __future__ import annotations

from datetime import date, datetime

from prem.storage.happened import days_of
from prem.surveys.schedule import Safe
from prem.surveys.schedule import safe as schedule

_EPOCH = date(1970, 1, 1).toordinal()


def day_of(now: datetime) -> int:
    """Return the days since 1970."""
    return now.date().toordinal() - _EPOCH


def week_of(now: datetime) -> str:
    """Return the ISO week, such as 2026-W47."""
    year, week, _ = now.isocalendar()
    return f"{year}-W{week:02d}"


def second_of(moment: datetime) -> int:
    """Return the whole seconds since 1970."""
    return int(moment.timestamp())


def next_safe(now: datetime, safe_from: int, safe_to: int, safe_days: int = 127) -> datetime:
    """Return the first moment from `now` on whose hour in the UK is in safe_from..safe_to, on one
    of the days of these bits (the first is Monday)."""
    safe = Safe(safe_from, safe_to, days_of(safe_days))
    return schedule.next_safe(now, safe).astimezone(now.tzinfo)
