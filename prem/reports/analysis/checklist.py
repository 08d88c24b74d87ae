"""The checklist in the report: what `report-checklist.html` places."""

from __future__ import annotations

from collections import Counter
from typing import Any

from prem.reports.analysis.sentences import figure

_SIGNS = {"sufficient": "+", "insufficient": "−", "indeterminate": "?"}


def checklist_view(results: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the section shows, None where the results hold no checklist."""
    found = results.get("checklist")
    if found is None:
        return None
    counts = Counter(row["verdict"] for row in found)
    said = ", ".join(f"{counts[verdict]} {verdict}" for verdict in _SIGNS)
    return {
        "said": f"{len(found)} verdicts: {said}.",
        "rows": [
            {
                "property": row["property"],
                "criterion": row["criterion"],
                "value": figure(row["value"], 3),
                "verdict": f"{_SIGNS[row['verdict']]} {row['verdict']}",
                "sample": row.get("sample") or "–",
                "needed": row["needed"],
                "source": row["source"],
            }
            for row in found
        ],
    }
