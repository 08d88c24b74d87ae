"""Curves over theta as SVG: category curves, information, and the Wright map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import escape

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 640, 52, 16, 16, 44
# Lines differ by dash, and by the label at their top, not by colour only.
_DASHES = ("", "7 4", "2 3", "10 3 2 3", "1 5", "12 5")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a plot lies: theta from -`reach` to `reach`, heights from 0 to `top`."""

    reach: float
    top: float
    height: int

    def x(self, theta: float) -> float:
        """Return the place of a theta; what lies outside is drawn at the end."""
        share = (min(max(theta, -self.reach), self.reach) + self.reach) / (2 * self.reach)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Return the place of a height."""
        return TOP + (1 - value / self.top) * (self.height - TOP - BOTTOM)


def curves_svg(
    thetas: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    top: float,
    described: str,
    name: str,
) -> str:
    """Return an SVG element with one labelled line each; heights go from 0 to `top`.

    `described` is read aloud in its place, `name` is its id.
    """
    frame = Frame(max(thetas), top, 240)
    parts = [_opened(frame.height, described, name), *_axes(frame)]
    for at, (label, heights) in enumerate(lines.items()):
        points = " ".join(
            f"{frame.x(t):.1f},{frame.y(h):.1f}" for t, h in zip(thetas, heights, strict=True)
        )
        peak = max(range(len(heights)), key=lambda i: heights[i])
        dash = f' stroke-dasharray="{_DASHES[at % len(_DASHES)]}"' if at % len(_DASHES) else ""
        parts.append(f'<polyline class="observed" fill="none"{dash} points="{points}"/>')
        parts.append(
            f'<text x="{frame.x(thetas[peak]):.1f}" y="{frame.y(heights[peak]) - 3:.1f}" '
            f'text-anchor="middle">{escape(label)}</text>'
        )
    return "".join([*parts, "</svg>"])


def wright_svg(
    edges: Sequence[float],
    counts: Sequence[int],
    thresholds: Mapping[str, Sequence[float]],
    described: str,
    name: str,
) -> str:
    """Return an SVG element: women by theta above, the thresholds of each item below."""
    row, floor = 24, 150
    frame = Frame(max(edges), max([*counts, 1]), floor)
    height = floor + row * len(thresholds) + BOTTOM
    foot = frame.y(0)
    parts = [_opened(height, described, name)]
    for low, high, count in zip(edges, edges[1:], counts, strict=False):
        place, bar = frame.x(low) + 1, frame.y(count)
        parts.append(
            f'<rect fill="#1d5b79" x="{place:.1f}" y="{bar:.1f}" '
            f'width="{frame.x(high) - place - 1:.1f}" height="{foot - bar:.1f}"></rect>'
        )
    for at, (item, places) in enumerate(thresholds.items()):
        y = floor + row * at
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
            f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{escape(item[:7])}</text>'
        )
        parts += [
            f'<circle class="observed" cx="{frame.x(b):.1f}" cy="{y}" r="4"/>' for b in places
        ]
    return "".join([*parts, *_thetas(frame, height), "</svg>"])


def _opened(height: int, described: str, name: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{name}">{escape(described)}</title>'
    )


def _axes(frame: Frame) -> list[str]:
    parts = []
    for step in range(5):
        value = frame.top * step / 4
        y = frame.y(value)
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:.3g}</text>'
        )
    return [*parts, *_thetas(frame, frame.height)]


def _thetas(frame: Frame, height: int) -> list[str]:
    marks = range(-int(frame.reach), int(frame.reach) + 1)
    labels = [
        f'<text x="{frame.x(t):.1f}" y="{height - BOTTOM + 18}" text-anchor="middle">{t}</text>'
        for t in marks
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [*labels, f'<text x="{middle}" y="{height - 6}" text-anchor="middle">Theta</text>']
