"""Missing and careless answers in the report: what `report-quality.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from prem.analysis.plan import Plan
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.quality_careless import careless_view
from prem.reports.analysis.quality_plot import MOST_PATTERNS, columns_shown, patterns_svg
from prem.reports.analysis.sentences import counted, figure, probability

Found = Mapping[str, Any]


def quality_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None of pair counts, which have no rows."""
    data = results["data"]
    if not data.get("missing_patterns") or not data.get("careless"):
        return None
    gaps = data["missing_patterns"]["complete"]["rows"] < data["rows"]
    return {
        "said": _missing_said(data) if gaps else [f"No answer is missing: {_all(data)}."],
        "tables": _tables(data, results["items"]) if gaps else [],
        "plot": _plot(data, results["items"]) if gaps else None,
        "level": f"{plan.level:.0%}",
        "careless": careless_view(data["careless"], titles, data["rows"]),
    }


def _all(data: Found) -> str:
    rows, items = counted(data["rows"], "row"), counted(data["items"], "item")
    return f"all {rows} answer all {items}" if data["rows"] > 1 else f"the row answers all {items}"


def _missing_said(data: Found) -> list[str]:
    patterns = data["missing_patterns"]
    whole = patterns["complete"]
    said = [
        f"{whole['rows']:,} of {counted(data['rows'], 'row')} ({whole['share']:.0%}, "
        f"{whole['low']:.0%} to {whole['high']:.0%}) answer every item. Answers are absent in "
        f"{counted(patterns['count'] - (whole['rows'] > 0), 'different way')}."
    ]
    if patterns["empty"]:
        said.append(f"{counted(patterns['empty'], 'row')} without any answer.")
    return [*said, *_left_empty(data), *_apart(data), *_by(data), _little(data)]


def _left_empty(data: Found) -> list[str]:
    position = data["missing_by"]["position"]
    most = max(position, key=lambda one: one["missing"])
    if not most["missing"]:
        return ["No item was simply left empty."]
    begun = max(data["rows"] - position[0]["stopped"], 1)
    stopped = position[-1]["stopped"] - position[0]["stopped"]
    return [
        f"Left empty most often: {most['item']} ({most['missing']:,}, {most['share']:.0%}).",
        f"{counted(stopped, 'row')} ({stopped / begun:.0%}) have nothing from some item on.",
    ]


def _apart(data: Found) -> list[str]:
    named = [f"{name} {count:,}" for name, count in data["non_answers"].items()]
    if not named:
        return []
    return [f"Non-answers, counted apart from what was left empty: {', '.join(named)}."]


def _by(data: Found) -> list[str]:
    groupings = {n: part for n, part in data["missing_by"].items() if n != "position"}
    return [_one_by(name, part) for name, part in groupings.items() if len(part["levels"]) > 1]


def _one_by(name: str, part: Found) -> str:
    ranked = sorted(part["levels"].items(), key=lambda pair: pair[1]["share"])
    (low, least), (high, most) = ranked[0], ranked[-1]
    said = (
        f"By {name}: an item left empty in {least['share']:.0%} ({low or 'none named'}) to "
        f"{most['share']:.0%} ({high or 'none named'}) of the rows"
    )
    test = part.get("test")
    if test is None:
        return f"{said}."
    differs = "more than chance would do" if test["p"] < 0.05 else "no more than chance would do"
    shown = probability(test["p"])
    p = f"p {shown}" if shown.startswith("<") else f"p = {shown}"
    return f"{said}; they differ {differs} (chi-square {test['chi2']:.1f}, df {test['df']}, {p})."


def _little(data: Found) -> str:
    test = data["little"]
    if not test or test["p"] is None:
        return "Whether answers are missing completely at random was not tested; the notes say why."
    p = f"p {probability(test['p'])}" if test["p"] < 0.001 else f"p = {test['p']:.3f}"
    shown = f"Little's test: chi-square {test['chi2']:.1f}, df {test['df']:,}, {p}"
    if test["p"] < 0.05:
        return (
            f"{shown}. Rows that lack different items have different means: answers are not "
            "missing completely at random, and complete rows alone may mislead. Look at FIML "
            "beside them."
        )
    return (
        f"{shown}: no sign that answers are missing otherwise than at random. The test sees "
        "different means only, not whether an answer is absent because of what it would have been."
    )


def _plot(data: Found, items: Mapping[str, Any]) -> Markup:
    patterns = data["missing_patterns"]["most"]
    order = [one["item"] for one in data["missing_by"]["position"]]
    most = next((one for one in patterns if one["missing"]), patterns[0])
    described = (
        f"Patterns of missing answers, the {min(len(patterns), MOST_PATTERNS)} most frequent. "
        f"Most often absent: {', '.join(most['missing'][:6])} ({counted(most['rows'], 'row')})."
    )
    svg = patterns_svg(patterns, columns_shown(patterns, order), described, "patterns-plot")
    return Markup(svg)  # noqa: S704  # our SVG, its texts escaped


def _tables(data: Found, items: Mapping[str, Any]) -> list[Grid]:
    return [_patterns(data), _position(data, items), *_groups(data)]


def _patterns(data: Found) -> Grid:
    rows = [
        [f"{one['rows']:,}", f"{one['share']:.1%}", ", ".join(one["missing"]) or "nothing"]
        for one in data["missing_patterns"]["most"][:MOST_PATTERNS]
    ]
    heads = ("Rows", "Share", "Items without an answer")
    return Grid("The most frequent patterns of missing answers", heads, rows, frozenset({2}))


def _position(data: Found, items: Mapping[str, Any]) -> Grid:
    names = list(data["non_answers"])
    rows = [
        [
            one["item"],
            f"{one['missing']:,}",
            f"{one['share']:.1%}",
            f"{one['low']:.1%} to {one['high']:.1%}",
            f"{one['stopped']:,}",
            *(f"{items[one['item']]['non_answers'].get(name, 0):,}" for name in names),
        ]
        for one in data["missing_by"]["position"]
    ]
    caption = "Items in the order of the file: left empty, and rows with nothing from there on"
    return Grid(caption, ("Item", "Left empty", "Share", "Interval", "Ended before", *names), rows)


def _groups(data: Found) -> list[Grid]:
    return [
        Grid(
            f"Missing answers by {name}",
            ("Value", "Rows", "With an item left empty", "Share", "Interval", "Most often"),
            [_level(value, level) for value, level in part["levels"].items()],
            frozenset({0, 5}),
        )
        for name, part in data["missing_by"].items()
        if name != "position"
    ]


def _level(value: str, level: Found) -> list[str]:
    ranked = sorted(level["items"].items(), key=lambda pair: -pair[1])[:3]
    return [
        value or "none named",
        f"{level['rows']:,}",
        f"{level['with_missing']:,}",
        f"{level['share']:.1%}",
        f"{level['low']:.1%} to {level['high']:.1%}",
        ", ".join(f"{item} {count:,}" for item, count in ranked) or figure(None),
    ]
