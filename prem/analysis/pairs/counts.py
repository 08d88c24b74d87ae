"""Counts of each pair of answers, by site and time: additive sufficient statistics.

Chunks, machines and sites each count their own rows; the counts are added, and what follows from
pairs (means, covariances, alpha, correlations, factors) costs the same for 36 women as for a
million. They are of a researcher's side of the wall: a small group's counts can tell who answered
what, so nothing of them is released except through `disclosure.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from prem.errors import Place
from prem.errors.analysis import NOT_A_CODE, OTHER_ITEMS, TOO_MANY_PAIRS

Counts = npt.NDArray[np.int64]
Codes = npt.NDArray[np.float64]
Group = tuple[str, str]

EVERYBODY: Group = ("", "")
# 800 MB of int64: 40 items of five answers by 1700 groups, or 1600 such items in one group.
MOST_CELLS = 100_000_000
# Indicators of 4096 rows stay in a core's own cache; float32 counts them exactly (to 2^24).
_BLOCK = 4096


@dataclass(frozen=True, slots=True, eq=False)
class PairCounts:
    """How many rows gave each pair of answers, in each group.

    Attributes
    ----------
    items : names of the p items.
    codes : for each item its answers in ascending order, shape (k_i,); missing is not among them.
    groups : (site, time) of each group, "" where there is none.
    burt : Burt tables, shape (groups, K, K) with K = sum(k_i + 1): one row and column for each
        answer of each item in turn, an item's last one being missing. Symmetric; the diagonal
        block of an item holds its own counts on its diagonal.
    """

    items: tuple[str, ...]
    codes: tuple[Codes, ...]
    groups: tuple[Group, ...]
    burt: Counts

    @property
    def rows(self) -> Counts:
        """The number of rows of each group, shape (groups,)."""
        first = self._place(0)
        return np.asarray(self.burt[:, first, first].sum(axis=(1, 2)), dtype=np.int64)

    @property
    def n(self) -> int:
        """The number of rows of all groups together."""
        return int(self.rows.sum())

    def table(self, i: int, j: int, *, missing: bool = False, group: Group | None = None) -> Counts:
        """Return how often each answer of item i came with each of item j, shape (k_i, k_j).

        With `missing` the last row and column count the missing, shape (k_i + 1, k_j + 1). Of
        one group, or of all rows. Raises KeyError for a group that is not there. R: `table(x, y)`.
        """
        blocks = self.burt[:, self._place(i), self._place(j)]
        found = blocks.sum(axis=0) if group is None else blocks[self._group(group)]
        return np.array(found if missing else found[:-1, :-1], dtype=np.int64)

    def counts(self, i: int, *, missing: bool = False, group: Group | None = None) -> Counts:
        """Return how often each answer of item i was given, shape (k_i,), or (k_i + 1,)."""
        return np.array(np.diag(self.table(i, i, missing=missing, group=group)))

    def pooled(self) -> PairCounts:
        """Return the counts of all groups together, as one group."""
        together = self.burt.sum(axis=0, keepdims=True)
        return PairCounts(self.items, self.codes, (EVERYBODY,), together)

    def only(self, items: Sequence[str]) -> PairCounts:
        """Return the counts of these items, in this order. Raises ValueError for an unknown one."""
        order = [self.items.index(item) for item in items]
        nothing = np.empty(0, dtype=np.intp)  # of no item: an empty table
        cells = np.concatenate([nothing, *(_range(self._place(i)) for i in order)])
        codes = tuple(self.codes[i] for i in order)
        return PairCounts(tuple(items), codes, self.groups, self.burt[:, cells][:, :, cells])

    def given(self) -> PairCounts:
        """Return the counts without the answers that nobody gave."""
        own = np.diagonal(self.burt.sum(axis=0))
        kept, codes = [], []
        for i, mine in enumerate(self.codes):
            there = np.append(own[self._place(i)][:-1] > 0, True)
            kept.append(_range(self._place(i))[there])
            codes.append(mine[there[:-1]])
        cells = np.concatenate(kept)
        return PairCounts(self.items, tuple(codes), self.groups, self.burt[:, cells][:, :, cells])

    def __add__(self, other: PairCounts) -> PairCounts:
        """Return the counts of both; neither is changed. See `merge`."""
        return merge([self, other])

    def _place(self, i: int) -> slice:
        start = sum(len(codes) + 1 for codes in self.codes[:i])
        return slice(start, start + len(self.codes[i]) + 1)

    def _group(self, group: Group) -> int:
        if group not in self.groups:
            raise KeyError(group)
        return self.groups.index(group)


def count_pairs(
    values: npt.NDArray[Any],
    codes: Mapping[str, Sequence[float] | Codes],
    groups: Sequence[Group] | None = None,
    *,
    missing: float = float("nan"),
) -> PairCounts:
    """Count each pair of answers in one pass.

    Parameters
    ----------
    values : rows x items; floats, or small integers (int8 is the fastest).
    codes : each item's possible answers, in the order of the columns.
    groups : (site, time) of each row, or None.
    missing : the value that stands for missing; NaN always does.

    Returns
    -------
    PairCounts, its groups in the order in which they first occur.

    Raises
    ------
    Refusal : an answer is not among the codes, or there would be too many counts to hold.

    Notes
    -----
    Each block of rows becomes 0/1 indicators H in float32 (answers x rows) and H H' is added up:
    BLAS computes one half of it (`syrk`). Missing needs no indicator: it is what a margin lacks.
    1 000 000 rows of 40 items of five answers took one core 0.54 s, 0.36 s of it the products, in
    4 MB of workspace (docs/bench.md). Bit-sets with `np.bitwise_count` take as long (0.25 s
    against 0.28 s for four answers), but the rows of many small groups fill their words badly;
    `np.bincount` for each pair takes 1.7 s (PSYCHOMETRICS 4).

    Examples
    --------
    >>> rows = np.array([[1, 2], [1, 1], [2, np.nan]])
    >>> pairs = count_pairs(rows, {"a": [1, 2], "b": [1, 2]})
    >>> pairs.table(0, 1, missing=True).tolist()
    [[1, 1, 0], [0, 0, 1], [0, 0, 0]]
    """
    items = tuple(codes)
    ascending = tuple(np.unique(np.asarray(c, dtype=np.float64)) for c in codes.values())
    labels, which = _labelled(groups, len(values))
    size = sum(len(c) + 1 for c in ascending)
    _bearable(size, len(labels))
    burt = np.zeros((len(labels), size, size), dtype=np.int64)
    order = None if groups is None else np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which, minlength=len(labels)))
    for group, (start, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        taken = slice(start, end) if order is None else order[start:end]
        given = _given_pairs(values[taken], ascending)
        burt[group] = _with_missing(given, int(end - start), ascending)
    found = PairCounts(items, ascending, labels, burt)
    _all_known(values, found, missing)
    return found


def merge(parts: Sequence[PairCounts]) -> PairCounts:
    """Add counts of the same items: groups of one name are summed, codes united.

    The order of parts only decides the order of items and groups. Raises Refusal where a part
    has other items, or where the sum would be too large to hold.
    """
    return reduce(_added, parts)


def _added(one: PairCounts, other: PairCounts) -> PairCounts:
    if set(one.items) != set(other.items):
        odd = sorted(set(one.items) ^ set(other.items))
        raise OTHER_ITEMS.refuse(Place(item=odd[0]))
    other = other.only(one.items)
    codes = tuple(np.union1d(a, b) for a, b in zip(one.codes, other.codes, strict=True))
    groups = tuple(dict.fromkeys(one.groups + other.groups))
    size = sum(len(c) + 1 for c in codes)
    _bearable(size, len(groups))
    burt = np.zeros((len(groups), size, size), dtype=np.int64)
    for part in (one, other):
        at = np.array([groups.index(group) for group in part.groups], dtype=np.int64)
        cells = _cells(part.codes, codes)
        burt[np.ix_(at, cells, cells)] += part.burt
    return PairCounts(one.items, codes, groups, burt)


def _cells(codes: tuple[Codes, ...], united: tuple[Codes, ...]) -> Counts:
    """Return where each row of a Burt table of `codes` stands in one of `united`."""
    cells, start = [], 0
    for own, all_ in zip(codes, united, strict=True):
        cells += [start + np.append(np.searchsorted(all_, own), len(all_))]
        start += len(all_) + 1
    return np.concatenate(cells).astype(np.int64)


def _labelled(groups: Sequence[Group] | None, rows: int) -> tuple[tuple[Group, ...], Counts]:
    if groups is None:
        return (EVERYBODY,), np.zeros(rows, dtype=np.int64)
    seen: dict[Group, int] = {}
    which = [seen.setdefault(group, len(seen)) for group in groups]
    return tuple(seen), np.array(which, dtype=np.int64)


def _bearable(size: int, groups: int) -> None:
    if size * size * groups > MOST_CELLS:
        raise TOO_MANY_PAIRS.refuse(answers=size, groups=groups)


def _given_pairs(values: npt.NDArray[Any], codes: tuple[Codes, ...]) -> Counts:
    """Return the Burt table of the answers that are codes, shape (sum k_i, sum k_i)."""
    item = np.repeat(np.arange(len(codes)), [len(c) for c in codes])
    code = np.concatenate(codes)[:, None]
    if np.issubdtype(values.dtype, np.integer) and _fits(code, values.dtype):
        code = code.astype(values.dtype)  # compared as bytes, not as doubles
    total = np.zeros((len(item), len(item)), dtype=np.int64)
    block = min(_BLOCK, len(values))
    room = np.empty((len(item), block), dtype=np.float32)
    for start in range(0, len(values), _BLOCK):
        columns = np.ascontiguousarray(values[start : start + _BLOCK].T)
        hot = room if columns.shape[1] == block else room[:, : columns.shape[1]]
        np.equal(columns[item], code, out=hot)
        total += (hot @ hot.T).astype(np.int64)
    return total


def _fits(code: Codes, dtype: np.dtype[Any]) -> bool:
    return bool((code == code.astype(dtype)).all())


def _with_missing(given: Counts, rows: int, codes: tuple[Codes, ...]) -> Counts:
    """Return the whole Burt table: what the given answers lack of the rows was missing."""
    lengths = np.array([len(c) for c in codes])
    item = np.repeat(np.arange(len(codes)), lengths)
    answer = np.arange(len(item)) + item  # each item before has a missing of its own
    absent = np.cumsum(lengths + 1) - 1
    burt = np.zeros((len(item) + len(codes),) * 2, dtype=np.int64)
    burt[np.ix_(answer, answer)] = given
    with_given = _by_item(given, lengths)  # answer of i, while j is given
    beside = np.diag(given)[:, None] - with_given
    burt[np.ix_(answer, absent)] = beside
    burt[np.ix_(absent, answer)] = beside.T
    both = _by_item(with_given.T, lengths)
    own = np.diag(both)
    burt[np.ix_(absent, absent)] = rows - own[:, None] - own[None, :] + both
    return burt


def _by_item(given: Counts, lengths: Counts) -> Counts:
    """Return the sums over each item's answers along the last axis (0 for an item of none)."""
    ends = np.cumsum(lengths)
    sums = np.concatenate([np.zeros((len(given), 1), np.int64), given.cumsum(axis=1)], axis=1)
    return np.asarray(sums[:, ends] - sums[:, ends - lengths], dtype=np.int64)


def _all_known(values: npt.NDArray[Any], found: PairCounts, missing: float) -> None:
    """Refuse an answer that is neither missing nor a code."""
    for position, item in enumerate(found.items):
        column = values[:, position]
        absent = int(np.count_nonzero((column != column) | (column == missing)))
        if absent != int(found.counts(position, missing=True)[-1]):
            raise NOT_A_CODE.refuse(Place(item=item))


def _range(place: slice) -> Counts:
    return np.arange(place.start, place.stop, dtype=np.int64)
