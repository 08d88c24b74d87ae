"""Power and sample size in closed form: fit of a model, change, width of an intraclass interval."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, sqrt

from scipy import stats

_MOST = 10_000_000


def rmsea_power(n: int, df: int, null: float, true: float, level: float = 0.05) -> float:
    """Return the chance that a test of RMSEA <= `null` (or >= where `true` < `null`) rejects.

    With lambda = (n - 1) df RMSEA^2: P(chi2(df, lambda_true) > c), c the 1 - level quantile of
    chi2(df, lambda_null); below the level quantile where `true` is the smaller. Normal answers.

    References
    ----------
    MacCallum, Browne & Sugawara 1996, Psychol Methods 1:130.
    R: `semTools::findRMSEApower(rmsea0, rmseaA, df, n)`.

    Examples
    --------
    >>> round(rmsea_power(200, 50, 0.05, 0.08), 3)
    0.769
    """
    under, real = ((n - 1) * df * each**2 for each in (null, true))
    if true > null:
        return float(_survival(_quantile(1 - level, df, under), df, real))
    return float(1 - _survival(_quantile(level, df, under), df, real))


def _quantile(p: float, df: int, noncentral: float) -> float:
    law = stats.ncx2(df, noncentral) if noncentral else stats.chi2(df)
    return float(law.ppf(p))


def _survival(value: float, df: int, noncentral: float) -> float:
    law = stats.ncx2(df, noncentral) if noncentral else stats.chi2(df)
    return float(law.sf(value))


def rmsea_rows(
    df: int, null: float, true: float, power: float = 0.8, level: float = 0.05
) -> int | None:
    """Return the fewest rows with this power, None where ten million are too few.

    R: `semTools::findRMSEAsamplesize(rmsea0, rmseaA, df, power)`.
    """
    return least_rows(lambda n: rmsea_power(n, df, null, true, level), power, 5)


def paired_power(n: int, effect: float, level: float = 0.05) -> float:
    """Return the power of a two-sided paired t test of a standardised response mean.

    Noncentral t with n - 1 degrees of freedom and noncentrality effect sqrt(n); both tails.
    R: `power.t.test(n, delta = effect, sd = 1, type = "paired", strict = TRUE)`.
    """
    critical = stats.t.isf(level / 2, n - 1)
    law = stats.nct(n - 1, abs(effect) * sqrt(n))
    return float(law.sf(critical) + law.cdf(-critical))


def paired_rows(effect: float, power: float = 0.8, level: float = 0.05) -> int | None:
    """Return the fewest women seen twice with this power.

    >>> paired_rows(0.5)
    34
    """
    return least_rows(lambda n: paired_power(n, effect, level), power, 2) if effect else None


def icc_rows(icc: float, occasions: int, width: float, level: float = 0.95) -> int:
    """Return how many women make the interval of an intraclass correlation this wide, as planned.

    n = 8 z^2 (1 - r)^2 (1 + (k - 1) r)^2 / (k (k - 1) w^2) + 1, rounded up.

    References
    ----------
    Bonett 2002, Stat Med 21:1331.

    Examples
    --------
    >>> icc_rows(0.8, 2, 0.2)
    51
    """
    z, k = float(stats.norm.isf((1 - level) / 2)), occasions
    spread = (1 - icc) ** 2 * (1 + (k - 1) * icc) ** 2
    return ceil(8 * z**2 * spread / (k * (k - 1) * width**2) + 1)


def least_rows(chance: Callable[[int], float], wanted: float, first: int) -> int | None:
    """Return the first n at which a chance that grows with n is as large as wanted."""
    high = first
    while chance(high) < wanted:
        high *= 2
        if high > _MOST:
            return None
    low = max(first - 1, high // 2)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(middle) >= wanted else (middle, high)
    return high
