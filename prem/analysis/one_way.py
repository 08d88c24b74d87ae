"""Variance between and within groups by REML, from counts, means and sums of squares alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from prem.analysis.frame import Numbers

# A ratio of variances above this is no group difference any more, but groups without spread.
_LARGEST = 1e8


@dataclass(frozen=True, slots=True)
class Groups:
    """What one-way REML needs: `counts` and `means` of J groups, and the squares within them."""

    counts: Numbers
    means: Numbers
    within: float

    @property
    def total(self) -> int:
        """The number of scores."""
        return int(self.counts.sum())

    @property
    def effective(self) -> float:
        """The size of a group that a balanced design would have: n0 of unbalanced ANOVA."""
        total = float(self.counts.sum())
        return (total - float(self.counts @ self.counts) / total) / (len(self.counts) - 1)

    def weighted(self, ratio: float) -> tuple[Numbers, float, float]:
        """Return weights n / (1 + n ratio), the weighted mean, and the squares between.

        `ratio` is the variance between groups over that within.
        """
        weights = self.counts / (1 + self.counts * ratio)
        mean = float(weights @ self.means) / float(weights.sum())
        return weights, mean, float(weights @ (self.means - mean) ** 2)


@dataclass(frozen=True, slots=True)
class Between:
    """Variances between and within groups, and the interval of their ratio."""

    between: float
    within: float
    ratio_low: float
    ratio_high: float

    @property
    def icc(self) -> float:
        """ICC(1): the share of the variance that lies between groups."""
        return self.between / (self.between + self.within)

    def reliability(self, women: float) -> float:
        """Return the reliability of the mean of a group of this many women.

        lambda = between / (between + within / n). Raudenbush & Bryk 2002, chapter 3.
        """
        return self.between / (self.between + self.within / women)

    def women_for(self, reliability: float) -> int | None:
        """Return the least number of women whose mean is this reliable; None if no number is.

        n = r / (1 - r) (1 - ICC) / ICC, rounded up.

        >>> [Between(i, 1 - i, 0, 1).women_for(0.7) for i in (0.01, 0.02, 0.05, 0.10)]
        [231, 115, 45, 21]
        """
        if self.between <= 0:
            return None
        needed = reliability / (1 - reliability) * self.within / self.between
        return int(np.ceil(needed - 1e-9 * needed))


def groups_of(scores: Numbers, labels: np.ndarray) -> Groups:
    """Return the sums of scores (n,), without NaN, by label (n,), groups sorted by label."""
    _, where = np.unique(labels, return_inverse=True)
    where = where.reshape(-1)
    counts = np.bincount(where).astype(np.float64)
    means = np.bincount(where, scores) / counts
    return Groups(counts, means, float(((scores - means[where]) ** 2).sum()))


def one_way(groups: Groups, level: float = 0.95) -> Between:
    """Return the REML variances of scores in J >= 2 groups, and the interval of their ratio.

    score = mean + group + error, group and error normal. The likelihood is profiled to one ratio
    theta = between / within, and the slope in it is solved; where the likelihood falls from theta
    = 0 on, the variance between is 0. The cost is linear in groups, whatever the scores.

    The interval of theta is Wald's, exact for normal scores however unequal the groups are: the
    thetas at which the weighted squares between groups, over those within, are no rarer than
    F(J - 1, N - J) allows.

    Raises
    ------
    ValueError
        Where there are fewer than two groups, no group of two, or no spread within groups.

    References
    ----------
    Patterson & Thompson 1971, Biometrika 58:545; Wald 1940, Ann Math Stat 11:96.
    R: `lme4::lmer(score ~ 1 + (1 | site))`.
    """
    j, total = len(groups.counts), groups.total
    if j < 2 or total <= j or not groups.within > 0:
        raise ValueError("two groups, one of them of two that differ, are needed")
    ratio = _root(lambda theta: _slope(theta, groups)) if _slope(0.0, groups) < 0 else 0.0
    error = (groups.within + groups.weighted(ratio)[2]) / (total - 1)
    low, high = _wald(groups, level)
    return Between(ratio * error, error, low, high)


def _slope(ratio: float, groups: Groups) -> float:
    """Return the slope of the restricted deviance in the ratio."""
    weights, mean, between = groups.weighted(ratio)
    squares = weights**2
    falls = float(squares @ (groups.means - mean) ** 2)
    residual = groups.within + between
    return float(
        weights.sum() - squares.sum() / weights.sum() - (groups.total - 1) * falls / residual
    )


def _wald(groups: Groups, level: float) -> tuple[float, float]:
    j, total = len(groups.counts), groups.total
    error = groups.within / (total - j)
    tail = (1 - level) / 2

    def end(limit: float) -> float:
        def above(ratio: float) -> float:
            return groups.weighted(ratio)[2] / (j - 1) / error - limit

        return _root(above) if above(0.0) > 0 else 0.0

    return (
        end(float(stats.f.isf(tail, j - 1, total - j))),
        end(float(stats.f.isf(1 - tail, j - 1, total - j))),
    )


def _root(function: Callable[[float], float]) -> float:
    """Return where a function that changes its sign once, above 0, does so."""
    start = np.sign(function(0.0))
    high = 1e-6
    while np.sign(function(high)) == start:
        high *= 10
        if high > _LARGEST:
            raise ValueError("groups differ, and women within them do not")
    low = high / 10 if high > 1e-6 else 0.0
    return float(brentq(function, low, high, xtol=1e-16, rtol=1e-14, maxiter=500))
