"""The site's level in the report: what the template `report-sites.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from prem.analysis.one_way import Between
from prem.analysis.plan import Plan
from prem.analysis.sites import LEVELS
from prem.reports.analysis.retest import scores
from prem.reports.analysis.sentences import counted, figure
from prem.reports.analysis.site_curve import site_curve_svg

Found = Mapping[str, Any]


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
            [site["site"], name, str(site["n"]), figure(site["mean"]), figure(site["reliability"])]
            for name, score in named.items()
            for site in score["sites"]
        ],
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


def _figures(score: Found) -> list[str]:
    icc = score["icc1"]
    needed = ["–" if n is None else f"{n:,}" for n in score["women_needed"].values()]
    interval = "–" if icc["low"] is None else f"{icc['low']:.3f} to {icc['high']:.3f}"
    return [str(score["n"]), figure(icc["estimate"], 3), interval, figure(score["icc2"]), *needed]
