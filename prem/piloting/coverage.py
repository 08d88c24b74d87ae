"""Coverage: which item asks about which outcome and requirement, when, and of whom; and the gaps.

A requirement counts as covered by an item that names it, that names one of its parts, or that
names a part which the theory calls the same (5.10 and 8.5). Outcomes that staff report are not
asked of women and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from prem.instruments.model import Instrument, Item
from prem.instruments.theory import Theory

GapKind = Literal["outcome", "requirement", "moment", "silent"]
Cell = tuple[str, str, str, str]
"""Outcome, requirement (or part), time point, situation."""
Moment = tuple[str, str, str]
"""Outcome, time point, situation."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that nobody is asked.

    `outcome`: no item at all. `requirement`: the theory links it to the outcome, no item of that
    outcome names it. `moment`: no item of the outcome at this time point in this situation,
    though others are asked there. `silent`: no item of any outcome there.
    """

    kind: GapKind
    outcome: str = ""
    requirement: str = ""
    time_point: str = ""
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The table. `requirements` gives for each outcome those linked to it or named by its items.

    `cells` has the items by requirement, `moments` by (outcome, time point, situation) alone: an
    item that names no requirement is in no cell, and is asked all the same.
    """

    outcomes: tuple[str, ...]
    requirements: Mapping[str, tuple[str, ...]]
    time_points: tuple[str, ...]
    situations: tuple[str, ...]
    cells: Mapping[Cell, tuple[str, ...]]
    moments: Mapping[Moment, tuple[str, ...]]
    gaps: tuple[Gap, ...] = ()

    def items(
        self, outcome: str = "", requirement: str = "", time_point: str = "", situation: str = ""
    ) -> tuple[str, ...]:
        """Return the ids of the items in all cells that match; an empty argument matches any."""
        found = (
            identity
            for one in ((outcome,) if outcome else self.outcomes)
            for row in ((requirement,) if requirement else self.requirements.get(one, ()))
            for time in ((time_point,) if time_point else self.time_points)
            for whom in ((situation,) if situation else self.situations)
            for identity in self.cells.get((one, row, time, whom), ())
        )
        return tuple(dict.fromkeys(found))

    def asked(self, outcome: str, time_point: str, situation: str = "") -> tuple[str, ...]:
        """Return the ids of an outcome's items at a time point (in a situation, or in any)."""
        whom = (situation,) if situation else self.situations
        found = (self.moments.get((outcome, time_point, one), ()) for one in whom)
        return tuple(dict.fromkeys(identity for some in found for identity in some))


def coverage(
    instrument: Instrument,
    theory: Theory,
    time_points: Iterable[str],
    situations: Iterable[str],
) -> Coverage:
    """Return the coverage of the theory's women's outcomes by the instrument's items.

    Parameters
    ----------
    instrument, theory
        The theory is the one that the instrument names.
    time_points, situations : iterable of str
        The columns, in the order shown; a cell that is empty has no entry in `cells`.
    """
    when, whom = tuple(time_points), tuple(situations)
    outcomes = tuple(outcome.id for outcome in theory.reported_by(instrument.reporter))
    cells: dict[Cell, tuple[str, ...]] = {}
    moments: dict[Moment, tuple[str, ...]] = {}
    rows: dict[str, tuple[str, ...]] = {}
    for outcome in outcomes:
        items = [item for item in instrument.items if item.outcome == outcome]
        rows[outcome] = _rows(theory, outcome, items)
        meant = {row: _meant(theory, row) for row in rows[outcome]}
        for time_point in when:
            for situation in whom:
                asked = [item for item in items if item.fits(time_point, situation)]
                moments[outcome, time_point, situation] = tuple(item.id for item in asked)
                for row in rows[outcome]:
                    about = [one.id for one in asked if meant[row].intersection(one.requirements)]
                    if about:
                        cells[outcome, row, time_point, situation] = tuple(about)
    found = Coverage(outcomes, rows, when, whom, cells, moments)
    return replace(found, gaps=tuple(_gaps(found, instrument, theory)))


def _rows(theory: Theory, outcome: str, items: list[Item]) -> tuple[str, ...]:
    linked = {link.requirement for link in theory.links if link.outcome == outcome}
    named = {requirement for item in items for requirement in item.requirements}
    return tuple(one for one in theory.requirement_ids if one in linked | named)


def _meant(theory: Theory, identity: str) -> set[str]:
    """Return all ids that cover a requirement: its own, its parts', and those said to be same."""
    parts = [part for requirement in theory.requirements for part in requirement.parts]
    mine = {identity}
    for requirement in theory.requirements:
        if requirement.id == identity:
            mine.update(part.id for part in requirement.parts)
    twins = {(part.id, part.same_as) for part in parts if part.same_as}
    return (
        mine
        | {one for one, same in twins if same in mine}
        | {same for one, same in twins if one in mine}
    )


def _gaps(table: Coverage, instrument: Instrument, theory: Theory) -> Iterable[Gap]:
    covered = {item.outcome for item in instrument.items if not item.retired}
    for outcome in table.outcomes:
        if outcome not in covered:
            yield Gap("outcome", outcome)
            continue
        linked = {link.requirement for link in theory.links if link.outcome == outcome}
        for row in table.requirements[outcome]:
            if row in linked and not table.items(outcome, row):
                yield Gap("requirement", outcome, row)
    for time_point in table.time_points:
        for situation in table.situations:
            silent = [one for one in table.outcomes if not table.asked(one, time_point, situation)]
            if len(silent) == len(table.outcomes):
                yield Gap("silent", "", "", time_point, situation)
                continue
            for outcome in silent:
                if outcome in covered:
                    yield Gap("moment", outcome, "", time_point, situation)
