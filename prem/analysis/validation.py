"""The whole validation of a table of answers: `results.json`, part by part."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from prem.analysis import dimensions
from prem.analysis.change import by_site_and_time
from prem.analysis.covariance import Missing, Pooled, pool, varying
from prem.analysis.extraction import Extraction, most_factors
from prem.analysis.factorability import factorability
from prem.analysis.factors import Wish, explore, nothing
from prem.analysis.frame import Answers, Numbers
from prem.analysis.items import item_statistics
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.reliability import scale_statistics
from prem.analysis.retest import retest
from prem.analysis.rotation import Rotation
from prem.errors.analysis import (
    CONTRADICTION,
    FEW_ROWS,
    ITEM_CONSTANT,
    NO_EFA_ITEMS,
    NO_PAIRS,
    NO_SIMULATION,
    PAIRWISE_N,
    REPEATED_WOMEN,
    SINGULAR,
    SMALL_SAMPLE,
    TOO_FEW_FACTORS,
    TOO_MANY_FACTORS,
)

# Below this smallest eigenvalue a correlation matrix of double precision cannot be inverted.
_SINGULAR = 1e-9


@dataclass(frozen=True, slots=True)
class Options:
    """What `prem analyse` was asked for; `factors` None means as many as there are scales.

    `retest` names the two time points between which nothing should have changed.
    """

    missing: Missing = "listwise"
    factors: int | None = None
    extraction: Extraction = "minres"
    rotation: Rotation = "oblimin"
    seed: int = 1
    quick: bool = False
    retest: tuple[str, str] | None = None


def validate(answers: Answers, options: Options, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return results.json as a tree of JSON values.

    What a later version adds is absent; what could not be computed is null, with its note.
    Raises Refusal where more factors are asked for than the items can carry.
    """
    items = item_statistics(answers, notes)
    scales = {
        scale: scale_statistics(answers, scale, options.missing, plan, items, notes)
        for scale in answers.key.scales
    }
    _repeated(answers, notes)
    whole = _whole(answers, options, plan, notes)
    cells = by_site_and_time(answers, plan, notes)
    complete = int((~np.isnan(answers.values)).all(axis=1).sum())
    return {
        "data": {"rows": len(answers.values), "complete": complete, "items": len(answers.items)},
        "items": items,
        "scales": scales,
        **whole,
        **retest(answers, options.retest, plan, notes),
        "by_site_and_time": cells,
        "notes": notes.entries,
    }


def _repeated(answers: Answers, notes: Notes) -> None:
    if answers.id is None:
        return
    repeated = sum(count > 1 for count in Counter(answers.id).values())
    if repeated:
        notes.add(REPEATED_WOMEN, "data", repeated=repeated)


def _whole(answers: Answers, options: Options, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return factorability, dimensions and efa, of the items that vary in the rows used."""
    pooled, names = _varying_rows(answers, options.missing, notes)
    wish = _wish(answers, options, names)
    empty = _nothing(pooled, names, wish)
    if len(names) < 3:
        notes.add(NO_EFA_ITEMS, "factorability, dimensions, efa", items=len(names))
        return empty
    if pooled.n < 3:
        notes.add(FEW_ROWS, "factorability, dimensions, efa", n=pooled.n, needed=3)
        return empty
    if options.missing == "pairwise" and np.isnan(pooled.values).any():
        notes.add(PAIRWISE_N, "factorability, dimensions", n=pooled.n)
    correlation = pooled.correlation()
    if np.isnan(correlation).any():
        notes.add(NO_PAIRS, "factorability, dimensions, efa")
        return empty
    _sample_size(pooled.n, len(names), plan, notes)
    observed = dimensions.eigenvalues(correlation)
    sizes = _dimensions(correlation, observed, pooled.n, options, plan, notes)
    if observed[-1] < _SINGULAR:
        why = CONTRADICTION if observed[-1] < -_SINGULAR else SINGULAR
        notes.add(why, "factorability, efa, dimensions.map")
        return empty | {"dimensions": sizes}
    return {
        "factorability": factorability(pooled, correlation, names),
        "dimensions": sizes,
        "efa": {"n": pooled.n} | explore(correlation, names, wish, notes),
    }


def _varying_rows(answers: Answers, missing: Missing, notes: Notes) -> tuple[Pooled, list[str]]:
    """Return the pooled rows of the items that vary, also once incomplete rows are gone."""
    used = varying(answers.values)
    pooled = pool(answers.values[:, used], missing)
    still = varying(pooled.values)
    for position in set(range(len(used))) - set(still) if pooled.n > 1 else ():
        notes.add(ITEM_CONSTANT, f"efa.loadings.{answers.items[used[position]]}")
    if len(still) < len(used) and pooled.n > 1:
        used = [used[position] for position in still]
        pooled = pool(pooled.values[:, still], missing)
    return pooled, [answers.items[position] for position in used]


def _wish(answers: Answers, options: Options, names: list[str]) -> Wish:
    asked = options.factors
    if asked is not None and asked < 1:
        raise TOO_FEW_FACTORS.refuse()
    most = most_factors(len(names))
    if asked is not None and len(names) >= 3 and asked > most:
        raise TOO_MANY_FACTORS.refuse(items=len(names), most=most, asked=asked)
    return Wish(asked or len(answers.key.scales), options.extraction, options.rotation)


def _nothing(pooled: Pooled, names: list[str], wish: Wish) -> dict[str, Any]:
    return {
        "factorability": {
            "n": pooled.n,
            "kmo": None,
            "kmo_items": dict.fromkeys(names),
            "bartlett": {"chi2": None, "df": None, "p": None},
        },
        "dimensions": {"eigenvalues": None, "parallel": {"retain": None}, "map": {"retain": None}},
        "efa": {"n": pooled.n} | nothing(wish, names),
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
    options: Options,
    plan: Plan,
    notes: Notes,
) -> dict[str, Any]:
    parallel: dict[str, Any] = {"retain": None}
    if options.quick:
        notes.add(NO_SIMULATION, "dimensions.parallel")
    elif rows <= len(correlation):
        notes.add(FEW_ROWS, "dimensions.parallel", n=rows, needed=len(correlation) + 1)
    else:
        parallel = _parallel(observed, rows, options.seed, plan)
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
