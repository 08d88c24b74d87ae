"""Covariances and correlations of items, listwise or pairwise, with the number of rows behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import pandas as pd

from prem.analysis.frame import Numbers

Missing = Literal["listwise", "pairwise"]


class Joint(Protocol):
    """What a joint analysis of items needs: of rows (`Pooled`) or of pairs (`PooledPairs`)."""

    @property
    def n(self) -> int:
        """The number of rows that tests and intervals take."""

    @property
    def missing(self) -> Missing:
        """What is done where an answer is missing."""

    @property
    def size(self) -> int:
        """The number of items."""

    @property
    def gaps(self) -> bool:
        """Whether some row answers one item and not another."""

    def covariance(self) -> Numbers:
        """Return the covariance matrix with n - 1."""

    def correlation(self) -> Numbers:
        """Return the correlation matrix."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """Rows prepared for a joint analysis.

    `values` is rows x items (complete rows only when listwise); `n` the number of rows that
    tests and intervals take: all of them, or when pairwise the smallest number behind any pair.
    """

    values: Numbers
    n: int
    missing: Missing

    @property
    def size(self) -> int:
        """The number of items."""
        return int(self.values.shape[1])

    @property
    def gaps(self) -> bool:
        """Whether some row answers one item and not another."""
        return bool(np.isnan(self.values).any())

    def covariance(self) -> Numbers:
        """Return the covariance matrix with n - 1: R's `cov(x, use = "pairwise")`."""
        if self.missing == "listwise":
            return np.atleast_2d(np.cov(self.values, rowvar=False))
        return np.array(pd.DataFrame(self.values).cov(min_periods=2), dtype=np.float64)

    def correlation(self) -> Numbers:
        """Return the correlation matrix: R's `cor(x, use = "pairwise")`.

        Each pairwise correlation takes means and variances from the rows of its own pair.
        """
        if self.missing == "listwise":
            return np.atleast_2d(np.corrcoef(self.values, rowvar=False))
        matrix = np.array(pd.DataFrame(self.values).corr(min_periods=2), dtype=np.float64)
        np.fill_diagonal(matrix, 1.0)
        return matrix


def pool(values: Numbers, missing: Missing) -> Pooled:
    """Prepare rows x items: drop incomplete rows (listwise) or rows without answer (pairwise)."""
    given = ~np.isnan(values)
    if missing == "listwise":
        kept = values[given.all(axis=1)]
        return Pooled(kept, len(kept), missing)
    kept, given = values[given.any(axis=1)], given[given.any(axis=1)].astype(np.float64)
    n = int((given.T @ given).min()) if given.size else 0
    return Pooled(kept, n, missing)


def varying(values: Numbers) -> list[int]:
    """Return the columns whose answers vary, NaN left out."""
    if not len(values):
        return []
    differ = np.fmax.reduce(values, axis=0) > np.fmin.reduce(values, axis=0)
    return [int(position) for position in np.flatnonzero(differ)]
