"""Pair counts beside the scoring key: counted out of answers, or checked and turned round.

A file of counts holds the answers as they were given, so that another scales file may score them
otherwise; the key is applied to the counts as it is to rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prem.analysis.frame import Answers, Numbers, plain, present, ranges
from prem.analysis.items import Margin
from prem.analysis.notes import Notes
from prem.analysis.pairs.counts import EVERYBODY, Codes, PairCounts, count_pairs
from prem.analysis.scales import Key
from prem.errors import Place
from prem.errors.analysis import NO_ROWS, OUT_OF_RANGE


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """Pair counts ready for analysis, as `Answers` are of rows.

    `pairs` has the items of the key in its order, reverse-scored items turned round; `lowest`
    and `highest` are each item's possible answers, shape (p,).
    """

    key: Key
    pairs: PairCounts
    lowest: Numbers
    highest: Numbers

    @property
    def items(self) -> tuple[str, ...]:
        """The items, in the order of `pairs`."""
        return self.pairs.items


def count_answers(answers: Answers) -> PairCounts:
    """Count the pairs of a table by its site and time, reverse-scored items turned back.

    Raises Refusal where the items have too many different answers.
    """
    values = answers.values.copy()
    for position, how in enumerate(answers.key.items.values()):
        if how.reversed:
            ends = answers.lowest[position] + answers.highest[position]
            values[:, position] = ends - values[:, position]
    codes = {}
    for position, item in enumerate(answers.items):
        column = values[:, position]
        codes[item] = np.unique(column[~np.isnan(column)])
    return count_pairs(values, codes, _groups(answers))


def _groups(answers: Answers) -> list[tuple[str, str]] | None:
    if answers.site is None and answers.time is None:
        return None
    nothing = ("",) * len(answers.values)
    return list(zip(answers.site or nothing, answers.time or nothing, strict=True))


def score_pairs(pairs: PairCounts, key: Key, file: str, notes: Notes) -> ScoredPairs:
    """Check counts against the key. Raises Refusal with the file and the item."""
    key = present(file, pairs.items, key, notes)
    pairs = pairs.only(list(key.items))
    if not pairs.n:
        raise NO_ROWS.refuse(Place(file=file))
    given = [margin(pairs, position).codes for position in range(len(pairs.items))]
    for item, codes in zip(pairs.items, given, strict=True):
        _in_range(item, codes, key, file)
    low = min((float(codes[0]) for codes in given if len(codes)), default=np.nan)
    high = max((float(codes[-1]) for codes in given if len(codes)), default=np.nan)
    lowest, highest = ranges(low, high, key, notes)
    turned = {
        position: float(lowest[position] + highest[position])
        for position, how in enumerate(key.items.values())
        if how.reversed
    }
    return ScoredPairs(key, _turned(pairs, turned), lowest, highest)


def margin(pairs: PairCounts, position: int) -> Margin:
    """Return the answers to an item that were given at all, over all groups."""
    counts = pairs.counts(position, missing=True)
    given = counts[:-1] > 0
    codes = pairs.codes[position][given]
    odd = codes[codes != np.round(codes)]
    between = plain(float(odd[0])) if len(odd) else None
    return Margin(codes, counts[:-1][given].astype(np.float64), int(counts[-1]), between)


def of_group(pairs: PairCounts, group: tuple[str, str]) -> PairCounts:
    """Return the counts of one group alone."""
    at = pairs.groups.index(group)
    return PairCounts(pairs.items, pairs.codes, (EVERYBODY,), pairs.burt[at : at + 1])


def _in_range(item: str, codes: Codes, key: Key, file: str) -> None:
    how = key.items[item]
    if how.minimum is None or how.maximum is None:
        return
    if any((codes < how.minimum) | (codes > how.maximum)):
        raise OUT_OF_RANGE.refuse(
            Place(file=file, item=item),
            minimum=plain(how.minimum),
            maximum=plain(how.maximum),
        )


def _turned(pairs: PairCounts, turned: dict[int, float]) -> PairCounts:
    """Turn items round: each answer becomes the sum of both ends less itself."""
    codes, cells, start = [], [], 0
    for position, own in enumerate(pairs.codes):
        there = np.arange(start, start + len(own) + 1)
        start += len(own) + 1
        if position in turned:
            codes.append(turned[position] - own[::-1])
            cells.append(np.append(there[-2::-1] if len(own) else there[:0], there[-1]))
        else:
            codes.append(own)
            cells.append(there)
    order = np.concatenate(cells)
    return PairCounts(pairs.items, tuple(codes), pairs.groups, pairs.burt[:, order][:, :, order])
