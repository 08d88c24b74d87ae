"""Internal consistency of a scale: alpha with Feldt's interval, item-rest, alpha if dropped."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pingouin
from scipy import stats

from prem.analysis.covariance import Joint, Missing, Pooled, pool, varying
from prem.analysis.factor.general import hierarchical_omega, ordinal_alpha
from prem.analysis.frame import Answers, Numbers
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.errors.analysis import (
    CONTRADICTION,
    FEW_ROWS,
    ITEM_CONSTANT,
    NEGATIVE_ITEM,
    NO_PAIRS,
    NO_TOTAL_VARIANCE,
    ONE_ITEM_SCALE,
    PAIRWISE_N,
    TWO_ITEM_SCALE,
)
from prem.errors.pairs import ALPHA_FEWER_ROWS


def alpha_of_covariance(covariance: Numbers) -> float:
    """Return Cronbach's alpha of a covariance matrix of k >= 2 items.

    alpha = k / (k - 1) * (1 - trace(C) / sum(C)). NaN where the sum of C is not positive.

    References
    ----------
    Cronbach 1951, Psychometrika 16:297. R: `psych::alpha(x)$total$raw_alpha`.
    """
    k = len(covariance)
    total = float(covariance.sum())
    if not total > 1e-12 * float(np.trace(covariance)):
        return float("nan")
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total)


def feldt_interval(alpha: float, rows: int, items: int, level: float) -> tuple[float, float]:
    """Return Feldt's interval of alpha, exact for normal items of one factor, unrounded.

    low = 1 - (1 - alpha) F(1 - a/2; n - 1, (n - 1)(k - 1)), high with F(a/2), a = 1 - level.
    pingouin rounds its own to three decimals and counts incomplete rows: hence this one.

    References
    ----------
    Feldt, Woodruff & Salih 1987, Appl Psychol Meas 11:93. R: `psych::alpha.ci`.
    """
    tail = (1 - level) / 2
    df1, df2 = rows - 1, (rows - 1) * (items - 1)
    low = 1 - (1 - alpha) * stats.f.ppf(1 - tail, df1, df2)
    high = 1 - (1 - alpha) * stats.f.ppf(tail, df1, df2)
    return float(low), float(high)


def item_rest(covariance: Numbers) -> Numbers:
    """Return each item's correlation with the sum of the other items, shape (k,).

    r_i = sum_{j != i} C_ij / sqrt(C_ii * sum of C without i). R: `psych::alpha(x)`, `r.drop`.
    """
    diagonal = np.diag(covariance)
    with_rest = covariance.sum(axis=1) - diagonal
    rest = covariance.sum() - 2 * covariance.sum(axis=1) + diagonal
    product = diagonal * rest
    found = np.full(len(diagonal), np.nan)
    np.divide(with_rest, np.sqrt(np.maximum(product, 0)), out=found, where=product > 0)
    return found


def inter_item_range(covariance: Numbers, items: list[str]) -> dict[str, Any]:
    """Return the lowest and the highest correlation of two items, and whose they are.

    >>> inter_item_range(np.array([[4, 1], [1, 1]]), ["a", "b"])["max"]
    0.5
    """
    spread = np.sqrt(np.diag(covariance))
    first, second = np.triu_indices(len(items), 1)
    found = (covariance / np.outer(spread, spread))[first, second]
    low, high = int(np.argmin(found)), int(np.argmax(found))
    return {
        "min": number(found[low]),
        "max": number(found[high]),
        "min_pair": [items[first[low]], items[second[low]]],
        "max_pair": [items[first[high]], items[second[high]]],
    }


def scores(values: Numbers, least_answered: float) -> Numbers:
    """Return each row's scale score: the mean of its answered items where enough are answered.

    `values` is rows x items; NaN where fewer than the share `least_answered` are answered.
    """
    given = ~np.isnan(values)
    count = given.sum(axis=1)
    enough = (count > 0) & (count >= least_answered * values.shape[1])
    total = np.where(given, values, 0.0).sum(axis=1)
    found = np.full(len(values), np.nan)
    np.divide(total, count, out=found, where=enough)
    return found


def scale_statistics(
    answers: Answers,
    scale: str,
    missing: Missing,
    plan: Plan,
    items: dict[str, dict[str, Any]],
    notes: Notes,
) -> dict[str, Any]:
    """Return the statistics of a scale, and enter `item_rest_r`, `alpha_if_dropped` in `items`.

    Listwise takes the rows complete on the scale for all of it; pairwise takes pairwise
    covariances for alpha, and the rows with a score for mean and sd. Items that do not vary are
    left out of alpha (their note says so), as `psych::alpha` does, but not of the score.
    sem = sd * sqrt(1 - alpha), in units of the score.
    """
    where = f"scales.{scale}"
    answered = answers.values[:, answers.positions(scale)]
    names = answers.key.scales[scale]
    used = [p for p in range(len(names)) if not np.isnan(answered[:, p]).all()]
    pooled = pool(answered[:, used], missing)
    whole = answered[~np.isnan(answered[:, used]).any(axis=1)]
    rows = whole if missing == "listwise" else answered
    score = scores(pooled.values if missing == "listwise" else answered, plan.least_answered)
    there = answers.positions(scale)
    ends = ends_of_scale(rows, answers.lowest[there], answers.highest[there], ~np.isnan(score))
    score = score[~np.isnan(score)]
    mean = number(score.mean()) if score.size else None
    sd = number(score.std(ddof=1)) if score.size > 1 else None
    if score.size < 2:
        notes.add(FEW_ROWS, where, n=score.size, needed=2)
    moving = varying(pooled.values)
    for position in set(range(len(used))) - set(moving) if pooled.n > 1 else ():
        notes.add(ITEM_CONSTANT, f"items.{names[used[position]]}")
    if missing == "pairwise" and len(moving) > 1 and np.isnan(answered).any():
        notes.add(PAIRWISE_N, where, n=pooled.n)
    part = pool(pooled.values[:, moving], missing)
    _tell_fewer(answered[:, [used[p] for p in moving]], part, missing, where, notes)
    members = [names[used[p]] for p in moving]
    found = no_consistency()
    if not answers.key.formative(scale):
        found = consistency(part, members, sd, plan, items, where, notes)
    return {"n": int(score.size), **found, "mean": mean, "sd": sd, **ends}


def ends_of_scale(
    values: Numbers, lowest: Numbers, highest: Numbers, scored: npt.NDArray[np.bool_]
) -> dict[str, float | None]:
    """Return the shares (0 to 1) of the scores at the lowest and at the highest possible score.

    `values` is rows x items, `scored` whether a row has a score. A score is at an end where every
    answer behind it is.
    """
    given = ~np.isnan(values)
    low = ((values == lowest) | ~given).all(axis=1)[scored]
    high = ((values == highest) | ~given).all(axis=1)[scored]
    if not low.size:
        return {"floor": None, "ceiling": None}
    return {"floor": float(low.mean()), "ceiling": float(high.mean())}


def _tell_fewer(
    answered: Numbers, part: Pooled, missing: Missing, where: str, notes: Notes
) -> None:
    """Note it where listwise deletion leaves alpha fewer rows than any two of its items have."""
    if missing == "pairwise" or part.size < 3 or not np.isnan(answered).any():
        return
    given = (~np.isnan(answered)).astype(np.float64)
    pairs = int((given.T @ given).min())
    if part.n < pairs:
        notes.add(ALPHA_FEWER_ROWS, f"{where}.alpha", n=part.n, pairs=pairs)


def consistency(
    part: Joint,
    members: list[str],
    sd: float | None,
    plan: Plan,
    items: dict[str, dict[str, Any]],
    where: str,
    notes: Notes,
) -> dict[str, Any]:
    """Return alpha, its kin and `sem` of items that vary; sd is that of the score.

    Enters `item_rest_r` and `alpha_if_dropped` of the `members` in `items`.
    """
    found = no_consistency()
    if _consistent(part, f"{where}.alpha", notes):
        found |= _consistency(part, sd, plan, where, notes)
        found["inter_item_r"] = inter_item_range(part.covariance(), members)
        found["alpha_ordinal"] = ordinal_alpha(part, members, f"{where}.alpha_ordinal", notes)
        found["omega_hierarchical"] = hierarchical_omega(part, f"{where}.omega_hierarchical", notes)
        _per_item(items, members, part.covariance(), where, notes)
    return found


def no_consistency() -> dict[str, Any]:
    """Return what `consistency` does, with nulls; `omega_total` is the factor model's to enter."""
    return {
        "alpha": {"estimate": None, "low": None, "high": None, "method": "feldt"},
        "alpha_ordinal": None,
        "omega_total": dict.fromkeys(("estimate", "low", "high", "factors", "n")),
        "omega_hierarchical": None,
        "mean_inter_item_r": None,
        "inter_item_r": None,
        "sem": None,
    }


