"""Change between time points in the report: what `report-change.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prem.analysis.plan import Plan
from prem.analysis.repeated.occasions import TOTAL
from prem.reports.analysis.sentences import figure, interval, probability


def change_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where no woman could answer twice."""
    found = results.get("change")
    if found is None:
        return None
    one_scale = len(results["scales"]) == 1
    rows = [row for row in found if not (one_scale and row["scale"] == TOTAL)]
    stable = any("guyatt" in row for row in rows)
    names = {TOTAL: f"All items ({TOTAL})", **titles}
    return {
        "said": [_said(names.get(row["scale"], row["scale"]), row) for row in rows],
        "rows": [_row(names.get(row["scale"], row["scale"]), row, stable) for row in rows],
        "stable": stable,
        "level": f"{plan.level:.0%}",
    }


def _said(name: str, row: Mapping[str, Any]) -> str:
    where = f"{name}, {row['from']} to {row['to']}"
    if row["low"] is None:
        return f"{where}: change could not be tested; the notes say why."
    moved = (
        "higher at the later time point"
        if row["low"] > 0
        else "lower at the later time point"
        if row["high"] < 0
        else "no clear change either way"
    )
    return (
        f"{where}: {moved} ({row['change']:+.2f} points, {row['low']:+.2f} to {row['high']:+.2f}, "
        f"{row['n']} women)."
    )


def _row(name: str, row: Mapping[str, Any], stable: bool) -> list[str]:
    test = row["t"] is not None
    return [
        name,
        f"{row['from']} to {row['to']}",
        str(row["n"]),
        figure(row["first"]),
        figure(row["second"]),
        figure(row["change"]),
        f"{row['low']:.2f} to {row['high']:.2f}" if test else "–",
        f"{row['t']:.2f} ({row['df']})" if test else "–",
        probability(row["p"]),
        f"{row['srm']:.2f} ({row['srm_low']:.2f} to {row['srm_high']:.2f})" if test else "–",
        f"{row['effect_size']:.2f} ({interval(row['effect_size_low'], row['effect_size_high'])})"
        if test
        else "–",
        *([figure(row.get("guyatt"))] if stable else []),
    ]
