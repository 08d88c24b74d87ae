"""report.html: the presenter that decides all that the template places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from prem import __version__
from prem.analysis.factor.rotation import OBLIQUE
from prem.analysis.plan import Plan
from prem.reports.analysis import sentences as say
from prem.reports.analysis.checklist import checklist_view
from prem.reports.analysis.scree import scree_svg
from prem.reports.analysis.items import items_view
from prem.reports.analysis.reliability import reliability_view
from prem.reports.analysis.sections import shown
from prem.reports.analysis.sentences import figure, whole
from prem.reports.analysis.write import Source
from prem.reports.template import filled

Results = dict[str, Any]


def page(results: Results, source: Source, plan: Plan, own: Path | None = None) -> str:
    """Return the report as one self-contained page: no script, no address, no clock."""
    sections = shown(results, source.key.titles, plan)
    return filled(
        "report.html",
        own,
        sections=list(sections),
        **{section.name: view for section, view in sections.items()},
        version=__version__,
        title=source.file,
        how=_how(source),
        sample=say.sample(results, plan),
        items=items_view(results, source.key, plan),
        reliability=reliability_view(results, source.key, plan),
        factorability=say.factorability(results, plan),
        dimensions=say.dimensions(results),
        scree=_scree(results),
        eigenvalues=_eigenvalues(results),
        loadings_said=say.loadings(results, plan),
        loadings=_loadings(results, plan),
        phi=_phi(results),
        level=f"{plan.level:.0%}",
        checklist=checklist_view(results),
        means=_means(results, source),
        notes=results["notes"],
    )


def _how(source: Source) -> list[tuple[str, str]]:
    options = source.options
    return [
        ("Table", source.file),
        ("Scales", source.key.source),
        ("Missing answers", options.missing),
        ("Extraction and rotation", f"{options.extraction}, {options.rotation}"),
        ("Seed of the simulation", "none" if options.quick else str(options.seed)),
    ]


def _scree(results: Results) -> Markup | None:
    found = results["dimensions"]
    if found["eigenvalues"] is None:
        return None
    simulated = found["parallel"].get("simulated")
    described = f"Scree plot. {say.dimensions(results)}"
    return Markup(scree_svg(found["eigenvalues"], simulated, described))  # noqa: S704  # our SVG


def _eigenvalues(results: Results) -> list[list[str]]:
    found = results["dimensions"]
    observed = found["eigenvalues"] or []
    simulated = found["parallel"].get("simulated") or [None] * len(observed)
    pairs = enumerate(zip(observed, simulated, strict=True), start=1)
    return [[str(rank), figure(mine), figure(theirs)] for rank, (mine, theirs) in pairs]


def _loadings(results: Results, plan: Plan) -> list[dict[str, Any]]:
    """Return the rows sorted by the factor of the largest loading, then by its size."""
    efa = results["efa"]
    if efa["factor_correlations"] is None:
        return []

    def place(pair: tuple[str, list[float]]) -> tuple[int, float]:
        sizes = [abs(value) for value in pair[1]]
        return sizes.index(max(sizes)), -max(sizes)

    rows = sorted(efa["loadings"].items(), key=place)
    return [
        {
            "item": item,
            "cells": [(figure(value), _weight(value, plan)) for value in values],
            "communality": figure(efa["communalities"][item]),
        }
        for item, values in rows
    ]


def _weight(loading: float, plan: Plan) -> str:
    if abs(loading) >= plan.limit("loading"):
        return "strong"
    return "faint" if abs(loading) < plan.show_loading else ""


def _phi(results: Results) -> list[list[str]]:
    matrix = results["efa"]["factor_correlations"]
    if matrix is None or len(matrix) < 2 or results["efa"]["rotation"] not in OBLIQUE:
        return []
    return [[figure(value) for value in row] for row in matrix]


def _means(results: Results, source: Source) -> list[list[str]]:
    spans = {name: _span(source, name) for name in results["scales"]}
    return [
        [
            source.key.titles.get(cell["scale"], cell["scale"]),
            cell["site"] or "all",
            cell["time"] or "all",
            whole(cell["n"]),
            figure(cell["mean"]),
            figure(cell["sd"]),
            say.mean_interval(cell["low"], cell["high"], spans[cell["scale"]]),
        ]
        for cell in results.get("by_site_and_time", ())
    ]


def _span(source: Source, scale: str) -> tuple[float, float] | None:
    """The ends of a scale's score; None where the scales file does not give them."""
    keys = [source.key.items[item] for item in source.key.scales[scale]]
    low = [key.minimum for key in keys if key.minimum is not None]
    high = [key.maximum for key in keys if key.maximum is not None]
    return (min(low), max(high)) if low and high else None