def _consistent(part: Joint, where: str, notes: Notes) -> bool:
    """Whether covariances can be computed and do not contradict each other; if not, note why."""
    if part.size < 2:
        notes.add(ONE_ITEM_SCALE, where)
    elif part.n < 3:
        notes.add(FEW_ROWS, where, n=part.n, needed=3)
    elif np.isnan(covariance := part.covariance()).any():
        notes.add(NO_PAIRS, where)
    elif np.linalg.eigvalsh(covariance)[0] < -1e-9 * np.trace(covariance):
        notes.add(CONTRADICTION, where)
    else:
        return True
    return False


def _consistency(
    part: Joint, sd: float | None, plan: Plan, where: str, notes: Notes
) -> dict[str, Any]:
    """Return alpha, its interval, the mean inter-item correlation and the standard error."""
    covariance = part.covariance()
    if np.isnan(alpha_of_covariance(covariance)):
        notes.add(NO_TOTAL_VARIANCE, f"{where}.alpha")
        return {}
    alpha = _alpha(part, covariance)
    k = len(covariance)
    low, high = feldt_interval(alpha, part.n, k, plan.level)
    # of the covariances that alpha is of: with pairwise deletion too, as psych does
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    # alpha of identical items may exceed 1 by a rounding
    sem = None if sd is None else number(sd * np.sqrt(max(1 - alpha, 0.0)))
    interval = {"low": number(low), "high": number(high), "method": "feldt"}
    return {
        "alpha": {"estimate": alpha, **interval},
        "mean_inter_item_r": number((correlation.sum() - k) / (k * (k - 1))),
        "sem": sem,
    }


