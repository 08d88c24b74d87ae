"""Intraclass correlations: six forms from mean squares, with F, p and intervals, unrounded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from prem.analysis.frame import Numbers


@dataclass(frozen=True, slots=True)
class Squares:
    """Mean squares of a table of `women` x `occasions`, two-way without replication.

    `between` women, `occasion`, `error` (the residual), `within` women (occasion and error).
    """

    women: int
    occasions: int
    between: float
    occasion: float
    error: float
    within: float


@dataclass(frozen=True, slots=True)
class Form:
    """One intraclass correlation, its interval, and the F test that it is not above 0."""

    estimate: float
    low: float
    high: float
    f: float
    df1: int
    df2: int
    p: float


def anova_squares(scores: Numbers) -> Squares:
    """Return the mean squares of a complete table, women x occasions (n >= 2, k >= 2).

    Raises
    ------
    ValueError
        Where the table is not complete, or is smaller than 2 x 2.

    References
    ----------
    Shrout & Fleiss 1979, Psychol Bull 86:420. R: `psych::ICC(x, lmer = FALSE)`.

    Examples
    --------
    >>> anova_squares(np.array([[1.0, 2.0], [3.0, 3.0], [5.0, 6.0]])).between
    8.166666666666666
    """
    n, k = scores.shape
    if n < 2 or k < 2 or np.isnan(scores).any():
        raise ValueError("a complete table of at least two women and two occasions is needed")
    centred = scores - scores.mean()
    women, occasions = centred.mean(axis=1), centred.mean(axis=0)
    left = centred - women[:, None] - occasions
    return Squares(
        women=n,
        occasions=k,
        between=k * float(women @ women) / (n - 1),
        occasion=n * float(occasions @ occasions) / (k - 1),
        error=float((left**2).sum()) / ((n - 1) * (k - 1)),
        within=float(((centred - women[:, None]) ** 2).sum()) / (n * (k - 1)),
    )


def forms(squares: Squares, level: float = 0.95) -> dict[str, Form]:
    """Return the six forms of the intraclass correlation by their name, A1 first.

    | key | McGraw & Wong | Shrout & Fleiss | is |
    |---|---|---|---|
    | A1 | ICC(A,1) | ICC(2,1) | absolute agreement of single occasions |
    | C1 | ICC(C,1) | ICC(3,1) | consistency: a shift that all women share does not count |
    | 1 | ICC(1) | ICC(1,1) | one-way: which occasion it was is not known |
    | Ak, Ck, k | ICC(A,k), ICC(C,k), ICC(k) | (2,k), (3,k), (1,k) | the same of the mean of k |

    A1 = (MSB - MSE) / (MSB + (k-1) MSE + k (MSJ - MSE) / n), its interval by Satterthwaite's
    degrees of freedom; the intervals of C1 and 1 are exact for normal scores.
    Where women do not differ more than by error, the estimate is negative, and stays so.

    Raises
    ------
    ValueError
        Where error or within is 0: all women agree fully, and F has no value.

    References
    ----------
    McGraw & Wong 1996, Psychol Methods 1:30; Shrout & Fleiss 1979, Psychol Bull 86:420.
    R: `psych::ICC(x, alpha = 1 - level)`. pingouin rounds its interval to two decimals.
    """
    if not (squares.error > 0 and squares.within > 0 and squares.between > 0):
        raise ValueError("scores that agree fully, or do not vary, have no F")
    k, n = squares.occasions, squares.women
    one = _exact(squares.between / squares.within, n - 1, n * (k - 1), k, level)
    consistent = _exact(squares.between / squares.error, n - 1, (n - 1) * (k - 1), k, level)
    agreeing = _agreement(squares, consistent, level)
    return {
        "A1": agreeing,
        "C1": consistent,
        "1": one,
        "Ak": _of_mean(agreeing, k),
        "Ck": _of_mean(consistent, k),
        "k": _of_mean(one, k),
    }


def _exact(f: float, df1: int, df2: int, k: int, level: float) -> Form:
    tail = (1 - level) / 2
    lowest = f / float(stats.f.isf(tail, df1, df2))
    highest = f * float(stats.f.isf(tail, df2, df1))
    estimate, low, high = ((value - 1) / (value + k - 1) for value in (f, lowest, highest))
    return Form(estimate, low, high, f, df1, df2, float(stats.f.sf(f, df1, df2)))


def _agreement(squares: Squares, consistent: Form, level: float) -> Form:
    """Return ICC(A,1): the F test is that of consistency, as in psych."""
    k, n = squares.occasions, squares.women
    between, occasion, error = squares.between, squares.occasion, squares.error
    below = between + (k - 1) * error + k * (occasion - error) / n
    icc = (between - error) / below
    ratio = occasion / error
    spread = n * (1 + (k - 1) * icc) - k * icc
    freedom = ((k - 1) * (n - 1) * (k * icc * ratio + spread) ** 2) / (
        (n - 1) * k**2 * icc**2 * ratio**2 + spread**2
    )
    tail = (1 - level) / 2
    upper = float(stats.f.isf(tail, n - 1, freedom))
    lower = float(stats.f.isf(tail, freedom, n - 1))
    noise = k * occasion + (k * n - k - n) * error
    low = n * (between - upper * error) / (upper * noise + n * between)
    high = n * (lower * between - error) / (noise + n * lower * between)
    return Form(icc, low, high, consistent.f, consistent.df1, consistent.df2, consistent.p)


def _of_mean(single: Form, k: int) -> Form:
    """Return the form of the mean of k occasions, by Spearman and Brown."""
    estimate, low, high = (
        k * value / (1 + (k - 1) * value) for value in (single.estimate, single.low, single.high)
    )
    return Form(estimate, low, high, single.f, single.df1, single.df2, single.p)
