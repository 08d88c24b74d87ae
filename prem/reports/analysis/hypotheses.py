"""Declared hypotheses in the report and the tables: what `report-hypotheses.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prem.analysis.plan import Plan
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.sentences import counted, figure, interval

Found = Mapping[str, Any]
Rows = list[list[Any]]

_WORDS = {"held": "+ held", "not held": "− not held", "not testable": "? not testable"}


def hypotheses_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows; None where the results do not speak of hypotheses."""
    found = results.get("hypotheses")
    if found is None:
        return None
    rule = plan.thresholds["hypotheses"]
    level = f"{plan.level:.0%}"
    groups = [row for one in found["list"] for row in _groups(one)]
    return {
        "said": _said(found, rule.value),
        "source": rule.cited,
        "listed": Grid(
            f"Hypotheses, what was expected and what was found, with {level} intervals",
            (
                "Hypothesis",
                "What it says",
                "Expected",
                "Rows",
                "Found",
                "Interval",
                "Verdict",
                "Why",
            ),
            [_row(one) for one in found["list"]],
            frozenset({0, 1, 2, 6, 7}),
        )
        if found["list"]
        else None,
        "figures": Grid(
            f"All figures of each hypothesis, with {level} intervals",
            ("Hypothesis", "Figure", "Estimate", "Interval"),
            [row for one in found["list"] for row in _figures(one)],
            frozenset({0, 1}),
        )
        if found["list"]
        else None,
        "groups": Grid(
            "Groups of the hypotheses that compare groups",
            ("Hypothesis", "Group", "Women", "Mean", "SD"),
            groups,
            frozenset({0, 1}),
        )
        if groups
        else None,
    }


def _said(found: Found, least: float) -> str:
    if not found["declared"]:
        return (
            "No hypotheses were declared, so none could hold. Write them down, with their reasons, "
            "before the data are seen, and analyse with --plan FILE."
        )
    declared = counted(found["declared"], "hypothesis").replace("hypothesiss", "hypotheses")
    if not found["testable"]:
        return f"{declared} declared; none could be tested with these rows."
    enough = "that is enough" if found["share"] >= least else "that is not enough"
    return (
        f"{declared} declared, {found['testable']} could be tested, {found['held']} held: "
        f"{found['share']:.0%}, where {least:.0%} are asked for: {enough}."
    )


def _row(one: Found) -> list[str]:
    return [
        one["id"],
        f"{one['says']} ({one['reason']})",
        one["expects"],
        str(one["n"]),
        figure(one["estimate"]),
        interval(one["low"], one["high"]),
        _WORDS[one["verdict"]],
        one["why"],
    ]


def _named(one: Found) -> list[tuple[str, Found]]:
    """Return the figures of a hypothesis by name, those of pairs of groups with the pair."""
    figures = one.get("figures") or {}
    pairs = [
        (f"{name}: {pair['first']} less {pair['second']}", value)
        for pair in figures.get("pairs", ())
        for name, value in pair.items()
    ]
    return [
        (n, v) for n, v in [*figures.items(), *pairs] if isinstance(v, dict) and "estimate" in v
    ]


def _figures(one: Found) -> list[list[str]]:
    return [
        [one["id"], name, figure(v["estimate"]), interval(v.get("low"), v.get("high"))]
        for name, v in _named(one)
    ]


def _groups(one: Found) -> list[list[str]]:
    return [
        [one["id"], group["group"], str(group["n"]), figure(group["mean"]), figure(group["sd"])]
        for group in (one.get("figures") or {}).get("groups", ())
    ]


def hypotheses_sheets(results: dict[str, Any]) -> dict[str, Rows]:
    """Return the sheets "Hypotheses" and "Hypothesis figures", none where none is declared."""
    listed = (results.get("hypotheses") or {"list": []})["list"]
    if not listed:
        return {}
    columns = ["id", "says", "reason", "kind", "scale", "with", "expects", "n", "estimate"]
    columns += ["low", "high", "verdict", "sure", "why"]
    return {
        "Hypotheses": [columns, *([one.get(column) for column in columns] for one in listed)],
        "Hypothesis figures": [
            ["id", "figure", "estimate", "low", "high"],
            *(
                [one["id"], name, value["estimate"], value.get("low"), value.get("high")]
                for one in listed
                for name, value in _named(one)
            ),
        ],
    }
