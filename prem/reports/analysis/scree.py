"""The scree plot as SVG: eigenvalues beside those of simulated, uncorrelated items."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 16, 44


def scree_svg(observed: Sequence[float], simulated: Sequence[float] | None, described: str) -> str:
    """Return an SVG element. `described` is read aloud in its place; numbers only enter markup.

    Points and lines differ by shape and dash, not by colour only. At most 40 are drawn.
    """
    shown = list(observed[:40])
    against = list(simulated[: len(shown)]) if simulated else []
    top = max([*shown, *against, 1.0])
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="scree-title" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="scree-title">{escape(described)}</title>',
        *_grid(top),
        *_labels(len(shown)),
    ]
    if against:
        parts.append(_line(against, top, "simulated"))
    parts.append(_line(shown, top, "observed"))
    parts += [
        f'<circle class="observed" cx="{_x(i, len(shown)):.1f}" cy="{_y(value, top):.1f}" r="4"/>'
        for i, value in enumerate(shown)
    ]
    return "".join([*parts, "</svg>"])


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
    return [*parts, f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">Component</text>']
