"""Days and weeks: all of the time that the answers store keeps."""

from __future__ import annotations

from datetime import date, datetime

_EPOCH = date(1970, 1, 1).toordinal()


def day_of(now: datetime) -> int:
    """Return the days since 1970."""
    return now.date().toordinal() - _EPOCH


def week_of(now: datetime) -> str:
    """Return the ISO week, such as 2026-W47."""
    year, week, _ = now.isocalendar()
    return f"{year}-W{week:02d}"
