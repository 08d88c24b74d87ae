"""Measurement invariance in the report: what the template `report-invariance.html` places."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from prem.analysis.plan import Plan
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.intervals import Bar, intervals_svg
from prem.reports.analysis.invariance_said import REPEATED, TITLES, along, between, ordered_said
from prem.reports.analysis.sentences import figure, interval, probability

Found = Mapping[str, Any]
_MOST_BARS, _MOST_ROWS = 25, 60
_JOINED = "ordered answers, rare ones joined (WLSMV; scaled)"
_RARE = "With rare answers counted as one with those beside them"
_ML_STEPS = {
    "configural": "the same items on the same scales",
    "metric": "and equal loadings",
    "scalar": "and equal intercepts",
    "strict": "and equal residual variances",
}
_WLSMV_STEPS = {
    "configural": "the same items on the same scales",
    "thresholds": "and equal thresholds",
    "loadings": "and equal loadings",
    "intercepts": "and equal intercepts",
}
_HEADS = (
    "Step",
    "Chi-square (df)",
    "CFI",
    "RMSEA",
    "SRMR",
    "Worse by (df)",
    "p",
    "Change in CFI",
    "Change in RMSEA",
    "Change in SRMR",
    "Holds",
)


def invariance_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where women can be compared by nothing."""
    found = results.get("invariance")
    if found is None:
        return None
    parts = [_group(name, one, plan) for name, one in found["by"].items()]
    for part in parts:
        if part["name"] == "time" and part["ladders"] and found.get("longitudinal"):
            part["said"].append(REPEATED)
    if "longitudinal" in found:
        parts.append(_time(found["longitudinal"], plan))
    return {
        "parts": parts,
        "level": f"{plan.level:.0%}",
        "rule": _rule(plan),
        "limit": figure(plan.limit("invariance_difference")),
        "source": plan.thresholds["invariance_difference"].cited,
    }


def _rule(plan: Plan) -> str:
    """Return Chen's rule in words."""
    cfi, rmsea = plan.thresholds["invariance_cfi"], plan.thresholds["invariance_rmsea"]
    fall, rise = (plan.thresholds[f"invariance_{name}_ordered"] for name in ("cfi", "rmsea"))
    few = [abs(plan.limit(f"invariance_{name}_few")) for name in ("cfi", "rmsea")]
    return (
        f"A step of answers as numbers holds where CFI falls by no more than {abs(cfi.value):.3f} "
        f"and RMSEA rises by no more than {rmsea.value:.3f}, or SRMR by no more than "
        f"{plan.limit('invariance_srmr_loadings'):.3f} (loadings) or "
        f"{plan.limit('invariance_srmr_intercepts'):.3f} (others); with "
        f"{plan.limit('invariance_many'):.0f} rows or fewer CFI by {few[0]:.3f} and RMSEA by "
        f"{few[1]:.3f} ({cfi.cited}). A step of ordered answers holds where the scaled test sees "
        f"no difference; that CFI falls by no more than {abs(fall.value):.3f} and RMSEA rises by "
        f"no more than {rise.value:.3f}, both scaled, is called small, for information "
        f"({fall.cited})."
    )


def _group(name: str, found: Found | None, plan: Plan) -> dict[str, Any]:
    """Return what is shown of one grouping."""
    if found is None:
        return _part(name, TITLES[name], [between(name, {}, plan)], [], None, plan)
    said = [between(name, found, plan)]
    ordered = found.get("wlsmv")
    if ordered:
        said.append(ordered_said(ordered))
    if joined := found.get("wlsmv_joined"):
        said.append(ordered_said(joined, _RARE))
    tables = [
        (f"{TITLES[name]}: answers as numbers (ML; tests scaled, MLR)", found["ml"], _ML_STEPS),
        (f"{TITLES[name]}: ordered answers (WLSMV; scaled)", ordered, _WLSMV_STEPS),
        (f"{TITLES[name]}: {_JOINED}", found.get("wlsmv_joined"), _WLSMV_STEPS),
    ]
    return _part(name, TITLES[name], said, tables, found["ml"], plan)


def _time(found: Found | None, plan: Plan) -> dict[str, Any]:
    """Return what is shown of the same women over time."""
    title = "The same women over time"
    if found is None:
        return _part("longitudinal", title, [along({}, plan)], [], None, plan)
    tables = [
        (f"{title}: women who answered everything (ML; tests scaled, MLR)", found["ml"], _ML_STEPS),
        (f"{title}: all women (ML of incomplete rows)", found.get("fiml"), _ML_STEPS),
        (f"{title}: ordered answers (WLSMV; scaled)", found.get("wlsmv"), _WLSMV_STEPS),
        (f"{title}: {_JOINED}", found.get("wlsmv_joined"), _WLSMV_STEPS),
    ]
    said = [along(found, plan)]
    if found.get("wlsmv"):
        said.append(ordered_said(found["wlsmv"]))
    if joined := found.get("wlsmv_joined"):
        said.append(ordered_said(joined, _RARE))
    return _part("longitudinal", title, said, tables, found["ml"], plan)


