"""What factors leave over: residual correlations, and the test that they are chance."""

from __future__ import annotations

from typing import Any

import numpy as np

from prem.analysis.cfa.indices import Tested, non_centrality
from prem.analysis.cfa.ml import discrepancy
from prem.analysis.frame import Numbers
from prem.analysis.items import number

# Residual correlations beyond this are counted.
LARGE = 0.10
_LEVEL = 0.90
_NAMES = ("objective", "chi2", "df", "p", "rmsea", "rmsea_low", "rmsea_high", "tli", "bic")
_NULL = ("null_chi2", "null_df")


def residuals(
    correlation: Numbers, reproduced: Numbers, names: list[str], df: int, most: int = 10
) -> dict[str, Any]:
    """Return `efa.residuals` of results.json: what L phi L' leaves of the correlations.

    Notes
    -----
    `rmsr` is the root mean square of the p (p - 1) residuals off the diagonal, `rmsr_corrected`
    their sum of squares over both halves / (2 df); `share_large` the share beyond .10 either way.
    R: `fa(..)$residual`, `fa(..)$rms`, `fa(..)$crms`.
    """
    left = correlation - reproduced
    np.fill_diagonal(left, 0.0)
    row, column = np.triu_indices(len(left), 1)
    values = left[row, column]
    order = np.argsort(-np.abs(values), kind="stable")[:most]
    total = float((values**2).sum())
    return {
        "matrix": left.tolist(),
        "largest": [
            {"items": f"{names[row[at]]}~~{names[column[at]]}", "value": float(values[at])}
            for at in order
        ],
        "share_large": float(np.mean(np.abs(values) > LARGE)),
        "rmsr": float(np.sqrt(total / len(values))),
        "rmsr_corrected": float(np.sqrt(total / df)) if df > 0 else None,
    }


def freedom(items: int, factors: int) -> int:
    """Return the degrees of freedom of k factors of p items: ((p - k)^2 - p - k) / 2.

    >>> freedom(25, 5)
    185
    """
    return ((items - factors) ** 2 - items - factors) // 2


def goodness(
    correlation: Numbers, reproduced: Numbers, factors: int, n: int
) -> dict[str, float | int | None]:
    """Return `efa.fit` of results.json: the likelihood-ratio test of k factors and its indices.

    Parameters
    ----------
    correlation, reproduced : items x items, R and L phi L' (its diagonal counts as 1).
    factors, n : the number of factors and of rows.

    Notes
    -----
    F = ln|S| + tr(R S^-1) - ln|R| - p with S = L phi L' and 1 on its diagonal;
    chi2 = F (n - 1 - (2p + 5) / 6 - 2k / 3), Bartlett's correction; rmsea
    sqrt(max(chi2 / (df n) - 1 / (n - 1), 0)) with a 90 % interval from the non-centrality over
    (n - 1) df; tli by psych's uncorrected null model; bic chi2 - df ln n. Right for ml; after
    minres and paf F is not at its minimum, and the test is a little too strict.
    R: `psych::fa(r, nfactors, n.obs = n, fm = "ml")`: STATISTIC, dof, PVAL, RMSEA, TLI, BIC.
    Nulls where there are no degrees of freedom, or where S is not positive definite.

    References
    ----------
    Lawley & Maxwell 1971, ch. 4; Tucker & Lewis 1973, Psychometrika 38:1.
    """
    p, df = len(correlation), freedom(len(correlation), factors)
    empty: dict[str, float | int | None] = dict.fromkeys((*_NAMES, *_NULL))
    implied = reproduced.copy()
    np.fill_diagonal(implied, 1.0)
    objective = discrepancy(implied, correlation)
    if df <= 0 or not np.isfinite(objective):
        return empty | {"df": max(df, 0)}
    objective = max(objective, 0.0)
    weight = n - 1 - (2 * p + 5) / 6 - 2 * factors / 3
    test = Tested(max(objective * weight, 0.0), df)
    low, high = (non_centrality(test, tail) for tail in ((1 + _LEVEL) / 2, (1 - _LEVEL) / 2))
    null, pairs = -float(np.linalg.slogdet(correlation)[1]), p * (p - 1) // 2
    per, alone = objective / df, null / pairs
    return {
        "objective": objective,
        "chi2": test.chi2,
        "df": df,
        "p": number(test.p),
        "rmsea": float(np.sqrt(max(test.chi2 / (df * n) - 1 / (n - 1), 0.0))),
        "rmsea_low": float(np.sqrt(low / (n - 1) / df)),
        "rmsea_high": float(np.sqrt(high / (n - 1) / df)),
        "tli": number((alone - per) / (alone - 1 / weight)) if alone != 1 / weight else None,
        "bic": float(test.chi2 - df * np.log(n)),
        "null_chi2": null * (n - 1 - (2 * p + 5) / 6),
        "null_df": pairs,
    }


def no_goodness() -> dict[str, None]:
    """Return `efa.fit` with nulls."""
    return dict.fromkeys((*_NAMES, *_NULL))
