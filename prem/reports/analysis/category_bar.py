"""The answers to an item as one bar, as SVG: from the lowest answer on the left to the highest."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

WIDTH, HEIGHT = 132, 16
# From light to dark: told apart in black and white too, by order and by the lines between.
_LIGHT, _DARK = (222, 235, 243), (16, 52, 70)


def category_bar(counts: Mapping[str, int] | None) -> Markup:
    """Return the bar, read aloud as its shares; "–" where there are no counts.

    >>> "1: 25%, 2: 75%" in category_bar({"1": 1, "2": 3})
    True
    """
    total = sum((counts or {}).values())
    if not counts or not total:
        return Markup("–")
    said = escape(shares_said(counts))
    parts, start = [], 0.0
    for place, count in enumerate(counts.values()):
        width = count / total * WIDTH
        if count:
            parts.append(
                f'<rect x="{start:.2f}" y="1" width="{width:.2f}" height="{HEIGHT - 2}" '
                f'fill="{_shade(place, len(counts))}" stroke="#1b1b1b" stroke-width="0.75"/>'
            )
        start += width
    return Markup(  # noqa: S704  # our own numbers, and codes escaped
        f'<svg class="bar" viewBox="-1 0 {WIDTH + 2} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{said}"><title>{said}</title>{"".join(parts)}</svg>'
    )


def shares_said(counts: Mapping[str, int]) -> str:
    """Return the share of each answer in words."""
    total = sum(counts.values())
    return ", ".join(f"{code}: {count / total:.0%}" for code, count in counts.items())


def _shade(place: int, number: int) -> str:
    share = place / max(number - 1, 1)
    mixed = (round(low + share * (high - low)) for low, high in zip(_LIGHT, _DARK, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
