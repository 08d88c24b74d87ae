"""Statistics of each item, on all its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from prem.analysis.frame import Answers, Numbers, plain
from prem.analysis.notes import Notes
from prem.errors.analysis import BETWEEN_CODES, FEW_ROWS, ITEM_CONSTANT, ITEM_EMPTY


@dataclass(frozen=True, slots=True)
class Margin:
    """The answers to an item: the codes that were given, how often each, how often none.

    `between` says where an answer lies between two codes, such as "row 5: 2.5"; None where all
    are whole numbers.
    """

    codes: Numbers
    counts: Numbers
    missing: int
    between: str | None = None


def number(value: float) -> float | None:
    """Return a number for JSON: null where it is not finite."""
    return float(value) if np.isfinite(value) else None


def item_statistics(answers: Answers, notes: Notes) -> dict[str, dict[str, Any]]:
    """Describe each item on its own answers, reverse-scored items turned round: see `describe`."""
    found = {}
    for position, item in enumerate(answers.items):
        low, high = answers.lowest[position], answers.highest[position]
        found[item] = describe(_margin(answers, position), low, high, f"items.{item}", notes)
    return found


def describe(
    margin: Margin, lowest: float, highest: float, where: str, notes: Notes
) -> dict[str, Any]:
    """Describe an item on its own answers.

    `missing` is a count; `floor` and `ceiling` are the shares (0 to 1) of answers at the lowest
    and the highest possible answer. With s the standard deviation (n - 1) and m_k the k-th
    central moment (n): skew = m_3 / s^3, kurtosis = m_4 / s^4 - 3.

    Notes
    -----
    Skew and kurtosis are type 3 of Joanes and Gill (1998, The Statistician 47:183), R's
    `psych::describe(x)`; type 2 (SPSS, pandas) differs by a factor near 1.
    `counts` is null where an answer lies between two codes.
    """
    n = int(margin.counts.sum())
    described: dict[str, Any] = {"n": n, "missing": margin.missing}
    described |= dict.fromkeys(("mean", "sd", "skew", "kurtosis", "floor", "ceiling"))
    described |= {"item_rest_r": None, "alpha_if_dropped": None, "counts": {}}
    if not n:
        notes.add(ITEM_EMPTY, where)
        return described
    mean = float(margin.counts @ margin.codes) / n
    described |= {
        "mean": number(mean),
        "floor": number(margin.counts[margin.codes == lowest].sum() / n),
        "ceiling": number(margin.counts[margin.codes == highest].sum() / n),
        "counts": _counts(margin, lowest, highest, where, notes),
    }
    if n < 2:
        notes.add(FEW_ROWS, where, n=n, needed=2)
        return described
    if len(margin.codes) == 1:
        notes.add(ITEM_CONSTANT, where)
        return described | {"sd": 0.0}
    return described | _shape(margin, n, mean)


def _margin(answers: Answers, position: int) -> Margin:
    column = answers.values[:, position]
    given = column[~np.isnan(column)]
    codes, counts = np.unique(given, return_counts=True)
    between = np.flatnonzero(~np.isnan(column) & (column != np.round(column)))
    first = int(between[0]) if between.size else None
    where = None if first is None else f"row {answers.rows[first]}: {plain(float(column[first]))}"
    return Margin(codes, counts.astype(np.float64), int(column.size - given.size), where)


def _shape(margin: Margin, n: int, mean: float) -> dict[str, float | None]:
    away = margin.codes - mean
    sd = float(np.sqrt(margin.counts @ away**2 / (n - 1)))
    return {
        "sd": number(sd),
        "skew": number(float(margin.counts @ away**3) / n / sd**3),
        "kurtosis": number(float(margin.counts @ away**4) / n / sd**4 - 3),
    }


def _counts(
    margin: Margin, low: float, high: float, where: str, notes: Notes
) -> dict[str, int] | None:
    """Count each answer; codes that nobody gave count 0 where the range is of a usual length."""
    if margin.between is not None:
        notes.add(BETWEEN_CODES, f"{where}.counts", first=margin.between)
        return None
    every = np.arange(low, high + 1) if high - low <= 20 else margin.codes
    pairs = zip(margin.codes, margin.counts, strict=True)
    found = {plain(float(code)): int(count) for code, count in pairs}
    return {plain(float(code)): found.get(plain(float(code)), 0) for code in every}
