"""`longitudinal.wlsmv` of results.json's `invariance`: ordered answers of the same women."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from prem.analysis.cfa.model import Model
from prem.analysis.cfa.ordered import LEAST_ROWS, MOST_ITEMS
from prem.analysis.cfa.wlsmv import OrderedFit, fit_ordered
from prem.analysis.frame import Numbers
from prem.analysis.invariance.ordinal import Fits, equal_thresholds, own_start
from prem.analysis.invariance.ordinal_fit import StepFit, fit_step
from prem.analysis.invariance.ordinal_model import STEPS, Ladder, Step
from prem.analysis.invariance.ordinal_sample import joined_model, ladder_of, unsuited
from prem.analysis.invariance.ordinal_table import against, levels, step_table
from prem.analysis.invariance.ordinal_waves import Waves, WaveSample, wave_sample
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import DEFINITE
from prem.analysis.ordered.merging import merge
from prem.analysis.ordered.spread import spread
from prem.analysis.plan import Plan
from prem.errors.invariance import (
    ORDINAL_FEW_ITEMS,
    ORDINAL_IMPROPER,
    ORDINAL_UNSETTLED,
    ORDINAL_UNTESTABLE,
)
from prem.errors.ordinal import NOT_DEFINITE, WLSMV_FEW_ROWS, WLSMV_MANY_ITEMS


def ordered_over_time(
    rows: Numbers,
    times: Sequence[str],
    members: Mapping[str, tuple[str, ...]],
    plan: Plan,
    where: str,
    notes: Notes,
    least: int = 1,
) -> dict[str, Any] | None:
    """Return the ladder of one wide WLSMV model over time; None, with a note, where refused.

    Parameters
    ----------
    rows : complete rows, women x (times x items), items in the order of `members`.

    Notes
    -----
    Factors at each time, covariances of all of them free, residuals of an item free to go together
    over time; thresholds, loadings and intercepts are made equal over time as `Ladder` has them
    equal over groups. Answers that fewer than `least` gave at some time are joined alike at
    all. The baseline model is lavaan's: no two answers go together.
    R: `semTools::measEq.syntax(model, data, longFacNames, long.equal, ID.fac = "std.lv",
    ID.cat = "Wu.Estabrook.2016", parameterization = "delta", auto = "all")`.

    References
    ----------
    Liu et al. 2017, Psychol Methods 22:486; Wu & Estabrook 2016, Psychometrika 81:1014.
    """
    items = [item for own in members.values() for item in own]
    if len(rows) < LEAST_ROWS:
        notes.add(WLSMV_FEW_ROWS, where, n=len(rows), needed=LEAST_ROWS)
        return None
    long = rows.reshape(len(rows), len(times), len(items)).swapaxes(0, 1)
    every = long.reshape(-1, len(items))
    if unsuited(every, items, where, notes):
        return None
    time = np.repeat(np.arange(len(times)), len(rows))
    joined = {item: merge(c, time, least) for item, c in zip(items, every.T, strict=True)}
    model = joined_model(members, joined, least, where, notes)
    columns = len(model.items) * len(times)
    if len(model.items) < 3 or model.df < 0:
        notes.add(ORDINAL_FEW_ITEMS, where)
        return None
    if columns > MOST_ITEMS:
        notes.add(WLSMV_MANY_ITEMS, where, items=columns, most=MOST_ITEMS)
        return None
    ranks = np.stack([joined[item].rows for item in model.items], axis=1)
    ladder = ladder_of(
        model, tuple(joined[item].codes for item in model.items), len(times), "configural"
    )
    parts = [ranks[time == at] for at in range(len(times))]
    sample = wave_sample(_waves(ladder, "configural"), parts, model.items)
    found = sample.whole.spread.found
    if found.smallest_eigenvalue < DEFINITE or found.at_edge:
        notes.add(NOT_DEFINITE, where, value=f"{found.smallest_eigenvalue:.2g}")
        return None
    told: dict[str, Any] = {
        "n": len(rows),
        "times": list(times),
        "items": list(model.items),
        "merged": {item: joined[item].lists for item in model.items if joined[item].lists},
    }
    own = [fit_ordered(model, spread(part, model.items), len(part)) for part in parts]
    fits = _fits(ladder, sample, [fit for fit in own if fit is not None], where, notes)
    return told | _steps(fits, model, times, plan, where, notes)


def _waves(ladder: Ladder, step: Step) -> Waves:
    return Waves(ladder.of, ladder.cuts, ladder.groups, step)


def _fits(
    ladder: Ladder, sample: WaveSample, own: list[OrderedFit], where: str, notes: Notes
) -> Fits:
    """Return the steps that can be tested and settle, in order."""
    fits: Fits = {}
    rows, across, before = None, np.zeros(0), -1
    if len(own) == ladder.groups:
        cuts = np.split(sample.statistics[: sample.spread.first], ladder.groups)
        rows = own_start(ladder, cuts, own)
        across = np.full(len(_waves(ladder, "configural").across[0]), 0.4)
    for step in STEPS:
        waves = _waves(ladder, step)
        if waves.size == before:
            notes.add(ORDINAL_UNTESTABLE, f"{where}.{step}")
            continue
        start = None if rows is None else waves.vector(rows, across)[None, :]
        fit = None if start is None else fit_step(waves, start, (sample,))
        if fit is None:
            notes.add(ORDINAL_UNSETTLED, f"{where}.{step}")
            rows = None
            continue
        fits[step], before, many = fit, waves.size, waves.times.size
        rows, across = waves.times.spread_out(fit.vector[:many]), fit.vector[many:]
        if step == "configural":
            rows = equal_thresholds(ladder, rows)
    return fits


def _steps(
    fits: Fits, model: Model, times: Sequence[str], plan: Plan, where: str, notes: Notes
) -> dict[str, Any]:
    told: dict[str, Any] = {str(step): None for step in STEPS}
    before: Step | None = None
    for step, fit in fits.items():
        told[step] = step_table(fit)
        if before is not None:
            told[step]["difference"] = against(step, before, fits, told, plan)
        _tell(fit, model, times, f"{where}.{step}", notes)
        before = step
    last = fits.get("intercepts")
    if last is not None and isinstance(last.ladder, Waves):
        names = model.factors, times
        told["intercepts"]["levels"] = levels(last, last.ladder.times, names, plan.level)
    return told


def _tell(fit: StepFit, model: Model, times: Sequence[str], where: str, notes: Notes) -> None:
    waves = fit.ladder
    if not isinstance(waves, Waves):
        raise TypeError(type(waves).__name__)
    what = []
    for time, own in zip(
        times, waves.times.spread_out(fit.vector[: waves.times.size]), strict=True
    ):
        strong = np.abs(waves.times.loadings(own))
        what += [f"{model.items[at]} ({time})" for at in np.flatnonzero(strong > 1 + 1e-9)]
    if np.linalg.eigvalsh(waves.covariances(fit.vector))[0] < -1e-9:
        what.append("the factors")
    if what:
        notes.add(ORDINAL_IMPROPER, where, what=", ".join(what))
