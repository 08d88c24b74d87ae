"""How long a link opens, and the day on which answers are deleted. She is told so before her first
answer (`[promises]` in survey.toml). From that day on nobody is asked any more, or what she said
would be kept without a day.
"""

from __future__ import annotations

from datetime import date, datetime

from prem.surveys.schedule.model import HOME

OPEN_DAYS = 183
_EPOCH = date(1970, 1, 1)


def last_day(delete_on: str, opened: int, days: int = OPEN_DAYS) -> int:
    """Return the last day (since 1970) on which what was made on the day `opened` can be begun: so
    many days after, and before the day on which all is deleted.

    >>> last_day("", 100), last_day("1970-05-01", 100)
    (283, 119)
    """
    last = opened + days
    return min(last, (date.fromisoformat(delete_on) - _EPOCH).days - 1) if delete_on else last


def is_over(delete_on: str, now: datetime) -> bool:
    """Whether the day has come on which all answers are deleted, at home; never without one.

    >>> from datetime import UTC
    >>> is_over("2031-07-01", datetime(2031, 6, 30, 23, 30, tzinfo=UTC)), is_over("", datetime.max)
    (True, False)
    """
    return bool(delete_on) and now.astimezone(HOME).date() >= date.fromisoformat(delete_on)


def day_in(language: str, day: str) -> str:
    """Return a day as people write it in a language.

    >>> day_in("en", "2031-12-31"), day_in("pl", "2031-12-31")
    ('31 December 2031', '31 grudnia 2031')
    """
    from babel.dates import format_date  # only a survey that names a day pays for it

    return format_date(date.fromisoformat(day), "d MMMM y", locale=language.replace("-", "_"))
