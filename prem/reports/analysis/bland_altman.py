"""Bland and Altman's plot: each woman's difference by her mean, with limits, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import escape

from prem.reports.analysis.sentences import figure

WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP, BOTTOM = 60, 70, 16, 48
Found = Mapping[str, Any]


def bland_altman_svg(pairs: Sequence[Sequence[float]], limits: Found, name: str, said: str) -> str:
    """Return an SVG element; `said` is read aloud in its place, `name` is its id.

    `pairs` are first score, second score and number of women, whose dot grows with them; `limits`
    is `limits_of_agreement`: the mean difference and the limits are lines, dashed at the ends of
    their intervals.
    """
    dots = [((a + b) / 2, b - a, n) for a, b, n in pairs]
    ends = [limits[line][end] for line in _LINES for end in ("estimate", "low", "high")]
    across = _span([mean for mean, _, _ in dots])
    up = _span([*ends, *(difference for _, difference, _ in dots)])
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{name}">{escape(said)}</title>'
    ]
    for step in range(5):
        mean, difference = (low + step * (high - low) / 4 for low, high in (across, up))
        x, y = _x(mean, across), _y(difference, up)
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{difference:z.2f}</text>'
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{mean:.2f}</text>'
        )
    most = max(n for _, _, n in dots)
    parts += [
        f'<circle class="observed" cx="{_x(mean, across):.1f}" cy="{_y(difference, up):.1f}" '
        f'r="{2 + 5 * (n / most) ** 0.5:.1f}" fill-opacity="0.5"/>'
        for mean, difference, n in dots
    ]
    for line in _LINES:
        parts += [_line(limits[line], up, end) for end in ("estimate", "low", "high")]
    middle = (LEFT + WIDTH - RIGHT) / 2
    label = "Mean of both scores; upwards: second score less first"
    return "".join(
        [*parts, f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{label}</text></svg>']
    )


_LINES = ("difference", "lower", "upper")


def _line(value: Found, up: tuple[float, float], end: str) -> str:
    y = _y(value[end], up)
    drawn = "observed" if end == "estimate" else "simulated"
    line = f'<line class="{drawn}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
    if end != "estimate":
        return line
    return f'{line}<text x="{WIDTH - RIGHT + 6}" y="{y + 4:.1f}">{figure(value[end])}</text>'


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    edge = 0.05 * (high - low) or 0.5
    return low - edge, high + edge


def _x(value: float, span: tuple[float, float]) -> float:
    return LEFT + (value - span[0]) / (span[1] - span[0]) * (WIDTH - LEFT - RIGHT)


def _y(value: float, span: tuple[float, float]) -> float:
    return TOP + (span[1] - value) / (span[1] - span[0]) * (HEIGHT - TOP - BOTTOM)
