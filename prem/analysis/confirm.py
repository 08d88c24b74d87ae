"""The confirmatory part of a validation: do the items belong to their scales?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from prem.analysis.cfa import indices
from prem.analysis.cfa.compare import compare
from prem.analysis.cfa.fiml import FimlFit, fit_fiml
from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.misfit import largest_residuals, modification_indices
from prem.analysis.cfa.ml import Fit, fit_ml
from prem.analysis.cfa.model import Model, correlated, one_factor
from prem.analysis.cfa.omega import omega_total
from prem.analysis.cfa.robust import Robust, robust
from prem.analysis.covariance import pool, varying
from prem.analysis.frame import Answers, Numbers
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.errors.confirmatory import (
    CFA_COMPLETE,
    CFA_EXACT,
    CFA_FEW_ROWS,
    CFA_IMPROPER,
    CFA_PATTERNS,
    CFA_SINGULAR,
    CFA_UNSETTLED,
    NO_MODEL,
    NO_OMEGA,
    NO_ROBUST,
    OMEGA_ALONE,
)

# Below this smallest eigenvalue a correlation matrix cannot be inverted.
_SINGULAR = 1e-9
_MOST_PATTERNS = 2000  # of missing answers, each of which costs a matrix inverse a step
Scales = dict[str, tuple[str, ...]]


def confirm(
    answers: Answers, scales: Mapping[str, dict[str, Any]], plan: Plan, notes: Notes
) -> dict[str, Any]:
    """Return results.json's `cfa` of answers as numbers, and enter `omega_total` in `scales`.

    The model: every scale a factor, the factors correlated, each item on its own factor only.
    It takes the rows complete on all items; items that do not vary there are left out. `fiml`
    takes the incomplete rows too, and is absent where there are none. `models`
    compares rival models.
    """
    rows, members = complete_rows(answers, answers.key.scales)
    model = correlated(members)
    fit = fitted(model, rows, "cfa", notes)
    found: dict[str, Any] = {
        "n": len(rows),
        "factors": {name: list(part) for name, part in members.items()},
    }
    if fit is None:
        found |= dict.fromkeys(("ml", "mlr", "residuals", "modification_indices", "models"))
        _omegas_alone(answers, scales, plan, notes)
        return found
    extra = robust(fit, rows)
    found["ml"] = fit_table(fit) | estimates(model, fit.vector, fit.covariance, plan.level)
    found["mlr"] = _robust(fit, extra, plan, notes)
    found |= _of_all_rows(answers, members, plan, notes)
    found["residuals"] = largest_residuals(fit)
    found["modification_indices"] = modification_indices(fit)
    found["models"] = compare(
        members,
        fit,
        lambda name, other: fitted(other, rows, f"cfa.models.{name}", notes),
        fit_table,
    )
    for name in scales:
        own = list(members).index(name) if len(members.get(name, ())) > 1 else None
        scales[name]["omega_total"] = _omega(fit, extra, rows, own, plan, name, notes)
    return found


def complete_rows(answers: Answers, scales: Mapping[str, Sequence[str]]) -> tuple[Numbers, Scales]:
    """Return the rows complete on the items of `scales`, and the items that vary in them."""
    items = [item for members in scales.values() for item in members]
    place = {item: position for position, item in enumerate(answers.items)}
    values = answers.values[:, [place[item] for item in items]]
    answered = np.flatnonzero(~np.isnan(values).all(axis=0))
    rows = pool(values[:, answered], "listwise").values
    moving = varying(rows)
    names = [items[position] for position in answered]
    left = {names[position] for position in moving}
    kept = {scale: tuple(i for i in members if i in left) for scale, members in scales.items()}
    return rows[:, moving], {scale: members for scale, members in kept.items() if members}


def fitted(model: Model, rows: Numbers, where: str, notes: Notes) -> Fit | None:
    """Return the fit of a model to complete rows, or None with a note that says why not."""
    covariance = np.cov(rows, rowvar=False, ddof=0) if len(rows) else np.zeros((rows.shape[1],) * 2)
    return fitted_to(model, np.atleast_2d(covariance), len(rows), where, notes)


def fitted_to(model: Model, covariance: Numbers, n: int, where: str, notes: Notes) -> Fit | None:
    """Return the fit of a model to the covariances (by n) of n rows, or None with a note."""
    p = len(covariance)
    if p < 3 or model.df < 0:
        notes.add(NO_MODEL, where, items=p, factors=len(model.factors))
        return None
    if n <= p:
        notes.add(CFA_FEW_ROWS, where, n=n, items=p)
        return None
    spread = np.sqrt(np.diag(covariance))
    if np.linalg.eigvalsh(covariance / np.outer(spread, spread))[0] < _SINGULAR:
        notes.add(CFA_SINGULAR, where)
        return None
    fit = fit_ml(model, covariance, n)
    if model.df == 0:
        notes.add(CFA_EXACT, where)
    if fit is None:
        notes.add(CFA_UNSETTLED, where, model=_called(model))
    elif fit.improper:
        notes.add(CFA_IMPROPER, where, what=", ".join(fit.improper))
    return fit


def _called(model: Model) -> str:
    if model.structure == "orthogonal":
        return "bifactor"
    if len(model.factors) == 1:
        return "one-factor"
    return model.structure.replace("_", "-")


def fit_table(fit: Fit) -> dict[str, Any]:
    """Return chi-square and indices of a fit by maximum likelihood."""
    tested, baseline = Tested(fit.chi2, fit.model.df), indices.independence(fit.correlation, fit.n)
    srmr = indices.srmr(fit.implied, fit.correlation)
    return _table(tested, baseline, fit.n, fit.log_likelihood, fit.model.size, srmr)


def _table(
    tested: Tested, baseline: Tested, n: int, likelihood: float, size: int, srmr: float
) -> dict[str, Any]:
    low, high = indices.rmsea_interval(tested, n)
    return {
        "n": n,
        "chi2": tested.chi2,
        "df": tested.df,
        "p": number(tested.p),
        "baseline": {"chi2": baseline.chi2, "df": baseline.df},
        "cfi": indices.cfi(tested, baseline),
        "tli": indices.tli(tested, baseline),
        "rmsea": indices.rmsea(tested, n),
        "rmsea_low": low,
        "rmsea_high": high,
        "srmr": srmr,
        "log_likelihood": likelihood,
        "parameters": size,
        "aic": 2 * size - 2 * likelihood,
        "bic": float(size * np.log(n)) - 2 * likelihood,
    }


def robust_table(fit: Fit, extra: Robust) -> dict[str, Any]:
    """Return the scaled test, and the scaled and robust indices, of MLR.

    Scaled indices put the scaled chi-squares in the formulas; robust ones estimate what the
    index would be if answers were normal, and are those to read.
    """
    tested, baseline = Tested(fit.chi2, fit.model.df), indices.independence(fit.correlation, fit.n)
    scaled = Tested(tested.chi2 / extra.scaling, tested.df)
    base_scaled = Tested(baseline.chi2 / extra.base_scaling, baseline.df)
    both = extra.scaling, extra.base_scaling
    low, high = indices.rmsea_interval(scaled, fit.n, extra.scaling)
    return {
        "chi2_scaled": scaled.chi2,
        "df": scaled.df,
        "p_scaled": number(scaled.p),
        "scaling": extra.scaling,
        "cfi_scaled": indices.cfi(scaled, base_scaled),
        "tli_scaled": indices.tli(scaled, base_scaled),
        "rmsea_scaled": indices.rmsea(scaled, fit.n),
        "cfi_robust": indices.cfi(tested, baseline, *both),
        "tli_robust": indices.tli(tested, baseline, *both),
        "rmsea_robust": indices.rmsea(tested, fit.n, extra.scaling),
        "rmsea_robust_low": low,
        "rmsea_robust_high": high,
    }


def fiml_table(fit: FimlFit) -> dict[str, Any]:
    """Return chi-square and indices of a fit to incomplete rows."""
    p = len(fit.mean)
    tested, baseline = Tested(fit.chi2, fit.model.df), Tested(fit.base_chi2, p * (p - 1) // 2)
    return _table(tested, baseline, fit.n, fit.log_likelihood, fit.model.size + p, fit.srmr)


def estimates(model: Model, vector: Numbers, covariance: Numbers, level: float) -> dict[str, Any]:
    """Return fully standardised loadings and the factors' correlations, with errors and limits.

    For models of simple structure. Limits are estimate -+ z error, as
    `lavaan::standardizedSolution` has them.
    """
    values, jacobian = model.standardised(vector)
    errors = np.sqrt(np.maximum(np.diag(jacobian @ covariance @ jacobian.T), 0.0))
    half = float(stats.norm.ppf((1 + level) / 2)) * errors
    item, _ = model.load
    first, second = model.pairs
    factors = model.factors
    names = [model.items[position] for position in item]
    pairs = [f"{factors[a]}~~{factors[b]}" for a, b in zip(first, second, strict=True)]
    columns = {"": values, "_se": errors, "_low": values - half, "_high": values + half}
    found = {}
    for label, those, start in (("loadings", names, 0), ("factor_correlations", pairs, len(names))):
        for suffix, column in columns.items():
            part = column[start : start + len(those)].tolist()
            found[label + suffix] = dict(zip(those, part, strict=True))
    return found


def _robust(fit: Fit, extra: Robust | None, plan: Plan, notes: Notes) -> dict[str, Any] | None:
    if extra is None or (fit.model.df and not extra.usable):
        notes.add(NO_ROBUST, "cfa.mlr")
    if extra is None:
        return None
    table = robust_table(fit, extra) if fit.model.df and extra.usable else {}
    return table | estimates(fit.model, fit.vector, extra.covariance, plan.level)


def _of_all_rows(answers: Answers, members: Scales, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return {"fiml": ...} of the rows with any answer; nothing where none is incomplete."""
    place = {item: position for position, item in enumerate(answers.items)}
    model = correlated(members)
    rows = answers.values[:, [place[item] for item in model.items]]
    rows = rows[~np.isnan(rows).all(axis=1)]
    if not np.isnan(rows).any():
        return {}
    notes.add(CFA_COMPLETE, "cfa.ml, cfa.mlr", n=len(pool(rows, "listwise").values), rows=len(rows))
    kinds = len(np.unique(np.isnan(rows), axis=0))
    if kinds > _MOST_PATTERNS:
        notes.add(CFA_PATTERNS, "cfa.fiml", kinds=kinds, most=_MOST_PATTERNS)
        return {"fiml": None}
    fit = fit_fiml(model, rows)
    if fit is None:
        notes.add(CFA_UNSETTLED, "cfa.fiml", model="correlated (FIML)")
        return {"fiml": None}
    return {"fiml": fiml_table(fit) | estimates(model, fit.vector, fit.covariance, plan.level)}


