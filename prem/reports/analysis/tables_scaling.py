"""The sheets of reliability, scalability and monotonicity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Rows = list[list[Any]]
Results = dict[str, Any]

COEFFICIENTS = (
    ("alpha", "Cronbach's alpha", "Feldt", "alpha", "alpha"),
    ("alpha_bootstrap", "Cronbach's alpha", "bootstrap BCa", "alpha", "alpha_bootstrap"),
    ("omega_total", "omega total", "delta", "omega_total", "omega_total"),
    (
        "omega_categorical",
        "categorical omega",
        "delta",
        "omega_categorical",
        "omega_categorical_interval",
    ),
    (
        "omega_hierarchical",
        "omega hierarchical",
        "bootstrap standard error",
        "omega_hierarchical",
        "omega_hierarchical_interval",
    ),
    ("alpha_ordinal", "ordinal alpha", "delta", "alpha_ordinal", "alpha_ordinal_interval"),
    ("sem", "SEM", "bootstrap BCa", "sem", "sem_interval"),
)
"""Name, words, method of the interval, key of the estimate, key of the interval."""


def scaling_sheets(results: Results) -> dict[str, Rows]:
    """Return the sheets Reliability, Scalability, Pairs and Monotonicity."""
    heads = ["scale", "coefficient", "estimate", "low", "high", "interval"]
    return {
        "Reliability": [heads, *_reliability(results["scales"])],
        "Scalability": [["of", "H", "standard error", "low", "high"], *_scalability(results)],
        "Scalability of pairs": [["scale", "pair", "H", "standard error"], *_pairs(results)],
        "Monotonicity": _monotonicity(results["items"]),
    }


def coefficient(found: Results, key: str, limits: str) -> tuple[Any, Any, Any]:
    """Return estimate, low and high of a scale's coefficient; None where they are null."""
    estimate = found.get(key)
    ends = found.get(limits) or {}
    value = estimate.get("estimate") if isinstance(estimate, dict) else estimate
    return value, ends.get("low"), ends.get("high")


def _reliability(scales: Results) -> Iterator[list[Any]]:
    for scale, found in scales.items():
        for _, words, method, key, limits in COEFFICIENTS:
            yield [scale, words, *coefficient(found, key, limits), method]


def _scalability(results: Results) -> Iterator[list[Any]]:
    for part in ("scales", "items"):
        for name, found in results[part].items():
            h = found.get("h")
            if h:
                yield [name, *(h.get(key) for key in ("estimate", "se", "low", "high"))]


def _pairs(results: Results) -> Iterator[list[Any]]:
    for scale, found in results["scales"].items():
        for pair, h in (found.get("h_pairs") or {}).items():
            yield [scale, pair.replace("~~", " and "), h["estimate"], h.get("se")]


def _monotonicity(items: Results) -> Rows:
    names = ["groups", "compared", "violations", "largest", "sum", "z", "significant", "crit"]
    rows = [
        [item, *(found["monotonicity"][name] for name in names)]
        for item, found in items.items()
        if found.get("monotonicity")
    ]
    return [["item", *names], *rows]
