"""Estimates with their intervals, one below the other, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

WIDTH, ROW, LEFT, RIGHT, TOP, BOTTOM = 640, 26, 190, 20, 12, 40
_LONGEST = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the plot; `label` is shortened where it is long."""

    label: str
    estimate: float
    low: float
    high: float


def intervals_svg(
    bars: Sequence[Bar], span: tuple[float, float], described: str, name: str, limit: float | None
) -> str:
    """Return an SVG element; `described` is read aloud in its place, `name` is its id.

    `span` is the axis; what lies outside is drawn at its end. `limit` is a dashed line.
    """
    height = TOP + ROW * len(bars) + BOTTOM
    foot = height - BOTTOM
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{name}">{escape(described)}</title>'
    ]
    for step in range(6):
        value = span[0] + step * (span[1] - span[0]) / 5
        x = _x(value, span)
        parts.append(
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{foot}"/>'
            f'<text x="{x:.1f}" y="{foot + 18}" text-anchor="middle">{value:g}</text>'
        )
    if limit is not None:
        x = _x(limit, span)
        parts.append(
            f'<line class="simulated" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{foot}"/>'
            f'<text x="{x:.1f}" y="{foot + 34}" text-anchor="middle">{limit:.2f}</text>'
        )
    for position, bar in enumerate(bars):
        parts.append(_row(bar, TOP + ROW * position + ROW / 2, span))
    return "".join([*parts, "</svg>"])


def _row(bar: Bar, y: float, span: tuple[float, float]) -> str:
    label = bar.label if len(bar.label) <= _LONGEST else bar.label[: _LONGEST - 1] + "…"
    low, middle, high = (_x(value, span) for value in (bar.low, bar.estimate, bar.high))
    return (
        f'<text x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{escape(label)}</text>'
        f'<line class="observed" x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<circle class="observed" cx="{middle:.1f}" cy="{y:.1f}" r="4"/>'
    )


def _x(value: float, span: tuple[float, float]) -> float:
    share = (value - span[0]) / (span[1] - span[0])
    return LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - RIGHT)
