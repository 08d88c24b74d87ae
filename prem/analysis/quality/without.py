"""Alpha of each scale without some of the rows, in one pass over the rows."""

from __future__ import annotations

import numpy as np

from prem.analysis.frame import Answers, Numbers
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.quality.careless import Marks
from prem.analysis.reliability import alpha_of_covariance
from prem.errors.data_quality import NO_ALPHA_WITHOUT

_BLOCK = 4_096


def alphas_without(
    answers: Answers, left: dict[str, Marks], notes: Notes
) -> dict[str, dict[str, float | None]]:
    """Return alpha by scale without the rows that are true in `left`; null with a note.

    `left` are flags of rows by the place of their alphas in results.json. Of the rows complete on
    a scale of two items or more, and the items that vary in them, as `psych::alpha(na.omit(x))`
    has it.
    """
    scales = {s: _Sums(answers.positions(s), len(left)) for s in answers.key.scales}
    scales = {scale: sums for scale, sums in scales.items() if len(sums.positions) > 1}
    kept = ~np.array(list(left.values()), dtype=bool).reshape(len(left), -1).T
    middle = (answers.lowest + answers.highest) / 2
    for start in range(0, len(answers.values), _BLOCK):
        rows = slice(start, start + _BLOCK)
        block = answers.values[rows] - middle
        for sums in scales.values():
            sums.add(block[:, sums.positions], kept[rows])
    found: dict[str, dict[str, float | None]] = {}
    for place, where in enumerate(left):
        found[where] = {scale: number(sums.alpha(place)) for scale, sums in scales.items()}
        for scale, alpha in found[where].items():
            if alpha is None:
                notes.add(NO_ALPHA_WITHOUT, f"{where}.{scale}")
    return found


class _Sums:
    """Of one scale, for each set of flags: rows, sums and products of the rows it leaves."""

    def __init__(self, positions: list[int], sets: int) -> None:
        k = len(positions)
        self.positions = positions
        self.rows = np.zeros(sets, dtype=np.int64)
        self.sums, self.products = np.zeros((sets, k)), np.zeros((sets, k, k))

    def add(self, part: Numbers, kept: Marks) -> None:
        gaps = np.isnan(part).any(axis=1)
        if gaps.any():
            part, kept = part[~gaps], kept[~gaps]
        for place, flags in enumerate(kept.T):
            own = part if flags.all() else part[flags]
            self.rows[place] += len(own)
            self.sums[place] += own.sum(axis=0)
            self.products[place] += own.T @ own

    def alpha(self, place: int) -> float:
        """Return alpha of one set; NaN of less than three rows, or of none that differ."""
        n, sums = int(self.rows[place]), self.sums[place]
        if n < 3:
            return float("nan")
        covariance = (self.products[place] - np.outer(sums, sums) / n) / (n - 1)
        spread = np.diag(covariance)
        vary = spread > 1e-12 * max(float(spread.max()), 1e-12)
        covariance = covariance[np.ix_(vary, vary)]
        return alpha_of_covariance(covariance) if len(covariance) > 1 else float("nan")
