"""Change of all women by mixed model in the report: what `report-modelled.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from prem.analysis.plan import Plan
from prem.analysis.repeated.occasions import TOTAL
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.intervals import Bar, intervals_svg
from prem.reports.analysis.sentences import figure, interval, probability

Found = Mapping[str, Any]
_LEAST = 4


def modelled_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where no woman could answer twice."""
    found = results.get("change_model")
    if found is None:
        return None
    one_scale = len(results["scales"]) == 1
    named = {
        f"All items ({TOTAL})" if name == TOTAL else titles.get(name, name): score
        for name, score in found.items()
        if not (one_scale and name == TOTAL)
    }
    level = f"{plan.level:.0%}"
    return {
        "said": [line for name, score in named.items() for line in _said(name, score)],
        "plot": _plot(named),
        "level": level,
        "contrasts": Grid(
            f"Change since the first time point, with {level} intervals (t, Satterthwaite's df)",
            ("Score", "Time points", "Change", "Standard error", "Interval", "t (df)", "p"),
            [row for name, score in named.items() for row in _contrasts(name, score)],
            frozenset({0, 1}),
        ),
        "means": Grid(
            f"Means that the model expects at each time point, with {level} intervals",
            ("Score", "Time point", "Women", "Mean", "Standard error", "Interval"),
            [row for name, score in named.items() for row in _means(name, score)],
            frozenset({0, 1}),
        ),
        "variances": Grid(
            "Variance between women, between sites where there are any, and of error",
            ("Score", "Women", "Scores", "Seen once", "Women vary", "Sites vary", "Error"),
            [_variances(name, score) for name, score in named.items()],
        ),
    }


def _said(name: str, score: Found) -> list[str]:
    if score["contrasts"] is None:
        return [f"{name}: change could not be modelled; the notes say why."]
    return [
        f"{name}, {one['from']} to {one['to']}: {_moved(one)} ({one['estimate']:+.2f} points, "
        f"{figure(one['low'])} to {figure(one['high'])}; {score['n']} women, "
        f"{score['once']} of them seen once)."
        for one in score["contrasts"]
    ]


def _moved(one: Found) -> str:
    if one["low"] > 0:
        return "higher at the later time point"
    if one["high"] < 0:
        return "lower at the later time point"
    return "no clear change either way"


def _plot(named: Mapping[str, Found]) -> Markup | None:
    bars = [
        Bar(f"{name}, to {one['to']}", one["estimate"], one["low"], one["high"])
        for name, score in named.items()
        for one in score["contrasts"] or ()
    ]
    if not bars:
        return None
    reach = max(max(abs(bar.low), abs(bar.high)) for bar in bars)
    said = "; ".join(f"{b.label} {b.estimate:.2f} ({b.low:.2f} to {b.high:.2f})" for b in bars)
    span = (-round(reach + 0.05, 1), round(reach + 0.05, 1))
    described = f"Change since the first time point, in points. {said}."
    drawn = intervals_svg(bars, span, described, "modelled-plot", 0.0)
    return Markup(drawn)  # noqa: S704  # our SVG, its texts escaped


def _contrasts(name: str, score: Found) -> list[list[str]]:
    return [
        [
            name,
            f"{one['from']} to {one['to']}",
            figure(one["estimate"]),
            figure(one["se"], 3),
            interval(one["low"], one["high"]),
            f"{one['t']:.2f} ({one['df']:.1f})",
            probability(one["p"]),
        ]
        for one in score["contrasts"] or ()
    ]


def _means(name: str, score: Found) -> list[list[str]]:
    return [
        [
            name,
            one["time"],
            str(one["n"]),
            figure(one["estimate"]),
            figure(one["se"], 3),
            # few sites leave hardly a degree of freedom: the interval would hold any score
            interval(one["low"], one["high"]) if one["df"] >= _LEAST else "too few sites to tell",
        ]
        for one in score["means"] or ()
    ]


def _variances(name: str, score: Found) -> list[str]:
    shared = score["variance"] or {}
    parts = [figure(shared.get(part), 3) for part in ("woman", "site", "error")]
    return [name, str(score["n"]), str(score["scores"]), str(score["once"]), *parts]
