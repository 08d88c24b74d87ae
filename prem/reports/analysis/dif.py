"""Item bias in the report: what the template `report-dif.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from prem.analysis.plan import Plan
from prem.reports.analysis.intervals import Bar, intervals_svg
from prem.reports.analysis.sentences import figure, probability

Found = Mapping[str, Any]


def dif_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where no groups were named."""
    found = results.get("dif")
    if found is None:
        return None
    named = {titles.get(scale, scale): part for scale, part in found.items()}
    items = [
        (name, item, one)
        for name, part in named.items()
        for item, one in part["items"].items()
        if one is not None
    ]
    return {
        "said": [_said(name, part, plan) for name, part in named.items()],
        "rows": [_row(*one) for one in items],
        "plot": _plot(items, plan) if items else None,
        "limit": figure(plan.limit("dif")),
        "source": plan.thresholds["dif"].cited,
    }


def _said(name: str, part: Found, plan: Plan) -> str:
    if part["biased"] is None:
        return f"{name}: groups could not be compared; the notes say why."
    sizes = ", ".join(f"{group} ({n:,})" for group, n in part["groups"].items())
    if not part["biased"]:
        return (
            f"{name}: at the same score, women of the groups {sizes} answer each item alike "
            f"(change below {plan.limit('dif'):.2f})."
        )
    return (
        f"{name}: at the same score, women of the groups {sizes} answer "
        f"{', '.join(part['biased'])} differently."
    )


def _row(name: str, item: str, one: Found) -> list[str]:
    differences = "; ".join(f"{group} {value:+.2f}" for group, value in one["difference"].items())
    tests = [
        text
        for kind in ("uniform", "non_uniform")
        for text in (figure(one[kind]["chi2"]), str(one[kind]["df"]), probability(one[kind]["p"]))
    ]
    return [item, name, *tests, figure(one["r2"]["any"], 4), differences]


def _plot(items: list[tuple[str, str, Found]], plan: Plan) -> Markup:
    """Return the changes in McFadden's R squared as dots against the threshold."""
    limit = plan.limit("dif")
    bars = [Bar(item, *[one["r2"]["any"]] * 3) for _, item, one in items]
    top = max([2 * limit, *(bar.estimate for bar in bars)])
    largest = max(bars, key=lambda bar: bar.estimate)
    described = f"Item bias by item: the largest is {largest.estimate:.4f}, of {largest.label}."
    svg = intervals_svg(bars, (0.0, round(top, 2)), described, "dif-plot", limit)
    return Markup(svg)  # noqa: S704  # our SVG, its texts escaped
