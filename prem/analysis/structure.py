"""What holds items together: factorability, dimensions, factors, from one correlation matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from prem.analysis.covariance import Joint
from prem.analysis.factor import dimensions
from prem.analysis.factor.extraction import most_factors
from prem.analysis.factor.factorability import factorability
from prem.analysis.factor.general import general_factor, no_general_factor
from prem.analysis.factors import Wish, explore, nothing
from prem.analysis.frame import Numbers
from prem.analysis.guard import guarded
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import correlate, definite, ordinal
from prem.analysis.parallel import no_parallel, parallel
from prem.analysis.plan import Plan
from prem.analysis.work import Work, in_turn
from prem.errors.analysis import (
    CONTRADICTION,
    FEW_ROWS,
    NO_EFA_ITEMS,
    NO_PAIRS,
    PAIRWISE_N,
    SINGULAR,
    SMALL_SAMPLE,
    TOO_FEW_FACTORS,
    TOO_MANY_FACTORS,
)

# Below this smallest eigenvalue a correlation matrix of double precision cannot be inverted.
_SINGULAR = 1e-9
T = TypeVar("T")


def structure(
    pooled: Joint,
    names: list[str],
    wish: Wish,
    seed: int | None,
    plan: Plan,
    notes: Notes,
    work: Work = in_turn,
) -> dict[str, Any]:
    """Return factorability, dimensions and efa of results.json, of items that vary.

    `seed` is that of the parallel analysis, None for no simulation; `work` does the simulation.
    """
    empty = no_structure(pooled.n, names, wish)
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
    return empty | _parts(pooled, correlation, names, wish, seed, plan, notes, work)


def _parts(
    pooled: Joint,
    correlation: Numbers,
    names: list[str],
    wish: Wish,
    seed: int | None,
    plan: Plan,
    notes: Notes,
    work: Work,
) -> dict[str, Any]:
    """Return what can be computed of correlations that are all there; a part that fails is null."""
    empty = no_structure(pooled.n, names, wish)
    observed = dimensions.eigenvalues(correlation)

    def sure(part: Callable[[], T], where: str, instead: T) -> T:
        return guarded(part, where, instead, notes)

    ordered = sure(lambda: correlate(pooled, names, "polychoric", notes), "polychoric", None)
    found: dict[str, Any] = {
        "polychoric": sure(
            lambda: ordinal(ordered, names, notes), "polychoric", empty["polychoric"]
        ),
        "dimensions": {
            "eigenvalues": observed.tolist(),
            "parallel": sure(
                lambda: parallel(pooled, correlation, ordered, seed, plan, notes, work),
                "dimensions.parallel",
                no_parallel(),
            ),
            "map": _average_partials(correlation, observed),
        },
    }
    ready = observed[-1] >= _SINGULAR
    if ready:
        of = correlation
        found["factorability"] = sure(
            lambda: factorability(pooled, of, names), "factorability", empty["factorability"]
        )
    else:
        why = CONTRADICTION if observed[-1] < -_SINGULAR else SINGULAR
        notes.add(why, "factorability, efa, general_factor, dimensions.map")
    if wish.correlation == "polychoric":
        ready = definite(ordered, "efa, general_factor", notes)
        correlation = correlation if ordered is None else ordered.matrix
    return found | (_factors(correlation, empty, names, wish, notes) if ready else {})


def _factors(
    correlation: Numbers, empty: dict[str, Any], names: list[str], wish: Wish, notes: Notes
) -> dict[str, Any]:
    n, general = empty["efa"]["n"], empty["general_factor"]
    return {
        "efa": guarded(
            lambda: {"n": n} | explore(correlation, n, names, wish, notes),
            "efa",
            empty["efa"],
            notes,
        ),
        "general_factor": guarded(
            lambda: general_factor(correlation, names, wish.factors, notes),
            "general_factor",
            general,
            notes,
        ),
    }


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


def no_structure(n: int, names: list[str], wish: Wish) -> dict[str, Any]:
    """Return what `structure` does, with nulls."""
    return {
        "factorability": {
            "n": n,
            "kmo": None,
            "kmo_items": dict.fromkeys(names),
            "bartlett": {"chi2": None, "df": None, "p": None},
        },
        "dimensions": {"eigenvalues": None, "parallel": no_parallel(), "map": {"retain": None}},
        "polychoric": ordinal(None, names, Notes()),
        "efa": {"n": n} | nothing(wish, names),
        "general_factor": no_general_factor(names),
    }


def _sample_size(rows: int, items: int, plan: Plan, notes: Notes) -> None:
    needed = plan.rows_needed(items)
    if rows < needed:
        holes = {"n": rows, "items": items, "needed": needed, "more": needed - rows}
        notes.add(
            SMALL_SAMPLE, "factorability, dimensions, efa", source=plan.sample_source, **holes
        )


def _average_partials(correlation: Numbers, observed: Numbers) -> dict[str, Any]:
    if observed[-1] < _SINGULAR:
        return {"retain": None}
    averages = dimensions.average_partials(correlation)
    return {
        "retain": int(np.argmin(averages)),
        "average_squared_partials": [float(value) for value in averages[np.isfinite(averages)]],
    }
