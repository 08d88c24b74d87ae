"""Alpha of each scale without some of the rows, by taking their sums away."""

from __future__ import annotations

import numpy as np

from prem.analysis.frame import Answers, Numbers
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.quality.careless import Marks
from prem.analysis.reliability import alpha_of_covariance
from prem.errors.data_quality import NO_ALPHA_WITHOUT


class Alphas:
    """The rows complete on each scale of two items or more, as sums and products."""

    def __init__(self, answers: Answers) -> None:
        """Pass over the rows once."""
        self.scales = {}
        for scale in answers.key.scales:
            positions = answers.positions(scale)
            if len(positions) > 1:
                self.scales[scale] = _Sums(answers.values[:, positions])

    def without(self, left: Marks, where: str, notes: Notes) -> dict[str, float | None]:
        """Return alpha by scale without the rows that are true in `left`; null with a note.

        Of the rows complete on the scale, and the items that vary in them, as
        `psych::alpha(na.omit(x))` has it.
        """
        found = {scale: number(sums.alpha(left)) for scale, sums in self.scales.items()}
        for scale, alpha in found.items():
            if alpha is None:
                notes.add(NO_ALPHA_WITHOUT, f"{where}.{scale}")
        return found


class _Sums:
    def __init__(self, values: Numbers) -> None:
        self.complete = ~np.isnan(values).any(axis=1)
        part = values if self.complete.all() else values[self.complete]
        self.middle = part.mean(axis=0) if len(part) else np.zeros(values.shape[1])
        self.values = values
        self.whole = self._of(part)

    def _of(self, part: Numbers) -> tuple[int, Numbers, Numbers]:
        away = part - self.middle
        return len(part), away.sum(axis=0), away.T @ away

    def alpha(self, left: Marks) -> float:
        """Return alpha without the rows `left`; NaN with less than three, or none that differ."""
        n, sums, products = self.whole
        gone = left & self.complete
        if gone.any():
            less = self._of(self.values[gone])
            n, sums, products = n - less[0], sums - less[1], products - less[2]
        if n < 3:
            return float("nan")
        covariance = (products - np.outer(sums, sums) / n) / (n - 1)
        vary = np.diag(covariance) > 1e-12 * max(float(np.diag(covariance).max()), 1e-12)
        covariance = covariance[np.ix_(vary, vary)]
        return alpha_of_covariance(covariance) if len(covariance) > 1 else float("nan")
