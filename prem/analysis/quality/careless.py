"""Signs of careless answers, one figure a row: a run, variability, and consistency.

None of them proves anything: a woman whose care was good all through gives one answer all through.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from prem.analysis.frame import Answers, Numbers

Marks = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

_BLOCK = 4_096
_PAIRS = 3  # of two figures a correlation is always 1 or -1
_NO_SPREAD = 1e-12


def as_given(answers: Answers, start: int, stop: int) -> Numbers:
    """Return rows of the answers as they were given, in the order of the file's columns."""
    block = answers.values[start:stop].copy()
    for position, how in enumerate(answers.key.items.values()):
        if how.reversed:
            ends = answers.lowest[position] + answers.highest[position]
            block[:, position] = ends - block[:, position]
    return block[:, answers.order] if answers.order else block


def longest_run(values: Numbers) -> Numbers:
    """Return the most answers in a row that are the same, per row; NaN where there is none.

    What is missing is passed over: 2, missing, 2 is a run of two.

    References
    ----------
    Johnson 2005, J Res Pers 39:103; Curran 2016. R, on complete rows: `careless::longstring(x)`.

    Examples
    --------
    >>> longest_run(np.array([[1.0, 2, 2, 2, 1], [3, np.nan, 3, 1, 1]])).tolist()
    [3.0, 2.0]
    """
    columns = np.ascontiguousarray(values.T, dtype=np.float32)
    last = np.full(len(values), np.nan, dtype=np.float32)
    run, best = np.zeros(len(values), dtype=np.int32), np.zeros(len(values), dtype=np.int32)
    for column in columns:
        given = ~np.isnan(column)
        run = np.where(column == last, run + 1, np.where(given, 1, run))
        np.maximum(best, run, out=best)
        last = np.where(given, column, last)
    return np.where(best > 0, best, np.nan).astype(np.float64)


def variability(values: Numbers) -> Numbers:
    """Return the standard deviation (n - 1) of each row's own answers; NaN with less than two.

    References
    ----------
    Dunn, Heggestad, Shanock & Theilgard 2018, J Bus Psychol 33:105. R: `careless::irv(x)`,
    `apply(x, 1, sd, na.rm = TRUE)`.
    """
    given = ~np.isnan(values)
    count = given.sum(axis=1)
    total = np.where(given, values, 0.0).sum(axis=1)
    mean = total / np.maximum(count, 1)
    away = np.where(given, values - mean[:, None], 0.0)
    squares = np.einsum("ij,ij->i", away, away)
    found = np.full(len(values), np.nan)
    np.divide(squares, count - 1, out=found, where=count > 1)
    return np.asarray(np.sqrt(found), dtype=np.float64)


def row_correlations(first: Numbers, second: Numbers) -> Numbers:
    """Return each row's correlation of two lists of figures, over the places that have both.

    NaN with less than three places, or where either list does not vary.
    """
    both = ~np.isnan(first) & ~np.isnan(second)
    n = both.sum(axis=1)
    x, y = (np.where(both, part, 0.0) for part in (first, second))
    least = np.maximum(n, 1)[:, None]
    x = np.where(both, x - x.sum(axis=1, keepdims=True) / least, 0.0)
    y = np.where(both, y - y.sum(axis=1, keepdims=True) / least, 0.0)
    product = (x * x).sum(axis=1) * (y * y).sum(axis=1)
    found = np.full(len(first), np.nan)
    sure = (n >= _PAIRS) & (product > _NO_SPREAD**2)
    np.divide((x * y).sum(axis=1), np.sqrt(product), out=found, where=sure)
    found[np.abs(found) < _NO_SPREAD] = 0.0  # a rounding is neither over nor under nothing
    return np.asarray(np.clip(found, -1.0, 1.0), dtype=np.float64)


def shares(answers: Answers, start: int, stop: int) -> Numbers:
    """Return answers, reversed ones turned round, as shares of the way from lowest to highest."""
    width = np.where(answers.highest > answers.lowest, answers.highest - answers.lowest, 1.0)
    return np.asarray((answers.values[start:stop] - answers.lowest) / width)


