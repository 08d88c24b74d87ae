"""A fitted model of skewed answers, as results.json describes it."""

from __future__ import annotations

from typing import Any

SCALES = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["q1", "q2", "-q3", "q4"]
[scales.ease]
items = ["q5", "q6", "q7"]
"""
MODEL: dict[str, Any] = {
    "basis": "wlsmv",
    "factors": ["trust", "ease"],
    "factor_correlations": {"trust~~ease": 0.5},
    "items": {
        f"q{i}": {
            "scale": "trust" if i < 5 else "ease",
            "codes": [1.0, 2.0, 3.0, 4.0, 5.0],
            "shares": [0.02, 0.04, 0.08, 0.19, 0.67],
            "loading": 0.75,
            "reversed": i == 3,
        }
        for i in range(1, 8)
    },
}
