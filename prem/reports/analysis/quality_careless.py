"""Signs of careless answers in the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prem.reports.analysis.grid import Grid
from prem.reports.analysis.sentences import counted, figure

Found = Mapping[str, Any]

NAMES = {
    "longstring": "Longest run of one answer",
    "irv": "Variability of a row's answers",
    "mahalanobis": "Distance from the means",
    "even_odd": "Even-odd consistency",
    "synonyms": "Like items answered alike",
    "seconds": "Seconds for the questionnaire",
}


def careless_view(found: Found, titles: Mapping[str, str], rows: int) -> dict[str, Any]:
    """Return the sentences and tables of the careless-answer indices."""
    computed = {name: one for name, one in found["indices"].items() if one is not None}
    return {
        "said": _said(found, computed, titles, rows),
        "tables": [_indices(computed), _alphas(found, computed, titles)],
        "sources": [
            f"{NAMES[name]}: {one['rule']['criterion']}; for {one['rule']['scope']} "
            f"({one['rule']['source']})."
            for name, one in computed.items()
        ],
    }


def _said(found: Found, computed: Found, titles: Mapping[str, str], rows: int) -> list[str]:
    anything = found["flagged"]["any"]
    if not computed:
        return ["No index could be computed; the notes say why."]
    if not anything:
        return [f"None of {counted(rows, 'row')} is flagged."]
    one = "has" if anything == 1 else "have"
    said = [
        f"{counted(anything, 'row')} of {rows:,} ({anything / rows:.0%}) {one} a sign of careless "
        f"answers, {found['flagged']['two_or_more']:,} of them two or more. All of them are in "
        "every figure of this report; which rows they are stands in tables.xlsx."
    ]
    if anything > 0.3 * rows:
        said.append(
            "So many say that these limits do not suit these answers, not that women were careless."
        )
    moved = {
        name: (before, found["alpha"]["without"][name])
        for name, before in found["alpha"]["all"].items()
        if before is not None and found["alpha"]["without"][name] is not None
    }
    if moved:
        name = max(moved, key=lambda scale: abs(moved[scale][1] - moved[scale][0]))
        before, after = moved[name]
        said.append(
            f"Without them alpha would move most for {titles.get(name, name)}: from "
            f"{figure(before)} to {figure(after)}. To take out rows that do not agree with "
            "themselves raises alpha as such: that is no proof that they were careless."
        )
    return said


def _indices(computed: Found) -> Grid:
    rows = [
        [
            NAMES[name],
            f"{one['n']:,}",
            figure(one["median"]),
            f"{figure(one['min'])} to {figure(one['max'])}",
            figure(one["limit"]),
            f"{one['flagged']:,}",
            f"{one['share']:.1%}",
            f"{one['low']:.1%} to {one['high']:.1%}",
        ]
        for name, one in computed.items()
    ]
    heads = ("Index", "n", "Median", "Range", "Limit", "Flagged", "Share", "Interval")
    return Grid("Signs of careless answers, and the rows flagged", heads, rows)


def _alphas(found: Found, computed: Found, titles: Mapping[str, str]) -> Grid:
    rows = [
        [
            titles.get(scale, scale),
            figure(before, 3),
            figure(found["alpha"]["without"][scale], 3),
            *(figure(one["alpha"][scale], 3) for one in computed.values()),
        ]
        for scale, before in found["alpha"]["all"].items()
    ]
    heads = ("Scale", "All rows", "Without any flagged", *(NAMES[name] for name in computed))
    return Grid("Alpha (complete rows) without the rows that an index flags", heads, rows)
