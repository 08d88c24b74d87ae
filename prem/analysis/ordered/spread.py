"""How far thresholds and polychoric correlations vary from sample to sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.linalg import block_diag
from scipy.special import ndtr

from prem.analysis.frame import Numbers
from prem.analysis.ordered.bivariate_normal import FAR, density
from prem.analysis.ordered.polychoric import Polychoric, cell_probabilities, cells, polychoric
from prem.analysis.pairs.counts import PairCounts, count_pairs

# Rows whose scores are held at once.
_BLOCK = 8192
_SMALLEST = np.finfo(np.float64).eps


class Spread(NamedTuple):
    """Correlations with `gamma`, n times the covariances of the estimates.

    The rows of `gamma` are the `first` thresholds, item by item, then the correlations of the
    pairs (1, 2), (1, 3), .. , (2, 3), ..
    """

    found: Polychoric
    gamma: Numbers
    first: int


def spread(rows: Numbers, names: tuple[str, ...]) -> Spread:
    """Return thresholds and polychoric correlations of complete rows with their covariances.

    Raises
    ------
    ValueError : an item does not vary.

    Notes
    -----
    gamma = n A^-1 B A^-T. B sums the squares s s' of each row's scores: of every item's own
    likelihood by its thresholds, and of every pair's by its correlation. A holds, of the same
    sums, only what belongs together: the thresholds of one item, and a correlation with itself
    and with the thresholds of its two items. The cost is that of n (thresholds + pairs)^2.

    References
    ----------
    Muthen 1984, Psychometrika 49:115. R: `lavaan::lavInspect(fit, "gamma")`.
    """
    codes = [np.unique(column) for column in rows.T]
    found = polychoric(count_pairs(rows, dict(zip(names, codes, strict=True))))
    ranks = np.stack([np.searchsorted(c, column) for c, column in zip(codes, rows.T, strict=True)])
    own = [_item_scores(cuts) for cuts in found.thresholds]
    within = block_diag(
        *(
            np.linalg.inv((score.T * np.bincount(rank)) @ score)
            for score, rank in zip(own, ranks, strict=True)
        )
    )
    pairs = _pairs(found, lambda i, j: _counted(ranks[i], ranks[j]))
    across = _across(found, pairs)
    alone = np.array([pair.alone for pair in pairs])
    size = len(within) + len(pairs)
    gamma = np.zeros((size, size))
    for start in range(0, ranks.shape[1], _BLOCK):
        part = ranks[:, start : start + _BLOCK]
        scores = np.hstack([score[rank] for score, rank in zip(own, part, strict=True)])
        by_pair = np.stack([pair.score[part[pair.i], part[pair.j]] for pair in pairs], axis=1)
        thresholds = scores @ within
        correlations = (by_pair - thresholds @ across.T) / alone
        influence = np.hstack([thresholds, correlations])
        gamma += influence.T @ influence
    return Spread(found, gamma * ranks.shape[1], len(within))


class _Pair(NamedTuple):
    """A pair's scores: of each cell by the correlation; their sums of squares and of products
    with those by the thresholds of the first and of the second item.
    """

    i: int
    j: int
    score: Numbers
    alone: float
    with_first: Numbers
    with_second: Numbers


def spread_of_pairs(pairs: PairCounts) -> Spread:
    """Return what `spread` does of the counts of complete rows, where pairs determine it.

    The variance of a correlation rests on its own pair's counts: the diagonal of `gamma` is that
    of `spread`. How two correlations vary together rests on four items at once: the rest of it is
    NaN. No thresholds stand before them (`first` is 0).
    """
    found = polychoric(pairs)
    counts = [pairs.counts(item) for item in range(len(pairs.items))]
    own = [_item_scores(cuts) for cuts in found.thresholds]
    within = [
        np.linalg.inv((score.T * count) @ score) for score, count in zip(own, counts, strict=True)
    ]
    moved = [score @ inverse for score, inverse in zip(own, within, strict=True)]
    variances = []
    for pair in _pairs(found, pairs.table):
        first, second = moved[pair.i] @ pair.with_first, moved[pair.j] @ pair.with_second
        influence = (pair.score - first[:, None] - second[None, :]) / pair.alone
        variances.append(float(np.sum(pairs.table(pair.i, pair.j) * influence**2)))
    gamma = np.full((len(variances),) * 2, np.nan)
    np.fill_diagonal(gamma, np.array(variances) * pairs.n)
    return Spread(found, gamma, 0)


def _counted(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return how often each rank came with each of the other, (answers, answers)."""
    shape = int(first.max()) + 1, int(second.max()) + 1
    return np.bincount(first * shape[1] + second, minlength=shape[0] * shape[1]).reshape(shape)


def _pairs(found: Polychoric, table: Callable[[int, int], np.ndarray]) -> list[_Pair]:
    grid = np.full((len(found.items), max(map(len, found.thresholds))), FAR)
    for item, cuts in enumerate(found.thresholds):
        grid[item, : len(cuts)] = cuts
    first, second = np.triu_indices(len(found.items), 1)
    h, k, rho = grid[first], grid[second], found.matrix[first, second]
    p = np.maximum(cell_probabilities(h, k, rho), _SMALLEST)
    score = cells(np.pad(density(h, k, rho), ((0, 0), (1, 1), (1, 1)))) / p
    places = zip(first.tolist(), second.tolist(), p, score, strict=True)
    return [_pair(found, i, j, own, slope, table(i, j)) for i, j, own, slope in places]


def _item_scores(cuts: Numbers) -> Numbers:
    """Return d ln p(answer) / d threshold, shape (answers, thresholds)."""
    p = np.maximum(np.diff(ndtr(np.concatenate([[-FAR], cuts, [FAR]]))), _SMALLEST)
    height = np.diag(np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi))
    found: Numbers = (np.pad(height, ((0, 1), (0, 0))) - np.pad(height, ((1, 0), (0, 0)))) / p[
        :, None
    ]
    return found


def _pair(
    found: Polychoric, i: int, j: int, p: Numbers, score: Numbers, counts: np.ndarray
) -> _Pair:
    a, b, rho = found.thresholds[i], found.thresholds[j], float(found.matrix[i, j])
    there = slice(len(a) + 1), slice(len(b) + 1)  # the rest is padding
    p, score = p[there], score[there]
    weighted = counts * score / p
    first = np.sum(_slices(a, b, rho) * -np.diff(weighted, axis=0), axis=1)
    second = np.sum(_slices(b, a, rho) * -np.diff(weighted.T, axis=0), axis=1)
    return _Pair(i, j, score, float(np.sum(counts * score**2)), first, second)


def _slices(cuts: Numbers, others: Numbers, rho: float) -> Numbers:
    """Return how much of each of the other's answers lies at a threshold: (thresholds, answers)."""
    edges = np.concatenate([[-FAR], others, [FAR]])
    conditional = ndtr((edges - rho * cuts[:, None]) / np.sqrt(1 - rho**2))
    height = np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi)
    found: Numbers = height[:, None] * np.diff(conditional, axis=1)
    return found


def _across(found: Polychoric, pairs: list[_Pair]) -> Numbers:
    """Return the sums of products of correlations' and thresholds' scores: pairs x thresholds."""
    ends = np.cumsum([0, *map(len, found.thresholds)])
    across = np.zeros((len(pairs), ends[-1]))
    for position, pair in enumerate(pairs):
        across[position, ends[pair.i] : ends[pair.i + 1]] = pair.with_first
        across[position, ends[pair.j] : ends[pair.j + 1]] = pair.with_second
    return across
