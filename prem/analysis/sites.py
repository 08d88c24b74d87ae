"""The site's level: how much of a score is the site's, and how reliable the mean of a site is."""

from __future__ import annotations

from typing import Any

import numpy as np

from prem.analysis.frame import Answers, Numbers
from prem.analysis.notes import Notes
from prem.analysis.one_way import Between, Groups, groups_of, one_way
from prem.analysis.plan import Plan
from prem.analysis.repeated.occasions import TOTAL, natural, scale_scores, time_points
from prem.errors.repeated import FEW_SITES, FIRST_ONLY, NO_SITES, SITES_ALIKE

LEVELS = ("site_minimum", "site_good", "site_public")


def sites(answers: Answers, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return {"sites": ...}: for the whole instrument and each scale; {} without sites.

    ICC(1) by one-way REML with Wald's exact interval; ICC(2), the reliability of a site's mean
    at the average size n0; the reliability of each site's mean with its own n; and how many
    women make it as reliable as the thresholds ask. Rows without a site do not count, and a
    woman counts once, at her first time point.

    References
    ----------
    Raudenbush & Bryk 2002, Hierarchical Linear Models, chapter 3; Bliese 2000; Lyratzopoulos
    2011, Med Care 49:724. R: `lme4::lmer(score ~ 1 + (1 | site))`.
    """
    if answers.site is None:
        return {}
    used = _rows(answers, notes)
    names = sorted({answers.site[row] for row in used}, key=natural)
    number = {name: place for place, name in enumerate(names)}
    labels = np.array([number[answers.site[row]] for row in used], dtype=np.int64)
    tell_few(len(names), plan, notes)
    found = {}
    for name, score in scale_scores(answers, plan.least_answered).items():
        where = "sites" if name == TOTAL else f"sites.scales.{name}"
        found[name] = _scale(score[used], labels, names, plan, where, notes)
    total = found.pop(TOTAL)
    return {"sites": {"count": len(names), **total, "scales": found}}


def tell_few(sites: int, plan: Plan, notes: Notes) -> None:
    """Note it where the sites are too few to tell how much they differ."""
    few = plan.thresholds["sites"]
    if sites > 1 and not few.met(sites):
        notes.add(FEW_SITES, "sites", sites=sites, needed=f"{few.value:g}", source=few.cited)


def _rows(answers: Answers, notes: Notes) -> list[int]:
    """Return the rows that count: with a site, and the first one of each woman."""
    rows = [row for row, site in enumerate(answers.site or ()) if site]
    if answers.id is None:
        return rows
    if answers.time is not None:
        time, order = answers.time, {point: i for i, point in enumerate(time_points(answers))}
        rows.sort(key=lambda row: order.get(time[row], len(order)))
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(answers.id[row], row)
    if len(first) < len(rows):
        notes.add(FIRST_ONLY, "sites", left=len(rows) - len(first))
    return sorted(first.values())


def _scale(
    score: Numbers, labels: np.ndarray, names: list[str], plan: Plan, where: str, notes: Notes
) -> dict[str, Any]:
    given = ~np.isnan(score)
    score, labels = score[given], labels[given]
    counts = np.bincount(labels, minlength=len(names))
    sums = np.bincount(labels, score, minlength=len(names))
    listed = [
        {"site": name, "n": int(n), "mean": float(total / n) if n else None}
        for name, n, total in zip(names, counts, sums, strict=True)
    ]
    groups = groups_of(score, labels) if score.size else None
    return described(groups, listed, plan, where, notes)


def described(
    groups: Groups | None, listed: list[dict[str, Any]], plan: Plan, where: str, notes: Notes
) -> dict[str, Any]:
    """Return what `sites` says of one score; `listed` has each site's name, n and mean."""
    found: dict[str, Any] = {
        "n": sum(site["n"] for site in listed),
        "icc1": {"estimate": None, "low": None, "high": None},
        **dict.fromkeys(("between", "within", "icc2")),
        "women_needed": {f"{plan.limit(level):.2f}": None for level in LEVELS},
        "sites": [site | {"reliability": None} for site in listed],
    }
    try:
        if groups is None:
            raise ValueError("no scores")
        result = one_way(groups, plan.level)
    except ValueError:
        notes.add(NO_SITES, where)
        return found
    if result.between == 0:
        notes.add(SITES_ALIKE, where)
    for site in found["sites"]:
        site["reliability"] = result.reliability(site["n"]) if site["n"] else None
    return found | {
        "icc1": {
            "estimate": result.icc,
            "low": _share(result.ratio_low),
            "high": _share(result.ratio_high),
        },
        "between": result.between,
        "within": result.within,
        "icc2": result.reliability(groups.effective),
        "women_needed": _needed(result, plan),
    }


def _share(ratio: float) -> float:
    return ratio / (1 + ratio)


def _needed(result: Between, plan: Plan) -> dict[str, int | None]:
    asked = [plan.limit(level) for level in LEVELS]
    return {f"{level:.2f}": result.women_for(level) for level in asked}
