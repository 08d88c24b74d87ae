"""How many dimensions: eigenvalues, parallel analysis and the minimum average partial."""

from __future__ import annotations

import numpy as np

from prem.analysis.frame import Numbers


def eigenvalues(correlation: Numbers) -> Numbers:
    """Return the eigenvalues of a correlation matrix, largest first, shape (p,)."""
    return np.asarray(np.linalg.eigvalsh(correlation)[::-1], dtype=np.float64)


def simulated_correlations(
    rows: int, items: int, draws: int, generator: np.random.Generator
) -> Numbers:
    """Return the correlations of `draws` samples of uncorrelated normal items, draws x p x p.

    A sample's scatter matrix is Wishart with n - 1 degrees of freedom, so it is drawn as such
    (Bartlett's decomposition: A A' with chi on the diagonal and normals below), at a cost that
    does not grow with n. ValueError unless rows > items.
    """
    if rows <= items:
        raise ValueError("parallel analysis needs more rows than items")
    lower = scatter_roots(rows, items, draws, generator)
    scatter = lower @ lower.transpose(0, 2, 1)
    scale = np.sqrt(np.diagonal(scatter, axis1=1, axis2=2))
    found: Numbers = scatter / (scale[:, :, None] * scale[:, None, :])
    return found


def scatter_roots(rows: int, items: int, draws: int, generator: np.random.Generator) -> Numbers:
    """Return A of `draws` scatter matrices A A' of uncorrelated normal items, draws x p x p."""
    lower = np.tril(generator.standard_normal((draws, items, items)), -1)
    freedom = rows - 1 - np.arange(items)
    diagonal = np.sqrt(generator.chisquare(freedom, size=(draws, items)))
    lower[:, np.arange(items), np.arange(items)] = diagonal
    return lower


def parallel_retain(observed: Numbers, threshold: Numbers) -> int:
    """Return how many leading eigenvalues exceed their threshold, up to the first that does not.

    References
    ----------
    Horn 1965, Psychometrika 30:179; percentile: Glorfeld 1995, Educ Psychol Meas 55:377.
    R: the components rule of `psych::fa.parallel(x, fa = "pc", quant = .95)`.
    """
    above = observed > threshold
    return len(above) if above.all() else int(np.argmin(above))


def average_partials(correlation: Numbers) -> Numbers:
    """Return Velicer's average squared partial correlation after 0, 1, ... components.

    f_m = (sum of squared correlations of what is left - p) / (p(p - 1)), shape (p - 1,).
    The number of components to keep is the m of the smallest.

    References
    ----------
    Velicer 1976, Psychometrika 41:321. R: `psych::vss(r)$map` (which begins at m = 1).
    """
    p = len(correlation)
    values, vectors = np.linalg.eigh(correlation)
    loadings = vectors[:, ::-1] * np.sqrt(np.maximum(values[::-1], 0))
    found = np.full(p - 1, np.inf)
    for m in range(p - 1):
        left = correlation - loadings[:, :m] @ loadings[:, :m].T
        variance = np.diag(left)
        if variance.min() < 1e-10:
            break
        partial = left / np.sqrt(np.outer(variance, variance))
        found[m] = (np.sum(partial**2) - p) / (p * (p - 1))
    return found
