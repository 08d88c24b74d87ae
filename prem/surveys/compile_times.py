"""Time points: windows in whole weeks around the due date or the birth, one after another."""

from __future__ import annotations

from itertools import combinations
from typing import Literal, cast

from prem.errors import survey as kinds
from prem.instruments.compile_theory import twins
from prem.instruments.fields import Fields
from prem.instruments.model import TIME_POINTS
from prem.surveys.model import TimePoint

ANCHORS = ("due-date", "birth")
EARLIEST, LATEST = -45, 520
"""Weeks from an anchor that a window may reach: before the pregnancy, ten years after."""


def compile_time_points(fields: Fields) -> tuple[TimePoint, ...]:
    """Return the time points of survey.toml; windows of one anchor may not overlap."""
    points = tuple(_time_point(one) for one in fields.tables("time_point"))
    twins(fields, "time_point", [point.id for point in points])
    for one, other in combinations([p for p in points if p.from_week <= p.to_week], 2):
        same = one.anchor == other.anchor and one.id != other.id
        if same and max(one.from_week, other.from_week) <= min(one.to_week, other.to_week):
            fields.complain(
                kinds.WINDOWS_OVERLAP.at(
                    fields.at("time_point.weeks"),
                    one=one.id,
                    one_weeks=f"{one.from_week} to {one.to_week}",
                    other=other.id,
                    other_weeks=f"{other.from_week} to {other.to_week}",
                )
            )
    return points


def _time_point(fields: Fields) -> TimePoint:
    first, last = _weeks(fields)
    point = TimePoint(
        id=fields.choice("id", TIME_POINTS, "time point"),
        title=fields.text("title"),
        anchor=cast(Literal["due-date", "birth"], fields.choice("anchor", ANCHORS, "anchor")),
        from_week=first,
        to_week=last,
    )
    fields.done()
    return point


def _weeks(fields: Fields) -> tuple[int, int]:
    """Return the window; one that is no window compares with no other."""
    weeks = fields.numbers("weeks")
    if len(weeks) != 2 or any(not EARLIEST <= week <= LATEST for week in weeks):
        if weeks or fields.raw.get("weeks") == []:
            place = fields.at("weeks")
            fields.complain(kinds.BAD_WINDOW.at(place, least=EARLIEST, most=LATEST))
        return 1, 0
    first, last = weeks
    if first > last:
        place = fields.at("weeks")
        fields.complain(kinds.WINDOW_BACKWARDS.at(place, first=first, last=last))
    return first, last
