"""The bootstrap of alpha and of the standard error of measurement: women drawn with replacement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from prem.analysis.frame import Numbers

# Cells of the counts of rows in draws that are held at once: 16 MB.
_CELLS = 2_000_000


class Draws(NamedTuple):
    """So many draws of all rows of `sums`, a piece of work with a seed of its own.

    `sums` is rows x columns: what each row adds to the sums that the statistics are made of, of
    `items` items; `gaps` says which of both layouts of `columns_of` they have.
    """

    sums: Numbers
    items: int
    gaps: bool
    draws: int
    seed: np.random.SeedSequence


def columns_of(values: Numbers, score: Numbers) -> tuple[Numbers, bool]:
    """Return what each row adds to the sums behind alpha and the score's variance, and gaps.

    Without gaps: the answers, the sum of their squares, the square of their sum. With gaps, for
    every pair of items: whether both are answered, either answer, and their product. Both end
    with whether there is a score, the score and its square. Answers are taken from their means.
    """
    given = ~np.isnan(values)
    away = np.where(given, values - np.nanmean(values, axis=0), 0.0)
    scored = ~np.isnan(score)
    middle = score[scored].mean() if scored.any() else 0.0
    points = np.where(scored, score - middle, 0.0)
    ends = np.column_stack([scored, points, points**2])
    if given.all():
        squares = np.column_stack([(away**2).sum(axis=1), away.sum(axis=1) ** 2])
        return np.hstack([away, squares, ends]), False
    first, second = np.triu_indices(values.shape[1])
    both = (given[:, first] & given[:, second]).astype(np.float64)
    parts = [both, away[:, first] * both, away[:, second] * both, away[:, first] * away[:, second]]
    return np.hstack([*parts, ends]), True


def alpha_and_error(sums: Numbers, rows: float, items: int, gaps: bool) -> Numbers:
    """Return alpha and the standard error of measurement of each row of `sums`: draws x 2.

    `sums` are those of the columns of `columns_of` over `rows` rows. NaN where alpha has none.
    """
    k = items
    with np.errstate(divide="ignore", invalid="ignore"):
        if gaps:
            n, one, other, product = np.split(sums[:, :-3], 4, axis=1)
            covariance = (product - one * other / n) / (n - 1)
            first, second = np.triu_indices(k)
            trace = covariance[:, first == second].sum(axis=1)
            total = 2 * covariance.sum(axis=1) - trace
        else:
            mean = sums[:, :k] / rows
            trace = sums[:, k] / rows - (mean**2).sum(axis=1)
            total = sums[:, k + 1] / rows - mean.sum(axis=1) ** 2
        alpha = np.where(total > 1e-12 * trace, k / (k - 1) * (1 - trace / total), np.nan)
        count, points, squares = sums[:, -3:].T
        variance = (squares - points**2 / count) / (count - 1)
        error = np.sqrt(np.maximum(variance, 0.0) * np.maximum(1 - alpha, 0.0))
    return np.column_stack([alpha, error])


def drawn(piece: Draws) -> Numbers:
    """Return alpha and the standard error of measurement of every draw of a piece: draws x 2."""
    chance = np.random.default_rng(piece.seed)
    n = len(piece.sums)
    found, left = [], piece.draws
    while left:
        some = min(left, max(1, _CELLS // n))
        rows = chance.integers(n, size=(some, n)) + n * np.arange(some)[:, None]
        times = np.bincount(rows.ravel(), minlength=some * n).reshape(some, n)
        found.append(alpha_and_error(times @ piece.sums, n, piece.items, piece.gaps))
        left -= some
    return np.vstack(found)


def without_one(sums: Numbers, items: int, gaps: bool) -> Numbers:
    """Return alpha and the standard error of measurement without each row in turn: rows x 2."""
    total = sums.sum(axis=0)
    return alpha_and_error(total - sums, len(sums) - 1, items, gaps)


def accelerated(
    draws: Numbers, estimate: float, without: Numbers, level: float
) -> tuple[float, float]:
    """Return the bias-corrected and accelerated (BCa) interval of a bootstrap.

    Parameters
    ----------
    draws : the statistic of each draw.
    estimate : that of the rows.
    without : that without each row in turn.
    level : of the interval, such as 0.95.

    Notes
    -----
    Quantiles at Phi(z0 + (z0 + z) / (1 - a (z0 + z))): z0 = Phi^-1 of the share of draws below
    the estimate (ties half), a = sum u^3 / (6 (sum u^2)^1.5) with u the jackknife's deviations.

    References
    ----------
    Efron 1987, J Am Stat Assoc 82:171. R: `boot::boot.ci(b, type = "bca")`, which interpolates
    between draws otherwise.
    """
    below = (np.count_nonzero(draws < estimate) + np.count_nonzero(draws <= estimate)) / 2
    edge = 0.5 / len(draws)
    bias = float(ndtri(np.clip(below / len(draws), edge, 1 - edge)))
    moved = without.mean() - without
    square = float((moved**2).sum())
    skewed = float((moved**3).sum()) / (6 * square**1.5) if square > 0 else 0.0
    z = bias + ndtri(np.array([(1 - level) / 2, (1 + level) / 2]))
    low, high = np.quantile(draws, ndtr(bias + z / (1 - skewed * z)))
    return float(low), float(high)


def shares(total: int, pieces: int) -> Sequence[int]:
    """Return how many of `total` draws each piece makes.

    >>> list(shares(10, 4))
    [3, 3, 2, 2]
    """
    return [total // pieces + (piece < total % pieces) for piece in range(pieces)]
