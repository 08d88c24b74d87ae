"""Do the items mean the same to the same women at every time point?"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from prem.analysis.cfa.model import correlated
from prem.analysis.frame import Answers, Numbers
from prem.analysis.guard import guarded
from prem.analysis.invariance.ladder import climb
from prem.analysis.invariance.ladders import ladder, steps
from prem.analysis.invariance.layout import STEPS, Layout
from prem.analysis.invariance.ordinal_sample import rare_below
from prem.analysis.invariance.ordinal_time import ordered_over_time
from prem.analysis.invariance.sample import sample_of
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.repeated.occasions import places, time_points
from prem.errors.confirmatory import CFA_PATTERNS
from prem.errors.invariance import (
    INVARIANCE_CONSTANT,
    INVARIANCE_NOT_TWICE,
    INVARIANCE_TIMES,
    INVARIANCE_UNSETTLED,
)

_MOST_TIMES = 6
LONGITUDINAL = "invariance.longitudinal"
_MOST_QUICK = 24  # columns: what WLSMV takes half a second for
_MOST_FIML = 30_000  # patterns of missing answers times columns: what takes about ten seconds
Found = dict[str, Any]


def longitudinal(answers: Answers, quick: bool, plan: Plan, notes: Notes) -> Found | None:
    """Return the ladder of one wide model: factors at each time, equal over time step by step.

    The residuals of an item go together over time. `ml` takes the women who answered everything
    at all of `times`, and so does `wlsmv` (`ordered_over_time`; absent with `quick` where there are
    many columns; beside it `wlsmv_joined` where rare answers make it doubtful), `fiml` (absent
    where nothing is missing, and with `quick`; None where answers are missing in too many ways)
    all who answered anything at one of them. Time points are left out, with a note, until enough
    women are left: more than there are items times time points, and the threshold
    "invariance_least" for two of them, "invariance_rows" for more.

    References
    ----------
    Liu et al. 2017, Psychol Methods 22:486. R: `lavaan::lavaan` with a label for what is equal;
    analysis/reference/invariance.R writes that model. The baseline is lavaan's own: no two
    answers go together, also not those to one item at two times.
    """
    times, rows = _enough(answers, plan)
    if len(times) < 2:
        needed = _needed(2, len(answers.items), plan)
        notes.add(INVARIANCE_NOT_TWICE, LONGITUDINAL, women=_most_women(answers), needed=needed)
        return None
    left = [time for time in time_points(answers) if time not in times]
    if left:
        shown = {"times": ", ".join(times), "left": ", ".join(left)}
        notes.add(INVARIANCE_TIMES, LONGITUDINAL, **shown)
    wide, members = _varying(answers, _wide(answers, rows), len(times), notes)
    model = correlated(members)
    complete = wide[_complete(wide)]
    found: Found = {"n": len(complete), "times": times, "women": len(wide)}
    there = len(model.items) > 2 and model.df >= 0
    sample = sample_of([complete], len(times)) if there else None
    if sample is None:
        notes.add(INVARIANCE_UNSETTLED, f"{LONGITUDINAL}.ml", step=STEPS[0])
        return found | {"ml": None}
    layout = Layout(model, len(times))
    found["ml"] = ladder(layout, sample, times, plan, notes, f"{LONGITUDINAL}.ml")
    if not quick or complete.shape[1] <= _MOST_QUICK:
        where = f"{LONGITUDINAL}.wlsmv"
        ordered = partial(ordered_over_time, complete, times, members, plan)
        found["wlsmv"] = guarded(lambda: ordered(where, notes), where, None, notes)
        every, at = _by_time(complete, len(times))
        if found["wlsmv"] is not None and (least := rare_below(every, at, plan, where, notes)):
            beside = f"{where}_joined"
            found["wlsmv_joined"] = guarded(
                lambda: ordered(beside, notes, least), beside, None, notes
            )
    if quick or len(complete) == len(wide):
        return found
    return found | {"fiml": _of_all(wide, layout, plan, notes)}


def _by_time(wide: Numbers, times: int) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """Return the answers of all times under each other, and the time of each row."""
    long = wide.reshape(len(wide), times, -1).swapaxes(0, 1)
    return long.reshape(wide.shape[0] * times, -1), np.repeat(np.arange(times), len(wide))


def _of_all(wide: Numbers, layout: Layout, plan: Plan, notes: Notes) -> Found | None:
    """Return the steps of all women, by FIML; None, with a note, where it is refused."""
    where, kinds = f"{LONGITUDINAL}.fiml", len(np.unique(np.isnan(wide), axis=0))
    most = _MOST_FIML // wide.shape[1]
    if kinds > most:
        notes.add(CFA_PATTERNS, where, kinds=kinds, most=most)
        return None
    every = sample_of([wide], layout.times)
    if every is None:
        notes.add(INVARIANCE_UNSETTLED, where, step=STEPS[0])
        return None
    return steps(climb(layout, every), plan, notes, where)


def _needed(times: int, items: int, plan: Plan) -> int:
    """Return how many women are asked for: two time points take the least, more take enough."""
    least = "invariance_least" if times == 2 else "invariance_rows"
    return max(int(plan.limit(least)), times * items + 1)


def _wide(answers: Answers, rows: Numbers) -> Numbers:
    """Return the answers of the women who gave any, women x (times x items), NaN where missing."""
    found = np.full((*rows.shape, answers.values.shape[1]), np.nan)
    there = ~np.isnan(rows)
    found[there] = answers.values[rows[there].astype(np.int64)]
    flat = found.reshape(len(rows), -1)
    kept: Numbers = flat[~np.isnan(flat).all(axis=1)]
    return kept


def _complete(wide: Numbers) -> npt.NDArray[np.bool_]:
    return np.asarray(~np.isnan(wide).any(axis=1))


def _enough(answers: Answers, plan: Plan) -> tuple[list[str], Numbers]:
    """Return the most time points that enough women answered in full, and the women's rows at them.

    Of as many time points, those with most women. Of many, the six with most rows are tried.
    """
    times = time_points(answers)
    rows = Counter(answers.time)
    first = sorted(times, key=lambda time: -rows[time])[:_MOST_TIMES]
    tried = [time for time in times if time in first]
    for many in range(len(tried), 1, -1):
        sets = [list(those) for those in combinations(tried, many)]
        women = [_answered_all(answers, those) for those in sets]
        best = int(np.argmax(women))
        if women[best] >= _needed(many, len(answers.items), plan):
            return sets[best], places(answers, sets[best])
    return [], np.empty((0, 0))


def _most_women(answers: Answers) -> int:
    """Return how many women answered everything at two time points."""
    times = time_points(answers)
    pairs = [list(pair) for pair in combinations(times[:_MOST_TIMES], 2)]
    return max((_answered_all(answers, pair) for pair in pairs), default=0)


def _answered_all(answers: Answers, times: list[str]) -> int:
    """Return how many women answered every item at all of these time points."""
    rows = places(answers, times)
    there = rows[~np.isnan(rows).any(axis=1)].astype(np.int64)
    full = _complete(answers.values)
    return int(full[there].all(axis=1).sum())


def _varying(
    answers: Answers, wide: Numbers, times: int, notes: Notes
) -> tuple[Numbers, dict[str, tuple[str, ...]]]:
    """Return the columns of the items that vary at every time, and the scales of those."""
    complete = wide[_complete(wide)].reshape(-1, times, len(answers.items))
    varies = (np.ptp(complete, axis=0) > 0).all(axis=0)
    kept = {item for item, moves in zip(answers.items, varies, strict=True) if moves}
    still = [item for item in answers.items if item not in kept]
    if still:
        notes.add(INVARIANCE_CONSTANT, LONGITUDINAL, items=", ".join(still))
    place = {item: position for position, item in enumerate(answers.items)}
    scales = {s: tuple(i for i in own if i in kept) for s, own in answers.key.scales.items()}
    order = [place[item] for own in scales.values() for item in own]
    picked = wide.reshape(-1, times, len(answers.items))[:, :, order].reshape(len(wide), -1)
    return picked[~np.isnan(picked).all(axis=1)], {s: own for s, own in scales.items() if own}
