"""The figures that hypotheses are judged by: correlations, group differences, responsiveness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special, stats

from prem.analysis.frame import Numbers
from prem.analysis.repeated.paired import noncentral_interval


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate and its interval; the ends are None where there is no interval."""

    estimate: float
    low: float | None
    high: float | None


def correlations(x: Numbers, y: Numbers, level: float) -> dict[str, Figure]:
    """Return Pearson's and Spearman's correlation of n >= 4 pairs, with intervals.

    Fisher's z with standard error 1 / sqrt(n - 3); Spearman's with sqrt((1 + r^2 / 2) / (n - 3)).
    Raises ValueError where one of the two does not vary.

    References
    ----------
    Bonett & Wright 2000, Psychometrika 65:23. R: `cor.test(x, y)`.
    """
    if len(x) < 4 or np.ptp(x) == 0 or np.ptp(y) == 0:
        raise ValueError("four pairs that vary are needed")
    pearson = float(np.corrcoef(x, y)[0, 1])
    spearman = float(np.corrcoef(stats.rankdata(x), stats.rankdata(y))[0, 1])
    z = float(stats.norm.ppf((1 + level) / 2))
    found = {}
    for name, r, extra in (("pearson", pearson, 1.0), ("spearman", spearman, 1 + spearman**2 / 2)):
        if abs(r) > 1 - 1e-12:
            found[name] = Figure(r, None, None)
            continue
        half = z * float(np.sqrt(extra / (len(x) - 3)))
        ends = (float(np.tanh(np.arctanh(r) + end)) for end in (-half, half))
        found[name] = Figure(r, *ends)
    return found


def group_difference(first: Numbers, second: Numbers, level: float) -> dict[str, Any]:
    """Return how the scores of a first group (n >= 2) differ from those of a second one.

    `difference` with Welch's interval and test; `d`, the difference in pooled standard deviations,
    and Hedges' `g`, with the interval of the noncentral t; Cliff's `delta` with its interval on
    Fisher's scale and the Mann-Whitney test, for scores that are ordinal or heaped.

    References
    ----------
    Welch 1947, Biometrika 34:28; Hedges & Olkin 1985, chapter 5; Cliff 1993, Psychol Bull
    114:494. R: `t.test`, `effectsize::hedges_g`, `wilcox.test(correct = FALSE)`.
    """
    n1, n2 = len(first), len(second)
    if n1 < 2 or n2 < 2:
        raise ValueError("two women in each group are needed")
    v1, v2 = float(first.var(ddof=1)), float(second.var(ddof=1))
    pooled = ((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2)
    if not pooled > 1e-24:
        raise ValueError("scores that do not vary within groups have no test")
    difference = float(first.mean() - second.mean())
    se = float(np.sqrt(v1 / n1 + v2 / n2))
    df = se**4 / ((v1 / n1) ** 2 / (n1 - 1) + (v2 / n2) ** 2 / (n2 - 1))
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    scale = float(np.sqrt(1 / n1 + 1 / n2))
    d = difference / float(np.sqrt(pooled))
    ends = [end * scale for end in noncentral_interval(d / scale, n1 + n2 - 2, level)]
    correction = _hedges(n1 + n2 - 2)
    area = area_under(first, second, level)
    test = stats.mannwhitneyu(first, second, use_continuity=False, method="asymptotic")
    return {
        "difference": Figure(difference, difference - half, difference + half),
        "t": difference / se,
        "df": df,
        "p": 2 * float(stats.t.sf(abs(difference / se), df)),
        "d": Figure(d, *ends),
        "g": Figure(d * correction, *(end * correction for end in ends)),
        "delta": Figure(2 * area.estimate - 1, _turned(area.low), _turned(area.high)),
        "mann_whitney_p": float(test.pvalue),
    }


def _turned(share: float | None) -> float | None:
    return None if share is None else 2 * share - 1


def _hedges(df: int) -> float:
    """Return the factor that takes the bias from d: J(df), exact."""
    logs = special.gammaln(df / 2) - special.gammaln((df - 1) / 2)
    return float(np.exp(logs) / np.sqrt(df / 2))


def area_under(first: Numbers, second: Numbers, level: float) -> Figure:
    """Return the probability that a first score is above a second one, ties counting half.

    That is the area under the ROC curve; its variance is DeLong's, its interval on the logit.
    There is none where all scores of one group are above all of the other.

    References
    ----------
    DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837. R: `pROC::roc`, `pROC::var`.

    Examples
    --------
    >>> area_under(np.array([2.0, 3.0, 3.0]), np.array([1.0, 2.0]), 0.95).estimate
    0.9166666666666666
    """
    ordered_first, ordered_second = np.sort(first), np.sort(second)
    n1, n2 = len(first), len(second)
    below = np.searchsorted(ordered_second, first) + np.searchsorted(ordered_second, first, "right")
    above = np.searchsorted(ordered_first, second) + np.searchsorted(ordered_first, second, "right")
    of_first, of_second = below / (2 * n2), 1 - above / (2 * n1)
    area = float(of_first.mean())
    if n1 < 2 or n2 < 2 or not 0 < area < 1:
        return Figure(area, None, None)
    variance = of_first.var(ddof=1) / n1 + of_second.var(ddof=1) / n2
    if not variance > 0:
        return Figure(area, None, None)
    half = float(stats.norm.ppf((1 + level) / 2) * np.sqrt(variance)) / (area * (1 - area))
    centre = float(special.logit(area))
    return Figure(area, float(special.expit(centre - half)), float(special.expit(centre + half)))


def welch_anova(groups: Sequence[Numbers]) -> dict[str, float]:
    """Return Welch's F test that groups of unequal variance have one mean.

    References
    ----------
    Welch 1951, Biometrika 38:330. R: `oneway.test(score ~ group)`.
    """
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    means = np.array([group.mean() for group in groups])
    weights = sizes / np.array([group.var(ddof=1) for group in groups])
    k, whole = len(groups), weights.sum()
    apart = float((weights * (means - weights @ means / whole) ** 2).sum()) / (k - 1)
    loss = float(((1 - weights / whole) ** 2 / (sizes - 1)).sum()) / (k**2 - 1)
    f, df2 = apart / (1 + 2 * (k - 2) * loss), 1 / (3 * loss)
    return {"f": f, "df1": k - 1.0, "df2": df2, "p": float(stats.f.sf(f, k - 1, df2))}


def guyatt(improved: Numbers, stable: Numbers, level: float) -> Figure:
    """Return the mean change of women who improved over the spread of change of stable ones.

    Its interval is by the delta method, for two groups of different women.

    References
    ----------
    Guyatt, Walter & Norman 1987, J Chronic Dis 40:171.
    """
    if len(improved) < 2 or len(stable) < 2 or not stable.std(ddof=1) > 0:
        raise ValueError("two women in each group, and stable ones who vary, are needed")
    spread = float(stable.std(ddof=1))
    value = float(improved.mean()) / spread
    variance = float(improved.var(ddof=1)) / len(improved) / spread**2
    variance += value**2 / (2 * (len(stable) - 1))
    half = float(stats.norm.ppf((1 + level) / 2) * np.sqrt(variance))
    return Figure(value, value - half, value + half)
