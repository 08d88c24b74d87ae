"""Days, weeks and safe hours. The answers store keeps the week of a turn and nothing finer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from prem.surveys.model import TimePoint

HOME = ZoneInfo("Europe/London")
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


def next_safe(now: datetime, safe_from: int, safe_to: int) -> datetime:
    """Return the first moment from `now` on whose hour in the UK is in safe_from..safe_to."""
    here = now.astimezone(HOME)
    if safe_from <= here.hour < safe_to:
        return now
    day = here.date() + timedelta(days=1 if here.hour >= safe_to else 0)
    start = datetime(day.year, day.month, day.day, safe_from, tzinfo=HOME)
    return start.astimezone(now.tzinfo)


def is_within(point: TimePoint, days: dict[str, date], today: date) -> bool:
    """Whether a time point's window (whole weeks, first and last counted in) is open today.

    After the birth no window around the due date is open.
    """
    anchor = days.get(point.anchor)
    if anchor is None or (point.anchor == "due-date" and "birth" in days):
        return False
    return point.from_week <= (today - anchor).days // 7 <= point.to_week
