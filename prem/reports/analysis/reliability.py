"""Reliability in the report: what `report-reliability.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prem.analysis.plan import Plan
from prem.analysis.scales import Key
from prem.reports.analysis import sentences as say
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.sentences import figure, interval, whole
from prem.reports.analysis.tables_scaling import COEFFICIENTS, coefficient

Found = Mapping[str, Any]

# What each coefficient is the reliability of.
_OF = {
    "alpha": "the sum of the answers",
    "alpha_bootstrap": "the sum of the answers",
    "omega_total": "the sum of the answers",
    "omega_categorical": "the sum of the answers, as ordered",
    "omega_hierarchical": "one general factor, in the sum of standardised answers",
    "alpha_ordinal": "no score: variables behind the answers",
}


def reliability_view(results: dict[str, Any], key: Key, plan: Plan) -> dict[str, Any]:
    """Return what the section shows."""
    scales = results["scales"]
    titles = {scale: key.titles.get(scale, scale) for scale in scales}
    return {
        "said": [_said(titles[scale], found, plan) for scale, found in scales.items()],
        "scales": Grid(
            "Scales",
            ("Scale", "Model", "Items", "n", "Mean", "SD", "Floor", "Ceiling", "SEM", "Interval"),
            [_scale(titles[scale], key, scale, found) for scale, found in scales.items()],
            frozenset({0, 1}),
        ),
        "coefficients": Grid(
            f"Reliability of each scale, with {plan.level:.0%} intervals",
            (
                "Scale",
                "Coefficient",
                "Estimate",
                "Interval",
                "How the interval is found",
                "It is of",
            ),
            [row for scale, found in scales.items() for row in _rows(titles[scale], found)],
            frozenset({0, 1, 4, 5}),
        ),
        "source": "; ".join(plan.thresholds[end].cited for end in ("alpha_low", "alpha_high")),
        "model_source": plan.thresholds["model"].cited,
        "ends_source": plan.thresholds["floor_ceiling"].cited,
    }


def _said(name: str, found: Found, plan: Plan) -> str:
    if found.get("model") == "formative":
        return (
            f"{name} is formative: its answers make up what it measures, and need not go "
            "together. Reliability by items does not apply to it."
        )
    return say.reliability(name, dict(found), plan)


def _scale(title: str, key: Key, scale: str, found: Found) -> list[str]:
    ends = found.get("sem_interval") or {}
    return [
        title,
        found.get("model") or "not said",
        str(len(key.scales[scale])),
        whole(found["n"]),
        figure(found["mean"]),
        figure(found["sd"]),
        *(_share(found.get(end)) for end in ("floor", "ceiling")),
        figure(found["sem"]),
        interval(ends.get("low"), ends.get("high")),
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _rows(title: str, found: Found) -> list[list[str]]:
    """Return a row for each coefficient that the scale has."""
    rows = []
    for name, words, method, key, limits in COEFFICIENTS:
        if name not in _OF:
            continue
        estimate, low, high = coefficient(dict(found), key, limits)
        if estimate is None or (name == "alpha_bootstrap" and low is None):
            continue
        rows.append([title, words, figure(estimate), interval(low, high), method, _OF[name]])
    return rows
