"""The items in the report: what `report-items.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prem.analysis.plan import Plan
from prem.analysis.scales import Key
from prem.reports.analysis.category_bar import category_bar
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.sentences import counted, figure, interval

Found = Mapping[str, Any]

# What an item is to be looked at for, by the threshold that it does not meet.
_LOOK = {
    "missing": "missing",
    "item_rest": "item-rest",
    "item_h": "H",
    "monotone_fall": "rise",
}
_MOST_ANSWERS = 12
_ANSWERS = (
    *("Item", "Scale", "Answers", "n", "Missing", "Mean", "SD", "Skew", "Kurtosis"),
    *("Floor", "Ceiling"),
)
_TOGETHER = (
    *("Item", "Scale", "Item-rest r", "Alpha if dropped", "H", "Interval of H"),
    *("Rises with the rest", "Look at"),
)


def items_view(results: dict[str, Any], key: Key, plan: Plan) -> dict[str, Any]:
    """Return what the section shows."""
    places = [(scale, item) for scale, items in key.scales.items() for item in items]
    found = results["items"]
    return {
        "said": _said(found, plan),
        "table": Grid(
            "Items, reverse-scored items turned round",
            _ANSWERS,
            [_named(item, scale, key) + _row(found[item]) for scale, item in places],
            frozenset({0, 1}),
        ),
        "together": Grid(
            "Each item with the rest of its scale",
            _TOGETHER,
            [_named(item, scale, key) + _with_rest(found[item]) for scale, item in places],
            frozenset({0, 1, 6, 7}),
        ),
        "counts": _counts(found, places, key),
        "pairs": _pairs(results, key),
        "sources": "; ".join(
            dict.fromkeys(plan.thresholds[name].cited for name in ("item_h", "monotone_fall"))
        ),
    }


def _said(items: Found, plan: Plan) -> list[str]:
    watched = {
        item: [s for s in one.get("screens", ()) if s in _LOOK] for item, one in items.items()
    }
    marked = [item for item, screens in watched.items() if screens]
    high = [i for i, one in items.items() if "top_category" in one.get("screens", ())]
    said = [
        f"{counted(len(marked), 'item')} of {len(items)} to look at: {', '.join(marked)}."
        if marked
        else "No item stands out by what was looked at."
    ]
    if high:
        most = f"{plan.limit('top_category'):.0%}"
        said.append(
            f"More than {most} gave the highest answer to {', '.join(high)}. For experience that "
            "is usual, and no fault; it leaves little room to see women apart, or to get better."
        )
    return said


def _named(item: str, scale: str, key: Key) -> list[str]:
    turned = " (reversed)" if key.items[item].reversed else ""
    return [item + turned, key.titles.get(scale, scale)]


def _row(found: Found) -> list[str]:
    rows = found["n"] + found["missing"] + sum(found.get("non_answers", {}).values())
    return [
        category_bar(found["counts"]),
        str(found["n"]),
        f"{found['missing']} ({found['missing'] / max(rows, 1):.0%})",
        *(figure(found[name]) for name in ("mean", "sd", "skew", "kurtosis")),
        _share(found["floor"]),
        _share(found["ceiling"]),
    ]


def _with_rest(found: Found) -> list[str]:
    h = found.get("h") or {}
    return [
        figure(found["item_rest_r"]),
        figure(found["alpha_if_dropped"]),
        figure(h.get("estimate")),
        interval(h.get("low"), h.get("high")),
        _rises(found.get("monotonicity")),
        ", ".join(_LOOK[s] for s in found.get("screens", ()) if s in _LOOK) or "–",
    ]


def _rises(found: Found | None) -> str:
    """Say whether more women agree the more they agree to the rest.

    >>> _rises({"violations": 0, "significant": 0, "largest": 0.0})
    'yes'
    """
    if not found:
        return "–"
    if not found["violations"]:
        return "yes"
    falls = f"{counted(found['violations'], 'fall')}, up to {found['largest']:.0%}"
    return f"no: {falls}" if found["significant"] else f"nearly: {falls}, may be chance"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _counts(items: Found, places: list[tuple[str, str]], key: Key) -> Grid | None:
    """Return the numbers behind the bars; None where there are too many kinds of answers."""
    every = {code for _, item in places for code in items[item]["counts"] or ()}
    codes = sorted(every, key=float)
    if not codes or len(codes) > _MOST_ANSWERS:
        return None
    rows = []
    for _, item in places:
        counts = items[item]["counts"] or {}
        total = max(sum(counts.values()), 1)
        shown = (f"{counts[c]} ({counts[c] / total:.0%})" if c in counts else "–" for c in codes)
        rows.append([item + (" (reversed)" if key.items[item].reversed else ""), *shown])
    return Grid("How many gave each answer", ("Item", *codes), rows)


def _pairs(results: dict[str, Any], key: Key) -> Grid | None:
    """Return the range of correlations within each scale."""
    rows = []
    for scale, found in results["scales"].items():
        own = found.get("inter_item_r")
        if not own:
            continue
        h = found.get("h") or {}
        rows.append(
            [
                key.titles.get(scale, scale),
                figure(found["mean_inter_item_r"]),
                f"{figure(own['min'])} ({' and '.join(own['min_pair'])})",
                f"{figure(own['max'])} ({' and '.join(own['max_pair'])})",
                figure(h.get("estimate")),
                interval(h.get("low"), h.get("high")),
            ]
        )
    if not rows:
        return None
    heads = ("Scale", "Mean correlation", "Lowest", "Highest", "H of the scale", "Interval of H")
    return Grid("How items of a scale go together", heads, rows, frozenset({0, 2, 3}))
