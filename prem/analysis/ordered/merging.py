"""Rare answers joined with the answer beside them, alike in all groups, so that all can be cut.

A threshold is only there where its group gives answers on both of its sides, and one that rests
on a handful of answers makes the correlations unstable.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from prem.analysis.frame import Numbers
from prem.analysis.pairs.counts import PairCounts

Joined = dict[str, list[list[float]]]


class Merged(NamedTuple):
    """An item's answers after merging.

    `codes` are the answers in order, each the mean of those that it stands for; `lists` are the
    answers that were joined; `rows` hold the rank (0, 1, ..) of every row's answer in `codes`.
    """

    codes: Numbers
    lists: list[list[float]]
    rows: Numbers


def merge(column: Numbers, group: npt.NDArray[np.int64], least: int, fewest: int = 1) -> Merged:
    """Return an item's answers, joined until each has `least` answers in every group.

    Parameters
    ----------
    column : the answers of complete rows.
    group : the group of each row, 0, 1, .. without gaps.
    least, fewest : see `parts`. An item that ends with one answer says nothing and is left out.

    Examples
    --------
    >>> answers = np.repeat([1.0, 2, 3, 4, 5], [1, 2, 20, 30, 60])
    >>> merge(answers, np.zeros(113, dtype=int), 10).lists
    [[1.0, 2.0, 3.0]]
    """
    used, ranks = np.unique(column, return_inverse=True)
    counts = np.zeros((len(used), int(group.max(initial=0)) + 1))
    np.add.at(counts, (ranks.ravel(), group), 1.0)
    found = parts(counts, least, fewest)
    of = np.repeat(np.arange(len(found)), [len(part) for part in found])
    lists = [used[part].tolist() for part in found if len(part) > 1]
    return Merged(_means(used, counts, found), lists, of[ranks.ravel()].astype(np.float64))


def parts(counts: Numbers, least: int, fewest: int) -> list[list[int]]:
    """Return which answers are joined, by their places; `counts` is answers x groups.

    Notes
    -----
    The answer that is rarest in any group (the lowest of several) joins that of its two
    neighbours which fewer gave in all groups together (the lower one of equals), and so on until
    each has `least` answers in every group, or `fewest` answers are left.
    """
    found = [[position] for position in range(len(counts))]
    while len(found) > fewest:
        held = np.array([counts[part].sum(axis=0) for part in found])
        rarest = int(np.argmin(held.min(axis=1)))
        if held[rarest].min() >= least:
            break
        beside = [at for at in (rarest - 1, rarest + 1) if 0 <= at < len(found)]
        low, high = sorted((rarest, min(beside, key=lambda at: held[at].sum())))
        found[low : high + 1] = [found[low] + found[high]]
    return found


def merge_rows(rows: Numbers, items: tuple[str, ...], least: int) -> tuple[Numbers, Joined]:
    """Return complete rows of one group with rare answers joined, two kept; and what was joined."""
    alike = np.zeros(len(rows), dtype=np.int64)
    merged = {
        item: merge(column, alike, least, 2) for item, column in zip(items, rows.T, strict=True)
    }
    columns = [one.codes[one.rows.astype(np.int64)] for one in merged.values()]
    lists = {item: one.lists for item, one in merged.items() if one.lists}
    return np.stack(columns, axis=1), lists


def merge_pairs(pairs: PairCounts, least: int) -> tuple[PairCounts, Joined]:
    """Return the pair counts of the rows that `merge_rows` returns; of one group."""
    codes, lists, blocks, width = [], {}, [], 0
    for at, (item, used) in enumerate(zip(pairs.items, pairs.codes, strict=True)):
        counts = pairs.counts(at)[:, None].astype(np.float64)
        found = parts(counts, least, 2)
        codes.append(_means(used, counts, found))
        blocks += [[width + place for place in part] for part in found]
        blocks.append([width + len(used)])  # the missing
        width += len(used) + 1
        if joined := [used[part].tolist() for part in found if len(part) > 1]:
            lists[item] = joined
    sums = np.zeros((len(blocks), width), dtype=np.int64)
    for row, block in zip(sums, blocks, strict=True):
        row[block] = 1
    return PairCounts(pairs.items, tuple(codes), pairs.groups, sums @ pairs.burt @ sums.T), lists


def told(joined: Joined) -> str:
    """Return what was joined in words: "q1 1+2; q3 1+2+3"."""
    lists = {
        item: ["+".join(f"{code:g}" for code in part) for part in own]
        for item, own in joined.items()
    }
    return "; ".join(f"{item} {', '.join(own)}" for item, own in lists.items())


def _means(used: Numbers, counts: Numbers, found: list[list[int]]) -> Numbers:
    total = counts.sum(axis=1)
    return np.array([float(np.average(used[part], weights=total[part])) for part in found])
