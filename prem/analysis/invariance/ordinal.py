"""`wlsmv` of a grouping in results.json's `invariance`: the ladder of ordered answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from prem.analysis.cfa.wlsmv import OrderedFit, fit_ordered
from prem.analysis.frame import Answers, Numbers
from prem.analysis.guard import guarded
from prem.analysis.invariance.compared import Compared, compared
from prem.analysis.invariance.ordinal_expected import expected_difference
from prem.analysis.invariance.ordinal_fit import StepFit, fit_step
from prem.analysis.invariance.ordinal_model import STEPS, Ladder, Step
from prem.analysis.invariance.ordinal_sample import OrderedGroups, ordered_groups, rare_below
from prem.analysis.invariance.ordinal_table import against, estimates, levels, robust, step_table
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.errors.confirmatory import CFA_EXACT
from prem.errors.invariance import ORDINAL_IMPROPER, ORDINAL_UNSETTLED, ORDINAL_UNTESTABLE

Fits = dict[Step, StepFit]


def ordered_invariance(answers: Answers, grouping: str, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return the ladders of one grouping of `answers.groupings`; see `ordered_ladders`."""
    where = f"invariance.by.{grouping}"
    # Which groups are compared at all is told with the ladder of answers as numbers.
    groups = compared(answers, answers.groupings[grouping], plan, Notes(), where)
    return ordered_ladders(groups, plan, where, notes)


def ordered_ladders(groups: Compared, plan: Plan, where: str, notes: Notes) -> dict[str, Any]:
    """Return `wlsmv` of the answers as they are, `wlsmv_joined` where rare ones make it doubtful.

    Absent is the second where no answer is rare, or rows are many (`rare_below`).
    """
    found = {
        "wlsmv": guarded(
            lambda: ordered_ladder(groups, plan, f"{where}.wlsmv", notes),
            f"{where}.wlsmv",
            None,
            notes,
        )
    }
    needed = int(plan.limit("invariance_rows"))
    kept = [rows for rows in groups.rows if len(rows) >= needed]
    if len(kept) < 2:
        return found
    group = np.repeat(np.arange(len(kept)), [len(rows) for rows in kept])
    beside = f"{where}.wlsmv_joined"
    if least := rare_below(np.vstack(kept), group, plan, f"{where}.wlsmv", notes):
        found["wlsmv_joined"] = guarded(
            lambda: ordered_ladder(groups, plan, beside, notes, least), beside, None, notes
        )
    return found


def ordered_ladder(
    groups: Compared, plan: Plan, where: str, notes: Notes, least: int = 1
) -> dict[str, Any] | None:
    """Return the ladder of WLSMV fits over groups; None, with a note at `where`, where refused.

    Steps "configural", "thresholds", "loadings" and "intercepts": the keys of `cfa.wlsmv` (robust
    indices for configural only, as they are of correlations without equal thresholds),
    `standardised` thresholds and loadings by group, `difference` from the step before, and
    `expected`: differences in points, by item, scale and group. "intercepts" has `levels`, the
    groups' means and variances of the factors. A step that cannot be tested, or did not settle,
    is null with a note. Beside the steps: `n`, `groups` (sizes), `left_out`, `items`, and
    `merged`: the answers of each item that were joined, having fewer than `least` in some group.

    References
    ----------
    Wu & Estabrook 2016, Psychometrika 81:1014; Svetina, Rutkowski & Rutkowski 2020, Struct Equ
    Modeling 27:111. R: `semTools::measEq.syntax`, `lavaan::lavTestLRT`.
    """
    found = ordered_groups(groups, plan, where, notes, least)
    if found is None:
        return None
    own = _own(found)
    fits = _fits(found, own, where, notes)
    sizes = found.sizes
    told: dict[str, Any] = {
        "n": sum(sizes.values()),
        "groups": sizes,
        "left_out": dict(found.left_out),
        "items": list(found.model.items),
        "merged": dict(found.merged),
    }
    told |= {str(step): None for step in STEPS}
    before: Step | None = None
    for step, fit in fits.items():
        told[step] = step_table(fit) | estimates(fit, found)
        if before is not None:
            told[step]["difference"] = against(step, before, fits, told, plan)
        _tell(fit, found, f"{where}.{step}", notes)
        before = step
    if "configural" in fits and own is not None:
        told["configural"] |= robust(own)
    if "intercepts" in fits:
        _compare(found, fits, told, plan)
    return told


