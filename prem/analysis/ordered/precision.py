"""How exactly a sample tells reliabilities of ordered answers: delta-method intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats
from scipy.special import ndtr

from prem.analysis.frame import Numbers
from prem.analysis.ordered.bivariate_normal import FAR, density, distribution
from prem.analysis.ordered.omega import categorical_omega
from prem.analysis.ordered.spread import Spread

Limits = tuple[float, float]


def below_one(estimate: float, error: float, level: float) -> Limits:
    """Return the limits of a reliability from its standard error, by log(1 - estimate).

    NaN where the estimate is not below 1.

    >>> below_one(0.8, 0.0, 0.95)
    (0.8, 0.8)
    """
    if not estimate < 1 or not np.isfinite(error):
        return float("nan"), float("nan")
    half = float(stats.norm.ppf((1 + level) / 2)) * error / (1 - estimate)
    return 1 - (1 - estimate) * float(np.exp(half)), 1 - (1 - estimate) * float(np.exp(-half))


def ordinal_alpha_limits(sample: Spread, n: int, level: float) -> Limits:
    """Return the interval of alpha of polychoric correlations, of n complete rows.

    By the delta method: alpha = k / (k - 1) (1 - k / s), s the sum of the correlations, has the
    slope 2 k^2 / ((k - 1) s^2) by each of them, and `sample.gamma` has their covariances.
    """
    matrix = sample.found.matrix
    k, total = len(matrix), float(matrix.sum())
    slope = 2 * k**2 / ((k - 1) * total**2)
    variance = slope**2 * float(sample.gamma[sample.first :, sample.first :].sum()) / n
    return below_one(k / (k - 1) * (1 - k / total), float(np.sqrt(variance)), level)


def omega_slopes(
    thresholds: Sequence[Numbers], loadings: Numbers, correlation: Numbers
) -> tuple[list[Numbers], Numbers, Numbers]:
    """Return the slopes of `categorical_omega` by thresholds, loadings and correlations.

    Those by the correlations are items x items, each pair's in both places, 0 on the diagonal.
    """
    k, width = len(thresholds), max(map(len, thresholds))
    grid = np.full((k, width), -FAR)
    for item, cuts in enumerate(thresholds):
        grid[item, : len(cuts)] = cuts
    height = np.exp(-(grid**2) / 2) / np.sqrt(2 * np.pi)
    below = float(ndtr(grid).sum())
    model, seen = np.outer(loadings, loadings), np.array(correlation)
    by_model, by_cut = _pair_slopes(grid, height, model)
    by_seen, by_seen_cut = _pair_slopes(grid, height, seen - np.diag(np.diag(seen)))
    apart = ~np.eye(k, dtype=bool)
    # Phi(min(a, b)) of two thresholds of an item: each is the lower of those not below it
    lower = (grid[:, :, None] < grid[:, None, :]).sum(axis=2)
    own = height * (2 * lower + 1)
    alone = 2 * below * height
    true = 2 * by_cut.sum(axis=1) - alone
    whole = 2 * (by_seen_cut * apart[:, :, None]).sum(axis=1) + own - alone
    omega = categorical_omega(thresholds, loadings, correlation)
    total = _variance(grid, seen, below)
    cuts_slope = (true - omega * whole) / total
    by_loading = 2 * (by_model @ loadings) / total
    pair_slope = np.where(apart, -omega * 2 * by_seen / total, 0.0)
    cut = [row[: len(own_cuts)] for row, own_cuts in zip(cuts_slope, thresholds, strict=True)]
    return cut, by_loading, pair_slope


def omega_limits(
    omega: float,
    slopes: tuple[list[Numbers], Numbers, Numbers],
    sample: Spread,
    items: np.ndarray,
    influence: Numbers,
    n: int,
    level: float,
) -> Limits:
    """Return the interval of categorical omega of the items at `items`, by the delta method.

    `influence` is how the loadings of these items move with the polychoric correlations of all
    items (their number x pairs); the thresholds and correlations vary as `sample` says.
    """
    cut, by_loading, pair_slope = slopes
    p = len(sample.found.matrix)
    ends = np.cumsum([0, *map(len, sample.found.thresholds)])
    along = np.zeros(len(sample.gamma))
    for item, own in zip(items, cut, strict=True):
        along[ends[item] : ends[item + 1]] = own
    every = np.zeros((p, p))
    every[np.ix_(items, items)] = pair_slope
    along[sample.first :] = every[np.triu_indices(p, 1)] + by_loading @ influence
    variance = max(float(along @ sample.gamma @ along), 0.0) / n
    error = float(np.sqrt(variance))
    return below_one(omega, error, level)


def _pair_slopes(grid: Numbers, height: Numbers, rho: Numbers) -> tuple[Numbers, Numbers]:
    """Return slopes of the sums of Phi2 over the thresholds of items i and j.

    By the correlation of i and j (items x items), and by each threshold of i (items x items x
    thresholds).
    """
    k = len(grid)
    i, j = (place.ravel() for place in np.indices((k, k)))
    r = np.clip(rho[i, j], -0.9999, 0.9999)
    across = density(grid[i], grid[j], r).sum(axis=(1, 2)).reshape(k, k)
    rest = np.sqrt(1 - r * r)[:, None, None]
    given = ndtr((grid[j][:, None, :] - r[:, None, None] * grid[i][:, :, None]) / rest)
    return across, (height[i] * given.sum(axis=2)).reshape(k, k, -1)


def _variance(grid: Numbers, correlation: Numbers, below: float) -> float:
    """Return the variance of the sum of the items: what `categorical_omega` divides by."""
    i, j = np.triu_indices(len(grid), 1)
    between = 2 * distribution(grid[i], grid[j], correlation[i, j]).sum()
    own = ndtr(np.minimum(grid[:, :, None], grid[:, None, :])).sum()
    return float(between + own - below**2)
