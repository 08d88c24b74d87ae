"""What one simulated sample says, what many say, and how that is held to what was promised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

# Three standard errors: of a thousand figures that are right, three are further off by chance.
FAR = 3.0


@dataclass(slots=True)
class Found:
    """What one sample says, by the name of the figure.

    `covered` and `rejected` are shares (of several intervals or tests alike) or None where there
    was no result; `missed` are estimates less the truth.
    """

    covered: dict[str, float | None] = field(default_factory=dict)
    rejected: dict[str, float | None] = field(default_factory=dict)
    missed: dict[str, Any] = field(default_factory=dict)

    def hold(self, name: str, truth: Any, low: Any, high: Any) -> None:
        """Enter which of one interval, or of several alike, hold the truth."""
        ends = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
        inside = (ends[0] <= truth) & (truth <= ends[1])
        known = ~(np.isnan(ends[0]) | np.isnan(ends[1]))
        self.covered[name] = float(inside.mean()) if known.all() else None

    def test(self, name: str, p: Any, level: float = 0.05) -> None:
        """Enter which of one test, or of several alike, reject at the level."""
        values = np.atleast_1d(np.asarray(p, dtype=float))
        values = values[~np.isnan(values)]
        self.rejected[name] = float((values < level).mean()) if values.size else None

    def miss(self, name: str, estimate: Any, truth: Any) -> None:
        """Enter how far one estimate, or several alike, are from the truth."""
        self.missed[name] = np.atleast_1d(np.asarray(estimate, dtype=float) - truth)


@dataclass(frozen=True, slots=True)
class Trial:
    """One experiment in one setting.

    `once` draws one sample and asks prem. `of` are the places in results.json of the intervals
    that it holds, * for any name. `why` says why a figure may be off what was promised, by the
    figure's name ("" for all): a figure without a reason that is off is a fault.
    """

    name: str
    setting: str
    n: int
    times: int
    once: Callable[[Generator], Found]
    of: tuple[str, ...] = ()
    level: float = 0.95
    why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A coverage or a rate of rejection: `rate` of `times` samples, beside what was promised."""

    name: str
    setting: str
    n: int
    what: str
    kind: str
    promised: float
    rate: float | None
    error: float | None
    times: int
    without: int
    why: str

    @property
    def off(self) -> float | None:
        """How many standard errors the rate is from what was promised."""
        if self.rate is None or not self.error:
            return None
        return (self.rate - self.promised) / self.error

    @property
    def holds(self) -> bool:
        """Whether the rate is as promised, within three standard errors."""
        return self.off is not None and abs(self.off) <= FAR


@dataclass(frozen=True, slots=True)
class Recovery:
    """Bias and root mean square error of estimates, in the units of the parameter."""

    name: str
    setting: str
    n: int
    what: str
    bias: float
    rmse: float
    times: int


def figures(trial: Trial, found: Sequence[Found]) -> list[Figure]:
    """Return coverage and rejections of a trial's samples."""
    rows = []
    for kind, promised in (("coverage", trial.level), ("rejection", 1 - trial.level)):
        by_name = _by_name(one.covered if kind == "coverage" else one.rejected for one in found)
        for what, shares in by_name.items():
            known = np.array([share for share in shares if share is not None])
            why = trial.why.get(what, trial.why.get("", ""))
            rate, error = _rate(known, promised if kind == "coverage" else 0.05)
            due = promised if kind == "coverage" else 0.05
            without = len(shares) - known.size
            head = (trial.name, trial.setting, trial.n, what, kind, due)
            rows.append(Figure(*head, rate, error, known.size, without, why))
    return rows


def recoveries(trial: Trial, found: Sequence[Found]) -> list[Recovery]:
    """Return bias and root mean square error of a trial's samples."""
    rows = []
    for what, parts in _by_name(one.missed for one in found).items():
        away = np.concatenate(parts)
        away = away[~np.isnan(away)]
        bias, rmse = float(away.mean()), float(np.sqrt((away**2).mean()))
        rows.append(Recovery(trial.name, trial.setting, trial.n, what, bias, rmse, len(parts)))
    return rows


def _by_name(parts: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for part in parts:
        for name, value in part.items():
            found.setdefault(name, []).append(value)
    return found


def _rate(shares: np.ndarray, promised: float) -> tuple[float | None, float | None]:
    """Return the mean and its standard error.

    Of single intervals the error is that of the promised rate; of shares of several intervals in
    one sample, which are not independent, that of the shares over samples.
    """
    if shares.size < 2:
        return None, None
    single = np.isin(shares, (0.0, 1.0)).all()
    spread = np.sqrt(promised * (1 - promised)) if single else shares.std(ddof=1)
    return float(shares.mean()), float(spread / np.sqrt(shares.size))


def as_rows(items: Sequence[Figure] | Sequence[Recovery]) -> list[dict[str, Any]]:
    """Return figures as JSON objects."""
    return [asdict(item) for item in items]
