"""Extraction of common factors from a correlation matrix: unrotated loadings."""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np
from factor_analyzer import FactorAnalyzer

from prem.analysis.frame import Numbers

Extraction = Literal["minres", "ml", "paf"]

# factor_analyzer 0.5.1 uses a name that scikit-learn 1.6 renamed and 1.8 removes (ADR 0009).
_RENAMED = "'force_all_finite' was renamed"


class NotConverged(ArithmeticError):  # noqa: N818  # it says what happened, as in the note
    """The optimiser stopped without a solution."""


def most_factors(items: int) -> int:
    """Return the most factors that p items can carry: (p - k)^2 >= p + k."""
    return max((k for k in range(1, items) if (items - k) ** 2 >= items + k), default=0)


def extract(correlation: Numbers, factors: int, extraction: Extraction) -> Numbers:
    """Return the unrotated loadings of a positive definite correlation matrix, items x factors.

    minres minimises the squared residual correlations, ml the likelihood discrepancy; both by
    factor_analyzer with squared multiple correlations as start and uniquenesses in [.005, 1].
    paf iterates principal axes, here, to 1e-9.

    Raises
    ------
    NotConverged
        where the optimiser gives up.

    Notes
    -----
    R: `psych::fa(r, nfactors, rotate = "none", fm = "minres" | "ml" | "pa")`; "pa" there stops
    at 1e-3 unless `min.err` is given. Converged paf and minres are the same solution.
    """
    if extraction == "paf":
        return principal_axes(correlation, factors)
    analyzer = FactorAnalyzer(
        n_factors=factors, rotation=None, method=extraction, is_corr_matrix=True
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=_RENAMED, category=FutureWarning)
        warnings.filterwarnings("error", message="Failed to converge", category=UserWarning)
        try:
            analyzer.fit(correlation)
        except (UserWarning, np.linalg.LinAlgError) as error:
            raise NotConverged(extraction) from error
    return np.asarray(analyzer.loadings_, dtype=np.float64)


def principal_axes(
    correlation: Numbers, factors: int, tolerance: float = 1e-9, most: int = 20_000
) -> Numbers:
    """Return the loadings of iterated principal axis factoring, items x factors.

    Communalities start at the squared multiple correlations and take the diagonal until none
    moves by more than `tolerance`. NotConverged after `most` steps or at a communality over 1.

    References
    ----------
    Harman 1976, Modern Factor Analysis, ch. 8. R: `psych::fa(fm = "pa", min.err = 1e-12)`.
    """
    reduced = correlation.copy()
    communality = 1 - 1 / np.diag(np.linalg.inv(correlation))
    for _ in range(most):
        np.fill_diagonal(reduced, communality)
        values, vectors = np.linalg.eigh(reduced)
        loadings: Numbers = vectors[:, ::-1][:, :factors] * np.sqrt(
            np.maximum(values[::-1][:factors], 0)
        )
        before, communality = communality, np.sum(loadings**2, axis=1)
        if communality.max() > 1:
            raise NotConverged("paf")
        if np.abs(communality - before).max() < tolerance:
            return loadings
    raise NotConverged("paf")
