"""`polychoric` of results.json: correlations of ordered answers, with what must be told of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from prem.analysis.covariance import Joint, Pooled
from prem.analysis.factor.dimensions import average_partials, eigenvalues
from prem.analysis.factor.factorability import kmo_of_correlation
from prem.analysis.frame import Numbers
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.ordered.polychoric import Polychoric, polychoric
from prem.analysis.pairs.counts import PairCounts, count_pairs
from prem.analysis.pairs.moments import PooledPairs
from prem.errors.analysis import NO_PAIRS
from prem.errors.ordinal import (
    MANY_ANSWERS,
    MANY_ITEMS,
    NOT_DEFINITE,
    PERFECT_ORDER,
    UNUSED_ANSWERS,
)

# More answers than this are a continuous variable, and its product-moment correlation will do.
MOST_ANSWERS = 12
# 45 000 pairs take about four seconds.
MOST_ITEMS = 300
# Below this smallest eigenvalue a matrix counts as not positive definite.
DEFINITE = 1e-9


class Range(NamedTuple):
    """An item, the answers given to it, and the lowest and highest that were possible."""

    item: str
    given: Numbers
    lowest: float
    highest: float


def tell_unused(ranges: Iterable[Range], notes: Notes) -> None:
    """Note the whole numbers in an item's range that nobody answered."""
    found = []
    for item, given, lowest, highest in ranges:
        if len(given) < 2 or highest - lowest >= MOST_ANSWERS:
            continue
        possible = np.arange(np.ceil(lowest), np.floor(highest) + 1)
        unused = possible[~np.isin(possible, given)]
        if len(unused):
            found.append(f"{item}: {', '.join(f'{code:g}' for code in unused)}")
    if found:
        notes.add(UNUSED_ANSWERS, "polychoric", answers="; ".join(found))


def counted(pooled: Joint, names: list[str]) -> PairCounts:
    """Return the pair counts behind rows or pairs, all groups together."""
    if isinstance(pooled, PooledPairs):
        return pooled.pairs
    if not isinstance(pooled, Pooled):
        raise TypeError(type(pooled).__name__)
    return count_pairs(pooled.values, dict(zip(names, _codes(pooled), strict=True)))


def correlate(pooled: Joint, names: list[str], where: str, notes: Notes) -> Polychoric | None:
    """Return the polychoric correlations of items that vary; None, with a note, where none are.

    What is refused: too many items, or an item of more than `MOST_ANSWERS` answers.
    """
    if len(names) > MOST_ITEMS:
        notes.add(MANY_ITEMS, where, items=len(names), most=MOST_ITEMS)
        return None
    if (many := _many(pooled, names)) is not None:
        notes.add(MANY_ANSWERS, where, item=many[0], answers=many[1], most=MOST_ANSWERS)
        return None
    try:
        found = polychoric(counted(pooled, names))
    except ValueError:
        notes.add(NO_PAIRS, where)
        return None
    for first, second in found.at_edge:
        notes.add(PERFECT_ORDER, where, first=first, second=second)
    return found


def definite(found: Polychoric | None, where: str, notes: Notes) -> bool:
    """Whether factors can be taken from the correlations; if they contradict each other, say so."""
    if found is None:
        return False
    if found.smallest_eigenvalue < DEFINITE:
        notes.add(NOT_DEFINITE, where, value=f"{found.smallest_eigenvalue:.2g}")
        return False
    return True


def ordinal(found: Polychoric | None, names: list[str], notes: Notes) -> dict[str, Any]:
    """Return `polychoric` of results.json.

    Matrix, thresholds and eigenvalues; KMO and Velicer's average partials where the matrix is
    positive definite. Bartlett's test is left out: it is of product-moment correlations.
    """
    empty = dict.fromkeys(("matrix", "thresholds", "eigenvalues", "kmo", "kmo_items", "map"))
    if found is None:
        return {"items": names, **empty}
    values: dict[str, Any] = {
        "items": names,
        **empty,
        "matrix": found.matrix.tolist(),
        "thresholds": {n: t.tolist() for n, t in zip(names, found.thresholds, strict=True)},
        "eigenvalues": eigenvalues(found.matrix).tolist(),
    }
    if len(names) < 3 or not definite(found, "polychoric", notes):
        return values
    overall, per_item = kmo_of_correlation(found.matrix)
    averages = average_partials(found.matrix)
    return values | {
        "kmo": number(overall),
        "kmo_items": {name: number(value) for name, value in zip(names, per_item, strict=True)},
        "map": {
            "retain": int(np.argmin(averages)),
            "average_squared_partials": [number(v) for v in averages[np.isfinite(averages)]],
        },
    }


def _codes(pooled: Joint) -> list[Numbers]:
    """Return each item's answers."""
    if isinstance(pooled, PooledPairs):
        return list(pooled.pairs.codes)
    if not isinstance(pooled, Pooled):
        raise TypeError(type(pooled).__name__)
    return [np.unique(column[~np.isnan(column)]) for column in pooled.values.T]


def _many(pooled: Joint, names: list[str]) -> tuple[str, int] | None:
    """Return the first item of too many answers, and how many they are."""
    lengths = zip(names, map(len, _codes(pooled)), strict=True)
    return next(((name, k) for name, k in lengths if k > MOST_ANSWERS), None)
