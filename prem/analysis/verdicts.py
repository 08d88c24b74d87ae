"""A row of the checklist, and when a statistic meets its threshold."""

from __future__ import annotations

from typing import Any, Literal

from prem.analysis.thresholds import Threshold

Verdict = Literal["sufficient", "insufficient", "indeterminate"]
Results = dict[str, Any]
Row = dict[str, Any]


def row(
    name: str, threshold: Threshold, value: float | None, verdict: Verdict, needed: str = ""
) -> Row:
    """Return a row: the property, its criterion, the value, the verdict and the source."""
    return {
        "property": name,
        "criterion": threshold.criterion,
        "value": value,
        "verdict": verdict,
        "needed": needed,
        "source": threshold.cited,
    }


def judged(met: bool) -> Verdict:
    """Return the verdict of a statistic that is there and rests on enough rows."""
    return "sufficient" if met else "insufficient"


def unsure(rule: Threshold, found: dict[str, Any]) -> str:
    """Say where an interval contains the threshold, so that more rows could turn the verdict."""
    if found["low"] is None or not found["low"] < rule.value < found["high"]:
        return ""
    return f"its interval, {found['low']:.2f} to {found['high']:.2f}, contains the limit"
