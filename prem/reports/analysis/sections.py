"""The sections of the report, and the twelve pages by which they are read: one line each.

A section `name` has a presenter, here or in `page.py`, a template `templates/report-<name>.html`
in which what the presenter returns is called `name`, and an entry in the list of contents. A
presenter that returns None leaves its section out, and a page without sections is left out too.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any, NamedTuple

from prem.analysis.plan import Plan
from prem.reports.analysis.cfa import cfa_view
from prem.reports.analysis.change import change_view
from prem.reports.analysis.dif import dif_view
from prem.reports.analysis.generalisability import generalisability_view
from prem.reports.analysis.hypotheses import hypotheses_view
from prem.reports.analysis.invariance import invariance_view
from prem.reports.analysis.irt import irt_view
from prem.reports.analysis.modelled import modelled_view
from prem.reports.analysis.ordered import ordered_view
from prem.reports.analysis.quality import quality_view
from prem.reports.analysis.retest import retest_view
from prem.reports.analysis.sample_size import sample_view
from prem.reports.analysis.sites import sites_view

Results = dict[str, Any]
View = Callable[[Results, Mapping[str, str], Plan], dict[str, Any] | None]


class Section(NamedTuple):
    """`view` takes the results, the titles of the scales by name, and the plan."""

    name: str
    title: str
    view: View


SECTIONS = (
    Section("quality", "Missing and careless answers", quality_view),
    Section("ordered", "Answers as ordered categories", ordered_view),
    Section("cfa", "Scales as factors", cfa_view),
    Section("retest", "Test-retest", retest_view),
    Section("change", "Change", change_view),
    Section("modelled", "Change of all women", modelled_view),
    Section("sites", "Sites", sites_view),
    Section("generalisability", "Generalisability", generalisability_view),
    Section("irt", "Graded response model", irt_view),
    Section("invariance", "The same to all", invariance_view),
    Section("dif", "Item bias", dif_view),
    Section("hypotheses", "Hypotheses", hypotheses_view),
    Section("size", "Sample size and power", sample_view),
)


class Page(NamedTuple):
    """A question of the reader's, and the sections that answer it, by name, with their titles."""

    question: str
    sections: tuple[tuple[str, str], ...]


# What page.py presents, for it takes more than the results, the titles and the plan.
_OWN = {
    "sample": "Sample",
    "notes": "Notes",
    "items": "Items",
    "dimensions": "Dimensions",
    "loadings": "Loadings",
    "reliability": "Reliability",
    "means": "Means",
    "checklist": "Checklist",
    "again": "R and data dictionary",
}
# The pages of PSYCHOMETRICS.md, section 5, in its order.
_PAGES = (
    ("Who answered, and what is missing?", ("sample", "notes", "quality")),
    ("How was each item answered?", ("items",)),
    ("How many things are measured?", ("dimensions",)),
    ("Which items go together?", ("ordered", "loadings")),
    ("Do the scales hold as planned?", ("cfa",)),
    ("Can a score be trusted?", ("reliability",)),
    ("What does each answer tell?", ("irt",)),
    ("Do the items mean the same to all?", ("invariance", "dif")),
    ("Does a score stay, and does it change?", ("retest", "change", "modelled")),
    ("Can sites be told apart?", ("sites", "generalisability", "means")),
    ("Is it enough?", ("checklist", "hypotheses", "size")),
    ("How can it be checked?", ("again",)),
)


def pages(there: Container[str]) -> list[Page]:
    """Return the pages, with those of their sections that are there."""
    titles = _OWN | {section.name: section.title for section in SECTIONS}
    every = [
        Page(question, tuple((name, titles[name]) for name in names if name in there))
        for question, names in _PAGES
    ]
    return [page for page in every if page.sections]


def shown(results: Results, titles: Mapping[str, str], plan: Plan) -> dict[Section, dict[str, Any]]:
    """Return what each section shows, without those that have nothing to show."""
    views = {section: section.view(results, titles, plan) for section in SECTIONS}
    return {section: view for section, view in views.items() if view is not None}
