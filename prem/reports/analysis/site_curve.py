"""How the reliability of a site's mean grows with its women, each site marked, as SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import escape

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 16, 48


def site_curve_svg(
    reliability: Callable[[float], float],
    women: Sequence[int],
    limits: Sequence[float],
    described: str,
) -> str:
    """Return an SVG element; `described` is read aloud in its place.

    `reliability` gives the curve for a number of women, `women` the number at each site;
    `limits` are dashed lines.
    """
    most = _round_up(max([*women, 10]) * 1.1)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="sites-plot" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="sites-plot">{escape(described)}</title>'
    ]
    for step in range(6):
        share, y = step / 5, _y(step / 5)
        x, count = _x(share * most, most), share * most
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.1f}</text>'
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{count:g}</text>'
        )
    for limit in limits:
        y = _y(limit)
        parts.append(
            f'<line class="simulated" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
    steps = [most * i / 80 for i in range(81)]
    line = " ".join(f"{_x(n, most):.1f},{_y(reliability(n) if n else 0.0):.1f}" for n in steps)
    parts.append(f'<polyline class="observed" fill="none" points="{line}"/>')
    parts += [
        f'<circle class="observed" cx="{_x(n, most):.1f}" cy="{_y(reliability(n)):.1f}" r="4"/>'
        for n in women
        if n
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    label = f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">Women at the site</text>'
    return "".join([*parts, label, "</svg>"])


def _x(women: float, most: float) -> float:
    return LEFT + women / most * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def _round_up(value: float) -> float:
    """Return the next 10, 25, 50, 100, 250 and so on."""
    size = 1.0
    while True:
        for factor in (10, 25, 50):
            if value <= size * factor:
                return size * factor
        size *= 10
