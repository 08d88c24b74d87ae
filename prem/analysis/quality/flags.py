"""Which rows have a sign of careless answers, by rules that are data (thresholds.toml).

Flagged rows stay in every figure of the validation: nothing is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from prem.analysis.frame import Answers, Numbers
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.quality.careless import (
    Marks,
    Rows,
    clusters,
    consistent_scales,
    indices,
    synonyms,
)
from prem.analysis.quality.missing import share_of
from prem.analysis.quality.normal import Normal, mahalanobis
from prem.analysis.quality.without import alphas_without
from prem.errors.data_quality import FLAGS_CUT, NO_INDEX

ROWS_LISTED = 500
MOST_ITEMS = 500  # of more items, pairs and distances are not computed


@dataclass(frozen=True, eq=False)
class Index:
    """An index of each row, NaN where it has none, and which rows its rule flags.

    `rule` is the id of its threshold; `limit` what that comes to for a row that answered
    everything.
    """

    values: Numbers
    rule: str
    limit: float
    flags: Marks


def careless(
    answers: Answers, fit: Normal | str, used: Rows, plan: Plan, notes: Notes
) -> dict[str, Any]:
    """Return `data.careless`: each index with its rule, the rows flagged, alpha without them.

    `fit` is of the rows `used` (positions), or says why there is none.
    """
    found = flagged(answers, fit, used, plan, notes)
    flags = np.array([one.flags for one in found.values()], dtype=bool)
    signs = flags.reshape(len(found), len(answers.values)).sum(axis=0)
    where = "data.careless"
    left = {f"{where}.alpha.all": np.zeros(len(signs), dtype=bool)}
    left |= {f"{where}.alpha.without": signs > 0}
    left |= {f"{where}.indices.{name}.alpha": one.flags for name, one in found.items()}
    alphas = alphas_without(answers, left, notes)
    shown = ["longstring", "irv", "mahalanobis", "even_odd", "synonyms"]
    shown += ["seconds"] if answers.seconds is not None else []
    return {
        "indices": {
            name: _described(found[name], plan) | {"alpha": alphas[f"{where}.indices.{name}.alpha"]}
            if name in found
            else None
            for name in shown
        },
        "flagged": {"any": int((signs > 0).sum()), "two_or_more": int((signs > 1).sum())},
        "alpha": {
            "all": alphas[f"{where}.alpha.all"],
            "without": alphas[f"{where}.alpha.without"],
        },
        "rows": _listed(answers, found, signs, notes),
    }


def flagged(
    answers: Answers, fit: Normal | str, used: Rows, plan: Plan, notes: Notes
) -> dict[str, Index]:
    """Return each index that can be computed, by name; a note says why another cannot."""
    why: dict[str, str] = {}
    scales, few = consistent_scales(answers), len(answers.items) <= MOST_ITEMS
    if len(scales) < 3:
        why["even_odd"] = "it needs three scales of two items or more"
    pairs = synonyms(answers, plan.limit("careless_synonym")) if few else []
    if clusters(pairs) < 3:  # within one cluster a correlation of its pairs is by design negative
        over = f"{plan.limit('careless_synonym'):.2f}"
        why["synonyms"] = f"it needs three clusters of items that correlate over {over}"
        pairs = []
    figures = indices(answers, scales, pairs)
    found = {name: _ruled(name, values, answers, plan) for name, values in figures.items()}
    if isinstance(fit, str):
        why["mahalanobis"] = fit
    else:
        found["mahalanobis"] = _distant(fit, used, len(answers.values), plan)
    if answers.seconds is not None:
        found["seconds"] = _hurried(answers, answers.seconds, plan)
    for name in [name for name, one in found.items() if np.isnan(one.values).all()]:
        why[name] = "no row has enough answers that differ"
        del found[name]
    for name, reason in why.items():
        notes.add(NO_INDEX, f"data.careless.indices.{name}", why=reason)
    return found


def _ruled(name: str, values: Numbers, answers: Answers, plan: Plan) -> Index:
    """Hold an index to its limit; the comparator stands with the threshold."""
    rule = plan.thresholds[f"careless_{name}"]
    limit = rule.value
    if name == "longstring":
        limit = rule.value * len(answers.items)
    if name == "irv":
        given = values[~np.isnan(values)]
        limit = max(float(given.mean() - rule.value * given.std()), 0.0) if given.size else np.nan
    beyond = values >= limit if rule.comparator == ">=" else values < limit
    return Index(values, rule.id, float(limit), beyond)


def _distant(fit: Normal, used: Rows, rows: int, plan: Plan) -> Index:
    rule = plan.thresholds["careless_mahalanobis"]
    squared, df = mahalanobis(fit)
    limits = stats.chi2.isf(rule.value, np.arange(1, int(df.max()) + 1))
    values, flags = np.full(rows, np.nan), np.zeros(rows, dtype=bool)
    values[used] = squared
    flags[used] = squared > limits[df - 1]
    return Index(values, rule.id, float(limits[-1]), flags)


def _hurried(answers: Answers, seconds: Numbers, plan: Plan) -> Index:
    rule = plan.thresholds["careless_seconds"]
    answered = (~np.isnan(answers.values)).sum(axis=1)
    return Index(seconds, rule.id, rule.value * len(answers.items), seconds < rule.value * answered)


def _described(one: Index, plan: Plan) -> dict[str, Any]:
    values = one.values[~np.isnan(one.values)]
    quartiles = [float(value) for value in np.quantile(values, [0, 0.25, 0.5, 0.75, 1])]
    rule = plan.thresholds[one.rule]
    count = int(one.flags.sum())
    return {
        "n": int(values.size),
        "mean": float(values.mean()),
        **dict(zip(("min", "q1", "median", "q3", "max"), quartiles, strict=True)),
        "rule": {"criterion": rule.criterion, "scope": rule.scope, "source": rule.cited},
        "limit": one.limit,
        "flagged": count,
        **share_of(count, int(values.size), plan.level),
    }


def _listed(
    answers: Answers, found: dict[str, Index], signs: Numbers, notes: Notes
) -> list[dict[str, Any]]:
    """Return the flagged rows by their number in the file, those with most signs first."""
    every = np.flatnonzero(signs > 0)
    ranked = every[np.argsort(-signs[every], kind="stable")]
    if len(ranked) > ROWS_LISTED:
        notes.add(FLAGS_CUT, "data.careless.rows", flagged=len(ranked), shown=ROWS_LISTED)
    return [
        {
            "row": answers.rows[at],
            "signs": [name for name, one in found.items() if one.flags[at]],
            "indices": {
                name: float(one.values[at])
                for name, one in found.items()
                if not np.isnan(one.values[at])
            },
        }
        for at in ranked[:ROWS_LISTED]
    ]
