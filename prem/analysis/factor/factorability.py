"""Whether the items share enough for factor analysis: KMO and Bartlett's test."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from factor_analyzer import calculate_bartlett_sphericity, calculate_kmo
from scipy import stats

from prem.analysis.covariance import Joint, Pooled
from prem.analysis.frame import Numbers
from prem.analysis.items import number

# factor_analyzer says when a determinant is below 1e-7, which is usual with many items: whether
# the matrix can be inverted at all is decided before, by its smallest eigenvalue.
_SMALL_DETERMINANT = "The inverse of the variance-covariance matrix"


def kmo_of_correlation(correlation: Numbers) -> tuple[float, Numbers]:
    """Return the Kaiser-Meyer-Olkin measure, overall and of each item (shape (p,)).

    KMO = sum r^2 / (sum r^2 + sum q^2) over the pairs i != j, q the partial correlation given
    all other items, q_ij = -s^ij / sqrt(s^ii s^jj) of the inverse.

    References
    ----------
    Kaiser 1974, Psychometrika 39:31. R: `psych::KMO(r)`.
    """
    inverse = np.linalg.inv(correlation)
    scale = np.sqrt(np.diag(inverse))
    partial = (inverse / np.outer(scale, scale)) ** 2
    squared = correlation**2
    np.fill_diagonal(partial, 0)
    np.fill_diagonal(squared, 0)
    r, q = squared.sum(axis=0), partial.sum(axis=0)
    return float(r.sum() / (r.sum() + q.sum())), r / (r + q)


def bartlett_of_correlation(correlation: Numbers, rows: int) -> tuple[float, float, float]:
    """Return chi2, df and p of Bartlett's test that no two items correlate.

    chi2 = -(n - 1 - (2p + 5) / 6) ln|R|, df = p(p - 1) / 2.

    References
    ----------
    Bartlett 1951, Biometrika 38:337. R: `psych::cortest.bartlett(r, n)`.
    """
    p = len(correlation)
    chi2 = -(rows - 1 - (2 * p + 5) / 6) * float(np.linalg.slogdet(correlation)[1])
    df = p * (p - 1) / 2
    return chi2, df, float(stats.chi2.sf(chi2, df))


def factorability(pooled: Joint, correlation: Numbers, names: list[str]) -> dict[str, Any]:
    """Return `factorability` of results.json; the matrix must be positive definite.

    Complete rows go through factor_analyzer, which takes rows only; pairs of answers, which
    have none, through the same formulas here. Tests hold both to each other and to R.
    """
    if isinstance(pooled, Pooled) and pooled.missing == "listwise":
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=_SMALL_DETERMINANT, category=UserWarning)
            per_item, overall = calculate_kmo(pooled.values)
        chi2, p = calculate_bartlett_sphericity(pooled.values)
        df = len(names) * (len(names) - 1) / 2
    else:
        overall, per_item = kmo_of_correlation(correlation)
        chi2, df, p = bartlett_of_correlation(correlation, pooled.n)
    return {
        "n": pooled.n,
        "kmo": number(overall),
        "kmo_items": {name: number(value) for name, value in zip(names, per_item, strict=True)},
        "bartlett": {"chi2": number(chi2), "df": int(df), "p": number(p)},
    }
