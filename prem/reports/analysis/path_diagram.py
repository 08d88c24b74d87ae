"""The path diagram of the factor model as SVG: factors, items, loadings, factor correlations.

Factors are ellipses in a column, each beside its items in boxes; a line from a factor to an item
carries its loading, and curves on the other side join factors that correlate. Strength is told by
the width of a line and by its number, never by colour; negative ones are dashed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import escape

_WIDTH = 640
_ROW, _GAP = 26, 18  # height of an item, space between factors
_FACTOR_X, _WIDE, _RADIUS = 250, 48, 30  # of the ellipse of a factor
_BOX_X, _BOX = 470, 150
_TOP = 14
_MOST_CURVES = 45  # of ten factors; beyond, the table has them
_LONGEST_ITEM, _LONGEST_FACTOR = 18, 11  # letters that fit


def path_svg(
    factors: Mapping[str, Sequence[str]],
    loadings: Mapping[str, float],
    correlations: Mapping[tuple[str, str], float],
    described: str,
) -> str:
    """Return an SVG element.

    Parameters
    ----------
    factors : the items of each factor, both by the names that are shown.
    loadings : the standardised loading of each item.
    correlations : of pairs of factors.
    described : read aloud in the diagram's place.
    """
    places = _places(factors)
    height = _TOP + sum(_height(items) + _GAP for items in factors.values())
    parts = [
        f'<svg class="path" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="path-title" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="path-title">{escape(described)}</title>'
    ]
    shown = correlations if len(correlations) <= _MOST_CURVES else {}
    apart = max((_rank(places, pair) for pair in shown), default=1)
    for pair, value in shown.items():
        parts += _curve(places, pair, value, apart)
    for name, items in factors.items():
        parts += _factor(name, items, places[name], loadings)
    return "".join([*parts, "</svg>"])


def _height(items: Sequence[str]) -> int:
    return max(len(items) * _ROW, 2 * _RADIUS)


def _places(factors: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Return the height at which each factor's middle stands."""
    found, start = {}, float(_TOP)
    for name, items in factors.items():
        found[name] = start + _height(items) / 2
        start += _height(items) + _GAP
    return found


def _factor(
    name: str, items: Sequence[str], middle: float, loadings: Mapping[str, float]
) -> list[str]:
    first = middle - len(items) * _ROW / 2 + _ROW / 2
    parts = []
    for place, item in enumerate(items):
        y, value = first + place * _ROW, loadings[item]
        x1, x2 = _FACTOR_X + _WIDE, _BOX_X
        at = x1 + (x2 - x1) * 0.72
        parts += [
            f'<line {_stroke(value)} x1="{x1}" y1="{middle:.1f}" x2="{x2}" y2="{y:.1f}"/>',
            _number(at, middle + (y - middle) * 0.72 + 4, value),
            f'<rect x="{_BOX_X}" y="{y - _ROW / 2 + 2:.1f}" width="{_BOX}" height="{_ROW - 4}"/>',
            f'<text x="{_BOX_X + 8}" y="{y + 4:.1f}">{_short(item, _LONGEST_ITEM)}</text>',
        ]
    return [
        *parts,
        f'<ellipse cx="{_FACTOR_X}" cy="{middle:.1f}" rx="{_WIDE}" ry="{_RADIUS}"/>',
        f'<text x="{_FACTOR_X}" y="{middle + 4:.1f}" text-anchor="middle">'
        f"{_short(name, _LONGEST_FACTOR)}</text>",
    ]


def _rank(places: Mapping[str, float], pair: tuple[str, str]) -> int:
    """Return how many factors apart a pair is."""
    order = list(places)
    return abs(order.index(pair[0]) - order.index(pair[1]))


def _curve(
    places: Mapping[str, float], pair: tuple[str, str], value: float, apart: int
) -> list[str]:
    """Draw a correlation: the further apart two factors are, the further out its curve goes."""
    start, end = sorted(places[name] for name in pair)
    out = 30 + (_FACTOR_X - _WIDE - 60) * _rank(places, pair) / apart
    x = _FACTOR_X - _WIDE * 0.9
    far = x - out
    # half way along, a quadratic curve is half way out to its control point
    middle_x, middle_y = (x + far) / 2, (start + end) / 2
    return [
        f'<path {_stroke(value)} fill="none" '
        f'd="M {x:.1f} {start:.1f} Q {far:.1f} {middle_y:.1f} {x:.1f} {end:.1f}"/>',
        _number(middle_x, middle_y + 4, value),
    ]


def _stroke(value: float) -> str:
    dash = ' stroke-dasharray="5 4"' if value < 0 else ""
    return f'class="edge" stroke-width="{0.6 + 2.4 * min(abs(value), 1.0):.1f}"{dash}'


def _number(x: float, y: float, value: float) -> str:
    """Place a number on a white ground, so that it stands clear of the lines it crosses."""
    return f'<text class="halo" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{value:z.2f}</text>'


def _short(name: str, most: int) -> str:
    return str(escape(name if len(name) <= most else f"{name[: most - 1]}…"))
