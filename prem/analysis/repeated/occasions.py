"""The scores of the same women on several occasions, beside each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from prem.analysis.frame import Answers, Numbers
from prem.analysis.reliability import scores

TOTAL = "total"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def time_points(answers: Answers) -> list[str]:
    """Return the time points that occur, in their order.

    Where they differ by their numbers only ("2" and "10", "T1" and "T2", dates such as
    2025-03-01), the numbers say the order; words are in the order in which the table has them,
    for "after" is not before "before".
    """
    found = list(dict.fromkeys(time for time in answers.time or () if time))
    if len({_NUMBER.sub("", time) for time in found}) > 1:
        return found
    return sorted(found, key=lambda time: [float(part) for part in _NUMBER.findall(time)])


def natural(text: str) -> tuple[int, float, str]:
    """Return a key that sorts 2 before 10, and numbers before words."""
    try:
        return (0, float(text), text)
    except ValueError:
        return (1, 0.0, text)


def places(answers: Answers, occasions: Sequence[str]) -> Numbers:
    """Return the row of each woman at each occasion, women x occasions, NaN where she has none.

    Women are those with a row at one of the occasions at least. Needs `id` and `time`.
    """
    order = {time: column for column, time in enumerate(occasions)}
    women: dict[str, int] = {}
    found: list[tuple[int, int, int]] = []
    for row, (woman, time) in enumerate(zip(answers.id or (), answers.time or (), strict=True)):
        if time in order:
            found.append((women.setdefault(woman, len(women)), order[time], row))
    table = np.full((len(women), len(occasions)), np.nan)
    for woman_at, column, row in found:
        table[woman_at, column] = row
    return table


def beside(values: Numbers, rows: Numbers) -> Numbers:
    """Return the values (one a row of the table) women x occasions, NaN where missing."""
    there = ~np.isnan(rows)
    found = np.full(rows.shape, np.nan)
    found[there] = values[rows[there].astype(np.int64)]
    return found


def scale_scores(answers: Answers, least_answered: float) -> dict[str, Numbers]:
    """Return the scores of the whole instrument ("total") and of each scale, one a row.

    A score is the mean of the answered items, where enough are answered; with one scale, the
    total is its score.
    """
    positions = {scale: answers.positions(scale) for scale in answers.key.scales}
    whole = [position for members in positions.values() for position in members]
    return {
        name: scores(answers.values[:, members], least_answered)
        for name, members in {TOTAL: whole, **positions}.items()
    }
