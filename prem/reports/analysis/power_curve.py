"""Chances by the number of women, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from markupsafe import escape

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 168, 16, 48
# Lines differ by dash, and by the label at their end, not by colour only.
_DASHES = ("", "7 4", "2 3", "10 3 2 3")


def power_curve_svg(
    women: Sequence[int], lines: Mapping[str, Sequence[float]], wanted: float, described: str
) -> str:
    """Return an SVG element with a labelled line each, chances from 0 to 1.

    `women` ascend and are drawn on a logarithmic axis; `described` is read aloud in place of the
    drawing, and the dashed line across is the power that is `wanted`.
    """
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="power-plot" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="power-plot">{escape(described)}</title>'
    ]
    for step in range(6):
        y = _y(step / 5)
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{step / 5:.1f}</text>'
        )
    for count in _apart(women):
        x = _x(count, women)
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{count:,}</text>'
        )
    parts.append(
        f'<line class="simulated" x1="{LEFT}" x2="{WIDTH - RIGHT}" '
        f'y1="{_y(wanted):.1f}" y2="{_y(wanted):.1f}"/>'
    )
    parts += _lines(women, lines)
    middle = (LEFT + WIDTH - RIGHT) / 2
    label = f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">Women (log scale)</text>'
    return "".join([*parts, label, "</svg>"])


def _lines(women: Sequence[int], lines: Mapping[str, Sequence[float]]) -> list[str]:
    parts, last = [], float("-inf")
    # labels from the top down, none on another: where chances end alike, they would meet
    for at, (label, chances) in enumerate(sorted(lines.items(), key=lambda line: -line[1][-1])):
        points = " ".join(
            f"{_x(n, women):.1f},{_y(c):.1f}" for n, c in zip(women, chances, strict=True)
        )
        dash = f' stroke-dasharray="{_DASHES[at % len(_DASHES)]}"' if at % len(_DASHES) else ""
        last = max(last + 15, _y(chances[-1]) + 4)
        parts.append(f'<polyline class="observed" fill="none"{dash} points="{points}"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 6}" y="{last:.1f}">{escape(label)}</text>')
    return parts


def _apart(women: Sequence[int]) -> list[int]:
    """Return the counts whose labels do not run into each other."""
    shown: list[int] = []
    for count in women:
        if not shown or _x(count, women) - _x(shown[-1], women) > 36:
            shown.append(count)
    return shown


def _x(count: int, women: Sequence[int]) -> float:
    low, high = log(women[0]), log(women[-1])
    share = (log(count) - low) / (high - low) if high > low else 0.5
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)
