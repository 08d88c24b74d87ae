"""A woman of the tiny survey whose plan is looked at, three weeks after a birth."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from prem.surveys.model import Survey
from prem.surveys.schedule import Happened, Safe, Woman, plan

BORN = date(2026, 10, 20)
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)  # week 3 after the birth
WAVE = "weeks-0-12"


def at(days: float) -> datetime:
    return NOW + timedelta(days=days)


def woman(*events: Happened, safe: Safe | None = None, born: date | None = BORN) -> Woman:
    birth = [Happened("birth", at(-20), day=born)] if born else []
    return Woman(7, "north", "en", safe or Safe(), (*birth, *events))


def first_wave(survey: Survey, her: Woman, now: datetime = NOW) -> list[tuple[str, datetime]]:
    return [(p.template, p.due) for p in plan(survey, her, now) if p.wave.endswith(WAVE)]


def all_open(survey: Survey) -> Survey:
    """The survey with all its time points in the same weeks."""
    points = (replace(one, anchor="birth", from_week=1, to_week=12) for one in survey.time_points)
    return replace(survey, time_points=tuple(points))
