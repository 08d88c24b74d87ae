"""Scalability: how near the items of a scale come to the order that they could best have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prem.analysis.frame import Numbers

# Rows whose influence on every pair is held at once.
_BLOCK = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Scalability:
    """H of each pair (items x items, 1 on the diagonal), of each item, and of the scale."""

    pairs: Numbers
    items: Numbers
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The steps between the answers of all items, from lower to higher, item by item.

    `item` says whose step each is, `size` how far apart its two answers are, `share` how many of
    all women gave an answer above it (0 to 1).
    """

    item: np.ndarray
    size: Numbers
    share: Numbers

    @property
    def owner(self) -> Numbers:
        """1 where a step belongs to an item, shape (steps, items)."""
        found: Numbers = (self.item[:, None] == np.arange(self.item.max() + 1)).astype(np.float64)
        return found

    def most(self) -> Numbers:
        """Return the largest covariances that items with these shares could have (with n).

        Of items i and j: sum over their steps s and t of size_s size_t (min(p_s, p_t) - p_s p_t).
        """
        weight = self.owner * self.size[:, None]
        p = self.share
        found: Numbers = weight.T @ (np.minimum(p[:, None], p) - np.outer(p, p)) @ weight
        return found


def steps(codes: Sequence[Numbers], counts: Sequence[Numbers]) -> Steps:
    """Return the steps of items, of each one's answers (ascending) and how often each was given."""
    above = [np.cumsum(own[::-1])[::-1][1:] / own.sum() for own in counts]
    item = np.repeat(np.arange(len(codes)), [len(own) for own in above])
    return Steps(item, np.concatenate([np.diff(own) for own in codes]), np.concatenate(above))


def scalability(covariance: Numbers, most: Numbers) -> Scalability:
    """Return Loevinger's and Mokken's H of covariances and the largest that they could be.

    H_ij = C_ij / M_ij, H_i = sum_j C_ij / sum_j M_ij, H = sum C / sum M, over j other than i; both
    matrices with the same denominator. H is 1 where no woman takes a harder step and leaves an
    easier one, and 0 where items do not go together.

    References
    ----------
    Loevinger 1948, Psychol Bull 45:507; Mokken 1971, A theory and procedure of scale analysis;
    Molenaar 1991, Kwantitatieve Methoden 37:97. R: `mokken::coefH(x)`.

    >>> scalability(np.array([[1, 0.2], [0.2, 1]]), np.array([[1, 0.5], [0.5, 1]])).scale
    0.4
    """
    apart = 1 - np.eye(len(most))
    own, could = covariance * apart, most * apart
    pairs = np.divide(own, could, out=np.eye(len(most)), where=could > 0)
    total = could.sum(axis=1)
    return Scalability(pairs, own.sum(axis=1) / total, float(own.sum() / could.sum()))


def standard_errors(
    rows: Numbers, codes: Sequence[Numbers], taken: Steps, found: Scalability
) -> Scalability:
    """Return the standard errors of H; rows complete, items that vary; diagonal of pairs 0.

    By the delta method on the counts of answer patterns, whose distribution is multinomial: the
    root of the sum of the squares of what each row contributes, with the order of the steps held.
    Two steps of the same share are taken as half above, half below each other.

    References
    ----------
    Kuijpers, Van der Ark & Croon 2013, Sociol Methodol 43:42. R: `mokken::coefH(x, se = TRUE)`.
    """
    n, k = rows.shape
    most = taken.most() * (1 - np.eye(k))
    away = rows - rows.mean(axis=0)
    covariance = away.T @ away / n
    slopes = _slopes(taken)
    ranks = [np.searchsorted(own, column) for own, column in zip(codes, rows.T, strict=True)]
    moved = [_by_answer(taken, slopes, item) for item in range(k)]
    total, every = most.sum(axis=1), float(most.sum())
    squares, of_items, of_scale = np.zeros((k, k)), np.zeros(k), 0.0
    for start in range(0, n, _BLOCK):
        part = slice(start, start + _BLOCK)
        one = np.stack([table[rank[part]] for table, rank in zip(moved, ranks, strict=True)], 1)
        could = one + one.transpose(0, 2, 1)  # how far a row moves the largest covariances
        does = away[part, :, None] * away[part, None, :] - covariance
        does[:, np.arange(k), np.arange(k)] = could[:, np.arange(k), np.arange(k)] = 0.0
        squares += ((does - found.pairs * could) ** 2).sum(axis=0)
        per_item = does.sum(axis=2) - found.items * could.sum(axis=2)
        of_items += ((per_item / total) ** 2).sum(axis=0)
        per_scale = does.sum(axis=(1, 2)) - found.scale * could.sum(axis=(1, 2))
        of_scale += float((per_scale**2).sum()) / every**2
    errors = np.divide(np.sqrt(squares), most, out=np.zeros((k, k)), where=most > 0)
    return Scalability(errors / n, np.sqrt(of_items) / n, float(np.sqrt(of_scale)) / n)


def _slopes(taken: Steps) -> Numbers:
    """Return how far a step's share moves the largest covariance with each item: steps x items."""
    p = taken.share
    below = (p[:, None] < p) + 0.5 * (p[:, None] == p)
    weight = taken.owner * taken.size[:, None]
    found: Numbers = taken.size[:, None] * ((below - p) @ weight)
    return found


def _by_answer(taken: Steps, slopes: Numbers, item: int) -> Numbers:
    """Return what each answer to an item moves: answers x items."""
    own = np.flatnonzero(taken.item == item)
    above = np.tri(len(own) + 1, len(own), -1) - taken.share[own]
    found: Numbers = above @ slopes[own]
    return found


def interval(estimate: float, error: float, z: float) -> tuple[float, float]:
    """Return the limits of H, which keep below 1: by log(1 - H).

    References
    ----------
    Koopman, Zijlstra & Van der Ark 2020. R: `mokken::coefH(x, ci = .95, type.ci = "RP")`.

    >>> interval(0.5, 0.0, 1.96)
    (0.5, 0.5)
    """
    if not estimate < 1:
        return float("nan"), float("nan")
    half = z * error / (1 - estimate)
    return 1 - (1 - estimate) * float(np.exp(half)), 1 - (1 - estimate) * float(np.exp(-half))
