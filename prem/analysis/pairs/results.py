"""The validation of an instrument from pair counts alone: `prem analyse --from-counts`.

What pairs determine is computed pairwise, by the same functions as from rows, and is the same
number. A woman's score is the mean of her answers, so where some are missing the scores' mean and
spread need the rows: they are null, with a note.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from prem.analysis.factors import Wish
from prem.analysis.guard import guarded, without_nulls
from prem.analysis.items import describe
from prem.analysis.model_type import reflective_items
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import Range, tell_unused
from prem.analysis.pairs.counts import Group, PairCounts
from prem.analysis.pairs.models import confirm_pairs
from prem.analysis.pairs.moments import PooledPairs, score_moments
from prem.analysis.pairs.scaling import scaling_of_pairs
from prem.analysis.pairs.scored import ScoredPairs, margin, of_group
from prem.analysis.pairs.sites import sites_of_pairs
from prem.analysis.plan import Plan
from prem.analysis.reliability import consistency, no_consistency
from prem.analysis.repeated.occasions import natural
from prem.analysis.structure import permitted, structure
from prem.analysis.validation import Options, judged
from prem.analysis.work import Work, in_turn, one_thread
from prem.errors.analysis import (
    FEW_ROWS,
    ITEM_CONSTANT,
    LISTWISE_NEEDS_ROWS,
    NEEDS_ROWS,
    NO_CELL,
    ONE_IN_CELL,
    PAIRWISE_N,
)


@one_thread
def validate_pairs(
    scored: ScoredPairs, options: Options, plan: Plan, notes: Notes, work: Work = in_turn
) -> dict[str, Any]:
    """Return results.json of pair counts, with the keys that `validate` gives for rows.

    Raises Refusal for listwise deletion of counts with missing answers, and where more factors
    are asked for than the items can carry.
    """
    pairs = scored.pairs.pooled()
    everything = PooledPairs(pairs)
    if options.missing == "listwise" and everything.gaps:
        raise LISTWISE_NEEDS_ROWS.refuse()
    items, varying = _described(scored, pairs, notes)
    scales = {
        scale: _scale(scored, pairs, scale, varying, plan, items, notes)
        for scale in scored.key.scales
    }
    scaling_of_pairs(scored, pairs, items, scales, plan, notes)
    held = reflective_items(scored.key)
    varying = [item for item in varying if item in held]
    complete = None if everything.gaps and everything.n else everything.n
    if complete is None:
        notes.add(NEEDS_ROWS, "data.complete")
    factors = len(scored.key.only(held).scales)
    wish = Wish(factors, options.extraction, options.rotation, options.correlation)
    results = {
        "data": {"rows": pairs.n, "complete": complete, "items": len(pairs.items)},
        "items": items,
        "scales": scales,
        **structure(
            PooledPairs(pairs.only(varying)),
            varying,
            permitted(wish, options.factors, varying),
            options.chance,
            plan,
            notes,
            work,
        ),
        **_models(scored, pairs, varying, scales, plan, notes),
        **guarded(lambda: sites_of_pairs(scored, plan, notes), "sites", {"sites": None}, notes),
        "by_site_and_time": _by_site_and_time(scored, plan, notes),
    }

    def told(results: dict[str, Any]) -> dict[str, Any]:
        return without_nulls(results) | {"scales": _with_rows(scored, pairs, scales)}

    return judged(results, scored.key, None, options, plan, notes, work, told)


def _described(
    scored: ScoredPairs, pairs: PairCounts, notes: Notes
) -> tuple[dict[str, Any], list[str]]:
    """Return `items`, and those that vary."""
    margins = [margin(pairs, position) for position in range(len(pairs.items))]
    items = {
        item: describe(margins[i], scored.lowest[i], scored.highest[i], f"items.{item}", notes)
        for i, item in enumerate(pairs.items)
    }
    found = [own.codes for own in margins]
    tell_unused(map(Range, pairs.items, found, scored.lowest, scored.highest), notes)
    return items, [item for i, item in enumerate(pairs.items) if len(margins[i].codes) > 1]


def _models(
    scored: ScoredPairs,
    pairs: PairCounts,
    varying: list[str],
    scales: dict[str, dict[str, Any]],
    plan: Plan,
    notes: Notes,
) -> dict[str, Any]:
    """Return `cfa`, and `irt`, which is of whole rows."""
    notes.add(NEEDS_ROWS, "irt")
    members = {
        scale: tuple(item for item in own if item in varying)
        for scale, own in scored.key.scales.items()
        if not scored.key.formative(scale)
    }
    cfa = guarded(lambda: confirm_pairs(pairs, members, scales, plan, notes), "cfa", None, notes)
    for scale, found in scales.items():
        for omega in ("omega_total", "omega_categorical"):
            value = found.setdefault(omega, None)
            if value is None or (omega == "omega_total" and value["estimate"] is None):
                notes.add(NEEDS_ROWS, f"scales.{scale}.{omega}")
    return {"irt": {}, "cfa": cfa}


def _with_rows(
    scored: ScoredPairs, pairs: PairCounts, scales: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the scales for the checklist: where n needs rows, the fewest behind any pair."""
    return {
        scale: found
        if found["n"] is not None
        else found | {"n": PooledPairs(pairs.only(scored.key.scales[scale])).n}
        for scale, found in scales.items()
    }


