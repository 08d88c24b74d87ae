"""The sheets of tables.xlsx on the same women again, on sites, and the checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prem.analysis.repeated.occasions import TOTAL
from prem.reports.analysis.generalisability import generalisability_sheets
from prem.reports.analysis.hypotheses import hypotheses_sheets

Rows = list[list[Any]]
Found = Mapping[str, Any]
_OF_SITE = ("n", "mean", "reliability", "low", "high", "reliability_low", "reliability_high")


def repeated_sheets(results: dict[str, Any]) -> dict[str, Rows]:
    """Return the sheets of the parts that are there, by title."""
    sheets: dict[str, Rows] = {}
    if "test_retest" in results:
        found = results["test_retest"]
        sheets |= {
            "Test-retest": _coefficients(found),
            "Measurement error": _errors(found),
            "Kappa": _kappas(found["items"]),
        }
    if results.get("change"):
        sheets["Change"] = _listed(results["change"])
    if results.get("change_model"):
        sheets["Change by model"] = _modelled(results["change_model"])
    sheets |= generalisability_sheets(results) | hypotheses_sheets(results)
    if "sites" in results:
        sheets |= {"Sites": _sites(results["sites"]), "Site means": _means(results["sites"])}
    if results.get("checklist"):
        sheets["Checklist"] = _listed(results["checklist"])
    return sheets


def _modelled(scores: Found) -> Rows:
    columns = ["from", "to", "estimate", "se", "df", "low", "high", "t", "p"]
    return [
        ["score", "women", *columns],
        *(
            [name, score["n"], *(one[column] for column in columns)]
            for name, score in scores.items()
            for one in score["contrasts"] or ()
        ),
    ]


def _listed(records: list[dict[str, Any]]) -> Rows:
    columns = list(dict.fromkeys(name for record in records for name in record))
    return [columns, *([record.get(name) for name in columns] for record in records)]


def _scores(found: Found) -> list[tuple[str, Found]]:
    return [(TOTAL, found), *found["scales"].items()]


def _coefficients(found: Found) -> Rows:
    columns = ["estimate", "low", "high", "f", "df1", "df2", "p"]
    rows = []
    for name, score in _scores(found):
        for form, value in score["icc"].items():
            rows.append([name, form, score["n"], *(value.get(column) for column in columns)])
        all_women = score.get("icc_reml") or {}
        for form in score["icc"] if all_women else ():
            value = all_women[form]
            ends = [value.get(column) for column in columns]
            rows.append([name, f"{form} (REML, all women)", all_women["n"], *ends])
    return [["score", "form", "n", *columns], *rows]


def _errors(found: Found) -> Rows:
    columns = ["n", "sem", "sem_low", "sem_high", "sdc"]
    head = [*columns, "difference", "sd", "lower limit", "upper limit"]
    rows = []
    for name, score in _scores(found):
        limits = score["limits_of_agreement"]
        ends = (
            [None] * 4
            if limits is None
            else [
                limits["difference"]["estimate"],
                limits["sd"],
                limits["lower"]["estimate"],
                limits["upper"]["estimate"],
            ]
        )
        rows.append([name, *(score[column] for column in columns), *ends])
    return [["score", *head], *rows]


def _kappas(items: Found) -> Rows:
    columns = ["estimate", "low", "high", "se"]
    return [
        ["item", "n", "same answer", *columns],
        *(
            [name, found["n"], found["same"], *(found["kappa"][column] for column in columns)]
            for name, found in items.items()
        ),
    ]


def _sites(found: Found) -> Rows:
    levels = [f"women for {level}" for level in found["women_needed"]]
    columns = ["n", "between", "within", "icc2"]
    return [
        ["score", *columns, "icc1", "low", "high", *levels, "icc2 low", "icc2 high"],
        *(
            [
                name,
                *(score[column] for column in columns),
                *score["icc1"].values(),
                *score["women_needed"].values(),
                *(score.get(end) for end in ("icc2_low", "icc2_high")),
            ]
            for name, score in [*_scores(found), *found.get("items", {}).items()]
        ),
    ]


def _means(found: Found) -> Rows:
    return [
        ["site", "score", *_OF_SITE],
        *(
            [site["site"], name, *(site.get(column) for column in _OF_SITE)]
            for name, score in _scores(found)
            for site in score["sites"]
        ),
    ]
