"""The patterns of missing answers as SVG: a row a pattern, a column an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import escape

WIDTH, ROW, LEFT, RIGHT, TOP, BOTTOM = 640, 20, 96, 8, 22, 96
MOST_ITEMS, MOST_PATTERNS = 60, 12
_LONGEST = 14


def columns_shown(patterns: Sequence[dict[str, Any]], items: Sequence[str]) -> list[str]:
    """Return the items that the plot has: all, or where they are many those that are missing."""
    if len(items) <= MOST_ITEMS:
        return list(items)
    lacking = {item for one in patterns[:MOST_PATTERNS] for item in one["missing"]}
    return [item for item in items if item in lacking][:MOST_ITEMS]


def patterns_svg(
    patterns: Sequence[dict[str, Any]], items: Sequence[str], described: str, name: str
) -> str:
    """Return an SVG element; `described` is read aloud in its place, `name` is its id.

    A missing answer is a filled square, an answer an empty one: it needs no colour.
    """
    shown = patterns[:MOST_PATTERNS]
    height = TOP + ROW * len(shown) + BOTTOM
    step = (WIDTH - LEFT - RIGHT) / max(len(items), 1)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{name}">{escape(described)}</title>',
        f'<text x="{LEFT - 8}" y="{TOP - 8}" text-anchor="end">Rows</text>',
    ]
    for position, one in enumerate(shown):
        parts += _pattern(one, items, TOP + ROW * position, step)
    foot = TOP + ROW * len(shown) + 12
    for place, item in enumerate(items):
        label = item if len(item) <= _LONGEST else item[: _LONGEST - 1] + "…"
        x = LEFT + (place + 0.5) * step + 4
        size = min(13.0, max(step * 0.9, 6.0))
        parts.append(
            f'<text x="{x:.1f}" y="{foot}" text-anchor="end" style="font-size:{size:.1f}px" '
            f'transform="rotate(-90 {x:.1f} {foot})">{escape(label)}</text>'
        )
    return "".join([*parts, "</svg>"])


def _pattern(one: dict[str, Any], items: Sequence[str], top: int, step: float) -> list[str]:
    lacking, wide = set(one["missing"]), min(step * 0.86, 40.0)
    cells = [
        f'<rect x="{LEFT + (place + 0.5) * step - wide / 2:.1f}" y="{top + 2}" '
        f'width="{wide:.1f}" height="{ROW - 4}" stroke="#1b1b1b" stroke-width="0.7" '
        f'fill="{"#1b1b1b" if item in lacking else "#fff"}"/>'
        for place, item in enumerate(items)
    ]
    label = f'<text x="{LEFT - 8}" y="{top + 14}" text-anchor="end">{one["rows"]:,}</text>'
    return [label, *cells]
