"""The plan of analysis: `analysis/plan.toml`, read and held typed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prem.content import find


@dataclass(frozen=True, slots=True)
class Rule:
    """A threshold for reading a statistic, with its source."""

    source: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Levels, rules and sample sizes. Shares and levels are between 0 and 1."""

    level: float
    least_answered: float
    draws: int
    percentile: float
    rows_per_item: int
    least_rows: int
    sample_source: str
    reliability_rows: int
    reliability_source: str
    show_loading: float
    salient_loading: float
    rules: dict[str, Rule]

    def rows_needed(self, items: int) -> int:
        """Return how many rows a factor analysis of this many items needs."""
        return max(self.rows_per_item * items, self.least_rows)


def load_plan(own: Path | None = None) -> Plan:
    """Read the plan: a site's own first, else the one that ships. FileNotFoundError if none."""
    path = find("analysis", "plan.toml", own=own)
    if path is None:
        raise FileNotFoundError("analysis/plan.toml")
    return _plan(tomllib.loads(path.read_text("utf-8")))


def _plan(raw: dict[str, Any]) -> Plan:
    sample, rules = raw["sample"], raw["rules"]
    return Plan(
        level=raw["interval"]["level"],
        least_answered=raw["score"]["least_answered"],
        draws=raw["parallel"]["draws"],
        percentile=raw["parallel"]["percentile"],
        rows_per_item=sample["factor_analysis"]["rows_per_item"],
        least_rows=sample["factor_analysis"]["least_rows"],
        sample_source=sample["factor_analysis"]["source"],
        reliability_rows=sample["reliability"]["least_rows"],
        reliability_source=sample["reliability"]["source"],
        show_loading=rules["loading"]["show"],
        salient_loading=rules["loading"]["salient"],
        rules={
            name: Rule(rule["source"], rule.get("low"), rule.get("high"))
            for name, rule in rules.items()
        },
    )
