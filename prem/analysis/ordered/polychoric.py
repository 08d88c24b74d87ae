"""Polychoric correlations: of the normal variables that ordered answers are cuts of.

Two steps (Olsson 1979): thresholds from each item's own counts, then each pair's correlation by
maximum likelihood with the thresholds held. All pairs are iterated at once, from pair counts, so
that the cost is that of the pairs and not of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from prem.analysis.frame import Numbers
from prem.analysis.ordered.bivariate_normal import FAR, density, distribution
from prem.analysis.pairs.counts import Counts, PairCounts

# Pairs iterated together: 1000 of six answers take some 30 MB.
_BLOCK = 1000
_MOST_STEPS = 100
_STOP = 1e-10
# Correlations end here: a pair that reaches it has answers in perfect order.
EDGE = 0.9999
_SMALLEST = np.finfo(np.float64).eps
# A border of zeros: what lies below -infinity, and what of a density lies at +infinity too.
_LOWER = ((0, 0), (1, 0), (1, 0))
_BORDER = ((0, 0), (1, 1), (1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class Polychoric:
    """Polychoric correlations (items x items) and each item's thresholds (answers used - 1)."""

    items: tuple[str, ...]
    matrix: Numbers
    thresholds: tuple[Numbers, ...]

    @property
    def at_edge(self) -> list[tuple[str, str]]:
        """The pairs whose likelihood still rises at a correlation of +-EDGE."""
        first, second = np.triu_indices(len(self.items), 1)
        found = np.flatnonzero(np.abs(self.matrix[first, second]) >= EDGE)
        return [(self.items[first[pair]], self.items[second[pair]]) for pair in found]

    @property
    def smallest_eigenvalue(self) -> float:
        """The matrix's smallest eigenvalue; not above 0: no factor analysis stands on it."""
        return float(np.linalg.eigvalsh(self.matrix)[0])


def polychoric(pairs: PairCounts) -> Polychoric:
    """Return the polychoric correlations of all items, out of counts of all groups together.

    Parameters
    ----------
    pairs : counts of items that vary; missing answers are left out pair by pair, and thresholds
        take every answer of their item. For listwise, count complete rows only.

    Raises
    ------
    ValueError : an item has fewer than two answers, or two items no row in common.

    Notes
    -----
    Log-likelihood sum n_ab ln p_ab of each table of k x l answers; Newton's method on its score,
    kept inside a bracket of the root by bisection, until no correlation moves by 1e-10. An
    answer that nobody gave has no threshold of its own. As in lavaan, nothing is added to empty
    cells, but for tables of 2 x 2 (0.5, margins kept); psych adds 0.5 to every empty cell.
    R: `lavaan::lavCor(x, ordered = names(x))`, also with `missing = "pairwise"`.

    References
    ----------
    Olsson 1979, Psychometrika 44:443.
    """
    tables, given = _tables(pairs)
    if min(len(counts) for counts in given) < 2:
        raise ValueError("an item does not vary")
    if not tables.sum(axis=(1, 2)).all():
        raise ValueError("two items have no row in common")
    cuts = tuple(_thresholds(counts) for counts in given)
    grid = np.full((len(cuts), max(len(cut) for cut in cuts)), FAR)
    for item, cut in enumerate(cuts):
        grid[item, : len(cut)] = cut
    first, second = np.triu_indices(len(cuts), 1)
    matrix = np.eye(len(cuts))
    for start in range(0, len(first), _BLOCK):
        i, j = first[start : start + _BLOCK], second[start : start + _BLOCK]
        found = _correlations(tables[start : start + _BLOCK], grid[i], grid[j])
        matrix[i, j] = matrix[j, i] = found
    return Polychoric(pairs.items, matrix, cuts)


def _thresholds(counts: Counts) -> Numbers:
    return np.asarray(ndtri(np.cumsum(counts)[:-1] / counts.sum()), dtype=np.float64)


