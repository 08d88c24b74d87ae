"""`cfa.wlsmv` of results.json: the factor model of the scales, of ordered answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from prem.analysis.cfa import indices
from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.misfit_ordered import ordered_misfit
from prem.analysis.cfa.model import correlated
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
from prem.errors.invariance import ORDINAL_MERGED
from prem.errors.ordinal import (
    MANY_ANSWERS,
    PERFECT_ORDER,
    WLSMV_FEW_ROWS,
    WLSMV_MANY_ITEMS,
    WLSMV_UNSETTLED,
)

# With fewer rows the polychoric matrix of skewed answers is often not positive definite; with 150,
# and rare answers joined, the test rejects 6 to 8 % of true models at 5 % (docs/adr/0009).
LEAST_ROWS = 150
# The covariances of 60 items' correlations are a matrix of 2000 x 2000.
MOST_ITEMS = 60
_WHERE = "cfa.wlsmv"


def confirm_ordered(
    answers: Answers, scales: Mapping[str, dict[str, Any]], plan: Plan, notes: Notes
) -> dict[str, Any]:
    """Return {"wlsmv": ...}, None with a note where it is refused; enter `omega_categorical`.

    A scale has no `omega_categorical` where the model is refused or improper, or of one item.

    The model of `cfa.ml`, of the rows complete on all items, with the answers as ordered. With few
    rows rare answers are joined (`join_below`), and told as `merged`.
    """
    rows, members = complete_rows(answers, answers.key.scales)
    model = correlated(members)
    sample, merged = _sample(rows, model.items, plan, notes)
    fit = None
    if sample is not None:
        if len(model.items) >= 3 and model.df >= 0:
            fit = fit_ordered(model, sample, len(rows))
        if fit is None:
            notes.add(WLSMV_UNSETTLED, _WHERE)
    if fit is None or sample is None:
        return {"wlsmv": None}
    if fit.improper:
        notes.add(CFA_IMPROPER, _WHERE, what=", ".join(fit.improper))
    else:
        enter_omegas(fit, sample, scales)
        enter_omega_intervals(fit, sample, scales, plan.level, notes)
    found = fit_table(fit) | ordered_misfit(fit) | _estimates(fit, plan.level)
    return {"wlsmv": found | ({"merged": merged} if merged else {})}


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


def _sample(
    rows: Numbers, items: tuple[str, ...], plan: Plan, notes: Notes
) -> tuple[Spread | None, Joined]:
    """Return the correlations with their covariances, None, with a note, where refused; and what
    was joined.
    """
    answers = [len(np.unique(column)) for column in rows.T]
    if unsuited(len(rows), items, answers, notes):
        return None, {}
    merged: Joined = {}
    if least := join_below(len(rows), plan):
        rows, merged = merge_rows(rows, items, least)
        tell_joined(merged, least, notes)
    return definite_sample(spread(rows, items), notes), merged


def join_below(n: int, plan: Plan) -> int:
    """Return below how many answers of a kind they are joined with those beside them; 0: never.

    With fewer than the 300 rows of the threshold "wlsmv_joined" the test of skewed answers rejects
    true models far too often, and hardly more than it should once rare answers are joined
    (docs/adr/0009).
    """
    few = plan.thresholds["wlsmv_joined"].met(n)
    return int(plan.limit("wlsmv_answers")) if few else 0


def tell_joined(merged: Joined, least: int, notes: Notes) -> None:
    """Note which answers were joined."""
    if merged:
        notes.add(ORDINAL_MERGED, _WHERE, least=least, merged=told(merged))


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


def definite_sample(found: Spread, notes: Notes) -> Spread | None:
    """Return the correlations where a model can stand on them; else None, with a note."""
    if definite(found.found, _WHERE, notes) and not found.found.at_edge:
        return found
    for first, second in found.found.at_edge:
        notes.add(PERFECT_ORDER, _WHERE, first=first, second=second)
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
