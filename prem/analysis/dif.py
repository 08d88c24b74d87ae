"""The part "dif" of results.json: do women of two groups answer an item alike at the same score?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from prem.analysis.frame import Answers, Numbers
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import MOST_ANSWERS
from prem.analysis.ordered.logit import Cumulative, cumulative
from prem.analysis.plan import Plan
from prem.analysis.repeated.occasions import natural
from prem.errors.graded import (
    DIF_UNSETTLED,
    FEW_DIF_ITEMS,
    FEW_GROUPS,
    LEFT_GROUPS,
    NO_GROUP,
    SMALL_GROUPS,
)

_MOST_ROUNDS = 10
# Three parameters a group (one of them a product) need more women than this.
_FEWEST = 10


class Cells(NamedTuple):
    """An item's answers by score and group: `counts` is answers x cells.

    `score` (standardised) and `group` (0 is the reference) describe the cells.
    """

    score: Numbers
    group: npt.NDArray[np.int64]
    counts: Numbers
    codes: Numbers


def dif(answers: Answers, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return {"dif": ...}: each item of each scale between the groups; {} without --group.

    Ordinal logistic regression (Zumbo 1999) on three models: the matching score (1); and the
    group (2); and score x group (3). 1 against 2 is uniform, 2 against 3 non-uniform, 1 against
    3 any difference, each with its likelihood ratio test and change in McFadden's R squared.
    `difference` is how much higher than the first group each other group is expected to answer
    the item (model 3), on the mean of all women, in points.

    Notes
    -----
    Rows complete on the scale. The matching score is the sum of the scale's other items (an item
    in its own score would hide its bias) without those found biased, until the set of biased
    items stays (at most ten rounds): purification, Zumbo 1999; Crane 2006. An item is biased
    where the change from 1 to 3 is not under the threshold "dif" (Choi 2011, lordif: 0.02): with
    many women every test is significant. R: `MASS::polr(y ~ score * group)`.
    """
    if answers.group is None:
        return {}
    labels = np.array(answers.group)
    without = int((labels == "").sum())
    if without:
        notes.add(NO_GROUP, "dif", rows=without)
    return {
        "dif": {scale: _scale(answers, scale, labels, plan, notes) for scale in answers.key.scales}
    }


def _scale(
    answers: Answers, scale: str, labels: npt.NDArray[np.str_], plan: Plan, notes: Notes
) -> dict[str, Any]:
    where = f"dif.{scale}"
    items = list(answers.key.scales[scale])
    values = answers.values[:, answers.positions(scale)]
    used = (labels != "") & ~np.isnan(values).any(axis=1)
    sizes = {str(name): int(np.sum(labels[used] == name)) for name in np.unique(labels[used])}
    groups = sorted((name for name, n in sizes.items() if n >= _FEWEST), key=natural)
    empty: dict[str, Any] = {
        "n": int(used.sum()),
        "groups": sizes,
        "biased": None,
        "rounds": None,
        "items": dict.fromkeys(items),
    }
    if len(groups) < 2:
        notes.add(FEW_GROUPS, where, groups=len(groups), fewest=_FEWEST)
        return empty
    used &= np.isin(labels, groups)
    varying = np.ptp(values[used], axis=0) > 0
    if varying.sum() < 3:
        notes.add(FEW_DIF_ITEMS, where, items=int(varying.sum()))
        return empty
    _tell_sizes(sizes, groups, where, plan, notes)
    kept = [item for item, varies in zip(items, varying, strict=True) if varies]
    codes = np.array([groups.index(label) for label in labels[used]])
    found, biased, rounds = _purified(values[used][:, varying], codes, plan.limit("dif"))
    for item, one in zip(kept, found, strict=True):
        if one is None:
            notes.add(DIF_UNSETTLED, f"{where}.items.{item}", most=MOST_ANSWERS)
    for item in set(items) - set(kept):
        notes.add(DIF_UNSETTLED, f"{where}.items.{item}", most=MOST_ANSWERS)
    named = [_named(one, groups) for one in found]
    return {
        "n": int(used.sum()),
        "groups": {name: sizes[name] for name in groups},
        "biased": [kept[position] for position in sorted(biased)],
        "rounds": rounds,
        "items": dict.fromkeys(items) | dict(zip(kept, named, strict=True)),
    }


