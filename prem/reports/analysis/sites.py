"""The site's level in the report: what the template `report-sites.html` places."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from prem.analysis.one_way import Between
from prem.analysis.plan import Plan
from prem.analysis.sites import LEVELS
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.intervals import Bar, intervals_svg
from prem.reports.analysis.retest import scores
from prem.reports.analysis.sentences import counted, figure, interval
from prem.reports.analysis.site_curve import site_curve_svg

Found = Mapping[str, Any]
# More sites than this are a wall of lines: the lowest and the highest are shown.
_MOST = 40


def sites_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where the table has no sites."""
    found = results.get("sites")
    if found is None:
        return None
    named = scores(found, titles)
    name, first = next(iter(named.items()))
    return {
        "said": [_said(name, score, plan) for name, score in named.items()],
        "plot": _plot(name, first, plan),
        "plotted": name,
        "levels": [figure(plan.limit(level)) for level in LEVELS],
        "scales": [[name, *_figures(score)] for name, score in named.items()],
        "means": [
            [
                site["site"],
                name,
                str(site["n"]),
                figure(site["mean"]),
                interval(site["low"], site["high"]),
                figure(site["reliability"]),
                interval(site["reliability_low"], site["reliability_high"]),
            ]
            for name, score in named.items()
            for site in score["sites"]
        ],
        "caterpillar": _caterpillar(name, first),
        "items": _items(results, plan),
        "source": plan.thresholds["site_minimum"].cited,
        "level": f"{plan.level:.0%}",
    }


def _said(name: str, score: Found, plan: Plan) -> str:
    icc = score["icc1"]
    if icc["estimate"] is None:
        return f"{name}: sites could not be compared; the notes say why."
    share = f"{icc['estimate']:.1%} ({icc['low']:.1%} to {icc['high']:.1%})"
    said = f"{name}: {share} of the differences between women lie between sites."
    least = plan.limit("site_minimum")
    needed = score["women_needed"][f"{least:.2f}"]
    if needed is None:
        return f"{said} That is no more than chance: no number of women makes a mean reliable."
    enough = sum(
        site["reliability"] is not None and site["reliability"] >= least for site in score["sites"]
    )
    return (
        f"{said} A site needs {'1 woman' if needed == 1 else f'{needed:,} women'} for a mean "
        f"of reliability {least:.2f}; {enough} of {counted(len(score['sites']), 'site')} reach it."
    )


def _plot(name: str, score: Found, plan: Plan) -> Markup | None:
    if not score["between"]:
        return None
    curve = Between(score["between"], score["within"], 0.0, 0.0)
    each = "; ".join(
        f"{site['site']} {figure(site['reliability'])} of {site['n']}" for site in score["sites"]
    )
    drawn = site_curve_svg(
        curve.reliability,
        [site["n"] for site in score["sites"]],
        [plan.limit(level) for level in LEVELS],
        f"Reliability of a site's mean by its number of women, {name}. {each}.",
    )
    return Markup(drawn)  # noqa: S704  # our SVG, its texts escaped


def _caterpillar(name: str, score: Found) -> Markup | None:
    """Return the means of the sites with their intervals, the lowest first; the ends of many."""
    there = [site for site in score["sites"] if site["low"] is not None]
    if not there or not score["n"]:
        return None
    ordered = sorted(there, key=lambda site: float(site["mean"]))
    if len(ordered) > _MOST:
        ordered = [*ordered[: _MOST // 2], *ordered[-_MOST // 2 :]]
    bars = [
        Bar(f"{site['site']} ({site['n']})", site["mean"], site["low"], site["high"])
        for site in ordered
    ]
    span = (
        math.floor(2 * min(bar.low for bar in bars)) / 2,
        math.ceil(2 * max(bar.high for bar in bars)) / 2,
    )
    mean = sum(site["n"] * site["mean"] for site in there) / sum(site["n"] for site in there)
    said = "; ".join(f"{b.label} {b.estimate:.2f} ({b.low:.2f} to {b.high:.2f})" for b in bars)
    described = f"Means of the sites with their intervals, {name}, of {mean:.2f} in all. {said}."
    drawn = intervals_svg(bars, span, described, "caterpillar-plot", mean)
    return Markup(drawn)  # noqa: S704  # our SVG, its texts escaped


def _items(results: dict[str, Any], plan: Plan) -> Grid | None:
    """Return each item at the site's level, beside its agreement between two occasions."""
    found = results["sites"].get("items")
    if not found:
        return None
    again = (results.get("test_retest") or {"items": {}})["items"]
    least = f"{plan.limit('site_minimum'):.2f}"
    rows = [
        [
            item,
            str(one["n"]),
            figure((again.get(item) or {"kappa": {"estimate": None}})["kappa"]["estimate"]),
            figure(one["icc1"]["estimate"], 3),
            interval(one["icc1"]["low"], one["icc1"]["high"]),
            figure(one["icc2"]),
            interval(one["icc2_low"], one["icc2_high"]),
            "–" if one["women_needed"][least] is None else f"{one['women_needed'][least]:,}",
        ]
        for item, one in found.items()
    ]
    return Grid(
        "Items: agreement of one woman's two answers (weighted kappa) beside the site's level",
        [*("Item", "Women", "Kappa", "ICC(1)", "Interval", "ICC(2)", "Interval"), f"For {least}"],
        rows,
    )


def _figures(score: Found) -> list[str]:
    icc = score["icc1"]
    ranges = score.get("women_needed_range", {})
    needed = [
        "–" if n is None else f"{n:,}{_between(ranges[level])}"
        for level, n in score["women_needed"].items()
    ]
    ends = "–" if icc["low"] is None else f"{icc['low']:.3f} to {icc['high']:.3f}"
    both = interval(score["icc2_low"], score["icc2_high"])
    return [str(score["n"]), figure(icc["estimate"], 3), ends, figure(score["icc2"]), both, *needed]


def _between(ends: Mapping[str, int]) -> str:
    """Return between how many women are needed, as far as that is known."""
    most = f"{ends['most']:,}" if "most" in ends else "any number"
    return f" ({ends['least']:,} to {most})" if "least" in ends else ""
