"""How far a score generalises: variances of persons, items and occasions, and what more would do.

A score differs between women, but also by which items were asked and on which occasion. Their
variances say how reliable a score of another number of items or occasions would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from prem.analysis.frame import Answers, Numbers
from prem.analysis.mixed.decision import Study, sizes
from prem.analysis.mixed.design import effects, unbounded
from prem.analysis.mixed.layers import Indices, Layers
from prem.analysis.mixed.reml import Fit, Model, NotSettled, fit
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.repeated import occasions
from prem.analysis.repeated.modelled import sites_of
from prem.errors.hypotheses import AT_ZERO, BELOW_ZERO, NO_FIRST_SITE, NO_GENERALISABILITY

# Beyond this the patterns of missing cells are too many for a likelihood: seconds, not moments.
_MOST_WORK = 4e8
# Beyond this the moments, which count pairs of levels, take seconds and say the same.
_MOST_CELLS = 500_000
_WOMEN = (10, 30, 100)


@dataclass(frozen=True, slots=True)
class Cells:
    """A score's answers: women x (items x occasions), NaN where missing, and their sites."""

    table: Numbers
    items: int
    occasions: int
    site: Indices | None


def generalisability(
    answers: Answers, pair: tuple[str, str] | None, plan: Plan, notes: Notes
) -> dict[str, Any]:
    """Return {"generalisability": {"occasions": [...], "scales": {...}}}.

    Items are taken as drawn from those that could stand for one scale, so there is no total of
    several scales. Occasions are those of the retest where one is named, else all time points:
    then real change counts as error of occasions. Without time points there is one occasion, and
    what is left is persons x items. Sites are a facet of their own, persons nested in them.

    References
    ----------
    Cronbach, Gleser, Nanda & Rajaratnam 1972; Brennan 2001, Generalizability Theory, chapters 3
    to 5. R: `lme4::lmer(y ~ 1 + (1 | p) + (1 | i) + (1 | o) + (1 | p:i) + (1 | p:o) + (1 | i:o))`.
    """
    points = list(pair) if pair else occasions.time_points(answers)
    several = answers.id is not None and len(points) > 1
    if several:
        rows = occasions.places(answers, points)
    else:
        points, rows = [], np.arange(len(answers.values), dtype=np.float64)[:, None]
    site = sites_of(answers, rows)
    if site is not None and (site < 0).any():
        notes.add(NO_FIRST_SITE, "generalisability", women=int((site < 0).sum()))
        rows, site = rows[site >= 0], site[site >= 0]
    found = {}
    with threadpool_limits(limits=1, user_api="blas"):  # matrices are small: threads only wait
        for scale in answers.key.scales:
            cells = _cells(answers, answers.positions(scale), rows, site)
            found[scale] = _score(cells, plan, f"generalisability.scales.{scale}", notes)
    return {"generalisability": {"occasions": points, "scales": found}}


def _cells(answers: Answers, positions: list[int], rows: Numbers, site: Indices | None) -> Cells:
    columns = [answers.values[:, position] for position in positions]
    asked = [column for column in columns if not np.isnan(column).all()]
    tables = [occasions.beside(column, rows) for column in asked]
    table = np.concatenate(tables, axis=1) if tables else np.full((len(rows), 0), np.nan)
    there = ~np.isnan(table).all(axis=1)
    kept = None if site is None else np.unique(site[there], return_inverse=True)[1].reshape(-1)
    kept = None if kept is None or not kept.size or kept.max() < 1 else kept.astype(np.int64)
    return Cells(table[there], len(tables), rows.shape[1], kept)


def _score(cells: Cells, plan: Plan, where: str, notes: Notes) -> dict[str, Any]:
    """Return the components of a score and its decision study."""
    parts = effects(cells.items, cells.occasions, cells.site is not None)
    names = tuple(part.name for part in parts)
    found: dict[str, Any] = {
        "n": len(cells.table),
        "items": cells.items,
        **({} if cells.site is None else {"sites": int(cells.site.max()) + 1}),
        "method": None,
        "criterion": None,
        "components": None,
        "g": None,
        "phi": None,
        "decision": None,
    }
    free = None
    if cells.items > 1 and cells.table.size <= _MOST_CELLS:
        free = unbounded(cells.table, cells.items, cells.site, names)
    try:
        if cells.items < 2 or len(cells.table) < 3:
            raise ValueError("two items and three women are needed")
        fitted = fit(_model(cells, parts), _start(free))
    except (ValueError, NotSettled, np.linalg.LinAlgError):
        notes.add(NO_GENERALISABILITY, where)
        return found
    return found | _described(fitted, cells, free, plan, where, notes)


def _model(cells: Cells, parts: tuple[Any, ...]) -> Model:
    data = Layers.of(cells.table, cells.site)
    if len(data.patterns) * cells.table.shape[1] ** 3 > _MOST_WORK:
        raise ValueError("too many patterns of missing answers")
    return Model(data, parts, np.ones((cells.table.shape[1], 1)))


def _start(free: dict[str, float] | None) -> Numbers | None:
    """Return a first guess of the ratios of variances: those set free, where above 0."""
    if free is None or not free["error"] > 0:
        return None
    ratios = [value / free["error"] for name, value in free.items() if name != "error"]
    return np.asarray(np.maximum(np.array(ratios), 1e-3))


def _described(
    fitted: Fit, cells: Cells, free: dict[str, float] | None, plan: Plan, where: str, notes: Notes
) -> dict[str, Any]:
    names = [*(part.name for part in fitted.model.components), "error"]
    variance = dict(zip(names, map(float, fitted.variances), strict=True))
    study = Study(variance, names, fitted, plan.level)
    zero = [name for name in names if study.interval(name)["high"] is None]
    if zero:
        notes.add(AT_ZERO, where, names=", ".join(zero))
    below = {name: value for name, value in (free or {}).items() if value < 0}
    if below:
        shown = ", ".join(f"{name} {value:.4f}" for name, value in below.items())
        notes.add(BELOW_ZERO, f"{where}.components", shown=shown)
    whole = sum(variance.values())
    components = {
        name: {"variance": value, **study.interval(name), "share": value / whole}
        | ({} if free is None else {"unbounded": free[name]})
        for name, value in variance.items()
    }
    found: dict[str, Any] = {"method": "reml", "criterion": fitted.criterion}
    found |= {"components": components, **study.both(cells.items, 1)}
    found["decision"] = [
        {"items": items, "occasions": times, **study.both(items, times)}
        for times in ((1, 2, 3) if cells.occasions > 1 else (1,))
        for items in sizes(cells.items)
    ]
    if cells.site is not None:
        found["site_decision"] = [
            {"women": women, "g": study.of_site(cells.items, women)} for women in _WOMEN
        ]
    return found
