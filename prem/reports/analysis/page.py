"""report.html: the presenter that decides all that the template places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prem import __version__
from prem.analysis.plan import Plan
from prem.reports.analysis import sentences as say
from prem.reports.analysis.checklist import checklist_view
from prem.reports.analysis.dictionary import dictionary_grid
from prem.reports.analysis.dimensions import dimensions_view
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.group import group_view
from prem.reports.analysis.items import items_view
from prem.reports.analysis.loadings import loadings_view
from prem.reports.analysis.places import notes_grid
from prem.reports.analysis.reliability import reliability_view
from prem.reports.analysis.sections import pages, shown
from prem.reports.analysis.sentences import figure, whole
from prem.reports.analysis.write import Source
from prem.reports.template import filled

Results = dict[str, Any]


def page(results: Results, source: Source, plan: Plan, own: Path | None = None) -> str:
    """Return the report as one self-contained page: no script, no address, no clock."""
    titles = source.key.titles
    views: dict[str, Any] = {s.name: view for s, view in shown(results, titles, plan).items()}
    views |= {
        "sample": say.sample(results, plan),
        "notes": notes_grid(results["notes"], titles),
        "items": items_view(results, source.key, plan),
        "reliability": reliability_view(results, source.key, plan),
        "dimensions": dimensions_view(results),
        "loadings": loadings_view(results, plan),
        "means": _means(results, source),
        "checklist": checklist_view(results),
        "again": dictionary_grid(results, source.key),
    }
    there = {name for name, view in views.items() if view is not None} | {"notes"}
    again = source.id is not None and source.time is not None
    return filled(
        "report.html",
        own,
        **views,
        pages=pages(there),
        version=__version__,
        title=source.file,
        how=_how(source),
        group=group_view(results, source.key, plan, again=again, simulated=source.simulated),
        factorability=say.factorability(results, plan),
        level=f"{plan.level:.0%}",
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


def _means(results: Results, source: Source) -> Grid | None:
    spans = {name: _span(source, name) for name in results["scales"]}
    rows = [
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
    heads = ("Scale", "Site", "Time point", "n", "Mean", "SD", "Interval")
    return Grid("Scale means", heads, rows, frozenset({0, 1, 2})) if rows else None


def _span(source: Source, scale: str) -> tuple[float, float] | None:
    """The ends of a scale's score; None where the scales file does not give them."""
    keys = [source.key.items[item] for item in source.key.scales[scale]]
    low = [key.minimum for key in keys if key.minimum is not None]
    high = [key.maximum for key in keys if key.maximum is not None]
    return (min(low), max(high)) if low and high else None
