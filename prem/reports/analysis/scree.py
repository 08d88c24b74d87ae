"""The scree plot as SVG: eigenvalues beside those of simulated, uncorrelated items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from markupsafe import escape

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 16, 44
_MOST = 40  # points of a line


class Series(NamedTuple):
    """A line of the plot: its class in the style sheet, its values, the shape of its points."""

    name: str
    values: Sequence[float] | None
    shape: Literal["circle", "triangle"] | None


def scree_svg(series: Sequence[Series], described: str) -> str:
    """Return an SVG element. `described` is read aloud in its place; numbers only enter markup.

    Points and lines differ by shape and dash, not by colour only. At most 40 points are drawn.
    """
    lines = [(one, list(one.values or ())[:_MOST]) for one in series]
    count = max(len(values) for _, values in lines)
    top = max(1.0, *(value for _, values in lines for value in values))
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="scree-title" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="scree-title">{escape(described)}</title>',
        *_grid(top),
        *_labels(count),
        *(_line(values, top, one.name) for one, values in lines),
        *(point for one, values in lines if one.shape for point in _points(one, values, top)),
    ]
    return "".join([*parts, "</svg>"])


def _points(series: Series, values: Sequence[float], top: float) -> list[str]:
    found = []
    for place, value in enumerate(values):
        x, y = _x(place, len(values)), _y(value, top)
        if series.shape == "circle":
            found.append(f'<circle class="{series.name}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
        else:
            ends = f"{x - 4:.1f},{y + 3:.1f} {x + 4:.1f},{y + 3:.1f} {x:.1f},{y - 4:.1f}"
            found.append(f'<polygon class="{series.name}" points="{ends}"/>')
    return found


def _x(position: int, count: int) -> float:
    step = (WIDTH - LEFT - RIGHT) / max(count - 1, 1)
    return LEFT + position * step


def _y(value: float, top: float) -> float:
    return TOP + (1 - max(value, 0.0) / top) * (HEIGHT - TOP - BOTTOM)


def _line(values: Sequence[float], top: float, name: str) -> str:
    points = " ".join(
        f"{_x(i, len(values)):.1f},{_y(value, top):.1f}" for i, value in enumerate(values)
    )
    return f'<polyline class="{name}" fill="none" points="{points}"/>'


def _grid(top: float) -> list[str]:
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 50, 100, 1e9) if top / s <= 8)
    parts = []
    for i in range(int(top / step) + 1):
        y = _y(i * step, top)
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{i * step:g}</text>')
    return parts


def _labels(count: int) -> list[str]:
    y = HEIGHT - BOTTOM + 18
    every = 1 if count <= 20 else 5
    parts = [
        f'<text x="{_x(i, count):.1f}" y="{y}" text-anchor="middle">{i + 1}</text>'
        for i in range(count)
        if i == 0 or (i + 1) % every == 0
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [
        *parts,
        f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">Component or factor</text>',
    ]
