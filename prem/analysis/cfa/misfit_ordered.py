"""Where a factor model of ordered answers misfits, as `misfit.py` says it of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from prem.analysis.cfa.wlsmv import OrderedFit
from prem.analysis.frame import Numbers


def ordered_misfit(fit: OrderedFit) -> dict[str, Any]:
    """Return `residuals` and `modification_indices` of `cfa.wlsmv`."""
    return {
        "residuals": largest_ordered_residuals(fit),
        "modification_indices": ordered_modification_indices(fit),
    }


def largest_ordered_residuals(fit: OrderedFit, most: int = 10) -> list[dict[str, Any]]:
    """Return the pairs whose polychoric correlation the model misses most, the largest first.

    R: `lavResiduals(fit, type = "cor.bollen")`.
    """
    row, column = np.triu_indices(len(fit.implied), 1)
    values = (fit.correlation - fit.implied)[row, column]
    items = fit.model.items
    return [
        {"items": f"{items[row[at]]}~~{items[column[at]]}", "value": float(values[at])}
        for at in np.argsort(-np.abs(values), kind="stable")[:most]
    ]


def ordered_modification_indices(fit: OrderedFit, most: int = 10) -> list[dict[str, Any]]:
    """Return the fixed parameters whose freeing would lower chi-square most, the largest first.

    Parameters
    ----------
    fit : a settled fit by diagonally weighted least squares.
    most : how many are returned.

    Notes
    -----
    mi = n g^2 / (d'Vd - d'VD (D'VD)^-1 D'Vd) with g = d'V (r - rho) (n - 1) / n, as lavaan scales
    it, d the slopes of the correlations by the parameter, D those by the free ones,
    V = diag(gamma)^-1: about the fall of the unscaled chi-square. `epc` is the value expected,
    standardised: of a covariance of residuals, their correlation, which can come out beyond 1.
    R: `lavaan::modindices(fit)`, `sepc.all`.

    References
    ----------
    Sorbom 1989, Psychometrika 54:371.
    """
    names, slopes, scale = _candidates(fit)
    if not names or not fit.df:
        return []
    weight = 1 / np.diag(fit.gamma)
    row, column = np.triu_indices(len(fit.implied), 1)
    left = (fit.correlation - fit.implied)[row, column]
    free = fit.model.delta(fit.vector)[_off_diagonal(len(fit.implied))][:, fit.free]
    weighted = weight[:, None] * slopes
    gradient = weighted.T @ left * ((fit.n - 1) / fit.n)
    own = (slopes * weighted).sum(axis=0)
    shared = free.T @ weighted
    alone = own - (shared * np.linalg.solve(free.T @ (weight[:, None] * free), shared)).sum(axis=0)
    alone = np.where(alone > 1e-10 * own, alone, np.nan)
    index, change = fit.n * gradient**2 / alone, gradient / alone
    order = np.argsort(-np.nan_to_num(index, nan=-1.0), kind="stable")[:most]
    return [
        {"what": names[at], "mi": float(index[at]), "epc": float(change[at] * scale[at])}
        for at in order
        if np.isfinite(index[at]) and np.isfinite(scale[at])
    ]


def _off_diagonal(items: int) -> np.ndarray:
    row, column = np.triu_indices(items)
    return np.asarray(row != column)


def _candidates(fit: OrderedFit) -> tuple[list[str], Numbers, Numbers]:
    """Return names, slopes (pairs x candidates), and what standardises the value of each."""
    model = fit.model
    loadings, correlations, _ = model.matrices(fit.vector)
    row, column = np.triu_indices(len(model.items), 1)
    item, factor = np.nonzero(~model.pattern)
    along = (loadings @ correlations)[:, factor]
    crossed = (row[:, None] == item) * along[column] + (column[:, None] == item) * along[row]
    loose = np.flatnonzero(np.isin(row, model.loose) & np.isin(column, model.loose))
    names = [f"{model.factors[k]}=~{model.items[i]}" for i, k in zip(item, factor, strict=True)]
    names += [f"{model.items[row[at]]}~~{model.items[column[at]]}" for at in loose]
    residual = 1 - np.diag(model.implied(fit.vector))
    # a Heywood case has no residual deviation: there the item's own
    spread = np.where(residual > 0, np.sqrt(np.abs(residual)), 1.0)
    scale = np.concatenate([np.ones(len(item)), 1 / (spread[row] * spread[column])[loose]])
    return names, np.hstack([crossed, np.eye(len(row))[:, loose]]), scale
