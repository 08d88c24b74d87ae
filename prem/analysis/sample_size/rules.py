"""How many women an analysis needs: `analysis/sample_size.toml`, typed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Literal

from prem.content import find

Grade = Literal["very good", "adequate", "doubtful", "inadequate"]
# From the best to the least; what reaches none of them is inadequate.
GRADES: tuple[Grade, ...] = ("very good", "adequate", "doubtful")


@dataclass(frozen=True, slots=True)
class Condition:
    """At least `least` women, and at least `per_item` for each item."""

    per_item: float = 0
    least: int = 0

    def rows(self, items: int) -> int:
        """Return the fewest women that meet it.

        >>> Condition(per_item=7, least=100).rows(20)
        140
        """
        return max(ceil(self.per_item * items), self.least)


@dataclass(frozen=True, slots=True)
class Rule:
    """What an analysis needs, by grade; a grade is reached where any of its conditions is met.

    `verified` is False where the numbers were not read in the source.
    """

    id: str
    title: str
    unit: str
    conditions: Mapping[Grade, tuple[Condition, ...]]
    source: str
    version: str
    verified: bool

    def rows(self, grade: Grade, items: int) -> int | None:
        """Return the fewest women with this grade or a better one; None where none has it.

        For factor analysis of 20 items "doubtful" asks for 100, which is adequate already.
        """
        there = GRADES[: GRADES.index(grade) + 1] if grade in GRADES else ()
        sizes = [c.rows(items) for each in there for c in self.conditions.get(each, ())]
        return min(sizes, default=None)

    def grade(self, n: int, items: int) -> Grade:
        """Return the best grade that n women reach."""
        for grade in GRADES:
            needed = self.rows(grade, items)
            if needed is not None and n >= needed:
                return grade
        return "inadequate"

    @property
    def cited(self) -> str:
        """The source, its version, and whether it is still to be read again."""
        return f"{self.source}; {self.version}" + ("" if self.verified else " (not verified)")


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is simulated: `draws` samples of each size, a factor model fitted to `fits` of them.

    `effects` are differences of factor means in standard deviations of the factor, `stability`
    the correlation of a woman's factor with itself at the later time point.
    """

    draws: int
    fits: int
    effects: tuple[float, ...]
    stability: float


@dataclass(frozen=True, slots=True)
class PowerPlan:
    """What power is asked for: the `ladder` of sample sizes, and the misfit that a test sees.

    `wanted` is the power that counts as enough, `icc_width` the width of the interval of an
    intraclass correlation.
    """

    ladder: tuple[int, ...]
    wanted: float
    rmsea_null: float
    rmsea_true: float
    icc_width: float
    simulation: Simulation


def power_plan(raw: Mapping[str, Any]) -> PowerPlan:
    """Return the plan of power from its table in plan.toml."""
    return PowerPlan(
        ladder=tuple(raw["ladder"]),
        wanted=raw["wanted"],
        rmsea_null=raw["rmsea_null"],
        rmsea_true=raw["rmsea_true"],
        icc_width=raw["icc_width"],
        simulation=Simulation(raw["draws"], raw["fits"], tuple(raw["effects"]), raw["stability"]),
    )


def load_rules(own: Path | None = None) -> dict[str, Rule]:
    """Read the rules by id: a site's own file first, else the one that ships.

    Raises
    ------
    FileNotFoundError
        Where there is no file.
    """
    path = find("analysis", "sample_size.toml", own=own)
    if path is None:
        raise FileNotFoundError("analysis/sample_size.toml")
    return rules_of(tomllib.loads(path.read_text("utf-8")))


def rules_of(raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Rule]:
    """Return the rules of a file that was read."""
    return {name: _rule(name, dict(fields)) for name, fields in raw.items()}


def _rule(name: str, fields: dict[str, Any]) -> Rule:
    by_grade: dict[Grade, tuple[Condition, ...]] = {
        grade: _conditions(fields.pop(grade.replace(" ", "_"), ())) for grade in GRADES
    }
    return Rule(id=name, conditions=by_grade, **fields)


def _conditions(raw: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(**one) for one in raw)
