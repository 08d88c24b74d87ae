"""What holds items together: factorability, dimensions, factors, from one correlation matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from prem.analysis.covariance import Joint
from prem.analysis.factor import dimensions
from prem.analysis.factor.extraction import most_factors
from prem.analysis.factor.factorability import factorability
from prem.analysis.factor.general import general_factor, no_general_factor
from prem.analysis.factors import Wish, explore, nothing
from prem.analysis.frame import Numbers
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import correlate, definite, ordinal
from prem.analysis.plan import Plan
from prem.errors.analysis import (
    CONTRADICTION,
    FEW_ROWS,
    NO_EFA_ITEMS,
    NO_PAIRS,
    NO_SIMULATION,
    PAIRWISE_N,
    SINGULAR,
    SMALL_SAMPLE,
    TOO_FEW_FACTORS,
    TOO_MANY_FACTORS,
)

# Below this smallest eigenvalue a correlation matrix of double precision cannot be inverted.
_SINGULAR = 1e-9


def structure(
    pooled: Joint, names: list[str], wish: Wish, seed: int | None, plan: Plan, notes: Notes
) -> dict[str, Any]:
    """Return factorability, dimensions and efa of results.json, of items that vary.

    `seed` is that of the parallel analysis, None for no simulation.
    """
    empty = _nothing(pooled, names, wish)
    if len(names) < 3:
        notes.add(
            NO_EFA_ITEMS,
            "factorability, dimensions, polychoric, efa, general_factor",
            items=len(names),
        )
        return empty
    if pooled.n < 3:
        notes.add(
            FEW_ROWS,
            "factorability, dimensions, polychoric, efa, general_factor",
            n=pooled.n,
            needed=3,
        )
        return empty
    if pooled.missing == "pairwise" and pooled.gaps:
        notes.add(PAIRWISE_N, "factorability, dimensions", n=pooled.n)
    correlation = pooled.correlation()
    if np.isnan(correlation).any():
        notes.add(NO_PAIRS, "factorability, dimensions, polychoric, efa, general_factor")
        return empty
    _sample_size(pooled.n, len(names), plan, notes)
    observed = dimensions.eigenvalues(correlation)
    sizes = _dimensions(correlation, observed, pooled.n, seed, plan, notes)
    ordered = correlate(pooled, names, "polychoric", notes)
    found = empty | {"dimensions": sizes, "polychoric": ordinal(ordered, names, notes)}
    ready = observed[-1] >= _SINGULAR
    if ready:
        found["factorability"] = factorability(pooled, correlation, names)
    else:
        why = CONTRADICTION if observed[-1] < -_SINGULAR else SINGULAR
        notes.add(why, "factorability, efa, general_factor, dimensions.map")
    if wish.correlation == "polychoric":
        ready = definite(ordered, "efa, general_factor", notes)
        correlation = correlation if ordered is None else ordered.matrix
    if ready:
        found["efa"] = {"n": pooled.n} | explore(correlation, names, wish, notes)
        found["general_factor"] = general_factor(correlation, names, wish.factors, notes)
    return found


def permitted(wish: Wish, asked: int | None, names: list[str]) -> Wish:
    """Return the wish, with the factors asked for. Raises Refusal where items cannot carry them."""
    if asked is None:
        return wish
    if asked < 1:
        raise TOO_FEW_FACTORS.refuse()
    most = most_factors(len(names))
    if len(names) >= 3 and asked > most:
        raise TOO_MANY_FACTORS.refuse(items=len(names), most=most, asked=asked)
    return replace(wish, factors=asked)


def _nothing(pooled: Joint, names: list[str], wish: Wish) -> dict[str, Any]:
    return {
        "factorability": {
            "n": pooled.n,
            "kmo": None,
            "kmo_items": dict.fromkeys(names),
            "bartlett": {"chi2": None, "df": None, "p": None},
        },
        "dimensions": {"eigenvalues": None, "parallel": {"retain": None}, "map": {"retain": None}},
        "polychoric": ordinal(None, names, Notes()),
        "efa": {"n": pooled.n} | nothing(wish, names),
        "general_factor": no_general_factor(names),
    }


def _sample_size(rows: int, items: int, plan: Plan, notes: Notes) -> None:
    needed = plan.rows_needed(items)
    if rows < needed:
        holes = {"n": rows, "items": items, "needed": needed, "more": needed - rows}
        notes.add(
            SMALL_SAMPLE, "factorability, dimensions, efa", source=plan.sample_source, **holes
        )


def _dimensions(
    correlation: Numbers,
    observed: Numbers,
    rows: int,
    seed: int | None,
    plan: Plan,
    notes: Notes,
) -> dict[str, Any]:
    parallel: dict[str, Any] = {"retain": None}
    if seed is None:
        notes.add(NO_SIMULATION, "dimensions.parallel")
    elif rows <= len(correlation):
        notes.add(FEW_ROWS, "dimensions.parallel", n=rows, needed=len(correlation) + 1)
    else:
        parallel = _parallel(observed, rows, seed, plan)
    partials: dict[str, Any] = {"retain": None}
    if observed[-1] >= _SINGULAR:
        averages = dimensions.average_partials(correlation)
        partials = {
            "retain": int(np.argmin(averages)),
            "average_squared_partials": [float(value) for value in averages[np.isfinite(averages)]],
        }
    return {"eigenvalues": observed.tolist(), "parallel": parallel, "map": partials}


def _parallel(observed: Numbers, rows: int, seed: int, plan: Plan) -> dict[str, Any]:
    generator = np.random.default_rng(seed)
    drawn = dimensions.simulated_eigenvalues(rows, len(observed), plan.draws, generator)
    threshold = np.percentile(drawn, plan.percentile, axis=0)
    return {
        "retain": dimensions.parallel_retain(observed, threshold),
        "percentile": plan.percentile,
        "draws": plan.draws,
        "simulated": threshold.tolist(),
    }