def _scale(
    scored: ScoredPairs,
    pairs: PairCounts,
    scale: str,
    varying: list[str],
    plan: Plan,
    items: dict[str, dict[str, Any]],
    notes: Notes,
) -> dict[str, Any]:
    """Return the statistics of a scale; see `prem.analysis.reliability.scale_statistics`."""
    where = f"scales.{scale}"
    names = scored.key.scales[scale]
    used = PooledPairs(pairs.only([item for item in names if items[item]["n"]]))
    n, mean, sd = score_moments(used, len(names), plan.least_answered)
    if n is None:
        notes.add(NEEDS_ROWS, f"{where}.n, {where}.mean, {where}.sd, {where}.sem")
    elif n < 2:
        notes.add(FEW_ROWS, where, n=n, needed=2)
    for item in used.pairs.items if used.n > 1 else ():
        if item not in varying:
            notes.add(ITEM_CONSTANT, f"items.{item}")
    moving = [item for item in used.pairs.items if item in varying]
    if len(moving) > 1 and any(items[item]["missing"] for item in names):
        notes.add(PAIRWISE_N, where, n=used.n)
    found = no_consistency()
    if not scored.key.formative(scale):
        part = PooledPairs(pairs.only(moving))
        found = consistency(part, moving, sd, plan, items, where, notes)
    return {"n": n, **found, "mean": mean, "sd": sd}


def _by_site_and_time(scored: ScoredPairs, plan: Plan, notes: Notes) -> list[dict[str, Any]]:
    """Return the scales' means in each group; see `prem.analysis.change.by_site_and_time`."""
    pairs = scored.pairs
    named = [any(group[part] for group in pairs.groups) for part in (0, 1)]
    rows = dict(zip(pairs.groups, pairs.rows.tolist(), strict=True))
    for part, what in ((0, "site"), (1, "time")):
        without = sum(n for group, n in rows.items() if not group[part])
        if named[part] and without:
            notes.add(NO_CELL, "by_site_and_time", rows=without, what=what)
    groups = [
        group
        for group in sorted(rows, key=lambda group: [natural(part) for part in group])
        if rows[group] and all(group[part] or not named[part] for part in (0, 1))
    ]
    apart = {group: of_group(pairs, group) for group in groups}
    return [
        _cell(apart[group], group, scale, items, plan, notes)
        for scale, items in scored.key.scales.items()
        for group in groups
    ]


def _cell(
    pairs: PairCounts, group: Group, scale: str, items: tuple[str, ...], plan: Plan, notes: Notes
) -> dict[str, Any]:
    own = pairs.only(items)
    answered = [item for i, item in enumerate(items) if own.counts(i).any()]
    n, mean, sd = score_moments(PooledPairs(own.only(answered)), len(items), plan.least_answered)
    cell = {"site": group[0], "time": group[1], "n": n, "scale": scale, "mean": mean, "sd": sd}
    cell |= {"low": None, "high": None}
    if n is None:
        notes.add(NEEDS_ROWS, "by_site_and_time")
    elif mean is None or sd is None:
        name = ", ".join(part for part in (*group, scale) if part)
        notes.add(ONE_IN_CELL, f"by_site_and_time: {name}")
    else:
        half = float(stats.t.ppf((1 + plan.level) / 2, n - 1)) * sd / np.sqrt(n)
        cell |= {"low": mean - half, "high": mean + half}
    return cell
