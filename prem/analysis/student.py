"""Student's t without a library: what a release needs of statistics, and no more."""

from __future__ import annotations

from math import atan, cos, pi, sin, sqrt


def two_sided(t: float, df: int) -> float:
    """Return P(|T| <= t) for T with a whole number `df` >= 1 of degrees of freedom.

    The finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4. R: 1 - 2 * pt(-t, df).
    """
    angle = atan(t / sqrt(df))
    square = cos(angle) ** 2
    if df % 2 == 0:
        return sin(angle) * _series(square, range(2, df, 2))
    tail = cos(angle) * _series(square, range(3, df, 2)) if df > 1 else 0.0
    return 2 / pi * (angle + sin(angle) * tail)


def quantile95(df: int) -> float:
    """Return t with P(|T| <= t) = 0.95, by bisection to 1e-12. R: qt(0.975, df)."""
    low, high = 1.9, 12.8
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided(middle, df) < 0.95 else (low, middle)
    return (low + high) / 2


def _series(square: float, steps: range) -> float:
    """1 + a/b x + (a c)/(b d) x^2 + ..., the factors k-1 over k for k in steps."""
    total = term = 1.0
    for k in steps:
        term *= square * (k - 1) / k
        total += term
    return total
