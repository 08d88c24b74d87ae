"""The part "sample_size" of results.json: what this many women allow, and what more would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from prem.analysis.frame import Answers
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.sample_size import closed
from prem.analysis.sample_size.fitted import Fitted, describe, fitted
from prem.analysis.sample_size.needs import factor_rows, needs
from prem.analysis.sample_size.simulated import simulated
from prem.analysis.scales import Key
from prem.analysis.work import Work
from prem.errors.power import (
    NO_POWER_MODEL,
    POWER_AS_NUMBERS,
    POWER_FEW_DRAWS,
    POWER_HELD,
    POWER_MANY_ITEMS,
    POWER_MANY_ROWS,
    POWER_NOT_FITTED,
    POWER_QUICK,
)

_MOST_ROWS = 5000
# A fit of 40 items takes some 20 ms, of 100 items ten times that.
_MOST_FITTED, _MOST_ITEMS = 40, 200
_WHERE = "sample_size.power"
Results = Mapping[str, Any]


def sample_size(
    key: Key,
    answers: Answers | None,
    results: Results,
    plan: Plan,
    notes: Notes,
    seed: int | None,
    work: Work,
) -> dict[str, Any]:
    """Return {"sample_size": ...} of results that are otherwise complete.

    `answers` None: the results are of pair counts, in which groups of women cannot be told.

    `analyses` grades this n for each analysis and says how many more women the next grade needs;
    `precision` says how many women make an interval of the width that the plan asks for; `model`
    is what `prem simulate --like` draws answers from; `fit` is the power of the test of RMSEA in
    closed form, and `power` what samples of several sizes show under the fitted model, None
    without a seed (--quick).
    """
    turned = {item: how.reversed for item, how in key.items.items()}
    model = describe(results, turned)
    if model is None:
        notes.add(NO_POWER_MODEL, "sample_size.model")
    n, fit = factor_rows(results), _fit_power(results, plan)
    return {
        "sample_size": {
            "n": n,
            "analyses": needs(answers, results, plan),
            "precision": list(_precision(results, plan)),
            **({} if fit is None else {"fit": fit}),
            "model": model,
            "power": _power(model, n, plan, notes, seed, work),
        }
    }


def _precision(results: Results, plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield for each intraclass correlation how many women make its interval narrow enough."""
    found = (results.get("test_retest") or {}).get("scales") or {}
    for scale, score in found.items():
        icc = score["icc"]["A1"]
        if icc["estimate"] is None or not -1 < icc["estimate"] < 1:
            continue
        needed = closed.icc_rows(icc["estimate"], 2, plan.power.icc_width, plan.level)
        yield {
            "scale": scale,
            "icc": icc["estimate"],
            "n": score["n"],
            "width": icc["high"] - icc["low"],
            "wanted": plan.power.icc_width,
            "needed": needed,
            "more": max(needed - int(score["n"]), 0),
        }


def _fit_power(results: Results, plan: Plan) -> dict[str, Any] | None:
    """Return the power of the test of close fit, and the women needed, of normal answers."""
    found = (results.get("cfa") or {}).get("ml")
    if not found or found["df"] < 1:
        return None
    asked, df, n = plan.power, int(found["df"]), int(found["n"])
    sizes = sorted({*asked.ladder, n})
    return {
        "df": df,
        "null": asked.rmsea_null,
        "true": asked.rmsea_true,
        "power": [
            {"n": size, "power": closed.rmsea_power(size, df, asked.rmsea_null, asked.rmsea_true)}
            for size in sizes
        ],
        "wanted": asked.wanted,
        "needed": closed.rmsea_rows(df, asked.rmsea_null, asked.rmsea_true, asked.wanted),
    }


def _power(
    model: dict[str, Any] | None, n: int, plan: Plan, notes: Notes, seed: int | None, work: Work
) -> dict[str, Any] | None:
    if seed is None:
        notes.add(POWER_QUICK, _WHERE)
        return None
    drawn = None if model is None or model["basis"] == "none" else fitted(model)
    if drawn is None:
        notes.add(NO_POWER_MODEL, _WHERE)
        return None
    items = len(drawn.items)
    if items > _MOST_ITEMS:
        notes.add(POWER_MANY_ITEMS, _WHERE, most=_MOST_ITEMS)
        return None
    _tell(drawn, n, notes)
    asked = plan.power
    if items > _MOST_FITTED:
        notes.add(POWER_NOT_FITTED, _WHERE, most=_MOST_FITTED)
        asked = replace(asked, simulation=replace(asked.simulation, fits=0))
    sizes = sorted({*asked.ladder, *([n] if 10 <= n <= _MOST_ROWS else [])})
    rows = simulated(drawn, sizes, asked.simulation, seed, work)
    names = ("alpha", "omega") if asked.simulation.fits else ("alpha",)
    if any(half is None for row in rows for name in names for half in row[name].values()):
        notes.add(POWER_FEW_DRAWS, _WHERE)
    return {
        "basis": drawn.basis,
        "draws": asked.simulation.draws,
        "fits": asked.simulation.fits,
        "effects": list(asked.simulation.effects),
        "stability": asked.simulation.stability,
        "rows": rows,
    }


def _tell(drawn: Fitted, n: int, notes: Notes) -> None:
    if drawn.basis == "ml":
        notes.add(POWER_AS_NUMBERS, _WHERE)
    if drawn.held:
        notes.add(POWER_HELD, f"{_WHERE}, sample_size.model")
    if n > _MOST_ROWS:
        notes.add(POWER_MANY_ROWS, _WHERE, most=_MOST_ROWS)
