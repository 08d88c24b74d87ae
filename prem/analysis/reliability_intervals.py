"""Intervals of a scale's reliabilities: by the bootstrap, or by the delta method.

`alpha` has Feldt's interval, exact for normal answers; of skewed ones it holds 87 % where it says
95 %, and the bootstrap's is the one to read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from prem.analysis.covariance import Missing, pool, varying
from prem.analysis.factor.extraction import NotConverged
from prem.analysis.factor.schmid_leiman import schmid_leiman
from prem.analysis.frame import Answers, Numbers
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.ordered.precision import below_one, ordinal_alpha_limits
from prem.analysis.ordered.spread import spread
from prem.analysis.plan import Plan
from prem.analysis.reliability import scores
from prem.analysis.resampled import (
    Draws,
    accelerated,
    alpha_and_error,
    columns_of,
    drawn,
    shares,
    without_one,
)
from prem.analysis.work import Work, seeds
from prem.errors.scaling import (
    BOOTSTRAP_MANY_ROWS,
    BOOTSTRAP_UNSTEADY,
    NO_BOOTSTRAP,
    NO_ESTIMATE,
    NO_LIMITS,
)

_PURPOSE = 930
_PIECES = 4  # a scale's draws, cut into so many: the numbers are those of this cut
_MOST_ROWS = 50_000  # 1000 draws of them take about two seconds
# More draws than this must be usable, or there is no interval.
_USABLE = 0.9
# A standard error needs fewer draws than the ends of a distribution: 100 tell it within 7 %.
_FACTOR_DRAWS = 100
Parts = dict[str, dict[str, Any]]


class Rows(NamedTuple):
    """A scale as its reliability takes it: rows x items that vary, and each row's score."""

    values: Numbers
    score: Numbers
    names: list[str]


def intervals(
    answers: Answers,
    missing: Missing,
    scales: Parts,
    seed: int | None,
    plan: Plan,
    notes: Notes,
    work: Work,
) -> None:
    """Enter `alpha_bootstrap`, `sem_interval`, `alpha_ordinal_interval` and
    `omega_hierarchical_interval` in `scales`: {"low", "high", "method"} each.

    `seed` is None for no bootstrap. What is null because its estimate is null has the note of the
    estimate. `answers` hold no formative scale.
    """
    for found in scales.values():
        found |= no_intervals()
    given = {scale: _rows(answers, scale, missing, plan) for scale in answers.key.scales}
    for scale, rows in given.items():
        if scales[scale]["alpha_ordinal"] is not None:
            found = _ordinal(rows, f"scales.{scale}.alpha_ordinal_interval", plan, notes)
            scales[scale]["alpha_ordinal_interval"] |= found
    _bootstrap(given, scales, seed, plan, notes, work)
    bare = [
        f"scales.{scale}.{name}"
        for scale in given
        for name in _ESTIMATES
        if _estimate(scales[scale], name) is None
    ]
    if bare:
        notes.add(NO_ESTIMATE, ", ".join(bare))


_METHODS = {
    "alpha_bootstrap": "bootstrap BCa",
    "sem_interval": "bootstrap BCa",
    "alpha_ordinal_interval": "delta",
    "omega_hierarchical_interval": "bootstrap standard error",
}
_ESTIMATES = {
    "alpha_bootstrap": "alpha",
    "sem_interval": "sem",
    "alpha_ordinal_interval": "alpha_ordinal",
    "omega_hierarchical_interval": "omega_hierarchical",
}

_DRAWN = ("alpha_bootstrap", "sem_interval", "omega_hierarchical_interval")


def no_intervals() -> dict[str, dict[str, Any]]:
    """Return what `intervals` enters in a scale, with nulls."""
    return {
        name: {"low": None, "high": None, "method": method} for name, method in _METHODS.items()
    }


def _rows(answers: Answers, scale: str, missing: Missing, plan: Plan) -> Rows:
    """Return the rows and the items behind a scale's alpha, as `scale_statistics` takes them."""
    values = answers.values[:, answers.positions(scale)]
    members = answers.key.scales[scale]
    used = [place for place in range(len(members)) if not np.isnan(values[:, place]).all()]
    kept = values[:, used]
    there = ~np.isnan(kept).any(axis=1) if missing == "listwise" else ~np.isnan(kept).all(axis=1)
    score = scores(kept if missing == "listwise" else values, plan.least_answered)[there]
    moving = varying(kept[there])
    return Rows(kept[there][:, moving], score, [members[used[place]] for place in moving])


def _ordinal(rows: Rows, where: str, plan: Plan, notes: Notes) -> dict[str, Any]:
    complete = pool(rows.values, "listwise").values
    low = high = float("nan")
    if len(complete) == len(rows.values) and complete.shape[1] > 1:
        found = spread(complete, tuple(rows.names))
        if not found.found.at_edge:
            low, high = ordinal_alpha_limits(found, len(complete), plan.level)
    if not np.isfinite(low):
        notes.add(NO_LIMITS, where)
    return {"low": number(low), "high": number(high)}


