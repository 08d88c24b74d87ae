"""The part "irt" of results.json: each scale by the graded response model."""

from __future__ import annotations

from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from prem.analysis.covariance import Missing
from prem.analysis.frame import Answers, Numbers, plain
from prem.analysis.graded import fit as graded_fit
from prem.analysis.graded import scores as graded_scores
from prem.analysis.graded.model import Fit, fit, patterns_of
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.errors.analysis import NO_PAIRS
from prem.errors.graded import (
    EMPTY_CATEGORIES,
    FEW_GRADED_ITEMS,
    FEW_GRADED_ROWS,
    GRADED_SAMPLED,
    GRADED_UNSETTLED,
    NO_C2,
    NO_SX2,
    NOT_GRADED,
    ONE_GRADED_START,
)

_MOST_ANSWERS = 20
# Standard errors at 20,000 rows are a third of those at 2,000; the time is ten times theirs.
_MOST_ROWS = 20_000
# Theta of the curves and of the Wright map.
_SHOWN: Numbers = np.linspace(-4.0, 4.0, 33)
_EDGES: Numbers = np.linspace(-4.0, 4.0, 17)


def irt(
    answers: Answers, missing: Missing, quick: bool, plan: Plan, notes: Notes
) -> dict[str, dict[str, Any]]:
    """Fit the graded response model to each scale; a scale that cannot be fitted has nulls.

    With "listwise" the rows complete on the scale, with "pairwise" all rows that answer any item
    of it (missing answers are left out of the likelihood). `a` is the slope and `b` the
    thresholds of `graded.fit`, lowest answer first; `categories` are the answers between which
    they lie. `q3` is judged by how far its largest value lies above its mean. `persons` counts
    the EAP scores between the `edges`, and `information` is that of the scale at each `theta`.
    """
    if quick:
        notes.add(ONE_GRADED_START, "irt")
    starts = 1 if quick else 3
    # Many small products: threads of BLAS wait for each other, three times as long as one takes.
    with threadpool_limits(limits=1, user_api="blas"):
        return {
            scale: _scale(answers, scale, missing, starts, plan, notes)
            for scale in answers.key.scales
        }


