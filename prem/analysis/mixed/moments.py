"""Variance components by Henderson's first method: closed, unbiased, and free to be negative."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from prem.analysis.frame import Numbers

Labels = npt.NDArray[np.int64]


def moments(scores: Numbers, effects: Mapping[str, Labels]) -> dict[str, float] | None:
    """Return the variance of each effect and of "error"; None where they cannot be told apart.

    T_A = sum over the levels a of A of (sum of scores)^2 / n_a is set equal to what it is expected
    to be, N mean^2 + sum over effects B of V_B sum_ab n_ab^2 / n_a + (levels of A) V_error, and
    solved. On complete crossed data these are the estimates of analysis of variance, exactly; an
    effect that is no larger than chance may come out below 0, and stays so.

    `scores` is (N,) without NaN, each of `effects` (N,) numbers from 0.

    References
    ----------
    Henderson 1953, Biometrics 9:226, method 1; Searle, Casella & McCulloch 1992, Variance
    Components, chapter 5; Brennan 2001, Generalizability Theory, chapter 7.

    Examples
    --------
    >>> two = {"woman": np.array([0, 0, 1, 1])}
    >>> moments(np.array([1.0, 2.0, 4.0, 5.0]), two)
    {'woman': 4.25, 'error': 0.5}
    """
    y = scores - scores.mean()
    none, own = np.zeros(len(y), np.int64), np.arange(len(y))
    rows = {"mean": none, **effects, "error": own}
    sums, matrix = [], []
    for a in rows.values():
        count = np.bincount(a)
        sums.append(float((np.bincount(a, y)[count > 0] ** 2 / count[count > 0]).sum()))
        matrix.append([_expected(a, b, count) for b in rows.values()])
    coefficients = np.array(matrix)
    if np.linalg.matrix_rank(coefficients / len(y), tol=1e-10) < len(coefficients):
        return None
    found = np.linalg.solve(coefficients, np.array(sums))
    return {name: float(v) for name, v in zip(rows, found, strict=True) if name != "mean"}


def _expected(a: Labels, b: Labels, count: Labels) -> float:
    """Return the sum over pairs of levels of n_ab^2 / n_a."""
    pairs, both = np.unique(a * (int(b.max()) + 1) + b, return_counts=True)
    return float((both.astype(np.float64) ** 2 / count[pairs // (int(b.max()) + 1)]).sum())