def even_odd(values: Numbers, scales: Sequence[Sequence[int]]) -> Numbers:
    """Return how each row's halves of scales agree: near 1 where answers go by what was asked.

    Of each scale (columns) the mean of its first, third, fifth item and that of the others; their
    correlation r over the scales, stepped up by Spearman and Brown: 2 r / (1 + r), at least -1.

    References
    ----------
    Johnson 2005, J Res Pers 39:103; Meade & Craig 2012. R, with the other sign:
    `careless::evenodd(x, factors)`.
    """
    odd = np.column_stack([_means(values[:, list(scale[0::2])]) for scale in scales])
    even = np.column_stack([_means(values[:, list(scale[1::2])]) for scale in scales])
    r = row_correlations(odd, even)
    found = np.where(r <= -1 + _NO_SPREAD, -1.0, np.nan)
    np.divide(2 * r, 1 + r, out=found, where=r > -1 + _NO_SPREAD)
    return np.maximum(found, -1.0)


def _means(values: Numbers) -> Numbers:
    given = ~np.isnan(values)
    count = given.sum(axis=1)
    found = np.full(len(values), np.nan)
    np.divide(np.where(given, values, 0.0).sum(axis=1), count, out=found, where=count > 0)
    return found


def synonyms(answers: Answers, least: float) -> list[tuple[int, int]]:
    """Return the pairs of items that correlate over `least`, over the rows that have both."""
    p = len(answers.items)
    n, x, xx, xy = (np.zeros((p, p)) for _ in range(4))
    for start in range(0, len(answers.values), _BLOCK):
        block = (shares(answers, start, start + _BLOCK) - 0.5).astype(np.float32)
        given = (~np.isnan(block)).astype(np.float32)  # exact enough to hold against a limit
        block = np.where(given > 0, block, np.float32(0))
        n += given.T @ given
        x += block.T @ given  # sums of the row's item over the rows that have both
        xx += (block * block).T @ given
        xy += block.T @ block
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = xx - x * x / n
        r = (xy - x * x.T / n) / np.sqrt(spread * spread.T)
    r[(n < _PAIRS) | (spread < _NO_SPREAD) | (spread.T < _NO_SPREAD)] = np.nan
    first, second = np.nonzero(np.triu(r > least, 1))
    return [(int(i), int(j)) for i, j in zip(first, second, strict=True)]


def clusters(pairs: Sequence[tuple[int, int]]) -> int:
    """Return how many clusters pairs of items make, where a shared item joins two pairs.

    >>> clusters([(0, 1), (1, 2), (4, 5)])
    2
    """
    found: list[set[int]] = []
    for pair in pairs:
        joined = [cluster for cluster in found if cluster & set(pair)]
        found = [cluster for cluster in found if cluster not in joined]
        found.append(set(pair).union(*joined))
    return len(found)


def indices(
    answers: Answers, scales: Sequence[Sequence[int]], pairs: Sequence[tuple[int, int]]
) -> dict[str, Numbers]:
    """Return `longstring`, `irv`, and of enough scales and pairs `even_odd` and `synonyms`."""
    n = len(answers.values)
    names = ["longstring", "irv"]
    names += ["even_odd"] if len(scales) >= _PAIRS else []
    names += ["synonyms"] if len(pairs) >= _PAIRS else []
    found = {name: np.empty(n) for name in names}
    one, other = [i for i, _ in pairs], [j for _, j in pairs]
    for start in range(0, n, _BLOCK):
        rows = slice(start, start + _BLOCK)
        given = as_given(answers, start, start + _BLOCK)
        found["longstring"][rows] = longest_run(given)
        found["irv"][rows] = variability(given)
        if len(names) == 2:
            continue
        turned = shares(answers, start, start + _BLOCK)
        if "even_odd" in found:
            found["even_odd"][rows] = even_odd(turned, scales)
        if "synonyms" in found:
            found["synonyms"][rows] = row_correlations(turned[:, one], turned[:, other])
    return found


def consistent_scales(answers: Answers) -> list[list[int]]:
    """Return the columns of each scale that has two items or more."""
    found = [answers.positions(scale) for scale in answers.key.scales]
    return [positions for positions in found if len(positions) > 1]
