"""The plan of analysis: `analysis/plan.toml`, read and held typed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prem.analysis.hypotheses.declared import Hypothesis, declared
from prem.analysis.plan_file import laid_over, read_raw, refuse
from prem.analysis.sample_size.rules import PowerPlan, Rule, load_rules, power_plan
from prem.analysis.thresholds import Threshold, load_thresholds
from prem.content import find
from prem.errors import Complaint


@dataclass(frozen=True, slots=True)
class Plan:
    """Levels, the score, the simulation, and the thresholds by id.

    Shares and levels are between 0 and 1.
    """

    level: float
    least_answered: float
    draws: int
    polychoric_draws: int
    bootstrap_draws: int
    percentile: float
    dynamic_draws: int
    show_loading: float
    thresholds: dict[str, Threshold]
    samples: dict[str, Rule]
    power: PowerPlan
    hypotheses: tuple[Hypothesis, ...] = ()
    file: str = "plan.toml"

    def limit(self, threshold: str) -> float:
        """Return the value of a threshold."""
        return self.thresholds[threshold].value

    @property
    def sample_source(self) -> str:
        """Who says how many rows a factor analysis needs."""
        return self.thresholds["rows_per_item"].source

    @property
    def reliability_rows(self) -> int:
        """How many rows a reliability needs."""
        return int(self.limit("rows_reliability"))

    @property
    def reliability_source(self) -> str:
        """Who says so."""
        return self.thresholds["rows_reliability"].source

    def rows_needed(self, items: int) -> int:
        """Return how many rows a factor analysis of this many items needs."""
        return int(max(self.limit("rows_per_item") * items, self.limit("rows_factor_analysis")))


def load_plan(own: Path | None = None, file: Path | None = None) -> Plan:
    """Read the plan: a site's own first, else the one that ships. FileNotFoundError if none.

    `file` is a researcher's own plan, laid over it. Raises Refusal with every fault of it.
    """
    path = find("analysis", "plan.toml", own=own)
    if path is None:
        raise FileNotFoundError("analysis/plan.toml")
    raw = tomllib.loads(path.read_text("utf-8"))
    complaints: list[Complaint] = []
    if file is not None:
        raw, complaints = laid_over(raw, read_raw(file), file.name)
    name = path.name if file is None else file.name
    hypotheses, more = declared(raw.get("hypotheses", []), name)
    refuse([*complaints, *more])
    return _plan(raw, load_thresholds(own), load_rules(own), hypotheses, name)


def _plan(
    raw: dict[str, Any],
    thresholds: dict[str, Threshold],
    samples: dict[str, Rule],
    hypotheses: tuple[Hypothesis, ...],
    file: str,
) -> Plan:
    return Plan(
        level=raw["interval"]["level"],
        least_answered=raw["score"]["least_answered"],
        draws=raw["parallel"]["draws"],
        polychoric_draws=raw["parallel"]["polychoric_draws"],
        bootstrap_draws=raw["bootstrap"]["draws"],
        percentile=raw["parallel"]["percentile"],
        dynamic_draws=raw["dynamic"]["draws"],
        show_loading=raw["loading"]["show"],
        thresholds=thresholds,
        samples=samples,
        power=power_plan(raw["power"]),
        hypotheses=hypotheses,
        file=file,
    )
