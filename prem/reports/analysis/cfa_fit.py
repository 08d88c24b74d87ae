"""The fit of the scales as factors, every estimator beside the others, with cut-offs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from prem.analysis.plan import Plan
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.sentences import counted, figure, interval, probability

Found = Mapping[str, Any]


class _Column(NamedTuple):
    """An estimator's key in `cfa`, the heading, and the endings of the test and of the indices."""

    key: str
    heading: str
    test: str
    ending: str


_COLUMNS = (
    _Column("ml", "ML", "", ""),
    _Column("mlr", "MLR, scaled", "_scaled", "_scaled"),
    _Column("mlr", "MLR, robust", "-", "_robust"),
    _Column("fiml", "FIML", "", ""),
    _Column("wlsmv", "WLSMV, unscaled", "", ""),
    _Column("wlsmv", "WLSMV, scaled", "_scaled", "_scaled"),
    _Column("wlsmv", "WLSMV, robust", "-", "_robust"),
    _Column("wlsmv_joined", "WLSMV, rare answers joined, scaled", "_scaled", "_scaled"),
    _Column("wlsmv_joined", "WLSMV, rare answers joined, robust", "-", "_robust"),
)
_DYNAMIC = ("cfi", "rmsea", "srmr")


def fit_grid(found: Found) -> Grid:
    """Return the table of fit: an index a row, an estimator a column, with its number of rows."""
    columns = [one for one in _COLUMNS if found.get(one.key)]
    parts = [(found[one.key], one) for one in columns]
    rows = [
        ["n", *(_whole(part.get("n", found["n"])) for part, _ in parts)],
        ["Chi-square (df)", *(_chi(part, one) for part, one in parts)],
        ["p", *(_get(part, "p" + one.test, probability) for part, one in parts)],
    ]
    rows += [
        [name.upper(), *(_get(part, name + one.ending, _three) for part, one in parts)]
        for name in ("cfi", "tli", "rmsea")
    ]
    rows.append(
        ["RMSEA, 90% interval", *(_ends(part, f"rmsea{one.ending}") for part, one in parts)]
    )
    for name, shown in (("srmr", _three), ("aic", _one), ("bic", _one)):
        plain = (part if not one.ending else {} for part, one in parts)
        rows.append([name.upper(), *(_get(part, name, shown) for part in plain)])
    return Grid(
        "Fit of the scales as factors, by estimator",
        ["Index", *(one.heading for one in columns)],
        rows,
    )


def residuals_grids(found: Found) -> list[Grid]:
    """Return the largest residual correlations of each estimator, and indices of WLSMV."""
    ordered = found.get("wlsmv") or {}
    kinds = (("answers as numbers (ML)", found), ("ordered answers (WLSMV)", ordered))
    grids = [
        Grid(
            f"Largest residual correlations, {kind}: observed less implied",
            ["Items", "Residual"],
            [[_pair(one["items"]), figure(one["value"])] for one in part["residuals"]],
        )
        for kind, part in kinds
        if part.get("residuals")
    ]
    if ordered.get("modification_indices"):
        caption = "What would lower chi-square most, ordered answers (WLSMV, unscaled)"
        rows = [
            [_freed(one["what"]), figure(one["mi"], 1), figure(one["epc"])]
            for one in ordered["modification_indices"]
        ]
        heads = ["If", "Chi-square falls by about", "Expected value, standardised"]
        grids.append(Grid(caption, heads, rows))
    return grids


def dynamic_view(found: Found, plan: Plan) -> dict[str, Any] | None:
    """Return the cut-offs made for this model beside the conventional ones; None if absent."""
    own = found.get("dynamic")
    if not own:
        return None
    steps = own["levels"]
    rows = []
    for name in _DYNAMIC:
        threshold = plan.thresholds[name]
        side = "over" if threshold.comparator.startswith(">") else "under"
        levels = (_cut_off(step[name]) for step in steps)
        value = figure(found["ml"][name], 3)
        usual = f"{side} {figure(plan.limit(name))}"
        rows.append([name.upper(), value, usual, figure(own["right"][name], 3), *levels])
    heads = ["Index", "Here", "Conventional", "Right models reach (95%)"]
    heads += [f"Level {place + 1}" for place in range(len(steps))]
    return {
        "said": [
            "The conventional cut-offs were made with one model of 15 items. These are simulated "
            f"from the model above, {own['draws']} tables of {counted(own['n'], 'row')} each, "
            "once as it is and once wrong by steps: better than a level's cut-off is better than "
            "95% of the models that lack as much.",
            *_levels(steps),
            _verdict(found, own),
        ],
        "grid": Grid("Cut-offs made for this model (dynamic, ML)", heads, rows),
        "source": "McNeish & Wolf 2023, Psychol Methods 28:61, and Behav Res Methods 55:1157.",
    }


def _levels(steps: list[Found]) -> list[str]:
    """Say what each level lacks: what the level before does, and more."""
    said, known = [], 0
    for place, step in enumerate(steps, start=1):
        lacks = [
            f"{_freed(what)} ({figure(size)})"
            for what, size in zip(step["lacks"], step["size"], strict=True)
        ]
        before = f"what level {place - 1} lacks, and " if known else ""
        said.append(f"Level {place} lacks {before}{', '.join(lacks[known:])}.")
        known = len(lacks)
    return said


def _verdict(found: Found, own: Found) -> str:
    reached = 0
    for place, step in enumerate(own["levels"], start=1):
        if all(_better(found["ml"][name], step[name]["cut_off"], name) for name in _DYNAMIC):
            reached = place
            break
    if not reached:
        return "This model does not do better than any of them on all three indices."
    return f"This model does better than level {reached} on all three indices" + (
        ": no sign that anything of that size is missing." if reached == 1 else "."
    )


def _better(value: float, limit: float | None, name: str) -> bool:
    return limit is not None and (value >= limit if name == "cfi" else value <= limit)


def _cut_off(cell: Found) -> str:
    if cell["cut_off"] is None:
        return "none"
    return figure(cell["cut_off"], 3) + ("" if cell["errors"] == 0.05 else " (10% errors)")


def _chi(part: Found, column: _Column) -> str:
    value = part.get(f"chi2{column.test}")
    return "–" if value is None else f"{value:.1f} ({part['df']})"


def _get(part: Found, key: str, shown: Any) -> str:
    return str(shown(part.get(key)))


def _ends(part: Found, key: str) -> str:
    low, high = part.get(f"{key}_low"), part.get(f"{key}_high")
    if low is None or high is None:
        return interval(None, None)
    return f"{figure(low, 3)} to {figure(high, 3)}"


def _three(value: float | None) -> str:
    return figure(value, 3)


def _one(value: float | None) -> str:
    return figure(value, 1)


def _whole(value: int) -> str:
    return f"{value:,}"


def _pair(items: str) -> str:
    return " and ".join(items.split("~~"))


def _freed(what: str) -> str:
    scale, loads, item = what.partition("=~")
    return f"{item} on {scale}" if loads else f"{_pair(what)}, residuals"
