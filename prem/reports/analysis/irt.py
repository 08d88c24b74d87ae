"""The graded response model in the report: what the template `report-irt.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from markupsafe import Markup

from prem.analysis.graded.curves import information, log_probabilities
from prem.analysis.plan import Plan
from prem.reports.analysis.curves import curves_svg, wright_svg
from prem.reports.analysis.sentences import figure, probability

Found = Mapping[str, Any]
_THETAS = np.linspace(-4.0, 4.0, 41)


def irt_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows; a scale without a fit has its sentence only.

    None where there were no rows to fit, but counts of pairs only.
    """
    if results.get("irt") is None:
        return None
    named = [(titles.get(scale, scale), found) for scale, found in results["irt"].items()]
    fitted = [(name, found) for name, found in named if found["loglik"] is not None]
    return {
        "said": [_said(name, found, plan) for name, found in named],
        "scales": [_scale(name, found, at) for at, (name, found) in enumerate(fitted)],
        "parameters": [row for name, found in fitted for row in _rows(name, found)],
        "fits": [_fit(name, found) for name, found in fitted],
        "source": plan.thresholds["graded_fit"].cited,
    }


def _said(name: str, found: Found, plan: Plan) -> str:
    if found["loglik"] is None:
        return f"{name}: no graded response model; the notes say why."
    tested = [item["p"] for item in found["items"].values() if item and item["p"] is not None]
    met = sum(plan.thresholds["graded_fit"].met(p) for p in tested)
    thetas = [
        theta
        for theta, value in zip(
            found["information"]["theta"], found["information"]["information"], strict=True
        )
        if value / (value + 1) >= plan.limit("alpha_low")
    ]
    where = (
        f"a reliability of {plan.limit('alpha_low'):.2f} or more from theta {thetas[0]:g} to "
        f"{thetas[-1]:g}"
        if thetas
        else f"nowhere a reliability of {plan.limit('alpha_low'):.2f}"
    )
    said = f"{name}: reliability {figure(found['reliability'])} over all women, {where}."
    if tested:
        said += f" {met} of {len(tested)} items fit (S-X2, p > {plan.limit('graded_fit'):g})."
    if found["q3_max"] is None:
        return said
    pair, above = found["q3_pair"], found["q3_max"] - found["q3_mean"]
    alike = (
        "no pair of items has much in common beside the scale"
        if plan.thresholds["q3_relative"].met(above)
        else f"{pair[0]} and {pair[1]} have more in common than the scale"
    )
    return f"{said} The largest Q3 is {above:.2f} above the mean: {alike}."


def _scale(name: str, found: Found, at: int) -> dict[str, Any]:
    shown = found["information"]
    top = max(shown["information"])
    peak = shown["theta"][shown["information"].index(top)]
    described = f"Information of {name} by theta: highest, {figure(top)}, at theta {peak:g}."
    persons, items = found["persons"], _fitted(found)
    map_said = f"Wright map of {name}: women by theta above, thresholds of each item below."
    return {
        "name": name,
        "information": _markup(
            curves_svg(
                shown["theta"],
                {"scale": shown["information"]},
                0.4 * float(np.ceil(top * 1.1 / 0.4)),  # the four marks are then round
                described,
                f"irt-information-{at}",
            )
        ),
        "described": described,
        "map": _markup(
            wright_svg(
                persons["edges"],
                persons["counts"],
                {item: one["b"] for item, one in items.items()},
                map_said,
                f"irt-map-{at}",
            )
        ),
        "curves": [
            {"name": item, "plot": _curves(item, one, f"irt-{at}-{place}")}
            for place, (item, one) in enumerate(items.items())
        ],
    }


def _fitted(found: Found) -> dict[str, Any]:
    return {item: one for item, one in found["items"].items() if one is not None}


def _curves(name: str, item: Found, place: str) -> Markup:
    """Return the category curves, from the slope and the thresholds."""
    parameters = np.array([item["a"], *(-item["a"] * b for b in item["b"])])
    chances = np.exp(log_probabilities(parameters, _THETAS))
    most = _THETAS[int(np.argmax(information(parameters, _THETAS)))]
    described = f"Chance of each answer to {name} by theta; most informative at {most:g}."
    lines = {code: line.tolist() for code, line in zip(item["categories"], chances, strict=True)}
    return _markup(curves_svg(_THETAS.tolist(), lines, 1.0, described, place))


def _markup(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704  # our SVG, its texts escaped


def _rows(name: str, found: Found) -> list[list[str]]:
    return [
        [
            item,
            name,
            f"{figure(one['a'])} ({figure(one['se'])})",
            ", ".join(figure(b) for b in one["b"]),
            figure(one["sx2"]),
            "–" if one["df"] is None else str(one["df"]),
            probability(one["p"]),
        ]
        for item, one in _fitted(found).items()
    ]


def _fit(name: str, found: Found) -> list[str]:
    test = found["c2"] or dict.fromkeys(("chi2", "df", "p", "rmsea", "rmsea_low", "rmsea_high"))
    interval = (
        "–"
        if test["rmsea_low"] is None
        else f"{figure(test['rmsea_low'], 3)} to {figure(test['rmsea_high'], 3)}"
    )
    return [
        name,
        f"{found['n']:,}",
        figure(found["loglik"]),
        figure(found["reliability"]),
        figure(test["chi2"]),
        "–" if test["df"] is None else str(test["df"]),
        probability(test["p"]),
        figure(test["rmsea"], 3),
        interval,
    ]
