"""Test-retest in the report: what the template `report-retest.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from prem.analysis.plan import Plan
from prem.analysis.repeated.occasions import TOTAL
from prem.reports.analysis.bland_altman import bland_altman_svg
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.intervals import Bar, intervals_svg
from prem.reports.analysis.sentences import figure, probability

Found = Mapping[str, Any]
_LIMITS = (
    *("Score", "Women", "Mean difference", "Interval"),
    *("Lower limit", "Interval", "Upper limit", "Interval"),
)

# Each form by both of its names (McGraw & Wong 1996; Shrout & Fleiss 1979) and what it is.
_FORMS = {
    "A1": ("ICC(A,1) or (2,1)", "agreement, one occasion"),
    "C1": ("ICC(C,1) or (3,1)", "consistency, one occasion"),
    "1": ("ICC(1) or (1,1)", "one-way, one occasion"),
    "Ak": ("ICC(A,k) or (2,k)", "agreement, mean of both"),
    "Ck": ("ICC(C,k) or (3,k)", "consistency, mean of both"),
    "k": ("ICC(k) or (1,k)", "one-way, mean of both"),
}


def retest_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where there is no retest."""
    found = results.get("test_retest")
    if found is None:
        return None
    named = scores(found, titles)
    return {
        "between": " and ".join(found["occasions"]),
        "said": [_said(name, score, plan) for name, score in named.items()],
        "plot": _plot(named, plan),
        "forms": [
            [
                name,
                *kind,
                *_interval(value),
                figure(value.get("f")),
                probability(value.get("p")),
            ]
            for name, score in named.items()
            for form, kind in _FORMS.items()
            for value in [score["icc"][form]]
        ],
        "all_women": [
            [name, str(score["icc_reml"]["n"]), *_interval(score["icc_reml"]["A1"])]
            for name, score in named.items()
            if score.get("icc_reml")
        ],
        "agreement": [
            {"name": name, "plot": _agreement(name, score, at), "said": _within(name, score)}
            for at, (name, score) in enumerate(named.items())
            if score["limits_of_agreement"] is not None
        ],
        "limits": Grid(
            f"Limits of agreement, with {plan.level:.0%} intervals; second score less first",
            _LIMITS,
            [_limits(name, score) for name, score in named.items() if score["limits_of_agreement"]],
        ),
        "errors": [[name, *_errors(score)] for name, score in named.items()],
        "item_rows": [
            [item, str(value["n"]), _share(value["same"]), *_interval(value["kappa"])]
            for item, value in found["items"].items()
        ],
        "limit": figure(plan.limit("retest")),
        "source": plan.thresholds["retest"].cited,
        "level": f"{plan.level:.0%}",
    }


def scores(found: Found, titles: Mapping[str, str]) -> dict[str, Found]:
    """Return the total and the scales by their titles; the total only where it differs."""
    scales = {titles.get(name, name): score for name, score in found["scales"].items()}
    return scales if len(scales) == 1 else {f"All items ({TOTAL})": found, **scales}


def _said(name: str, score: Found, plan: Plan) -> str:
    icc = score["icc"]["A1"]
    if icc["estimate"] is None:
        return f"{name}: agreement could not be computed; the notes say why."
    low = plan.limit("retest")
    verdict = (
        f"that is {low:.2f} or more"
        if icc["low"] >= low
        else f"that is below {low:.2f}"
        if icc["high"] < low
        else f"the interval contains {low:.2f}, so more women are needed to tell"
    )
    return (
        f"{name}: of {score['n']} women who answered twice, the agreement is "
        f"{figure(icc['estimate'])} ({figure(icc['low'])} to {figure(icc['high'])}): {verdict}. "
        f"A change of one woman smaller than {figure(score['sdc'])} points may be chance."
    )


def _plot(named: Mapping[str, Found], plan: Plan) -> Markup | None:
    bars = [
        Bar(name, icc["estimate"], icc["low"], icc["high"])
        for name, score in named.items()
        for icc in [score["icc"]["A1"]]
        if icc["estimate"] is not None
    ]
    if not bars:
        return None
    said = "; ".join(f"{b.label} {b.estimate:.2f} ({b.low:.2f} to {b.high:.2f})" for b in bars)
    described = f"Agreement between the two occasions. {said}."
    drawn = intervals_svg(bars, (0.0, 1.0), described, "retest-plot", plan.limit("retest"))
    return Markup(drawn)  # noqa: S704  # our SVG, its texts escaped


def _agreement(name: str, score: Found, at: int) -> Markup:
    said = f"Differences between the two occasions by their mean. {_within(name, score)}"
    limits = score["limits_of_agreement"]
    drawn = bland_altman_svg(score["pairs"], limits, f"agreement-plot-{at}", said)
    return Markup(drawn)  # noqa: S704  # our SVG, its texts escaped


def _within(name: str, score: Found) -> str:
    limits = score["limits_of_agreement"]
    low, high = limits["lower"]["estimate"], limits["upper"]["estimate"]
    inside = sum(n for first, second, n in score["pairs"] if low <= second - first <= high)
    middle = figure(limits["difference"]["estimate"])
    return (
        f"{name}: {inside} of {score['n']} women differ by no less than {figure(low)} and no more "
        f"than {figure(high)} points between the occasions, {middle} on average."
    )


def _limits(name: str, score: Found) -> list[str]:
    ends = [score["limits_of_agreement"][line] for line in ("difference", "lower", "upper")]
    return [name, str(score["n"]), *(text for end in ends for text in _interval(end))]


def _errors(score: Found) -> list[str]:
    limits = score["limits_of_agreement"]
    if limits is None:
        return [str(score["n"]), *["–"] * 4]
    difference = limits["difference"]
    return [
        str(score["n"]),
        f"{figure(score['sem'])} ({figure(score['sem_low'])} to {figure(score['sem_high'])})",
        figure(score["sdc"]),
        f"{figure(difference['estimate'])} ({figure(difference['low'])} to "
        f"{figure(difference['high'])})",
        f"{figure(limits['lower']['estimate'])} to {figure(limits['upper']['estimate'])}",
    ]


def _interval(value: Found) -> list[str]:
    return [figure(value["estimate"]), f"{figure(value['low'])} to {figure(value['high'])}"]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
