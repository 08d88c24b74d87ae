"""What `prem.analysis.scaling` says of scales, where counts of pairs determine it."""

from __future__ import annotations

from typing import Any

import numpy as np

from prem.analysis.frame import Numbers
from prem.analysis.model_type import model_types, reflective_items
from prem.analysis.mokken.scalability import scalability, steps
from prem.analysis.notes import Notes
from prem.analysis.pairs.counts import PairCounts
from prem.analysis.pairs.moments import PooledPairs
from prem.analysis.pairs.scored import ScoredPairs
from prem.analysis.plan import Plan
from prem.analysis.scaling import enter_screens
from prem.errors.analysis import NEEDS_ROWS

Parts = dict[str, dict[str, Any]]


def scaling_of_pairs(
    scored: ScoredPairs, pairs: PairCounts, items: Parts, scales: Parts, plan: Plan, notes: Notes
) -> None:
    """Enter in `scales` and `items` what of `scaling` pairs determine; a note tells of the rest.

    H follows from pairs where nothing is missing. Its standard errors, how items rise with the
    rest, floor and ceiling of a score, and all other intervals need the rows: absent.
    """
    model_types(scored.key, scales, notes)
    held = reflective_items(scored.key)
    for scale, members in scored.key.scales.items():
        moving = [i for i in members if i in held and items[i]["sd"]]
        if len(moving) < 2:
            continue
        part = PooledPairs(pairs.only(moving))
        if part.n > 2 and not part.gaps:
            _enter_h(part, moving, scales[scale], items)
    needing = ("floor", "ceiling", "h.se", "alpha_bootstrap", "sem_interval")
    notes.add(NEEDS_ROWS, ", ".join(f"scales.{s}.{name}" for s in scales for name in needing))
    enter_screens(items, plan)


def _enter_h(part: PooledPairs, moving: list[str], scale: dict[str, Any], items: Parts) -> None:
    counted = [_given(part.pairs, place) for place in range(len(moving))]
    taken = steps([codes for codes, _ in counted], [counts for _, counts in counted])
    found = scalability(part.covariance() * (part.n - 1) / part.n, taken.most())
    scale["h"] = {"n": part.n, "estimate": found.scale}
    first, second = np.triu_indices(len(moving), 1)
    scale["h_pairs"] = {
        f"{moving[i]}~~{moving[j]}": {"estimate": float(found.pairs[i, j])}
        for i, j in zip(first, second, strict=True)
    }
    for item, h in zip(moving, found.items, strict=True):
        items[item]["h"] = {"estimate": float(h)}


def _given(pairs: PairCounts, place: int) -> tuple[Numbers, Numbers]:
    counts = pairs.counts(place).astype(np.float64)
    return pairs.codes[place][counts > 0], counts[counts > 0]
