"""The dynamic part of a validation: cut-offs from the model's own simulation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from prem.analysis.cfa.dynamic import (
    AT_ONCE,
    LOWER_IS_BETTER,
    DrawPiece,
    Level,
    cut_offs,
    draw,
    levels,
    population,
    standardised,
)
from prem.analysis.cfa.many import Indices
from prem.analysis.cfa.ml import Fit
from prem.analysis.cfa.model import correlated
from prem.analysis.confirm import complete_rows, fitted
from prem.analysis.frame import Answers, Numbers
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.work import Work, seeds
from prem.errors.factors import DYNAMIC_UNSETTLED, NO_DYNAMIC

_PURPOSE = 43  # of seeds
_WHERE = "cfa.dynamic"
# Of the tables of one kind that may remain without a fit.
_LOST = 0.10
# The slopes of 100 items' models take 0.2 GB at once.
MOST_ITEMS = 100


def dynamic(
    answers: Answers, seed: int | None, plan: Plan, notes: Notes, work: Work
) -> dict[str, Any]:
    """Return {"dynamic": ...}: cut-offs of SRMR, RMSEA and CFI for the model of `cfa.ml`.

    None, with a note, where nothing is simulated (`seed` None), the model cannot be fitted, is
    improper or has nothing to leave out. For models of answers as numbers: indices of WLSMV
    have other distributions.
    """
    fit, why = _fitted(answers, seed)
    wrong = [] if fit is None else levels(fit)
    if fit is None or seed is None or not wrong:
        text = why or "the model has nothing to leave out"
        notes.add(NO_DYNAMIC, _WHERE, why=text)
        return {"dynamic": None}
    populations = [population(*standardised(fit)), *(level.population for level in wrong)]
    given = iter(seeds(seed, _pieces(plan) * len(populations), _PURPOSE))
    drawn = _drawn(fit, populations[:1], given, plan, work)
    if np.isnan(drawn[0].cfi).mean() <= _LOST:
        drawn += _drawn(fit, populations[1:], given, plan, work)
    kept = [_settled(part) for part in drawn]
    lost = [plan.dynamic_draws - len(part["cfi"]) for part in kept]
    good = [failed <= _LOST * plan.dynamic_draws for failed in lost]
    until = good.index(False) if False in good else len(good)
    if until < len(good):
        which = f"those of level {until} on" if until > 1 else "the samples"
        text = f"{lost[until]} of {plan.dynamic_draws} of {which} could not be fitted"
        notes.add(NO_DYNAMIC, _WHERE, why=text)
    if until < 2:
        return {"dynamic": None}
    kept, wrong = kept[:until], wrong[: until - 1]
    if failed := sum(lost[:until]):
        draws = until * plan.dynamic_draws
        notes.add(DYNAMIC_UNSETTLED, _WHERE, failed=failed, draws=draws)
    right, *others = kept
    steps = [_step(right, part, level) for level, part in zip(wrong, others, strict=True)]
    for place, step in enumerate(steps, start=1):
        for name in (name for name in LOWER_IS_BETTER if step[name]["cut_off"] is None):
            why = f"no {name.upper()} tells the model that is right from that of level {place}"
            notes.add(NO_DYNAMIC, "cfa.dynamic.levels", why=why)
    return {
        "dynamic": {
            "estimator": "ml",
            "n": fit.n,
            "draws": plan.dynamic_draws,
            "settled": [len(part["cfi"]) for part in kept],
            "right": {name: _worst(right[name], name) for name in LOWER_IS_BETTER},
            "levels": steps,
        }
    }


def _step(right: dict[str, Numbers], wrong: dict[str, Numbers], level: Level) -> dict[str, Any]:
    return {"lacks": list(level.lacks), "size": list(level.size), **cut_offs(right, wrong)}


def _fitted(answers: Answers, seed: int | None) -> tuple[Fit | None, str]:
    """Return the fit behind `cfa.ml`, or None and why not."""
    if seed is None:
        return None, "--quick simulates nothing"
    rows, members = complete_rows(answers, answers.key.scales)
    model = correlated(members)
    fit = fitted(model, rows, _WHERE, Notes())
    if fit is None:
        return None, "the model could not be fitted"
    if fit.improper or np.abs(standardised(fit)[0]).max() >= 1:
        return None, "its estimates are such as no population can have"
    if not model.df:
        return None, "it has as many parameters as there are covariances"
    if len(model.items) > MOST_ITEMS:
        return None, f"they are for up to {MOST_ITEMS} items"
    return fit, ""


def _pieces(plan: Plan) -> int:
    return -(-plan.dynamic_draws // AT_ONCE)


def _drawn(
    fit: Fit,
    populations: list[Numbers],
    given: Iterator[np.random.SeedSequence],
    plan: Plan,
    work: Work,
) -> list[Indices]:
    """Return the indices of the samples of each population."""
    each = _pieces(plan)
    pieces = [
        DrawPiece(fit.model, one, fit.n, next(given)) for one in populations for _ in range(each)
    ]
    done = work(draw, pieces)
    parts = [done[at : at + each] for at in range(0, len(done), each)]
    return [
        Indices(*(np.concatenate(c)[: plan.dynamic_draws] for c in zip(*part, strict=True)))
        for part in parts
    ]


def _settled(part: Indices) -> dict[str, Numbers]:
    usable = ~np.isnan(part.cfi)
    return {name: column[usable] for name, column in part._asdict().items()}


def _worst(values: Numbers, index: str) -> float:
    """Return what 95 % of right models reach."""
    return float(np.quantile(values, 0.95 if LOWER_IS_BETTER[index] else 0.05))
