"""The reliability of a sum score of ordered answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from prem.analysis.frame import Numbers
from prem.analysis.ordered.bivariate_normal import FAR, distribution


def categorical_omega(
    thresholds: Sequence[Numbers], loadings: Numbers, correlation: Numbers
) -> float:
    """Return the reliability of the sum of k items in codes 0, 1, ...

    Parameters
    ----------
    thresholds : those of each item.
    loadings : standardised loadings on the one factor of the items, shape (k,).
    correlation : the polychoric correlations, k x k.

    Notes
    -----
    The variance of the sum that the factor explains, by the variance of the sum, each a sum over
    pairs of items and of thresholds of Phi2(t_ic, t_jd, rho) - Phi(t_ic) Phi(t_jd): with rho the
    product of loadings above the line, for an item with itself too, and the observed correlation
    below it. It is of the sum of the answers, not of the variables behind them.

    References
    ----------
    Green & Yang 2009, Psychometrika 74:155, equation 21. R: `semTools::compRelSEM(fit)`, or
    `omega3` of `semTools::reliability(fit)`.
    """
    k = len(thresholds)
    grid = np.full((k, max(map(len, thresholds))), -FAR)  # below -infinity there is nothing
    for item, cuts in enumerate(thresholds):
        grid[item, : len(cuts)] = cuts
    i, j = (place.ravel() for place in np.indices((k, k)))
    apart = float(ndtr(grid).sum() ** 2)
    true = distribution(grid[i], grid[j], np.outer(loadings, loadings).ravel()).sum()
    i, j = np.triu_indices(k, 1)
    between = 2 * distribution(grid[i], grid[j], correlation[i, j]).sum()
    own = ndtr(np.minimum(grid[:, :, None], grid[:, None, :])).sum()
    return float((true - apart) / (between + own - apart))
