"""The site's level from pair counts: what `prem.analysis.sites` says of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from prem.analysis.notes import Notes
from prem.analysis.one_way import Groups
from prem.analysis.pairs.counts import EVERYBODY, PairCounts
from prem.analysis.pairs.moments import PooledPairs, score_moments
from prem.analysis.pairs.scored import ScoredPairs
from prem.analysis.plan import Plan
from prem.analysis.repeated.occasions import TOTAL, natural
from prem.analysis.sites import described, of_items, tell_few
from prem.errors.analysis import NEEDS_ROWS
from prem.errors.pairs import SITES_BY_ROWS

# n, mean and standard deviation of a score at a site; n None where pairs do not determine them.
Moments = tuple[int | None, float | None, float | None]


def sites_of_pairs(scored: ScoredPairs, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return {"sites": ...} as of rows without ids; {} without sites.

    One-way REML needs each site's number, mean and spread of scores. Pairs determine them where
    each row of a site answers the same items; a scale of which some rows answer only a part is
    null, with a note.
    """
    names = sorted({site for site, _ in scored.pairs.groups if site}, key=natural)
    if not names:
        return {}
    if len({time for site, time in scored.pairs.groups if site}) > 1:
        notes.add(SITES_BY_ROWS, "sites")
    tell_few(len(names), plan, notes)
    apart = {name: _of_site(scored.pairs, name) for name in names}
    whole = tuple(item for own in scored.key.scales.values() for item in own)
    found = {
        scale: _scale(apart, own, scale, plan, notes)
        for scale, own in {TOTAL: whole, **scored.key.scales}.items()
    }
    total = found.pop(TOTAL)
    groups = {item: _of_item(apart, item) for item in scored.items}
    items = of_items(groups, plan, notes)
    return {"sites": {"count": len(names), **total, "scales": found, "items": items}}


def _of_item(apart: dict[str, PairCounts], item: str) -> Groups | None:
    """Return an item's answers by site: its own counts say all, whatever else is missing."""
    return _groups(
        [score_moments(PooledPairs(pairs.only([item])), 1, 0.0) for pairs in apart.values()]
    )


def _of_site(pairs: PairCounts, site: str) -> PairCounts:
    """Return the counts of all groups of a site together."""
    at = [place for place, group in enumerate(pairs.groups) if group[0] == site]
    together = pairs.burt[at].sum(axis=0, keepdims=True)
    return PairCounts(pairs.items, pairs.codes, (EVERYBODY,), together)


def _scale(
    apart: dict[str, PairCounts], items: tuple[str, ...], scale: str, plan: Plan, notes: Notes
) -> dict[str, Any]:
    where = "sites" if scale == TOTAL else f"sites.scales.{scale}"
    moments = {site: _moments(pairs.only(items), plan) for site, pairs in apart.items()}
    if any(n is None for n, _, _ in moments.values()):
        notes.add(NEEDS_ROWS, where)
        nobody: list[dict[str, Any]] = [{"site": site, "n": 0, "mean": None} for site in moments]
        return described(None, nobody, plan, where, Notes()) | {"n": None}
    listed = [{"site": site, "n": n, "mean": mean} for site, (n, mean, _) in moments.items()]
    return described(_groups(list(moments.values())), listed, plan, where, notes)


def _moments(own: PairCounts, plan: Plan) -> Moments:
    answered = [item for i, item in enumerate(own.items) if own.counts(i).any()]
    return score_moments(PooledPairs(own.only(answered)), len(own.items), plan.least_answered)


def _groups(moments: list[Moments]) -> Groups | None:
    there = [(n, mean, sd or 0.0) for n, mean, sd in moments if n and mean is not None]
    if not there:
        return None
    counts, means, deviations = (
        np.array(column, dtype=np.float64) for column in zip(*there, strict=True)
    )
    return Groups(counts, means, float((counts - 1) @ deviations**2))
