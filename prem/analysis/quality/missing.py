"""Missing answers: their patterns, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from prem.analysis.frame import Answers
from prem.analysis.notes import Notes
from prem.errors.data_quality import LEVELS_CUT

Marks = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

PATTERNS_SHOWN = 20
PAIRS_SHOWN = 10
LEVELS_SHOWN = 100
_PAIRED = 200  # of so many items, those most often missing, pairs are counted


@dataclass(frozen=True, eq=False)
class Patterns:
    """The different ways in which answers are missing, most frequent first.

    `kinds` is patterns x items, true where missing; `counts` how many rows have each; `of` is
    each row's pattern.
    """

    kinds: Marks
    counts: Counts
    of: Counts

    @property
    def gaps(self) -> Marks:
        """Whether a pattern lacks anything."""
        return np.asarray(self.kinds.any(axis=1), dtype=np.bool_)


def patterns_of(missing: Marks) -> Patterns:
    """Sort rows x items, true where missing, into patterns. R: `mice::md.pattern(x)`.

    >>> patterns_of(np.array([[0, 1], [0, 0], [0, 1]], dtype=bool)).counts.tolist()
    [2, 1]
    """
    packed = np.packbits(missing, axis=1)
    wide = np.zeros((len(packed), max(8, -(-packed.shape[1] // 8) * 8)), dtype=np.uint8)
    wide[:, : packed.shape[1]] = packed
    words = wide.view(np.uint64)
    if words.shape[1] == 1:
        codes, _ = pd.factorize(words[:, 0])
    else:
        _, codes = np.unique(words, axis=0, return_inverse=True)
    codes = np.asarray(codes, dtype=np.int64).ravel()
    counts = np.bincount(codes)
    first = np.full(len(counts), len(codes), dtype=np.int64)
    np.minimum.at(first, codes, np.arange(len(codes)))
    ranked = np.lexsort((first, missing[first].sum(axis=1), -counts))
    place = np.empty_like(ranked)
    place[ranked] = np.arange(len(ranked))
    return Patterns(missing[first[ranked]], counts[ranked], place[codes])


def wilson(count: int, n: int, level: float) -> tuple[float, float]:
    """Return Wilson's interval of a share, for n >= 1.

    References
    ----------
    Wilson 1927, J Am Stat Assoc 22:209. R: `prop.test(count, n, correct = FALSE)$conf.int`.
    """
    z = float(stats.norm.ppf((1 + level) / 2))
    share, wide = count / n, z * z / n
    half = z * float(np.sqrt(share * (1 - share) / n + wide / (4 * n)))
    low, high = (share + wide / 2 - half) / (1 + wide), (share + wide / 2 + half) / (1 + wide)
    return (0.0 if count == 0 else low), (1.0 if count == n else high)


def share_of(count: int, n: int, level: float) -> dict[str, float]:
    """Return a share with its interval: `share`, `low`, `high`, of n >= 1 rows."""
    low, high = wilson(count, n, level)
    return {"share": count / n, "low": low, "high": high}


def missing_patterns(found: Patterns, items: Sequence[str], level: float) -> dict[str, Any]:
    """Describe the patterns of cells without an answer (missing, or a non-answer).

    `together` are the pairs of items most often missing in the same rows.
    """
    rows = int(found.counts.sum())
    complete = int(found.counts[~found.gaps].sum())
    shown = zip(found.kinds[:PATTERNS_SHOWN], found.counts, strict=False)
    most = [
        {
            "missing": [items[int(position)] for position in np.flatnonzero(kind)],
            "rows": int(count),
            "share": int(count) / rows,
        }
        for kind, count in shown
    ]
    return {
        "count": len(found.counts),
        "complete": {"rows": complete, **share_of(complete, rows, level)},
        "empty": int(found.counts[found.kinds.all(axis=1)].sum()),
        "most": most,
        "together": _together(found, items),
    }


def _together(found: Patterns, items: Sequence[str]) -> list[dict[str, Any]]:
    often = found.counts @ found.kinds
    used = np.sort(np.argsort(-often, kind="stable")[:_PAIRED])
    kinds = found.kinds[:, used].astype(np.float64)
    both = np.triu(kinds.T @ (kinds * found.counts[:, None]), 1).astype(np.int64)
    first, second = np.nonzero(both)
    ranked = np.argsort(-both[first, second], kind="stable")[:PAIRS_SHOWN]
    return [
        {
            "items": [items[int(used[one[k]])] for one in (first, second)],
            "rows": int(both[first[k], second[k]]),
        }
        for k in ranked
    ]


def by_position(missing: Marks, answers: Answers, level: float) -> list[dict[str, Any]]:
    """Return how often each item was left empty, in the order of the file's columns.

    `stopped` counts the rows with nothing from this item to the last: who had gone by then.
    """
    rows = len(missing)
    ordered = missing[:, answers.order or range(missing.shape[1])]
    last = ordered.shape[1] - np.argmax(~ordered[:, ::-1], axis=1)
    last[ordered.all(axis=1)] = 0  # how many items until her last answer
    stopped = np.cumsum(np.bincount(last, minlength=ordered.shape[1] + 1))
    order = answers.order or range(missing.shape[1])
    counts = ordered.sum(axis=0)
    return [
        {
            "position": place + 1,
            "item": answers.items[item],
            "missing": int(counts[place]),
            **share_of(int(counts[place]), rows, level),
            "stopped": int(stopped[place]),
        }
        for place, item in enumerate(order)
    ]


def by_groups(
    missing: Marks, answers: Answers, level: float, notes: Notes
) -> dict[str, dict[str, Any]]:
    """Return missing answers by site, time, channel, language and group, where these are named.

    `with_missing` counts the rows with an item left empty; `test` is Pearson's chi-square that
    its share is the same at every value, where it can be computed.
    """
    return {
        name: _by(missing, texts, answers, f"data.missing_by.{name}", level, notes)
        for name, texts in answers.groupings.items()
    }


def _by(
    missing: Marks, texts: tuple[str, ...], answers: Answers, where: str, level: float, notes: Notes
) -> dict[str, Any]:
    codes, names = pd.factorize(np.array(texts, dtype=object))
    rows = np.bincount(codes, minlength=len(names))
    any_missing = np.bincount(codes, weights=missing.any(axis=1), minlength=len(names))
    shown = np.sort(np.argsort(-rows, kind="stable")[:LEVELS_SHOWN])
    if len(shown) < len(names):
        notes.add(LEVELS_CUT, where, levels=len(names), shown=len(shown))
    cells = _cells(missing, codes, shown, len(names))
    apart = _apart_cells(answers, codes, shown, len(names))
    levels = {}
    for place, one in sorted(enumerate(shown), key=lambda pair: _in_order(str(names[pair[1]]))):
        count = int(any_missing[one])
        levels[str(names[one])] = {
            "rows": int(rows[one]),
            "with_missing": count,
            **share_of(count, int(rows[one]), level),
            "items": {i: int(c) for i, c in zip(answers.items, cells[place], strict=True) if c},
            "non_answers": {name: int(counts[place]) for name, counts in apart.items()},
        }
    return {"levels": levels, **_same(any_missing.astype(np.float64), rows)}


def _in_order(name: str) -> tuple[int, float, str]:
    """Sort numbers by size, then words, then what has no name."""
    try:
        return 0, float(name), name
    except ValueError:
        return (1 if name else 2), 0.0, name


def _cells(marks: Marks, codes: Counts, shown: Counts, levels: int) -> Counts:
    """Count the marked cells, levels shown x items."""
    place = np.full(levels, -1)
    place[shown] = np.arange(len(shown))
    at, item = np.nonzero(marks)
    level = place[codes[at]]
    kept = level >= 0
    flat = level[kept] * marks.shape[1] + item[kept]
    size = len(shown) * marks.shape[1]
    return np.bincount(flat, minlength=size).reshape(len(shown), marks.shape[1])


def _apart_cells(answers: Answers, codes: Counts, shown: Counts, levels: int) -> dict[str, Counts]:
    if answers.apart is None:
        return {}
    return {
        name: _cells(answers.apart.marks == mark, codes, shown, levels).sum(axis=1)
        for mark, name in enumerate(answers.apart.names, start=1)
    }


def _same(with_missing: npt.NDArray[np.float64], rows: Counts) -> dict[str, Any]:
    """Test that the share is the same at every value. R: `chisq.test(table, correct = FALSE)`."""
    total = with_missing.sum() / rows.sum()
    if len(rows) < 2 or not 0 < total < 1:
        return {}
    expected = rows * total
    chi2 = float(((with_missing - expected) ** 2 / (expected * (1 - total))).sum())
    df = len(rows) - 1
    return {"test": {"chi2": chi2, "df": df, "p": float(stats.chi2.sf(chi2, df))}}
