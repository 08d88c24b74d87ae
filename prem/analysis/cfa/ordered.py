"""`cfa.wlsmv` of results.json: the factor model of the scales, of ordered answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from prem.analysis.cfa import indices
from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.misfit_ordered import ordered_misfit
from prem.analysis.cfa.model import Model, correlated
from prem.analysis.cfa.omega_ordered import enter_omega_intervals
from prem.analysis.cfa.wlsmv import OrderedFit, fit_ordered
from prem.analysis.confirm import complete_rows
from prem.analysis.frame import Answers, Numbers
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import MOST_ANSWERS, definite
from prem.analysis.ordered.merging import Joined, merge_rows, told
from prem.analysis.ordered.omega import categorical_omega
from prem.analysis.ordered.spread import Spread, spread
from prem.analysis.plan import Plan
from prem.errors.confirmatory import CFA_IMPROPER
from prem.errors.ordinal import (
    MANY_ANSWERS,
    PERFECT_ORDER,
    RARE_JOINED,
    WLSMV_FEW_ROWS,
    WLSMV_MANY_ITEMS,
    WLSMV_UNSETTLED,
)

# With fewer rows the polychoric matrix of skewed answers is often not positive definite; with 150,
# once rare answers are joined, the test rejects 6 to 8 % of true models at 5 % (docs/adr/0009).
LEAST_ROWS = 150
# The covariances of 60 items' correlations are a matrix of 2000 x 2000.
MOST_ITEMS = 60
_WHERE = "cfa.wlsmv"
JOINED = "cfa.wlsmv_joined"


def confirm_ordered(
    answers: Answers, scales: Mapping[str, dict[str, Any]], plan: Plan, notes: Notes
) -> dict[str, Any]:
    """Return {"wlsmv": ...}, None with a note where it is refused; enter `omega_categorical`.

    A scale has no `omega_categorical` where the model is refused or improper, or of one item.

    The model of `cfa.ml`, of the rows complete on all items, with the answers as ordered and as
    they are. Where rows are few and answers rare (`join_below`), `wlsmv_joined` is the same model
    with those joined to the answer beside them, told as its `merged`; categorical omega is then
    its own where the model of all answers is refused or improper.
    """
    rows, members = complete_rows(answers, answers.key.scales)
    model = correlated(members)
    counts = [len(np.unique(column)) for column in rows.T]
    if unsuited(len(rows), model.items, counts, notes):
        return {"wlsmv": None}
    found: dict[str, Any] = {"wlsmv": _fitted(model, rows, _WHERE, scales, plan, notes)}
    least = join_below(len(rows), plan)
    joined, merged = merge_rows(rows, model.items, least)
    if merged:
        tell_joined(merged, least, plan, notes)
        entered = any("omega_categorical" in scale for scale in scales.values())
        part = _fitted(model, joined, JOINED, {} if entered else scales, plan, notes)
        found["wlsmv_joined"] = None if part is None else part | {"merged": merged}
    return found


def _fitted(
    model: Model,
    rows: Numbers,
    where: str,
    scales: Mapping[str, dict[str, Any]],
    plan: Plan,
    notes: Notes,
) -> dict[str, Any] | None:
    """Return the model of these rows, None with a note; enter the omegas of `scales`, if any."""
    sample = definite_sample(spread(rows, model.items), notes, where)
    if sample is None:
        return None
    fit = fit_ordered(model, sample, len(rows)) if model.df >= 0 else None
    if fit is None:
        notes.add(WLSMV_UNSETTLED, where)
        return None
    if fit.improper:
        notes.add(CFA_IMPROPER, where, what=", ".join(fit.improper))
    elif scales:
        enter_omegas(fit, sample, scales)
        enter_omega_intervals(fit, sample, scales, plan.level, notes)
    return fit_table(fit) | ordered_misfit(fit) | _estimates(fit, plan.level)


def fit_table(fit: OrderedFit) -> dict[str, Any]:
    """Return chi-square and indices of a DWLS fit: unscaled, scaled-shifted, and robust.

    Unscaled indices (`cfi`) flatter ordered answers; `_scaled` put the scaled-shifted tests into
    the formulas; `_robust` estimate what the index would be for the variables behind the answers.
    """
    n, scaled, base_scaled = fit.n - 1, fit.scaled, fit.scaled_baseline
    low_scaled, high_scaled = indices.rmsea_interval(scaled, n)
    return {
        **unscaled_table(fit),
        "chi2_scaled": scaled.chi2,
        "p_scaled": number(scaled.p),
        "cfi_scaled": indices.cfi(scaled, base_scaled),
        "tli_scaled": indices.tli(scaled, base_scaled),
        "rmsea_scaled": indices.rmsea(scaled, n),
        "rmsea_scaled_low": low_scaled,
        "rmsea_scaled_high": high_scaled,
        **_robust(fit),
    }


def unscaled_table(fit: OrderedFit) -> dict[str, Any]:
    """Return chi-square and indices that rest on the diagonal of gamma alone."""
    test, base, n = fit.tested, fit.baseline, fit.n - 1
    low, high = indices.rmsea_interval(test, n)
    return {
        "n": fit.n,
        "chi2": test.chi2,
        "df": test.df,
        "p": number(test.p),
        "cfi": indices.cfi(test, base),
        "tli": indices.tli(test, base),
        "rmsea": indices.rmsea(test, n),
        "rmsea_low": low,
        "rmsea_high": high,
        "srmr": indices.srmr(fit.implied, fit.correlation),
    }


def _robust(fit: OrderedFit) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(
        ("cfi_robust", "tli_robust", "rmsea_robust", "rmsea_robust_low", "rmsea_robust_high")
    )
    if not fit.df or np.linalg.eigvalsh(fit.implied)[0] <= 0:
        return empty
    found = fit.likelihood
    scaling = found.expected / fit.df, found.expected_baseline / found.baseline.df
    test = Tested(found.model.chi2 / scaling[0], fit.df)
    low, high = indices.rmsea_interval(test, fit.n - 1, scaling[0])
    return {
        "cfi_robust": indices.cfi(found.model, found.baseline, *scaling),
        "tli_robust": indices.tli(found.model, found.baseline, *scaling),
        "rmsea_robust": indices.rmsea(found.model, fit.n - 1, scaling[0]),
        "rmsea_robust_low": low,
        "rmsea_robust_high": high,
    }


def join_below(n: int, plan: Plan) -> int:
    """Return below how many answers of a kind they are joined in the model beside; 0: never.

    With fewer than the 300 rows of the threshold "wlsmv_joined" the test of skewed answers rejects
    true models far too often, and hardly more than it should once rare answers are joined
    (docs/adr/0009).
    """
    few = plan.thresholds["wlsmv_joined"].met(n)
    return int(plan.limit("wlsmv_answers")) if few else 0


def tell_joined(merged: Joined, least: int, plan: Plan, notes: Notes) -> None:
    """Note which answers are rare, and joined in the model beside."""
    rows = int(plan.limit("wlsmv_joined"))
    notes.add(RARE_JOINED, f"{_WHERE}, {JOINED}", rows=rows, least=least, merged=told(merged))


def unsuited(n: int, items: Sequence[str], answers: Sequence[int], notes: Notes) -> bool:
    """Whether WLSMV is refused n rows of items of so many answers each; a note says why."""
    most = max(answers, default=0)
    if n < LEAST_ROWS:
        notes.add(WLSMV_FEW_ROWS, _WHERE, n=n, needed=LEAST_ROWS)
    elif len(items) > MOST_ITEMS:
        notes.add(WLSMV_MANY_ITEMS, _WHERE, items=len(items), most=MOST_ITEMS)
    elif most > MOST_ANSWERS:
        item = items[list(answers).index(most)]
        notes.add(MANY_ANSWERS, _WHERE, item=item, answers=most, most=MOST_ANSWERS)
    elif len(items) < 3:
        notes.add(WLSMV_UNSETTLED, _WHERE)
    else:
        return False
    return True


def definite_sample(found: Spread, notes: Notes, where: str = _WHERE) -> Spread | None:
    """Return the correlations where a model can stand on them; else None, with a note."""
    if definite(found.found, where, notes) and not found.found.at_edge:
        return found
    for first, second in found.found.at_edge:
        notes.add(PERFECT_ORDER, where, first=first, second=second)
    return None


def enter_omegas(fit: OrderedFit, sample: Spread, scales: Mapping[str, dict[str, Any]]) -> None:
    """Enter `omega_categorical` of every scale of two items or more."""
    loadings = fit.model.matrices(fit.vector).loadings
    for position, name in enumerate(fit.model.factors):
        own = np.flatnonzero(fit.model.pattern[:, position])
        if len(own) > 1:
            cuts = [sample.found.thresholds[item] for item in own]
            part = fit.correlation[np.ix_(own, own)]
            scales[name]["omega_categorical"] = categorical_omega(
                cuts, loadings[own, position], part
            )


def _estimates(fit: OrderedFit, level: float) -> dict[str, Any]:
    """Return standardised loadings and factor correlations with robust errors and limits."""
    errors = np.zeros(len(fit.vector))
    errors[fit.free] = np.sqrt(np.maximum(np.diag(fit.covariance), 0.0))
    half = float(stats.norm.ppf((1 + level) / 2)) * errors
    return named_estimates(
        fit, {"": fit.vector, "_se": errors, "_low": fit.vector - half, "_high": fit.vector + half}
    )


def named_estimates(fit: OrderedFit, columns: Mapping[str, Numbers | None]) -> dict[str, Any]:
    """Return columns as long as `fit.vector` by the names of what was estimated; None: all null."""
    item, _ = fit.model.load
    factors = fit.model.factors
    pairs = zip(*fit.model.pairs, strict=True)
    names = {
        "loadings": [fit.model.items[place] for place in item],
        "factor_correlations": [f"{factors[a]}~~{factors[b]}" for a, b in pairs],
    }
    found: dict[str, Any] = {}
    start = 0
    for label, those in names.items():
        for suffix, column in columns.items():
            part = None if column is None else column[start : start + len(those)].tolist()
            found[label + suffix] = dict(zip(those, part or [None] * len(those), strict=True))
        start += len(those)
    return found
