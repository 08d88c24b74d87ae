"""Where a factor model misfits: the largest residuals, and what freeing one parameter would do."""

from __future__ import annotations

from typing import Any

import numpy as np

from prem.analysis.cfa.indices import standardised_residuals
from prem.analysis.cfa.ml import Fit, inverse
from prem.analysis.frame import Numbers

_AT_ONCE = 4096  # parameters looked at together, so that memory does not grow with their number


def largest_residuals(fit: Fit, most: int = 10) -> list[dict[str, Any]]:
    """Return the pairs of items whose correlation the model misses most, the largest first.

    Observed less implied correlation. R: `lavResiduals(fit, type = "cor.bollen")`.
    """
    residuals = standardised_residuals(fit.implied, fit.correlation)
    row, column = np.triu_indices(len(residuals), 1)
    values = residuals[row, column]
    items = fit.model.items
    return [
        {"items": f"{items[row[at]]}~~{items[column[at]]}", "value": float(values[at])}
        for at in np.argsort(-np.abs(values), kind="stable")[:most]
    ]


def modification_indices(fit: Fit, most: int = 10) -> list[dict[str, Any]]:
    """Return the fixed parameters whose freeing would lower chi-square most, the largest first.

    Loadings on other scales ("trust=~q7") and covariances of residuals ("q1~~q2"). `mi` is about
    how far chi-square would fall (1 df), `epc` the value expected, standardised.

    References
    ----------
    Sorbom 1989, Psychometrika 54:371. R: `lavaan::modindices(fit)`, `sepc.all`.
    """
    names, first, second, scale = _candidates(fit)
    found = [
        _freed(fit, first[:, at : at + _AT_ONCE], second[:, at : at + _AT_ONCE])
        for at in range(0, len(names), _AT_ONCE)
    ]
    if not found:
        return []
    index, change = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(-np.nan_to_num(index, nan=-1.0), kind="stable")[:most]
    return [
        {"what": names[at], "mi": float(index[at]), "epc": float(change[at] * scale[at])}
        for at in order
        if np.isfinite(index[at])
    ]


def _candidates(fit: Fit) -> tuple[list[str], Numbers, Numbers, Numbers]:
    """Return names, directions u and v, and what standardises the value of each."""
    model = fit.model
    loadings, correlations, residuals = model.matrices(fit.vector)
    eye = np.eye(len(model.items))
    item, factor = np.nonzero(~model.pattern)
    row, column = np.triu_indices(len(model.items), 1)
    free = np.isin(row, model.loose) & np.isin(column, model.loose)
    row, column = row[free], column[free]
    names = [f"{model.factors[k]}=~{model.items[i]}" for i, k in zip(item, factor, strict=True)]
    names += [f"{model.items[i]}~~{model.items[j]}" for i, j in zip(row, column, strict=True)]
    spread = np.sqrt(np.diag(fit.implied))
    # a Heywood case has no residual deviation: there the item's own
    alone = np.where(residuals > 0, np.sqrt(np.abs(residuals)), spread)
    scale = np.concatenate([1 / spread[item], 1 / (alone[row] * alone[column])])
    first = np.hstack([eye[:, item], eye[:, row]])
    second = np.hstack([(loadings @ correlations)[:, factor], eye[:, column]])
    return names, first, second, scale


def _freed(fit: Fit, first: Numbers, second: Numbers) -> tuple[Numbers, Numbers]:
    """Return the index and the expected value of parameters with these directions."""
    left, right = fit.model.directions(fit.vector)
    weight = inverse(fit.implied)
    pull = weight - weight @ fit.correlation @ weight
    slope = (first * (pull @ second)).sum(axis=0)
    own = (first * (weight @ first)).sum(axis=0) * (second * (weight @ second)).sum(axis=0)
    own += (first * (weight @ second)).sum(axis=0) ** 2
    shared = (left.T @ weight @ first) * (right.T @ weight @ second)
    shared += (left.T @ weight @ second) * (right.T @ weight @ first)
    left_over = own - (shared * np.linalg.solve(fit.information, shared)).sum(axis=0)
    left_over = np.where(left_over > 1e-10 * own, left_over, np.nan)
    return fit.n * slope**2 / left_over, -slope / left_over
