"""One minres factor of many correlation matrices at once, for the parallel analysis of factors."""

from __future__ import annotations

import numpy as np

from prem.analysis.frame import Numbers

# psych holds uniquenesses at .005 or more.
_MOST = float(np.sqrt(0.995))
_STEPS = 60
_SWEEPS = 5000


def single_factor(correlation: Numbers, tolerance: float = 1e-10) -> Numbers:
    """Return the loadings of one factor that leave the smallest squared residual correlations.

    Parameters
    ----------
    correlation : shape (matrices, p, p), positive definite.
    tolerance : of the largest slope of the sum of squares.

    Returns
    -------
    Shape (matrices, p); no loading is beyond sqrt(.995).

    Notes
    -----
    Damped Newton steps on sum_{i<j} (r_ij - l_i l_j)^2, from the first axis of the matrix reduced
    by squared multiple correlations; where a loading would pass its bound, one loading after
    another is set to its best value inside, until none moves.
    R: `psych::fa(r, nfactors = 1, fm = "minres")`.

    References
    ----------
    Harman & Jones 1966, Psychometrika 31:351; bounds: Harman & Fukuda 1966, Psychometrika 31:563.
    """
    reduced = correlation.copy()
    place = np.arange(correlation.shape[-1])
    reduced[:, place, place] = 1 - 1 / np.linalg.inv(correlation)[:, place, place]
    values, vectors = np.linalg.eigh(reduced)
    start: Numbers = vectors[:, :, -1] * np.sqrt(np.maximum(values[:, -1:], 1e-3))
    hollow = correlation.copy()
    hollow[:, place, place] = 0.0
    loadings = _newton(hollow, start, tolerance)
    over = np.flatnonzero(np.abs(loadings).max(axis=1) > _MOST)
    for matrix in over:
        loadings[matrix] = _bounded(hollow[matrix], loadings[matrix])
    return loadings


def single_factor_eigenvalues(correlation: Numbers, tolerance: float = 1e-10) -> Numbers:
    """Return the eigenvalues of matrices with the communalities of one factor on the diagonal.

    Shape (matrices, p), largest first. R: `psych::fa.parallel(x, fa = "both")$fa.values`.
    """
    reduced = correlation.copy()
    place = np.arange(correlation.shape[-1])
    reduced[:, place, place] = single_factor(correlation, tolerance) ** 2
    return np.asarray(np.linalg.eigvalsh(reduced)[:, ::-1], dtype=np.float64)


def _loss(hollow: Numbers, loadings: Numbers) -> Numbers:
    """Return sum_{i<j} (r_ij - l_i l_j)^2 of each matrix, without what does not change."""
    squared = loadings**2
    total = squared.sum(axis=1)
    crossed = np.einsum("mi,mij,mj->m", loadings, hollow, loadings, optimize=True)
    found: Numbers = (total**2 - (squared**2).sum(axis=1)) / 2 - crossed
    return found


def _newton(hollow: Numbers, loadings: Numbers, tolerance: float) -> Numbers:
    damping = np.zeros(len(loadings))
    loss = _loss(hollow, loadings)
    active = np.arange(len(loadings))
    place = np.arange(loadings.shape[1])
    for _ in range(_STEPS):
        own, r = loadings[active], hollow[active]
        rest = (own**2).sum(axis=1, keepdims=True) - own**2
        slope = own * rest - np.einsum("mij,mj->mi", r, own)
        on = np.abs(slope).max(axis=1) > tolerance
        if not on.any():
            break
        active, own, r, slope, rest = active[on], own[on], r[on], slope[on], rest[on]
        bend = 2 * own[:, :, None] * own[:, None, :] - r
        bend[:, place, place] = rest
        lowest = np.linalg.eigvalsh(bend)[:, 0]
        bend[:, place, place] += (np.maximum(1e-3 - lowest, 0.0) + damping[active])[:, None]
        trial = own - np.linalg.solve(bend, slope[:, :, None])[:, :, 0]
        after = _loss(r, trial)
        better = after <= loss[active] + 1e-14
        taken = active[better]
        loadings[taken], loss[taken] = trial[better], after[better]
        damping[active] = np.where(better, damping[active] / 10, damping[active] * 10 + 1e-2)
    return loadings


def _bounded(hollow: Numbers, loadings: Numbers) -> Numbers:
    found = np.clip(loadings, -_MOST, _MOST)
    for _ in range(_SWEEPS):
        before = found.copy()
        for item, row in enumerate(hollow):
            rest = found @ found - found[item] ** 2
            if rest > 0:
                found[item] = np.clip(row @ found / rest, -_MOST, _MOST)
        if np.abs(found - before).max() < 1e-8:
            break
    return found
