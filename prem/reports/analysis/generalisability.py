"""Generalisability in the report and the tables: what `report-generalisability.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prem.analysis.plan import Plan
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.sentences import figure, interval

Found = Mapping[str, Any]
Rows = list[list[Any]]

_EFFECTS = {
    "person": "women",
    "item": "items",
    "occasion": "occasions",
    "site": "sites",
    "error": "error, and what is left",
}


def generalisability_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where the results do not hold it."""
    found = results.get("generalisability")
    if found is None:
        return None
    named = {titles.get(name, name): score for name, score in found["scales"].items()}
    there = {name: score for name, score in named.items() if score["components"]}
    level, times = f"{plan.level:.0%}", found["occasions"]
    sites = [row for name, score in there.items() for row in _sites(name, score)]
    return {
        "between": f"items and occasions ({', '.join(times)})" if times else "items",
        "repeated": bool(times),
        "said": [_said(name, score, plan) for name, score in named.items()],
        "components": Grid(
            f"Variances, with {level} intervals; set free they may be below 0 (chance)",
            ("Scale", "Differences between", "Variance", "Interval", "Share", "Set free"),
            [row for name, score in there.items() for row in _components(name, score)],
            frozenset({0, 1}),
        ),
        "decision": Grid(
            "How reliable a score of other numbers of items and occasions would be, "
            f"with {level} intervals",
            ("Scale", "Items", "Occasions", "G", "Interval", "Phi", "Interval"),
            [row for name, score in there.items() for row in _decision(name, score)],
        ),
        "sites": Grid(
            f"G of the mean of a site by its women, on these items, with {level} intervals",
            ("Scale", "Women", "G", "Interval"),
            sites,
        )
        if sites
        else None,
    }


def _said(name: str, score: Found, plan: Plan) -> str:
    if score["components"] is None:
        return f"{name}: the variances could not be told apart; the notes say why."
    parts = score["components"]
    share = sum(parts[part]["share"] for part in ("person", "site") if part in parts)
    low = plan.limit("alpha_low")
    g = score["g"]
    verdict = "that is enough" if g["estimate"] >= low else "that is not enough"
    better = [
        row for row in score["decision"] if row["g"]["estimate"] >= low and row["occasions"] == 1
    ]
    more = (
        f" {better[0]['items']} such items on one occasion would reach it."
        if better and g["estimate"] < low
        else ""
    )
    return (
        f"{name}: {share:.0%} of all differences between answers are differences between women. "
        f"A woman's score on {score['items']} items, once, has G "
        f"{figure(g['estimate'])} ({interval(g['low'], g['high'])}); wanted: {low:.2f}: "
        f"{verdict}.{more}"
    )


def _words(name: str) -> str:
    """Return an effect in words.

    >>> _words("person:item"), _words("error")
    ('women x items', 'error, and what is left')
    """
    return " x ".join(_EFFECTS[part] for part in name.split(":"))


def _components(name: str, score: Found) -> list[list[str]]:
    return [
        [
            name,
            _words(effect),
            figure(one["variance"], 4),
            "–" if one["high"] is None else f"{one['low']:.4f} to {one['high']:.4f}",
            f"{one['share']:.0%}",
            figure(one.get("unbounded"), 4),
        ]
        for effect, one in score["components"].items()
    ]


def _decision(name: str, score: Found) -> list[list[str]]:
    return [
        [
            name,
            str(row["items"]),
            str(row["occasions"]),
            *(
                text
                for part in ("g", "phi")
                for text in (
                    figure(row[part]["estimate"]),
                    interval(row[part]["low"], row[part]["high"]),
                )
            ),
        ]
        for row in score["decision"]
    ]


def _sites(name: str, score: Found) -> list[list[str]]:
    return [
        [
            name,
            str(row["women"]),
            figure(row["g"]["estimate"]),
            interval(row["g"]["low"], row["g"]["high"]),
        ]
        for row in score.get("site_decision", ())
    ]


def generalisability_sheets(results: dict[str, Any]) -> dict[str, Rows]:
    """Return the sheets "Variances" and "Decision study", none where the part is absent."""
    scales = (results.get("generalisability") or {"scales": {}})["scales"]
    there = {name: score for name, score in scales.items() if score["components"]}
    if not there:
        return {}
    columns = ("variance", "low", "high", "share", "unbounded")
    ends = ("estimate", "low", "high")
    return {
        "Variances": [
            ["scale", "effect", *columns],
            *(
                [name, effect, *(one.get(column) for column in columns)]
                for name, score in there.items()
                for effect, one in score["components"].items()
            ),
        ],
        "Decision study": [
            [
                "scale",
                "items",
                "occasions",
                *(f"{part} {end}" for part in ("g", "phi") for end in ends),
            ],
            *(
                [
                    name,
                    row["items"],
                    row["occasions"],
                    *(row[part][end] for part in ("g", "phi") for end in ends),
                ]
                for name, score in there.items()
                for row in score["decision"]
            ),
        ],
    }