def _own(found: OrderedGroups) -> list[OrderedFit] | None:
    """Return the fit of each group by itself; None where one does not settle."""
    fits = [fit_ordered(found.model, own.spread, own.n) for own in found.samples]
    settled = [fit for fit in fits if fit is not None]
    return settled if len(settled) == len(fits) else None


def _fits(found: OrderedGroups, own: list[OrderedFit] | None, where: str, notes: Notes) -> Fits:
    """Return the steps that can be tested and settle, in order."""
    fits: Fits = {}
    start = None if own is None else _start(found, own)
    before = -1
    for step in STEPS:
        ladder = found.ladder(step)
        fit = None
        if ladder.size == before:
            notes.add(ORDINAL_UNTESTABLE, f"{where}.{step}")
            continue
        if start is not None:
            fit = fit_step(ladder, start, found.samples)
        if fit is None:
            notes.add(ORDINAL_UNSETTLED, f"{where}.{step}")
            start = None
            continue
        fits[step], before, start = fit, ladder.size, _next(fit, step)
    return fits


def _start(found: OrderedGroups, own: list[OrderedFit]) -> Numbers:
    """Return each group's own estimates as parameters of the configural step."""
    statistics = [sample.statistics for sample in found.samples]
    return own_start(found.ladder("configural"), statistics, own)


def own_start(ladder: Ladder, statistics: Sequence[Numbers], own: Sequence[OrderedFit]) -> Numbers:
    """Return groups' (or times') own fits as parameters of the configural step."""
    start = np.tile(ladder.fixed, (len(own), 1))
    cuts, _, deltas, loads, means, _ = ladder.ends
    item = own[0].model.load[0]
    between = np.ones(start.shape[1] - means, dtype=np.bool_)
    between[ladder.variances] = False
    for row, known, fit in zip(start, statistics, own, strict=True):
        free, middle, _ = fit.model.parts(fit.vector)
        row[:cuts] = known[:cuts]
        row[deltas:loads][item] = free
        row[means:][between] = middle
    return start


def _next(fit: StepFit, step: Step) -> Numbers:
    """Return where the next step starts: from the second on in the first group's metric."""
    return fit.groups if step != "configural" else equal_thresholds(fit.ladder, fit.groups)


def equal_thresholds(ladder: Ladder, rows: Numbers) -> Numbers:
    """Return where a step with equal thresholds starts, from groups' own (groups x parameters)."""
    start = rows.copy()
    cuts, nus, deltas, loads, *_ = ladder.ends
    first = start[0, :cuts]
    for row in start[1:]:
        own = row[:cuts]
        for item in np.flatnonzero(ladder.cuts > 1):
            mine = ladder.item == item
            scale, shift = np.polyfit(first[mine], own[mine], 1)
            row[cuts:nus][item], row[nus:deltas][item] = -shift / scale, scale
            row[deltas:loads][item] /= scale
        row[:cuts] = np.where(ladder.cuts[ladder.item] > 1, first, own)
    return start


def _tell(fit: StepFit, found: OrderedGroups, where: str, notes: Notes) -> None:
    if fit.df == 0:
        notes.add(CFA_EXACT, where)
    items = found.model.items
    what = []
    for name, own in zip(found.groups, fit.groups, strict=True):
        strong = np.abs(fit.ladder.loadings(own))
        what += [f"{items[at]} ({name})" for at in np.flatnonzero(strong > 1 + 1e-9)]
        between = fit.ladder.parts(own)[5]
        if np.diag(between).min() <= 0 or np.linalg.eigvalsh(between)[0] < -1e-9:
            what.append(f"the factors ({name})")
    if what:
        notes.add(ORDINAL_IMPROPER, where, what=", ".join(what))


def _compare(found: OrderedGroups, fits: Fits, told: dict[str, Any], plan: Plan) -> None:
    """Enter what needs all groups on one factor: differences in points, and levels."""
    scalar = fits["intercepts"]
    variances = [np.diag(scalar.ladder.parts(own)[5]) for own in scalar.groups]
    if min(part.min() for part in variances) <= 0:
        return
    names = found.model.items, found.model.factors, found.groups
    for step, fit in fits.items():
        told[step]["expected"] = expected_difference(fit, scalar, found.codes, names, plan.level)
    told["intercepts"]["levels"] = levels(scalar, scalar.ladder, names[1:], plan.level)