def _bootstrap(
    given: Mapping[str, Rows],
    scales: Parts,
    seed: int | None,
    plan: Plan,
    notes: Notes,
    work: Work,
) -> None:
    """Enter what is bootstrapped, all scales' draws in one round of work."""
    wanted: dict[tuple[str, str], list[Callable[[], Numbers]]] = {}
    not_drawn: list[str] = []
    for scale, rows in given.items():
        there = [name for name in _DRAWN if _estimate(scales[scale], name) is not None]
        where = [f"scales.{scale}.{name}" for name in there]
        if not there:
            continue
        if seed is None:
            not_drawn += where
        elif len(rows.values) > _MOST_ROWS:
            notes.add(BOOTSTRAP_MANY_ROWS, ", ".join(where), n=len(rows.values), most=_MOST_ROWS)
        else:
            place = list(given).index(scale)
            wanted[scale, "alpha"] = _alpha_pieces(rows, seed, place, plan)
            if "omega_hierarchical_interval" in there:
                wanted[scale, "omega"] = _omega_pieces(rows, seed, place)
    if not_drawn:
        notes.add(NO_BOOTSTRAP, ", ".join(not_drawn))
    done = iter(work(_call, [piece for pieces in wanted.values() for piece in pieces]))
    for (scale, what), pieces in wanted.items():
        drawn_ = np.vstack([next(done) for _ in pieces])
        enter = _enter_alpha if what == "alpha" else _enter_omega
        enter(drawn_, given[scale], scales[scale], f"scales.{scale}", plan, notes)


def _estimate(found: dict[str, Any], interval: str) -> float | None:
    estimate = found[_ESTIMATES[interval]]
    value: float | None = estimate["estimate"] if isinstance(estimate, dict) else estimate
    return value


def _call(piece: Callable[[], Numbers]) -> Numbers:
    return piece()


def _alpha_pieces(rows: Rows, seed: int, place: int, plan: Plan) -> list[Callable[[], Numbers]]:
    sums, gaps = columns_of(rows.values, rows.score)
    own = seeds(seed, _PIECES, _PURPOSE + 2 * place)
    counts = shares(plan.bootstrap_draws, _PIECES)
    return [
        partial(drawn, Draws(sums, len(rows.names), gaps, count, one))
        for count, one in zip(counts, own, strict=True)
    ]


def _enter_alpha(
    found: Numbers, rows: Rows, scale: dict[str, Any], where: str, plan: Plan, notes: Notes
) -> None:
    sums, gaps = columns_of(rows.values, rows.score)
    k = len(rows.names)
    estimates = alpha_and_error(sums.sum(axis=0)[None], len(sums), k, gaps)[0]
    without = without_one(sums, k, gaps)
    for column, name in enumerate(("alpha_bootstrap", "sem_interval")):
        if _estimate(scale, name) is None:
            continue
        usable = found[np.isfinite(found[:, column]), column]
        left = without[np.isfinite(without[:, column]), column]
        if len(usable) < _USABLE * len(found) or len(left) < _USABLE * len(without):
            lost = len(found) - len(usable)
            notes.add(BOOTSTRAP_UNSTEADY, f"{where}.{name}", lost=lost, draws=len(found))
            continue
        low, high = accelerated(usable, float(estimates[column]), left, plan.level)
        scale[name] |= {"low": low, "high": high, "draws": len(usable)}


def _omega_pieces(rows: Rows, seed: int, place: int) -> list[Callable[[], Numbers]]:
    own = seeds(seed, _PIECES, _PURPOSE + 2 * place + 1)
    counts = shares(_FACTOR_DRAWS, _PIECES)
    return [
        partial(hierarchical_draws, rows.values, count, one)
        for count, one in zip(counts, own, strict=True)
    ]


def hierarchical_draws(values: Numbers, count: int, seed: np.random.SeedSequence) -> Numbers:
    """Return omega hierarchical of so many draws of the rows (draws x 1); NaN where there is none.

    With missing answers the correlations are pairwise.
    """
    chance = np.random.default_rng(seed)
    found = np.full((count, 1), np.nan)
    for draw in range(count):
        taken = values[chance.integers(len(values), size=len(values))]
        if len(varying(taken)) < values.shape[1]:
            continue
        correlation = pool(taken, "pairwise").correlation()
        if np.isnan(correlation).any() or np.linalg.eigvalsh(correlation)[0] < 1e-9:
            continue
        try:
            found[draw] = schmid_leiman(correlation).hierarchical
        except (NotConverged, ValueError, np.linalg.LinAlgError):
            continue
    return found


def _enter_omega(
    found: Numbers, rows: Rows, scale: dict[str, Any], where: str, plan: Plan, notes: Notes
) -> None:
    """Enter limits by log(1 - omega), from the standard deviation of the draws."""
    name = "omega_hierarchical_interval"
    estimate = float(scale["omega_hierarchical"])
    usable = found[np.isfinite(found) & (found < 1)]
    if len(usable) < _USABLE * len(found) or not estimate < 1:
        lost = len(found) - len(usable)
        notes.add(BOOTSTRAP_UNSTEADY, f"{where}.{name}", lost=lost, draws=len(found))
        return
    error = float(np.std(np.log(1 - usable), ddof=1)) * (1 - estimate)
    low, high = below_one(estimate, error, plan.level)
    scale[name] |= {"low": low, "high": high, "draws": len(usable)}
