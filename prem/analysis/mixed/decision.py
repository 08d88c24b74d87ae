"""The decision study: how reliable a score of other numbers of items and occasions would be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from prem.analysis.frame import Numbers
from prem.analysis.items import number
from prem.analysis.mixed.reml import Fit


def sizes(items: int) -> list[int]:
    """Return the numbers of items of a decision study: half, as now, half more, twice.

    >>> sizes(5), sizes(1)
    ([3, 5, 8, 10], [1, 2])
    """
    return sorted({(items + 1) // 2, items, (3 * items + 1) // 2, 2 * items})


@dataclass(frozen=True, slots=True)
class Study:
    """Coefficients out of variances, with intervals by the delta method on the logit."""

    variance: dict[str, float]
    names: list[str]
    fitted: Fit
    level: float

    def interval(self, name: str) -> dict[str, float | None]:
        """Return the chi-square interval of a variance, by Satterthwaite's degrees of freedom."""
        value = self.variance[name]
        if value == 0:
            return {"low": None, "high": None}
        free = [n for n, kept in zip(self.names, self.fitted.free, strict=True) if kept]
        at = free.index(name)
        df = 2 * value**2 / float(self.fitted.covariance[at, at])
        if df < 1:  # hardly above 0: the interval would reach into the millions
            return {"low": None, "high": None}
        tail = (1 - self.level) / 2
        ends = (value * df / float(stats.chi2.ppf(p, df)) for p in (1 - tail, tail))
        return dict(zip(("low", "high"), map(number, ends), strict=True))

    def both(self, items: int, times: int) -> dict[str, dict[str, float | None]]:
        """Return G and phi of the mean of so many items and occasions."""
        return {
            "g": self.coefficient(items, times, absolute=False),
            "phi": self.coefficient(items, times, absolute=True),
        }

    def coefficient(self, items: int, times: int, *, absolute: bool) -> dict[str, float | None]:
        """Return G (relative) or phi (absolute) of the mean of so many items and occasions.

        The universe score is a woman's own, with her site's; each other effect is divided by the
        numbers of items and occasions over which it is averaged. What all women share (items,
        occasions) counts as error only where a score is held against a fixed mark (phi).
        """
        true, error = np.zeros(len(self.names)), np.zeros(len(self.names))
        for at, name in enumerate(self.names):
            parts = set(name.split(":"))
            if parts <= {"person", "site"}:
                true[at] = 1
            elif absolute or parts & {"person", "site", "error"}:
                error[at] = _averaged(parts, items, times)
        return self._logit(true, error)

    def of_site(self, items: int, women: int) -> dict[str, float | None]:
        """Return G of the mean of so many women of a site, on these items and one occasion."""
        true, error = np.zeros(len(self.names)), np.zeros(len(self.names))
        for at, name in enumerate(self.names):
            parts = set(name.split(":"))
            if parts == {"site"}:
                true[at] = 1
            elif parts & {"person", "error"}:
                error[at] = _averaged(parts, items, 1) / women
            elif "site" in parts:
                error[at] = _averaged(parts, items, 1)
        return self._logit(true, error)

    def _logit(self, true: Numbers, error: Numbers) -> dict[str, float | None]:
        variances = np.array([self.variance[name] for name in self.names])
        signal, noise = float(true @ variances), float(error @ variances)
        if signal == 0 or noise == 0:
            return {"estimate": signal / (signal + noise), "low": None, "high": None}
        slope = (true / signal - error / noise)[self.fitted.free]
        spread = float(slope @ self.fitted.covariance @ slope)
        if not spread >= 0:  # the curvature at the edge of what is possible gives no variance
            return {"estimate": signal / (signal + noise), "low": None, "high": None}
        half = float(stats.norm.ppf((1 + self.level) / 2) * np.sqrt(spread))
        odds = float(np.log(signal / noise))
        low, high = (1 / (1 + np.exp(-(odds + end))) for end in (-half, half))
        return {"estimate": signal / (signal + noise), "low": float(low), "high": float(high)}


def _averaged(parts: set[str], items: int, times: int) -> float:
    over = parts | ({"item", "occasion"} if "error" in parts else set())
    return 1 / ((items if "item" in over else 1) * (times if "occasion" in over else 1))
