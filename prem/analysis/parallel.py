"""`dimensions.parallel` of results.json: parallel analysis by both rules, also on polychorics."""

from __future__ import annotations

from typing import Any

import numpy as np

from prem.analysis.covariance import Joint
from prem.analysis.factor import parallel as draws
from prem.analysis.factor.dimensions import eigenvalues
from prem.analysis.factor.parallel import Drawn
from prem.analysis.factor.single import single_factor_eigenvalues
from prem.analysis.frame import Numbers
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import DEFINITE, counted
from prem.analysis.ordered.polychoric import Polychoric
from prem.analysis.plan import Plan
from prem.analysis.work import Work, seeds
from prem.errors.analysis import FEW_ROWS, NO_SIMULATION
from prem.errors.factors import NO_FACTOR_RULE, PARALLEL_MANY, PARALLEL_UNSTABLE

_NUMBERS, _ANSWERS = 41, 42  # purposes of seeds
# 1770 pairs take about 0.1 s a draw.
MOST_ITEMS = 60
# A rule counts when this share of the draws can be used for it.
_ENOUGH = 0.9
_WHERE = "dimensions.parallel"


def parallel(
    pooled: Joint,
    correlation: Numbers,
    ordered: Polychoric | None,
    seed: int | None,
    plan: Plan,
    notes: Notes,
    work: Work,
) -> dict[str, Any]:
    """Return `dimensions.parallel`: what is kept by components, and by factors.

    `retain` is the rule of components on the ordinary correlations, which is the headline:
    simulations find it nearer the truth (Lim & Jahng 2019, Psychol Methods 24:452), while the
    rule of factors keeps too many in large samples, where any tiny factor exceeds chance.
    `rules` has both, `polychoric.rules` both on polychoric correlations. `seed` None: no
    simulation.
    """
    if seed is None:
        notes.add(NO_SIMULATION, _WHERE)
        return no_parallel()
    if pooled.n <= len(correlation):
        notes.add(FEW_ROWS, _WHERE, n=pooled.n, needed=len(correlation) + 1)
        return no_parallel()
    count = draws.pieces_for(plan.draws, answers=False)
    pieces = draws.number_pieces(pooled.n, len(correlation), seeds(seed, count, _NUMBERS))
    drawn = draws.joined(work(draws.draw_numbers, pieces), plan.draws)
    rules = _rules(correlation, drawn, plan.percentile, f"{_WHERE}.rules", notes)
    components = rules["components"]
    return {
        "retain": components["retain"],
        "percentile": plan.percentile,
        "draws": plan.draws,
        "simulated": components["simulated"],
        "rules": rules,
        "polychoric": _of_answers(pooled, ordered, seed, plan, notes, work),
    }


def no_parallel() -> dict[str, Any]:
    """Return `dimensions.parallel` with nulls."""
    return {"retain": None, "rules": None, "polychoric": None}


def _of_answers(
    pooled: Joint, ordered: Polychoric | None, seed: int, plan: Plan, notes: Notes, work: Work
) -> dict[str, Any] | None:
    """Return the rules on polychoric correlations; None where there are none, as notes say."""
    where = f"{_WHERE}.polychoric"
    if ordered is None:
        return None
    if len(ordered.items) > MOST_ITEMS:
        notes.add(PARALLEL_MANY, where, items=len(ordered.items), most=MOST_ITEMS)
        return None
    pairs = counted(pooled, list(ordered.items))
    margins = tuple(pairs.counts(item, missing=True) for item in range(len(ordered.items)))
    count = draws.pieces_for(plan.polychoric_draws, answers=True)
    pieces = draws.answer_pieces(margins, seeds(seed, count, _ANSWERS))
    drawn = draws.joined(work(draws.draw_answers, pieces), plan.polychoric_draws)
    rules = _rules(ordered.matrix, drawn, plan.percentile, f"{where}.rules", notes)
    return {"percentile": plan.percentile, "draws": plan.polychoric_draws, "rules": rules}


def _rules(
    correlation: Numbers, drawn: Drawn, percentile: float, where: str, notes: Notes
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    observed: dict[str, Numbers] = {"components": eigenvalues(correlation)}
    if observed["components"][-1] >= DEFINITE:
        observed["factors"] = single_factor_eigenvalues(correlation[None])[0]
    else:
        notes.add(NO_FACTOR_RULE, f"{where}.factors")
    for name, values in (("components", drawn.components), ("factors", drawn.factors)):
        failed = int(np.isnan(values).any(axis=1).sum())
        found[name] = {"retain": None, "observed": None, "simulated": None}
        if name not in observed:
            continue
        if failed > (1 - _ENOUGH) * len(values):
            what = {"failed": failed, "draws": len(values), "rule": name}
            notes.add(PARALLEL_UNSTABLE, f"{where}.{name}", **what)
            continue
        found[name] = draws.rule(observed[name], values, percentile)
    return found
