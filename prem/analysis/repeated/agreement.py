"""Measurement error between two occasions: SEM, smallest detectable change, limits of agreement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from prem.analysis.frame import Numbers
from prem.analysis.repeated.icc import Squares

# COSMIN and Bland & Altman write 1.96, not the normal quantile in full.
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Bland and Altman: the mean difference (second less first) and where 95% of them lie."""

    difference: Estimate
    sd: float
    lower: Estimate
    upper: Estimate


def sem_agreement(squares: Squares, level: float = 0.95) -> Estimate:
    """Return the standard error of measurement of agreement, in points of the score.

    SEM = sqrt(variance of occasions + variance of error) = sqrt(mean square within women): the
    two are the same number while the variance of occasions is not cut off at 0, and it is not,
    as ICC(A,1) does not either. The interval is that of n (k - 1) degrees of freedom of
    chi-square: it takes a shift between the occasions for chance.

    References
    ----------
    de Vet et al. 2006, J Clin Epidemiol 59:1033; Bland & Altman 1996, BMJ 312:1654.
    R: `sqrt(psych::ICC(x, lmer = FALSE)$MSW)`.
    """
    freedom = squares.women * (squares.occasions - 1)
    tail = (1 - level) / 2
    total = squares.within * freedom
    low, high = (float(np.sqrt(total / stats.chi2.isf(p, freedom))) for p in (tail, 1 - tail))
    return Estimate(float(np.sqrt(squares.within)), low, high)


def smallest_change(sem: Estimate) -> Estimate:
    """Return the smallest detectable change of one woman: 1.96 sqrt(2) SEM.

    A smaller change may be error. References: Terwee 2007, J Clin Epidemiol 60:34.

    >>> round(smallest_change(Estimate(0.5, 0.4, 0.6)).estimate, 4)
    1.3859
    """
    factor = float(_Z * np.sqrt(2))
    return Estimate(factor * sem.estimate, factor * sem.low, factor * sem.high)


def limits_of_agreement(first: Numbers, second: Numbers, level: float = 0.95) -> Limits:
    """Return mean difference and limits, mean -+ 1.96 sd, of two columns of n >= 2 scores.

    Standard error of a limit: sd sqrt(1/n + 1.96^2 / (2 (n - 1))); intervals by t(n - 1).

    References
    ----------
    Bland & Altman 1999, Stat Methods Med Res 8:135. R: `t.test(second, first, paired = TRUE)`
    for the difference.
    """
    differences = second - first
    n = len(differences)
    mean, sd = float(differences.mean()), float(differences.std(ddof=1))
    t = float(stats.t.isf((1 - level) / 2, n - 1))
    of_mean = t * sd / np.sqrt(n)
    of_limit = t * sd * np.sqrt(1 / n + _Z**2 / (2 * (n - 1)))
    lower, upper = mean - _Z * sd, mean + _Z * sd
    return Limits(
        difference=Estimate(mean, mean - of_mean, mean + of_mean),
        sd=sd,
        lower=Estimate(lower, lower - of_limit, lower + of_limit),
        upper=Estimate(upper, upper - of_limit, upper + of_limit),
    )
