"""Which groups of women are compared, on which items: large enough, and every item varies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from prem.analysis.frame import Answers, Numbers
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.repeated.occasions import natural
from prem.errors.graded import NO_GROUP
from prem.errors.invariance import (
    INVARIANCE_CONSTANT,
    INVARIANCE_FEW_GROUPS,
    INVARIANCE_LEFT_OUT,
    INVARIANCE_MANY_GROUPS,
    INVARIANCE_SMALL,
)

MOST_GROUPS = 20
_SINGULAR = 1e-9
_LEAST_PER_ITEM = 5  # rows: fewer are inadequate (COSMIN), as thresholds.toml says


@dataclass(frozen=True, eq=False)
class Compared:
    """The groups that are compared: `rows[g]` are the rows of group `names[g]`, rows x items.

    The rows are complete; every item of `members` (scales and their items, in the order of the
    columns) varies in every group. `left_out` are the other groups with their complete rows.
    """

    names: tuple[str, ...]
    rows: tuple[Numbers, ...]
    members: Mapping[str, tuple[str, ...]]
    left_out: Mapping[str, int]

    @property
    def sizes(self) -> dict[str, int]:
        """Complete rows of each group."""
        return {name: len(rows) for name, rows in zip(self.names, self.rows, strict=True)}


def compared(
    answers: Answers, labels: Sequence[str], plan: Plan, notes: Notes, where: str
) -> Compared:
    """Return the groups that `labels` (one a row, "" where missing) make, too small ones left out.

    A group needs the rows of the threshold "invariance_least" and more rows than items. Of more
    than 20 such groups the 20 largest are taken. An item that is constant in one of them is left
    out for all, as is one that nobody answered. Fewer than two groups are left: `names` is empty.
    """
    place = {item: position for position, item in enumerate(answers.items)}
    values, of = answers.values, np.array(labels)
    known = of != ""
    if not known.all():
        notes.add(NO_GROUP, where, rows=int((~known).sum()))
    items = [
        item
        for members in answers.key.scales.values()
        for item in members
        if not np.isnan(values[known][:, place[item]]).all()
    ]
    rows = values[:, [place[item] for item in items]]
    used = known & ~np.isnan(rows).any(axis=1)
    groups = {name: rows[used & (of == name)] for name in np.unique(of[known]).tolist()}
    needed = max(int(plan.limit("invariance_least")), len(items) + 1)
    kept = sorted((name for name, own in groups.items() if len(own) >= needed), key=natural)
    if len(kept) > MOST_GROUPS:
        notes.add(INVARIANCE_MANY_GROUPS, where, groups=len(kept), most=MOST_GROUPS)
        largest = sorted(kept, key=lambda name: -len(groups[name]))[:MOST_GROUPS]
        kept = [name for name in kept if name in largest]
    moving = _moving(items, [groups[name] for name in kept], where, notes)
    groups = {name: own[:, moving] for name, own in groups.items()}
    kept = [name for name in kept if _regular(groups[name])]
    left = {name: len(groups[name]) for name in sorted(groups, key=natural) if name not in kept}
    if len(kept) < 2:
        notes.add(INVARIANCE_FEW_GROUPS, where, needed=needed, items=len(items))
        return Compared(
            (), (), {}, {name: len(groups[name]) for name in sorted(groups, key=natural)}
        )
    _tell(groups, kept, left, needed, plan, notes, where)
    there = {items[position] for position in moving}
    scales = {
        scale: tuple(item for item in members if item in there)
        for scale, members in answers.key.scales.items()
    }
    own = {scale: members for scale, members in scales.items() if members}
    return Compared(tuple(kept), tuple(groups[name] for name in kept), own, left)


def _moving(items: list[str], groups: list[Numbers], where: str, notes: Notes) -> list[int]:
    """Return the positions of the items that vary in every group."""
    if not groups:
        return list(range(len(items)))
    varies = np.all([np.ptp(rows, axis=0) > 0 for rows in groups], axis=0)
    still = [item for item, moves in zip(items, varies, strict=True) if not moves]
    if still:
        notes.add(INVARIANCE_CONSTANT, where, items=", ".join(still))
    return np.flatnonzero(varies).tolist()


def _regular(rows: Numbers) -> bool:
    """Whether no item of a group is fully given by the others."""
    if rows.shape[1] < 2:
        return True
    found = np.corrcoef(rows, rowvar=False)
    return bool(np.linalg.eigvalsh(found)[0] > _SINGULAR)


def _tell(
    groups: Mapping[str, Numbers],
    kept: list[str],
    left: Mapping[str, int],
    needed: int,
    plan: Plan,
    notes: Notes,
    where: str,
) -> None:
    if left:
        shown = ", ".join(f"{name} ({n:,})" for name, n in left.items())
        notes.add(INVARIANCE_LEFT_OUT, where, needed=needed, left=shown)
    rule, items = plan.thresholds["invariance_rows"], groups[kept[0]].shape[1]
    smallest = min(len(groups[name]) for name in kept)
    if not rule.met(smallest) or smallest < _LEAST_PER_ITEM * items:
        wanted = max(int(rule.value), _LEAST_PER_ITEM * items)
        notes.add(INVARIANCE_SMALL, where, n=smallest, needed=wanted, source=rule.cited)
