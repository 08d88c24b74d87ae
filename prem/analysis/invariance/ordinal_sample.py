"""What of the groups can be compared as ordered answers: empty ones joined, small groups out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from prem.analysis.cfa.model import Model, correlated
from prem.analysis.cfa.ordered import MOST_ITEMS
from prem.analysis.frame import Numbers
from prem.analysis.invariance.compared import Compared
from prem.analysis.invariance.ordinal_fit import Sample
from prem.analysis.invariance.ordinal_model import Integers, Ladder, Step
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import DEFINITE, MOST_ANSWERS
from prem.analysis.ordered.merging import Merged, merge, told
from prem.analysis.ordered.spread import Spread, spread
from prem.analysis.plan import Plan
from prem.errors.invariance import (
    ORDINAL_CONTRADICTS,
    ORDINAL_EMPTY,
    ORDINAL_FEW_GROUPS,
    ORDINAL_FEW_ITEMS,
    ORDINAL_ITEMS,
    ORDINAL_LARGE,
    ORDINAL_LEFT_OUT,
    ORDINAL_MERGED,
    ORDINAL_RARE,
)
from prem.errors.ordinal import MANY_ANSWERS, WLSMV_MANY_ITEMS

# The steps of so many parameters take some 15 seconds: 11 groups of 25 items of five answers.
MOST_PARAMETERS = 1500


@dataclass(frozen=True, eq=False)
class OrderedGroups:
    """A model of the items that are left, the groups, and their samples.

    `codes` are each item's answers in points, a joined answer the mean of those it stands for;
    `merged` are the answers that were joined, by item; `left_out` the groups that were too small.
    """

    model: Model
    groups: tuple[str, ...]
    codes: tuple[Numbers, ...]
    samples: tuple[Sample, ...]
    merged: Mapping[str, list[list[float]]]
    left_out: Mapping[str, int]

    @property
    def sizes(self) -> dict[str, int]:
        """Complete rows of each group."""
        return {name: own.n for name, own in zip(self.groups, self.samples, strict=True)}

    def ladder(self, step: Step) -> Ladder:
        """Return the parameters of a step."""
        return ladder_of(self.model, self.codes, len(self.groups), step)


def ladder_of(model: Model, codes: tuple[Numbers, ...], groups: int, step: Step) -> Ladder:
    """Return the parameters of a step, of items with so many answers."""
    of: Integers = np.argmax(model.pattern, axis=1).astype(np.int64)
    return Ladder(of, np.array([len(points) - 1 for points in codes]), groups, step)


def ordered_groups(
    compared: Compared, plan: Plan, where: str, notes: Notes, least: int = 1
) -> OrderedGroups | None:
    """Return what can be compared of the groups' complete rows; None, with a note, where refused.

    Groups of fewer rows than the threshold "invariance_rows" are left out, and those whose
    polychoric correlations contradict each other. Answers that fewer than `least` gave in any
    group are joined alike in all (`merge`): by default those that nobody of a group gave, for a
    group cannot be cut where it gave none. An item with one answer left, and then a scale with one
    item, are left out.
    """
    needed = int(plan.limit("invariance_rows"))
    groups = dict(zip(compared.names, compared.rows, strict=True))
    kept = {name: rows for name, rows in groups.items() if len(rows) >= needed}
    left = {name: len(rows) for name, rows in groups.items() if name not in kept}
    while len(kept) > 1:
        own = Notes()
        found = _ordered(compared.members, kept, least, where, own)
        if not isinstance(found, list):
            _tell_left(left, needed, where, notes)
            notes.entries += [entry for entry in own.entries if entry not in notes.entries]
            return found and replace(
                found, left_out={**compared.left_out, **left, **found.left_out}
            )
        for name in found:
            notes.add(ORDINAL_CONTRADICTS, where, group=name)
            left[name] = len(kept.pop(name))
    notes.add(ORDINAL_FEW_GROUPS, where, needed=needed)
    return None


def _tell_left(left: Mapping[str, int], needed: int, where: str, notes: Notes) -> None:
    shown = ", ".join(f"{name} ({n:,})" for name, n in left.items() if n < needed)
    if shown:
        notes.add(ORDINAL_LEFT_OUT, where, needed=needed, left=shown)


def _ordered(
    members: Mapping[str, tuple[str, ...]],
    groups: Mapping[str, Numbers],
    least: int,
    where: str,
    notes: Notes,
) -> OrderedGroups | list[str] | None:
    """Return what can be compared, None where nothing can; or the groups to be left out first."""
    items = [item for own in members.values() for item in own]
    rows = np.vstack(list(groups.values()))
    if unsuited(rows, items, where, notes):
        return None
    group = np.repeat(np.arange(len(groups)), [len(part) for part in groups.values()])
    joined = {item: merge(column, group, least) for item, column in zip(items, rows.T, strict=True)}
    model = joined_model(members, joined, least, where, notes)
    if len(model.items) < 3 or model.df < 0:
        notes.add(ORDINAL_FEW_ITEMS, where)
        return None
    codes = tuple(joined[item].codes for item in model.items)
    if (size := ladder_of(model, codes, len(groups), "configural").size) > MOST_PARAMETERS:
        notes.add(ORDINAL_LARGE, where, parameters=size, groups=len(groups), most=MOST_PARAMETERS)
        return None
    ranks = np.stack([joined[item].rows for item in model.items], axis=1)
    found = {name: spread(ranks[group == at], model.items) for at, name in enumerate(groups)}
    if bad := [name for name, own in found.items() if _contradicts(own)]:
        return bad
    samples = tuple(Sample(own, len(groups[name])) for name, own in found.items())
    merged = {item: joined[item].lists for item in model.items if joined[item].lists}
    return OrderedGroups(model, tuple(groups), codes, samples, merged, {})


def rare_below(
    columns: Numbers, group: npt.NDArray[np.int64], plan: Plan, where: str, notes: Notes
) -> int:
    """Return below how many answers of a kind they are joined in the comparison beside; 0: none.

    Where a group has fewer rows than the threshold "wlsmv_joined", and any of its answers are
    rarer than "category_answers" (docs/adr/0009); a note says so. `group` counts from 0.
    """
    least, rows = int(plan.limit("category_answers")), int(plan.limit("wlsmv_joined"))
    if np.bincount(group).min(initial=rows) >= rows:
        return 0
    if all(not merge(column, group, least).lists for column in columns.T):
        return 0
    notes.add(ORDINAL_RARE, where, least=least, rows=rows)
    return least


def _contradicts(own: Spread) -> bool:
    return own.found.smallest_eigenvalue < DEFINITE or bool(own.found.at_edge)


def unsuited(rows: Numbers, items: list[str], where: str, notes: Notes) -> bool:
    """Whether there are too many items or answers; a note says so."""
    answers = [len(np.unique(column)) for column in rows.T]
    most = max(answers, default=0)
    if len(items) > MOST_ITEMS:
        notes.add(WLSMV_MANY_ITEMS, where, items=len(items), most=MOST_ITEMS)
    elif most > MOST_ANSWERS:
        item = items[answers.index(most)]
        notes.add(MANY_ANSWERS, where, item=item, answers=most, most=MOST_ANSWERS)
    return len(items) > MOST_ITEMS or most > MOST_ANSWERS


def joined_model(
    scales: Mapping[str, tuple[str, ...]],
    joined: Mapping[str, Merged],
    least: int,
    where: str,
    notes: Notes,
) -> Model:
    """Return the model of the items that still vary; tell what was joined and left out."""
    members = {
        scale: tuple(item for item in items if len(joined[item].codes) > 1)
        for scale, items in scales.items()
    }
    model = correlated({scale: items for scale, items in members.items() if len(items) > 1})
    gone = [item for item in joined if item not in model.items]
    if gone:
        notes.add(ORDINAL_ITEMS, where, items=", ".join(gone), least=least)
    lists = {item: joined[item].lists for item in model.items if joined[item].lists}
    if lists:
        kind = ORDINAL_MERGED if least > 1 else ORDINAL_EMPTY
        notes.add(kind, where, least=least, merged=told(lists))
    return model