def _omegas_alone(
    answers: Answers, scales: Mapping[str, dict[str, Any]], plan: Plan, notes: Notes
) -> None:
    """Enter `omega_total` from a one-factor model of each scale, where there is no joint model."""
    for name, items in answers.key.scales.items():
        where = f"scales.{name}.omega_total"
        rows, members = complete_rows(answers, {name: items})
        fit = fitted(one_factor(members.get(name, ()), name), rows, where, notes)
        if fit is None:
            scales[name]["omega_total"] = no_omega(name, notes)
            continue
        notes.add(OMEGA_ALONE, where)
        extra = robust(fit, rows)
        scales[name]["omega_total"] = _omega(fit, extra, rows, 0, plan, name, notes)


def _omega(
    fit: Fit,
    extra: Robust | None,
    rows: Numbers,
    factor: int | None,
    plan: Plan,
    scale: str,
    notes: Notes,
) -> dict[str, Any]:
    if factor is None or extra is None:
        return no_omega(scale, notes)
    found = omega_total(fit, extra, rows, factor, plan.level)
    limits = {"low": number(found.low), "high": number(found.high)}
    return {"estimate": found.estimate, **limits, "factors": len(fit.model.factors), "n": fit.n}


def no_omega(scale: str, notes: Notes) -> dict[str, Any]:
    """Return `omega_total` with nulls, and note why."""
    notes.add(NO_OMEGA, f"scales.{scale}.omega_total")
    return {"estimate": None, "low": None, "high": None, "factors": None, "n": None}