def _tell_sizes(
    sizes: dict[str, int], groups: list[str], where: str, plan: Plan, notes: Notes
) -> None:
    left = sorted(set(sizes) - set(groups), key=natural)
    if left:
        notes.add(LEFT_GROUPS, where, fewest=_FEWEST, left=", ".join(left))
    rule, smallest = plan.thresholds["rows_dif"], min(sizes[name] for name in groups)
    if not rule.met(smallest):
        needed = f"{rule.value:g}"
        notes.add(SMALL_GROUPS, where, n=smallest, needed=needed, source=rule.cited)


def _named(one: dict[str, Any] | None, groups: list[str]) -> dict[str, Any] | None:
    if one is None:
        return None
    differences = dict(zip(groups[1:], one["difference"], strict=True))
    return one | {"difference": differences}


def _purified(
    values: Numbers, group: npt.NDArray[np.int64], cut: float
) -> tuple[list[dict[str, Any] | None], set[int], int]:
    """Return each item's statistics, the biased items by position, and the rounds it took."""
    biased: set[int] = set()
    for rounds in range(1, _MOST_ROUNDS + 1):
        found = []
        for item in range(values.shape[1]):
            others = [at for at in range(values.shape[1]) if at != item]
            match = [at for at in others if at not in biased] or others
            found.append(_item(_cells(values[:, item], values[:, match].sum(axis=1), group)))
        now = {at for at, one in enumerate(found) if one and one["r2"]["any"] >= cut}
        if now == biased:
            break
        if rounds < _MOST_ROUNDS:
            biased = now
    return found, now, rounds


def _cells(answer: Numbers, score: Numbers, group: npt.NDArray[np.int64]) -> Cells:
    spread = score.std()
    standard = (score - score.mean()) / spread if spread > 0 else score * 0
    places, at = np.unique(np.column_stack([standard, group]), axis=0, return_inverse=True)
    codes, which = np.unique(answer, return_inverse=True)
    counts = np.zeros((len(codes), len(places)))
    np.add.at(counts, (which, at.ravel()), 1.0)
    return Cells(places[:, 0], places[:, 1].astype(np.int64), counts, codes)


def _item(cells: Cells) -> dict[str, Any] | None:
    """Return the tests of one item; None where a model does not settle, or is of too many cuts."""
    if len(cells.codes) > MOST_ANSWERS:
        return None
    groups = int(cells.group.max())
    member = (cells.group[:, None] == np.arange(1, groups + 1)).astype(np.float64)
    score = cells.score[:, None]
    designs = [
        np.empty((len(cells.score), 0)),
        score,
        np.hstack([score, member]),
        np.hstack([score, member, score * member]),
    ]
    fits = [cumulative(design, cells.counts) for design in designs]
    if any(fit is None for fit in fits):
        return None
    settled = [fit for fit in fits if fit is not None]
    nothing, alone, uniform, product = (fit.loglik for fit in settled)
    pairs = {
        "uniform": (alone, uniform, groups),
        "non_uniform": (uniform, product, groups),
        "any": (alone, product, 2 * groups),
    }
    tests = {name: _test(low, high, df) for name, (low, high, df) in pairs.items()}
    changes = {name: (low - high) / nothing for name, (low, high, _) in pairs.items()}
    return tests | {"r2": changes, "difference": _differences(cells, settled[-1], groups)}


def _test(low: float, high: float, df: int) -> dict[str, Any]:
    value = max(2 * (high - low), 0.0)
    return {"chi2": value, "df": df, "p": float(chi2.sf(value, df))}


def _differences(cells: Cells, fitted: Cumulative, groups: int) -> list[float]:
    """Return how much higher than group 0 each group is expected to answer, on all women."""
    score, women = cells.score[:, None], cells.counts.sum(axis=0)
    expected = []
    for group in range(groups + 1):
        member = np.tile(np.arange(1, groups + 1) == group, (len(score), 1)).astype(np.float64)
        design = np.hstack([score, member, score * member])
        expected.append(float(np.average(cells.codes @ fitted.chances(design), weights=women)))
    return [one - expected[0] for one in expected[1:]]