def _tables(pairs: PairCounts) -> tuple[Numbers, list[Counts]]:
    """Return every pair's table, padded with zeros to (pairs, K, K), and each item's counts."""
    burt = np.pad(pairs.burt.sum(axis=0), (0, 1))
    own = np.diag(burt)
    places, start = [], 0
    for codes in pairs.codes:
        there = np.arange(start, start + len(codes))
        places.append(there[own[there] > 0])
        start += len(codes) + 1
    index = np.full((len(places), max(map(len, places), default=0)), len(burt) - 1)
    for item, place in enumerate(places):
        index[item, : len(place)] = place
    i, j = np.triu_indices(len(places), 1)
    tables = burt[index[i][:, :, None], index[j][:, None, :]].astype(np.float64)
    small = (np.array([len(p) for p in places])[np.stack([i, j])] == 2).all(axis=0)
    tables[small] = _filled(tables[small])
    return tables, [own[place] for place in places]


def _filled(tables: Numbers) -> Numbers:
    """Return 2 x 2 tables whose empty cells have 0.5, the margins kept (lavaan's `zero.add`)."""
    empty = tables[:, :2, :2] == 0
    some = np.isin(empty.sum(axis=(1, 2)), (1, 2))
    along = some & (empty[:, 0, 0] | empty[:, 1, 1])
    across = some & ~along
    step = np.array([[0.5, -0.5], [-0.5, 0.5]])
    filled = tables.copy()
    filled[:, :2, :2] += (along.astype(float) - across)[:, None, None] * step
    return np.maximum(filled, 0.0)


def _correlations(tables: Numbers, h: Numbers, k: Numbers) -> Numbers:
    """Return the correlations of pairs: tables (pairs, K, K), thresholds (pairs, K - 1)."""
    low, high = np.full(len(tables), -EDGE), np.full(len(tables), EDGE)
    rho = np.clip(_pearson(tables), -0.9, 0.9)
    active = np.arange(len(tables))
    for _ in range(_MOST_STEPS):
        t, r = tables[active], rho[active]
        score, slope = _score(t, h[active], k[active], r)
        low[active] = np.where(score > 0, r, low[active])
        high[active] = np.where(score > 0, high[active], r)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = r - score / slope
        # equal too: the last step of all may be too small to move
        inside = (step >= low[active]) & (step <= high[active]) & (slope < 0)
        rho[active] = np.where(inside, step, (low[active] + high[active]) / 2)
        active = active[np.abs(rho[active] - r) > _STOP]
        if not len(active):
            break
    return np.where(np.abs(rho) > EDGE - 1e-8, np.sign(rho) * EDGE, rho)


def _score(t: Numbers, h: Numbers, k: Numbers, rho: Numbers) -> tuple[Numbers, Numbers]:
    """Return the first and second derivative of each pair's log-likelihood by its correlation."""
    p = np.maximum(cell_probabilities(h, k, rho), _SMALLEST)
    hh, kk, r = h[:, :, None], k[:, None, :], rho[:, None, None]
    first = density(h, k, rho)
    rest = 1 - r * r
    second = first * (r / rest + (hh * kk * (1 + r * r) - r * (hh**2 + kk**2)) / rest**2)
    slope, bend = cells(np.pad(first, _BORDER)), cells(np.pad(second, _BORDER))
    ratio = t / p
    score = np.sum(ratio * slope, axis=(1, 2))
    return score, np.sum(ratio * bend, axis=(1, 2)) - np.sum(ratio * slope**2 / p, axis=(1, 2))


def cell_probabilities(h: Numbers, k: Numbers, rho: Numbers) -> Numbers:
    """Return the probability of each cell, shape (pairs, a + 1, b + 1).

    `h` (pairs x a) and `k` (pairs x b) are thresholds in ascending order, FAR for infinity.
    """
    wide = np.full((len(h), 1), FAR)
    upper = np.pad(distribution(np.hstack([h, wide]), np.hstack([k, wide]), rho), _LOWER)
    return cells(upper)


def cells(corners: Numbers) -> Numbers:
    """Return what lies in each cell, of what lies below its corners."""
    return np.diff(np.diff(corners, axis=1), axis=2)


def _pearson(tables: Numbers) -> Numbers:
    """Return the correlation of the ranks of the answers, 0 where one does not vary."""
    rank = np.arange(tables.shape[1])
    n = tables.sum(axis=(1, 2))
    one, other = tables.sum(axis=2), tables.sum(axis=1)
    mean, mean2 = one @ rank / n, other @ rank / n
    area = (one @ rank**2 / n - mean**2) * (other @ rank**2 / n - mean2**2)
    joint = tables @ rank @ rank / n - mean * mean2
    found: Numbers = np.zeros_like(n)
    np.divide(joint, np.sqrt(area), out=found, where=area > 1e-12)
    return found