def _alpha(part: Joint, covariance: Numbers) -> float:
    """Return alpha by pingouin, which takes rows; of pairs by the same formula here."""
    if not isinstance(part, Pooled):
        return alpha_of_covariance(covariance)
    frame = pd.DataFrame(part.values)
    return float(pingouin.cronbach_alpha(frame, nan_policy=part.missing)[0])


def _per_item(
    items: dict[str, dict[str, Any]],
    members: list[str],
    covariance: Numbers,
    where: str,
    notes: Notes,
) -> None:
    rest = item_rest(covariance)
    if len(members) == 2:
        notes.add(TWO_ITEM_SCALE, where)
    for position, item in enumerate(members):
        items[item]["item_rest_r"] = number(rest[position])
        if np.isnan(rest[position]):
            notes.add(NO_TOTAL_VARIANCE, f"items.{item}.item_rest_r")
        elif rest[position] < 0:
            value = f"{rest[position]:.2f}"
            notes.add(NEGATIVE_ITEM, f"items.{item}.item_rest_r", value=value, item=item)
        if len(members) > 2:
            left = np.delete(np.delete(covariance, position, 0), position, 1)
            items[item]["alpha_if_dropped"] = number(alpha_of_covariance(left))
            if items[item]["alpha_if_dropped"] is None:
                notes.add(NO_TOTAL_VARIANCE, f"items.{item}.alpha_if_dropped")
