"""Statistics of each item, on all its answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from prem.analysis.frame import Answers, Numbers, plain
from prem.analysis.notes import Notes
from prem.errors.analysis import BETWEEN_CODES, FEW_ROWS, ITEM_CONSTANT, ITEM_EMPTY


def number(value: float) -> float | None:
    """Return a number for JSON: null where it is not finite."""
    return float(value) if np.isfinite(value) else None


def item_statistics(answers: Answers, notes: Notes) -> dict[str, dict[str, Any]]:
    """Describe each item on its own answers, reverse-scored items turned round.

    `missing` is a count; `floor` and `ceiling` are the shares (0 to 1) of answers at the lowest
    and the highest possible answer. With s the standard deviation (n - 1) and m_k the k-th
    central moment (n): skew = m_3 / s^3, kurtosis = m_4 / s^4 - 3.

    Notes
    -----
    Skew and kurtosis are type 3 of Joanes and Gill (1998, The Statistician 47:183), R's
    `psych::describe(x)`; type 2 (SPSS, pandas) differs by a factor near 1.
    `counts` is null where an answer lies between two codes.
    """
    return {
        item: _one(answers, position, item, notes) for position, item in enumerate(answers.items)
    }


def _one(answers: Answers, position: int, item: str, notes: Notes) -> dict[str, Any]:
    column = answers.values[:, position]
    given = column[~np.isnan(column)]
    where = f"items.{item}"
    described: dict[str, Any] = {"n": int(given.size), "missing": int(column.size - given.size)}
    described |= dict.fromkeys(("mean", "sd", "skew", "kurtosis", "floor", "ceiling"))
    described |= {"item_rest_r": None, "alpha_if_dropped": None, "counts": {}}
    if not given.size:
        notes.add(ITEM_EMPTY, where)
        return described
    described |= {
        "mean": number(given.mean()),
        "floor": number(np.mean(given == answers.lowest[position])),
        "ceiling": number(np.mean(given == answers.highest[position])),
        "counts": _counts(answers, position, where, notes),
    }
    if given.size < 2:
        notes.add(FEW_ROWS, where, n=given.size, needed=2)
        return described
    described["sd"] = number(given.std(ddof=1))
    if np.ptp(given) == 0:
        notes.add(ITEM_CONSTANT, where)
        return described
    return described | _shape(given)


def _shape(given: Numbers) -> dict[str, float | None]:
    away = given - given.mean()
    sd = given.std(ddof=1)
    return {
        "skew": number(np.mean(away**3) / sd**3),
        "kurtosis": number(np.mean(away**4) / sd**4 - 3),
    }


def _counts(answers: Answers, position: int, where: str, notes: Notes) -> dict[str, int] | None:
    """Count each answer; codes that nobody gave count 0 where the range is of a usual length."""
    column = answers.values[:, position]
    between = np.flatnonzero(~np.isnan(column) & (column != np.round(column)))
    if between.size:
        first = int(between[0])
        notes.add(
            BETWEEN_CODES,
            f"{where}.counts",
            row=answers.rows[first],
            value=plain(float(column[first])),
        )
        return None
    codes, counts = np.unique(column[~np.isnan(column)], return_counts=True)
    low, high = answers.lowest[position], answers.highest[position]
    every = np.arange(low, high + 1) if high - low <= 20 else codes
    found = {plain(float(code)): int(count) for code, count in zip(codes, counts, strict=True)}
    return {plain(float(code)): found.get(plain(float(code)), 0) for code in every}
