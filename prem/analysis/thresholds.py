"""The thresholds that statistics are held against: `analysis/thresholds.toml`, typed."""

from __future__ import annotations

import operator
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from prem.content import find

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """One threshold with its source; `verified` False where it was not read in the source."""

    id: str
    statistic: str
    comparator: str
    value: float
    scope: str
    source: str
    version: str
    verified: bool

    def met(self, value: float) -> bool:
        """Whether a statistic meets the threshold.

        >>> Threshold("a", "alpha", ">=", 0.7, "", "", "", True).met(0.7)
        True
        """
        return _COMPARE[self.comparator](value, self.value)

    @property
    def criterion(self) -> str:
        """The threshold in words: "alpha >= 0.70"."""
        plain = float(self.value).is_integer() or abs(self.value) < 0.01
        shown = f"{self.value:g}" if plain else f"{self.value:.2f}"
        return f"{self.statistic} {self.comparator} {shown}"

    @property
    def cited(self) -> str:
        """The source, its version, and whether it is still to be read again."""
        parts = [self.source, self.version if self.version not in self.source else ""]
        doubt = "" if self.verified else " (not verified)"
        return "; ".join(part for part in parts if part) + doubt


def load_thresholds(own: Path | None = None) -> dict[str, Threshold]:
    """Read the thresholds by id: a site's own file first, else the one that ships.

    FileNotFoundError where there is none, ValueError where a comparator is not known.
    """
    path = find("analysis", "thresholds.toml", own=own)
    if path is None:
        raise FileNotFoundError("analysis/thresholds.toml")
    raw = tomllib.loads(path.read_text("utf-8"))
    found = {name: Threshold(id=name, **fields) for name, fields in raw.items()}
    for threshold in found.values():
        if threshold.comparator not in _COMPARE:
            raise ValueError(f"{path.name}: [{threshold.id}] compares by {threshold.comparator}")
    return found
