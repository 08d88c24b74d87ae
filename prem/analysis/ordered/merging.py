"""Rare answers joined with the answer beside them, alike in all groups, so that all can be cut.

A threshold is only there where its group gives answers on both of its sides, and one that rests
on a handful of answers makes the correlations unstable.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from prem.analysis.frame import Numbers


class Merged(NamedTuple):
    """An item's answers after merging.

    `codes` are the answers in order, each the mean of those that it stands for; `lists` are the
    answers that were joined; `rows` hold the rank (0, 1, ..) of every row's answer in `codes`.
    """

    codes: Numbers
    lists: list[list[float]]
    rows: Numbers


def merge(column: Numbers, group: np.ndarray, least: int) -> Merged:
    """Return an item's answers, joined until each has `least` answers in every group.

    Parameters
    ----------
    column : the answers of complete rows.
    group : the group of each row, 0, 1, .. without gaps.

    Notes
    -----
    The answer that is rarest in any group (the lowest of several) joins that of its two
    neighbours which fewer gave in all groups together (the lower one of equals), and so on. An item
    may end with one answer only; it says nothing then and must be left out.

    Examples
    --------
    >>> answers = np.repeat([1.0, 2, 3, 4, 5], [1, 2, 20, 30, 60])
    >>> merge(answers, np.zeros(113, dtype=int), 10).lists
    [[1.0, 2.0, 3.0]]
    """
    used, ranks = np.unique(column, return_inverse=True)
    counts = np.zeros((len(used), int(group.max(initial=0)) + 1))
    np.add.at(counts, (ranks.ravel(), group), 1.0)
    parts = [[position] for position in range(len(used))]
    while len(parts) > 1:
        held = np.array([counts[part].sum(axis=0) for part in parts])
        rarest = int(np.argmin(held.min(axis=1)))
        if held[rarest].min() >= least:
            break
        beside = [at for at in (rarest - 1, rarest + 1) if 0 <= at < len(parts)]
        low, high = sorted((rarest, min(beside, key=lambda at: held[at].sum())))
        parts[low : high + 1] = [parts[low] + parts[high]]
    total = counts.sum(axis=1)
    codes = [float(np.average(used[part], weights=total[part])) for part in parts]
    of = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    lists = [used[part].tolist() for part in parts if len(part) > 1]
    return Merged(np.array(codes), lists, of[ranks.ravel()].astype(np.float64))