def _part(
    name: str,
    title: str,
    said: list[str],
    tables: list[tuple[str, Found | None, dict[str, str]]],
    ml: Found | None,
    plan: Plan,
) -> dict[str, Any]:
    expected = (ml or {}).get("expected")
    gaps = sorted(_gaps(expected), key=lambda gap: -abs(gap[2]["signed"])) if expected else []
    return {
        "name": name,
        "title": title,
        "said": said,
        "ladders": [_ladder(cap, found, steps) for cap, found, steps in tables if found],
        "plot": _plot(name, title, gaps, expected["reference"]) if expected and gaps else None,
        "gaps": _gap_table(title, gaps, expected["reference"]) if expected and gaps else None,
        "more": len(gaps) > _MOST_ROWS,
        "candidates": _candidates(title, ml),
    }


def _ladder(caption: str, found: Found, steps: dict[str, str]) -> Grid:
    rows = []
    for step, words in steps.items():
        one = found.get(step)
        if one is not None:
            rows.append([f"{step}: {words}", *_figures(one)])
    return Grid(caption, _HEADS, rows, frozenset({0, 10}))


def _figures(one: Found) -> list[str]:
    """Return the cells of a step: WLSMV shows its scaled figures, for it has no other test."""
    ordered = one.get("difference", {}).get("method") == "satorra.2000" or "scaling" not in one
    ending = "_scaled" if ordered and "cfi_scaled" in one else ""
    own = [f"{figure(one['chi2' + ending], 1)} ({one['df']})"]
    own += [figure(one[name + ending], 3) for name in ("cfi", "rmsea")]
    own.append(figure(one["srmr"], 3))
    gap = one.get("difference")
    if gap is None:
        return [*own, *["–"] * 6]
    test = gap.get("chi2_scaled", gap["chi2"]), gap.get("p_scaled", gap["p"])
    change = [figure(gap[f"delta_{name}"], 3) for name in ("cfi", "rmsea", "srmr")]
    worse = f"{figure(test[0], 1)} ({gap['df']})"
    return [*own, worse, probability(test[1]), *change, "yes" if gap["holds"] else "no"]


def _gaps(expected: Found) -> Iterator[tuple[str, str, Found]]:
    for item, groups in expected["items"].items():
        for group, gap in groups.items():
            yield item, group, gap


def _plot(name: str, title: str, gaps: list[tuple[str, str, Found]], first: str) -> Markup:
    """Return the largest differences in points, with their intervals, about zero."""
    shown = gaps[:_MOST_BARS]
    many = len({group for _, group, _ in gaps}) > 1
    bars = [
        Bar(f"{item}, {group}" if many else item, gap["signed"], gap["low"], gap["high"])
        for item, group, gap in shown
    ]
    reach = max(abs(end) for bar in bars for end in (bar.low, bar.high, bar.estimate))
    top = 0.25 * math.ceil(reach / 0.25)
    item, group, gap = shown[0]
    described = (
        f"{title}: points by which an item is answered higher than by {first} at the same level. "
        f"The largest is {gap['signed']:+.2f}, of {item} ({group})."
    )
    svg = intervals_svg(bars, (-top, top), described, f"invariance-{name}", 0.0)
    return Markup(svg)  # noqa: S704  # our SVG, its texts escaped


def _gap_table(title: str, gaps: list[tuple[str, str, Found]], first: str) -> Grid:
    heads = ("Item", "Group", "Points", "Interval", "Mean size of it", "dMACS")
    rows = [
        [
            item,
            group,
            f"{gap['signed']:+.2f}",
            interval(gap["low"], gap["high"]),
            figure(gap["unsigned"]),
            figure(gap["dmacs"]),
        ]
        for item, group, gap in gaps[:_MOST_ROWS]
    ]
    caption = f"{title}: expected answer at the same level, less that of {first}"
    return Grid(caption, heads, rows, frozenset({0, 1}))


def _candidates(title: str, ml: Found | None) -> Grid | None:
    """Return what would mend the steps that do not hold most, None where all hold."""
    if not ml or "partial" not in ml:
        return None
    rows = [
        [_named(one["what"]), step, figure(one["chi2"], 1), str(one["df"]), probability(one["p"])]
        for step in ("metric", "scalar")
        if not ml[step]["difference"]["holds"]
        for one in ml["candidates"][step][:5]
    ]
    heads = ("If left free", "Step", "Chi-square falls by about", "df", "p")
    return Grid(f"{title}: which item differs", heads, rows, frozenset({0, 1}))


def _named(what: str) -> str:
    scale, loads, item = what.partition("=~")
    return f"the loading of {item}" if loads else f"the intercept of {scale.removesuffix('~1')}"
