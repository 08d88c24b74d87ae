"""The rows of the checklist that measurement invariance gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prem.analysis.plan import Plan
from prem.analysis.verdicts import Row, judged, row


def invariance_rows(results: dict[str, Any], plan: Plan) -> Iterator[Row]:
    """Yield a row for each column by which women are compared, and one for the same over time.

    Sufficient where equal loadings and intercepts hold by Chen's rule, or where no item differs
    by a size that matters (dMACS): "no important difference" between groups (Prinsen 2018). With
    too few women in a group it is indeterminate where nothing is seen, for that proves little.
    """
    found = results.get("invariance")
    if not found:
        return
    parts = {f"cross-cultural validity: {name}": one for name, one in found["by"].items()}
    if "longitudinal" in found:
        parts["measurement invariance over time"] = found["longitudinal"]
    for name, one in parts.items():
        yield _row(name, one, plan)


def _row(name: str, found: dict[str, Any] | None, plan: Plan) -> Row:
    ml = (found or {}).get("ml") or {}
    metric, scalar = ml.get("metric"), ml.get("scalar")
    many = scalar is None or plan.thresholds["invariance_many"].met(scalar["n"])
    rule = plan.thresholds["invariance_cfi" if many else "invariance_cfi_few"]
    if not found or metric is None or scalar is None:
        return row(name, rule, None, "indeterminate", "the notes say why")
    change = min(step["difference"]["delta_cfi"] for step in (metric, scalar))
    both = all(step["difference"]["holds"] for step in (metric, scalar))
    size, where = _largest(ml)
    small = plan.thresholds["invariance_difference"]
    said = f"the largest difference is dMACS {size:.2f}, {where}" if where else ""
    met = both or bool(where and small.met(size))
    groups = found.get("groups")
    smallest = min(groups.values()) if groups else found["n"]
    enough = plan.thresholds["invariance_rows"]
    if met and not enough.met(smallest):
        needed = f"{enough.value - smallest:g} more women in the smallest group"
        return row(name, rule, change, "indeterminate", needed)
    return row(name, rule, change, judged(met), said)


def _largest(ml: dict[str, Any]) -> tuple[float, str]:
    """Return the largest dMACS and where it is; "" where there is none."""
    gaps = [
        (gap["dmacs"], f"{item} ({group})")
        for item, groups in (ml.get("expected") or {"items": {}})["items"].items()
        for group, gap in groups.items()
    ]
    return max(gaps, default=(0.0, ""))
