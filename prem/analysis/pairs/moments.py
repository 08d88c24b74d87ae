"""Means, covariances and correlations out of pair counts, at a cost that no row count changes.

Pairs determine what is computed pairwise. They do not say which rows are complete, so listwise
statistics follow from them only where nothing is missing: then both are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from prem.analysis.covariance import Missing
from prem.analysis.frame import Numbers
from prem.analysis.items import number
from prem.analysis.pairs.counts import PairCounts


@dataclass(frozen=True)
class PooledPairs:
    """Pair counts prepared for a joint analysis, as `Pooled` is of rows.

    `pairs` has one group and only the items that are used.
    """

    pairs: PairCounts
    missing: Missing = "pairwise"

    @property
    def size(self) -> int:
        """The number of items."""
        return len(self.pairs.items)

    @property
    def n(self) -> int:
        """The smallest number of rows behind any pair, which tests and intervals take."""
        return int(self._sums.rows.min()) if self.size else 0

    @property
    def gaps(self) -> bool:
        """Whether some row answers one item and not another."""
        return bool(self.size and self._sums.rows.min() < self._sums.rows.max())

    def rows(self) -> Numbers:
        """Return the number of rows behind each pair, shape (p, p)."""
        return self._sums.rows

    def means(self) -> Numbers:
        """Return the mean of each item on its own answers, shape (p,); NaN where there is none."""
        rows, first = np.diag(self._sums.rows), np.diag(self._sums.first)
        away = np.full(self.size, np.nan)
        np.divide(first, rows, out=away, where=rows > 0)
        return np.asarray(away + [middle(codes) for codes in self.pairs.codes])

    def covariance(self) -> Numbers:
        """Return the covariances with n - 1, each of its own rows: R's `cov(x, use = "pairwise")`.

        c_ij = (sum xy - sum x sum y / n) / (n - 1) over the rows that answer both; NaN where
        they are fewer than two. Answers are taken from the middle of each item's codes, so that
        the difference loses no digits.
        """
        sums = self._sums
        scatter = sums.product - sums.first * sums.first.T / np.maximum(sums.rows, 1)
        return np.where(sums.rows > 1, scatter / np.maximum(sums.rows - 1, 1), np.nan)

    def correlation(self) -> Numbers:
        """Return the correlations, each of its own rows: R's `cor(x, use = "pairwise")`.

        NaN where an item does not vary in the rows that answer both.
        """
        sums = self._sums
        n = np.maximum(sums.rows, 1)
        scatter = sums.product - sums.first * sums.first.T / n
        spread = sums.second - sums.first**2 / n  # of i, in the rows that answer j too
        spread[spread < 1e-12 * sums.second] = 0  # a rounding, where all gave the same answer
        area = np.sqrt(spread * spread.T)
        matrix = np.full(area.shape, np.nan)
        np.divide(scatter, area, out=matrix, where=(area > 0) & (sums.rows > 1))
        np.fill_diagonal(matrix, 1.0)
        return matrix

    @cached_property
    def _sums(self) -> Sums:
        return sums_of_pairs(self.pairs)


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the rows that answer both of two items; each p x p.

    `rows` counts them; `first[i, j]` is the sum of item i where j is answered too, `second` of
    its squares; `product` the sum of i times j. Answers are taken from the middle of the codes.
    """

    rows: Numbers
    first: Numbers
    second: Numbers
    product: Numbers


def sums_of_pairs(pairs: PairCounts) -> Sums:
    """Return the sums that means, covariances and correlations are made of."""
    burt = pairs.burt.sum(axis=0).astype(np.float64)  # exact up to 2^53 rows
    lengths = [len(codes) for codes in pairs.codes]
    size = len(burt)
    answer, given = np.zeros((size, len(lengths))), np.zeros((size, len(lengths)))
    start = 0
    for item, codes in enumerate(pairs.codes):
        place = slice(start, start + len(codes))  # without missing, which is last
        answer[place, item] = codes - middle(codes)
        given[place, item] = 1.0
        start += len(codes) + 1
    with_given = burt @ given
    return Sums(
        rows=given.T @ with_given,
        first=answer.T @ with_given,
        second=(answer**2).T @ with_given,
        product=answer.T @ (burt @ answer),
    )


def score_moments(
    used: PooledPairs, items: int, least_answered: float
) -> tuple[int | None, float | None, float | None]:
    """Return number, mean and sd of the scores on a scale of so many items; n None: needs rows.

    `used` are those of them that anybody answered. Without gaps each woman answered all of these:
    with k of them the mean score is the mean of the items' means, and its variance the sum of
    their covariances / k^2.
    """
    if used.gaps:
        return None, None, None
    if not used.n or used.size < least_answered * items:
        return 0, None, None
    mean = number(float(used.means().mean()))
    if used.n < 2:
        return used.n, mean, None
    variance = max(float(used.covariance().sum()), 0.0) / used.size**2
    return used.n, mean, number(np.sqrt(variance))


def middle(codes: Numbers) -> float:
    """Return the middle code, 0 where there is none."""
    return float(codes[len(codes) // 2]) if len(codes) else 0.0
