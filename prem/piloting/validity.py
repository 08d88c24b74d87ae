"""Content validity: how far raters agree that an item is relevant (or clear).

A rating is 1, 2, 3 or 4; 3 and 4 count as agreement. Everything is computed with exact fractions
and turned into floats at the end, so that the bands of a verdict do not hang on a last bit.

References
----------
Polit DF, Beck CT, Owen SV (2007). Is the CVI an acceptable indicator of content validity?
Research in Nursing & Health 30(4):459-467, doi 10.1002/nur.20199.
Lynn MR (1986). Determination and quantification of content validity. Nursing Research
35(6):382-385: at least three raters.
Wilson EB (1927). JASA 22:209-212: the interval of a share that holds for few raters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist
from typing import Literal

Verdict = Literal["excellent", "good", "fair", "poor", "not enough raters yet"]

RATINGS = (1, 2, 3, 4)
AGREEMENT = 3
"""The lowest rating that counts as agreement."""
ENOUGH = 3
"""Below three raters nothing is said (Lynn 1986)."""
_BANDS: tuple[tuple[Fraction, Verdict], ...] = (
    (Fraction(75, 100), "excellent"),
    (Fraction(60, 100), "good"),
    (Fraction(40, 100), "fair"),
)


@dataclass(frozen=True, slots=True)
class ItemValidity:
    """What the ratings of one item say.

    `raters` (n) is the number of ratings that are there, `agreeing` those of 3 or 4. `i_cvi`,
    `chance`, `kappa`, `low` and `high` are shares without unit, None where nobody has rated.
    """

    raters: int
    agreeing: int
    i_cvi: float | None
    chance: float | None
    kappa: float | None
    low: float | None
    high: float | None
    verdict: Verdict

    @property
    def enough(self) -> bool:
        """Whether there are raters enough for a verdict."""
        return self.raters >= ENOUGH


@dataclass(frozen=True, slots=True)
class ScaleValidity:
    """What the ratings of several items say together: `items` of them had raters enough.

    `average` is S-CVI/Ave and `universal` S-CVI/UA, None where no item had raters enough.
    """

    items: int
    waiting: int
    average: float | None
    universal: float | None


def chance_agreement(raters: int, agreeing: int) -> float:
    """Return the probability that exactly so many of the raters agree by chance alone.

    Parameters
    ----------
    raters : int
        N, at least 1.
    agreeing : int
        A, from 0 to N.

    Returns
    -------
    float
        ``p_c = C(N, A) * 0.5**N``

    Notes
    -----
    Choice: the paper's own formula, the probability of exactly A and not of A or more.
    Source: Polit, Beck & Owen 2007, p. 465. R: ``dbinom(A, N, 0.5)``. Errors: ValueError
    where A is not within 0..N or N is below 1.

    >>> round(chance_agreement(10, 8), 3)
    0.044
    """
    return float(_chance(raters, agreeing))


def item_validity(ratings: Iterable[int | None]) -> ItemValidity:
    """Return I-CVI, chance agreement and modified kappa of one item.

    Parameters
    ----------
    ratings : iterable of int or None
        One of 1 to 4 for each rater; None where a rater has not rated. Any order.

    Returns
    -------
    ItemValidity
        ``I-CVI = A / N``; ``k* = (I-CVI - p_c) / (1 - p_c)``; the 95% Wilson interval of A / N.

    Notes
    -----
    Choices: a missing rating leaves both A and N, so N may differ between items. Nothing is
    rounded on the way: the paper's table computes k* from p_c and I-CVI as printed, which
    moves it by up to 0.01. The bands of the verdict (excellent > .74, good .60-.74,
    fair .40-.59, else poor) leave gaps between hundredths; k* is rounded half up to hundredths
    before it is placed. With fewer than three raters the verdict is "not enough raters yet".
    Source: Polit, Beck & Owen 2007, doi 10.1002/nur.20199.
    R: ``pc <- dbinom(A, N, .5); (A/N - pc) / (1 - pc)`` and
    ``prop.test(A, N, correct = FALSE)$conf.int``. Errors: ValueError for any other rating.

    >>> item_validity([4, 4, 3, 2]).verdict
    'good'
    """
    given = [_checked(rating) for rating in ratings if rating is not None]
    n, a = len(given), sum(rating >= AGREEMENT for rating in given)
    if n == 0:
        return ItemValidity(0, 0, None, None, None, None, None, "not enough raters yet")
    share, chance = Fraction(a, n), _chance(n, a)
    kappa = (share - chance) / (1 - chance)
    low, high = _wilson(n, a)
    verdict = _verdict(kappa) if n >= ENOUGH else "not enough raters yet"
    return ItemValidity(n, a, float(share), float(chance), float(kappa), low, high, verdict)


def scale_validity(items: Sequence[ItemValidity]) -> ScaleValidity:
    """Return S-CVI/Ave and S-CVI/UA of the items of a scale (or of a whole instrument).

    Parameters
    ----------
    items : sequence of ItemValidity
        In any order.

    Returns
    -------
    ScaleValidity
        ``S-CVI/Ave`` = the mean of I-CVI over the items; ``S-CVI/UA`` = the share of items with
        ``I-CVI = 1``.

    Notes
    -----
    Choice: an item with fewer than three raters is counted in `waiting` and left out, so that
    one early rating does not move the scale. Source: Polit, Beck & Owen 2007, p. 460.
    R: ``mean(icvi)`` and ``mean(icvi == 1)``.

    >>> scale_validity([item_validity([4, 4, 4]), item_validity([4, 4, 4, 1])]).average
    0.875
    """
    ready = [item for item in items if item.enough]
    if not ready:
        return ScaleValidity(0, len(items), None, None)
    shares = [Fraction(item.agreeing, item.raters) for item in ready]
    average = float(sum(shares) / len(shares))
    universal = float(Fraction(sum(share == 1 for share in shares), len(shares)))
    return ScaleValidity(len(ready), len(items) - len(ready), average, universal)


def _checked(rating: int) -> int:
    if rating not in RATINGS:
        raise ValueError("a rating is 1, 2, 3 or 4")
    return rating


def _chance(raters: int, agreeing: int) -> Fraction:
    if raters < 1 or not 0 <= agreeing <= raters:
        raise ValueError("of at least one rater, none to all agree")
    return Fraction(comb(raters, agreeing), 2**raters)


def _verdict(kappa: Fraction) -> Verdict:
    hundredths = Fraction((kappa * 100 + Fraction(1, 2)).__floor__(), 100)
    return next((word for least, word in _BANDS if hundredths >= least), "poor")


def _wilson(n: int, a: int) -> tuple[float, float]:
    """Return the 95% interval of the share a / n; it stays within 0 to 1 for every n >= 1."""
    z = NormalDist().inv_cdf(0.975)
    share, spread = a / n, z * z / n
    middle = share + spread / 2
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    # At a share of 0 or 1 the limit equals it, but for the last bit.
    return min(share, max(0.0, low)), max(share, min(1.0, high))
