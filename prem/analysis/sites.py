"""The site's level: how much of a score is the site's, and how reliable the mean of a site is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import stats

from prem.analysis.frame import Answers, Numbers
from prem.analysis.notes import Notes
from prem.analysis.one_way import Between, Groups, groups_of, one_way
from prem.analysis.plan import Plan
from prem.analysis.repeated.occasions import TOTAL, natural, scale_scores, time_points
from prem.errors.repeated import FEW_SITES, FIRST_ONLY, NO_SITES, SITES_ALIKE

_OF_SITE = ("reliability", "reliability_low", "reliability_high", "low", "high")
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
    items = _items(answers, used, labels, plan, notes)
    return {"sites": {"count": len(names), **total, "scales": found, "items": items}}


def _items(
    answers: Answers, used: list[int], labels: np.ndarray, plan: Plan, notes: Notes
) -> dict[str, Any]:
    groups: dict[str, Groups | None] = {}
    for position, item in enumerate(answers.items):
        answered = answers.values[used, position]
        given = ~np.isnan(answered)
        groups[item] = groups_of(answered[given], labels[given]) if given.any() else None
    return of_items(groups, plan, notes)


def of_items(groups: Mapping[str, Groups | None], plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return the same of each item, without the sites; one note for all items that need it.

    An item may be answered otherwise the next time, and still tell sites apart.
    """
    found, said = {}, Notes()
    for item, own in groups.items():
        one = described(own, [], plan, f"sites.items.{item}", said)
        found[item] = {name: value for name, value in one.items() if name != "sites"}
    for kind in (NO_SITES, SITES_ALIKE):
        places = [entry["where"] for entry in said.entries if entry["code"] == kind.code]
        if places:
            notes.add(kind, ", ".join(places))
    return found


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
        "n": sum(site["n"] for site in listed) or (0 if groups is None else groups.total),
        "icc1": {"estimate": None, "low": None, "high": None},
        **dict.fromkeys(("between", "within", "icc2", "icc2_low", "icc2_high")),
        "women_needed": {f"{plan.limit(level):.2f}": None for level in LEVELS},
        "sites": [site | dict.fromkeys(_OF_SITE) for site in listed],
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
    spread = _spread(groups, plan.level)
    for site in found["sites"]:
        if site["n"]:
            site |= _of_site(site["n"], site["mean"], spread, result)
    return found | {
        "icc1": {
            "estimate": result.icc,
            "low": _share(result.ratio_low),
            "high": _share(result.ratio_high),
        },
        "between": result.between,
        "within": result.within,
        "icc2": result.reliability(groups.effective),
        "icc2_low": _reliability(result.ratio_low, groups.effective),
        "icc2_high": _reliability(result.ratio_high, groups.effective),
        "women_needed": _needed(result, plan),
        "women_needed_range": _range(result, plan),
    }


def _spread(groups: Groups, level: float) -> float:
    """Return half the t interval of the mean of one woman, by the variance within sites."""
    freedom = groups.total - len(groups.counts)
    return float(stats.t.ppf((1 + level) / 2, freedom) * np.sqrt(groups.within / freedom))


def _of_site(women: int, mean: float, spread: float, result: Between) -> dict[str, float]:
    """Return a site's reliability and the interval of its mean, each with its ends."""
    half = spread / float(np.sqrt(women))
    found = (
        result.reliability(women),
        _reliability(result.ratio_low, women),
        _reliability(result.ratio_high, women),
        mean - half,
        mean + half,
    )
    return dict(zip(_OF_SITE, found, strict=True))


def _reliability(ratio: float, women: float) -> float:
    """Return the reliability of a mean, of the ratio of the variances between and within."""
    return ratio / (ratio + 1 / women)


def _share(ratio: float) -> float:
    return ratio / (1 + ratio)


def _range(result: Between, plan: Plan) -> dict[str, dict[str, int]]:
    """Return between how many women are needed; without "most" where no number may be enough."""
    least = Between(result.ratio_high, 1.0, 0.0, 0.0)
    most = Between(result.ratio_low, 1.0, 0.0, 0.0)
    found = {}
    for level in (plan.limit(level) for level in LEVELS):
        ends = {"least": least.women_for(level), "most": most.women_for(level)}
        found[f"{level:.2f}"] = {end: n for end, n in ends.items() if n is not None}
    return found


def _needed(result: Between, plan: Plan) -> dict[str, int | None]:
    asked = [plan.limit(level) for level in LEVELS]
    return {f"{level:.2f}": result.women_for(level) for level in asked}