def _scale(
    answers: Answers, scale: str, missing: Missing, starts: int, plan: Plan, notes: Notes
) -> dict[str, Any]:
    where = f"irt.{scale}"
    names, values, known = _usable(answers, scale, missing, where, notes)
    if len(names) < 3:
        notes.add(FEW_GRADED_ITEMS, where, items=len(names))
        return _nothing(len(values), answers.key.scales[scale])
    rule = plan.thresholds["rows_graded"]
    if not rule.met(len(values)):
        needed = plain(rule.value)
        notes.add(FEW_GRADED_ROWS, where, n=len(values), needed=needed, source=rule.cited)
    step = -(-len(values) // _MOST_ROWS)
    if step > 1:
        notes.add(GRADED_SAMPLED, where, step=step, rows=len(values))
        values = values[::step]
        known = [np.unique(column[~np.isnan(column)]) for column in values.T]
    fitted = fit(patterns_of(values, known), starts)
    if fitted is None:
        notes.add(GRADED_UNSETTLED, where)
        return _nothing(len(values), answers.key.scales[scale])
    found = _described(fitted, names, known)
    _told(found, where, notes)
    return found


def _told(found: dict[str, Any], where: str, notes: Notes) -> None:
    """Note why a part of a fitted scale is null."""
    if found["c2"] is None:
        notes.add(NO_C2, f"{where}.c2")
    if found["q3_max"] is None:
        notes.add(NO_PAIRS, f"{where}.q3_max")
    for name, item in found["items"].items():
        if item["sx2"] is None:
            notes.add(NO_SX2, f"{where}.items.{name}.sx2")


def _usable(
    answers: Answers, scale: str, missing: Missing, where: str, notes: Notes
) -> tuple[list[str], Numbers, list[Numbers]]:
    """Return the items that can be used, their rows, and the answers given to each."""
    positions = answers.positions(scale)
    values = answers.values[:, positions]
    given = ~np.isnan(values)
    values = values[given.all(axis=1) if missing == "listwise" else given.any(axis=1)]
    kept, known = [], []
    for at, item in enumerate(answers.key.scales[scale]):
        codes = np.unique(values[~np.isnan(values[:, at]), at])
        if not 2 <= len(codes) <= _MOST_ANSWERS:
            notes.add(NOT_GRADED, f"{where}.items.{item}", answers=len(codes))
            continue
        low, high = answers.lowest[positions[at]], answers.highest[positions[at]]
        empty = np.setdiff1d(np.arange(low, high + 1), codes) if high - low < _MOST_ANSWERS else ()
        if len(empty):
            named = ", ".join(plain(code) for code in empty)
            notes.add(EMPTY_CATEGORIES, f"{where}.items.{item}", codes=named)
        kept.append(at)
        known.append(codes)
    values = values[:, kept]
    if kept:
        values = values[(~np.isnan(values)).any(axis=1)]
    return [answers.key.scales[scale][at] for at in kept], values, known


def _nothing(rows: int, items: tuple[str, ...]) -> dict[str, Any]:
    names = ("loglik", "reliability", "reliability_empirical", "q3_max", "q3_mean", "q3_pair")
    return (
        {"n": rows}
        | dict.fromkeys(names)
        | {"items": dict.fromkeys(items), "c2": None, "information": None, "persons": None}
    )


def _described(fitted: Fit, names: list[str], known: list[Numbers]) -> dict[str, Any]:
    counts = fitted.patterns.counts
    thetas, errors = graded_scores.eap(fitted)
    complete = graded_fit.complete(fitted)[1].sum()
    first, second = np.triu_indices(len(names), 1)
    pairs = graded_fit.q3(fitted, thetas)[first, second]
    finite = np.isfinite(pairs).any()
    top = int(np.nanargmax(pairs)) if finite else 0
    information = graded_scores.total_information(fitted.items, _SHOWN)
    persons, _ = np.histogram(np.clip(thetas, -4, 4), _EDGES, weights=counts)
    return {
        "n": int(counts.sum()),
        "n_complete": int(complete),
        "loglik": fitted.loglik,
        "starts": fitted.starts,
        "starts_agreeing": fitted.agreeing,
        "items": _items(fitted, names, known),
        "c2": _whole_fit(fitted, float(complete)),
        "reliability": graded_scores.marginal_reliability(fitted.items),
        "reliability_empirical": graded_scores.empirical_reliability(thetas, errors, counts),
        "q3_max": number(pairs[top]),
        "q3_mean": float(np.nanmean(pairs)) if finite else None,
        "q3_pair": [names[first[top]], names[second[top]]] if finite else None,
        "information": {
            "theta": _SHOWN.tolist(),
            "information": information.tolist(),
            "se": (1 / np.sqrt(information)).tolist(),
        },
        "persons": {"edges": _EDGES.tolist(), "counts": [int(count) for count in persons]},
    }


def _items(fitted: Fit, names: list[str], known: list[Numbers]) -> dict[str, dict[str, Any]]:
    tests = graded_fit.s_x2(fitted)
    found, at = {}, 0
    for name, item, codes, test in zip(names, fitted.items, known, tests, strict=True):
        own = fitted.covariance[at : at + len(item), at : at + len(item)]
        at += len(item)
        found[name] = {
            "a": float(item[0]),
            "se": float(np.sqrt(own[0, 0])),
            "b": (-item[1:] / item[0]).tolist(),
            "se_b": _threshold_errors(item, own).tolist(),
            "categories": [plain(float(code)) for code in codes],
            "sx2": test.chi2 if test else None,
            "df": test.df if test else None,
            "p": test.p if test else None,
        }
    return found


def _threshold_errors(item: Numbers, covariance: Numbers) -> Numbers:
    """Return the standard errors of b_k = -d_k / a, by the delta method."""
    slope, edges = item[0], item[1:]
    variance = (
        edges**2 / slope**4 * covariance[0, 0]
        + np.diag(covariance)[1:] / slope**2
        - 2 * edges / slope**3 * covariance[0, 1:]
    )
    found: Numbers = np.sqrt(variance)
    return found


def _whole_fit(fitted: Fit, complete: float) -> dict[str, Any] | None:
    test = graded_fit.c2(fitted)
    if test is None:
        return None
    rest = graded_fit.rmsea(test, complete)
    return {"chi2": test.chi2, "df": test.df, "p": test.p, **rest}
