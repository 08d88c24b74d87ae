"""Weighted kappa of an item between two occasions, with the interval of Fleiss and colleagues."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from prem.analysis.frame import Numbers


@dataclass(frozen=True, slots=True)
class Kappa:
    """Kappa, its standard error, its interval (kept within -1 and 1), and the rows used."""

    estimate: float
    low: float
    high: float
    se: float
    n: int


def weighted_kappa(first: Numbers, second: Numbers, level: float = 0.95) -> Kappa:
    """Return kappa with quadratic weights of two columns of codes, shape (n,), without NaN.

    kappa = 1 - sum d_ij p_ij / sum d_ij p_i. p_.j with d_ij = (i - j)^2: codes, not their ranks,
    are the distances. The standard error is that of Fleiss, Cohen & Everitt:
    var = [sum p_ij (w_ij - (wrow_i + wcol_j)(1 - kappa))^2 - (kappa - we (1 - kappa))^2]
    / (n (1 - we)^2), w = 1 - d / max d, wrow_i = sum_j w_ij p_.j, wcol_j = sum_i w_ij p_i.

    psych 2.2.9's estimate is the same; its standard error is not the published one, for it
    multiplies the row margins where it should average over them.

    Raises
    ------
    ValueError
        Where everybody gave one and the same answer both times, so that chance explains all.

    References
    ----------
    Cohen 1968, Psychol Bull 70:213; Fleiss, Cohen & Everitt 1969, Psychol Bull 72:323.
    R: `psych::cohen.kappa(cbind(first, second))$weighted.kappa`.

    Examples
    --------
    >>> weighted_kappa(np.array([1.0, 2, 3, 3]), np.array([1.0, 2, 3, 2])).estimate
    0.8
    """
    codes, positions = np.unique(np.concatenate([first, second]), return_inverse=True)
    if len(codes) < 2:
        raise ValueError("one and the same answer throughout: no agreement beyond chance")
    size, n = len(codes), len(first)
    rows, columns = positions.reshape(2, n)
    observed = np.bincount(rows * size + columns, minlength=size * size).reshape(size, size) / n
    weights = 1 - (codes[:, None] - codes) ** 2 / (codes[-1] - codes[0]) ** 2
    by_row, by_column = observed.sum(axis=1), observed.sum(axis=0)
    agreed = float((weights * observed).sum())
    expected = float(by_row @ weights @ by_column)
    kappa = (agreed - expected) / (1 - expected)
    margins = (weights @ by_column)[:, None] + by_row @ weights
    scatter = float((observed * (weights - margins * (1 - kappa)) ** 2).sum())
    variance = (scatter - (kappa - expected * (1 - kappa)) ** 2) / (n * (1 - expected) ** 2)
    se = float(np.sqrt(max(variance, 0.0)))
    half = float(stats.norm.isf((1 - level) / 2)) * se
    return Kappa(kappa, max(kappa - half, -1.0), min(kappa + half, 1.0), se, n)
