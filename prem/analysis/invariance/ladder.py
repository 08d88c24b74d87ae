"""The steps of invariance one after another, each held against the one before."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from prem.analysis.cfa import indices
from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.ml import Fit, fit_ml
from prem.analysis.frame import Numbers
from prem.analysis.invariance.estimate import GroupFit, settle
from prem.analysis.invariance.layout import STEPS, Equal, Layout, Step, equal
from prem.analysis.invariance.robust import Scaled, difference, scaled
from prem.analysis.invariance.sample import Sample
from prem.analysis.items import number
from prem.analysis.plan import Plan

# Chen 2007 gives other limits to intercepts and residuals than to loadings.
_SRMR = {"metric": "loadings", "scalar": "intercepts", "strict": "intercepts"}
Freed = dict[str, frozenset[int]]


class Rung(NamedTuple):
    """A step that was fitted; `extra` is None without complete rows or at no minimum."""

    fit: GroupFit
    extra: Scaled | None


def climb(layout: Layout, sample: Sample) -> dict[Step, Rung | None]:
    """Return the fit of each step, None from where one does not settle."""
    found: dict[Step, Rung | None] = dict.fromkeys(STEPS)
    before: GroupFit | None = None
    for step in STEPS:
        wanted = equal(layout, len(sample.rows), step)
        start = configural_start(wanted, sample) if before is None else next_start(wanted, before)
        fit = settle(wanted, start, sample) if start is not None and wanted.df >= 0 else None
        if fit is None:
            return found
        found[step] = Rung(fit, scaled(fit) if sample.complete else None)
        before = fit
    return found


def configural_start(wanted: Equal, sample: Sample) -> Numbers | None:
    """Return where to start with nothing equal: each group and time point by itself."""
    layout = wanted.layout
    model, p, k = layout.model, len(layout.model.items), len(layout.model.factors)
    full = np.zeros((wanted.groups, layout.size))
    item, _ = model.load
    many = len(item)
    for own, moments in zip(full, sample.free, strict=True):
        for t in range(layout.times):
            here = slice(t * p, (t + 1) * p)
            fit = fit_ml(model, moments.covariance[here, here], sample.n)
            if fit is None:
                return None
            free, middle, loose = model.parts(fit.vector)
            own[layout.parts[0]][t * many : (t + 1) * many] = free * fit.deviations[item]
            residuals = own[layout.parts[2]][here]
            residuals[model.loose] = loose * fit.deviations[model.loose] ** 2
            between = _between(fit, middle)
            own[layout.parts[1]] += _placed(layout, between, t * k)
        own[layout.parts[4]] = moments.mean
        if layout.times > 1:
            _across(layout, own, moments.covariance)
    return wanted.averaged(full)


def _between(fit: Fit, middle: Numbers) -> Numbers:
    """Return a fit's factor correlations, kept from the edge: a start must be definite."""
    found = np.eye(len(fit.model.factors))
    found[fit.model.pairs] = found.T[fit.model.pairs] = middle
    if np.linalg.eigvalsh(found)[0] <= 0 and np.linalg.eigvalsh(fit.implied)[0] <= 0:
        found = 0.9 * found + 0.1 * np.eye(len(found))
    return found


def _placed(layout: Layout, between: Numbers, at: int) -> Numbers:
    wide = np.zeros((layout.factors, layout.factors))
    wide[at : at + len(between), at : at + len(between)] = between
    found: Numbers = wide[layout.pairs]
    return found


def _across(layout: Layout, own: Numbers, covariance: Numbers) -> None:
    """Enter how factors of different times go together, by their items' weighted sums."""
    loadings, _ = layout.matrices(own)
    weights = loadings / (loadings**2).sum(axis=0)
    first, second = layout.pairs
    apart = first // len(layout.model.factors) != second // len(layout.model.factors)
    between = np.clip((weights.T @ covariance @ weights)[first, second], -0.7, 0.7)
    own[layout.parts[1]] = np.where(apart, 0.8 * between, own[layout.parts[1]])


def next_start(wanted: Equal, before: GroupFit) -> Numbers:
    """Return where to start a step, from the estimates of the one before."""
    layout, full = wanted.layout, before.full.copy()
    if wanted.step == before.equal.step:
        return wanted.averaged(full)
    if wanted.step == "metric":
        _one_metric(layout, full)
    elif wanted.step == "scalar":
        _one_origin(layout, full)
    return wanted.averaged(full)


def _one_metric(layout: Layout, full: Numbers) -> None:
    """Turn loadings of unit variances to those of the first group's and time's scale."""
    item, factor = layout.model.load
    k = len(layout.model.factors)
    many = len(item)
    first = full[0, :many].copy()
    for own in full:
        scale = np.ones(layout.factors)
        for t in range(layout.times):
            mine = own[t * many : (t + 1) * many]
            for f in range(k):
                those = factor == f
                ratio = float(mine[those] @ first[those] / (first[those] @ first[those]))
                scale[t * k + f] = np.sign(ratio or 1.0) * max(abs(ratio), 0.2)
        own[layout.parts[0]] /= scale[layout.load[1]]
        own[layout.parts[1]] *= scale[layout.pairs[0]] * scale[layout.pairs[1]]


def _one_origin(layout: Layout, full: Numbers) -> None:
    """Put into factor means how groups and times differ on all items of a factor alike."""
    p, k = len(layout.model.items), len(layout.model.factors)
    first = full[0, layout.parts[4]][:p].copy()
    for own in full:
        loadings, _ = layout.matrices(own)
        away = own[layout.parts[4]] - np.tile(first, layout.times)
        mean = loadings.T @ away / (loadings**2).sum(axis=0)
        if own is full[0]:
            mean[:k] = 0.0
        own[layout.parts[5]] = mean
        own[layout.parts[4]] -= loadings @ mean


def table(rung: Rung) -> dict[str, Any]:
    """Return chi-square and indices of a step, the scaled and robust ones where there are.

    Notes
    -----
    Of G groups the RMSEA and its limits are multiplied by sqrt(G) (Steiger 1998), the SRMR is the
    groups' mean weighted by their rows and counts means beside covariances, and the baseline
    model has its own variances and means in each group, all as in lavaan 0.6-14, n and not n - 1.
    """
    fit, sample = rung.fit, rung.fit.sample
    tested, base, n = fit.tested, sample.base, sample.n
    root = float(np.sqrt(fit.equal.groups))
    low, high = indices.rmsea_interval(tested, n)
    size, likelihood = fit.equal.count, fit.log_likelihood
    found = {
        "n": n,
        "chi2": tested.chi2,
        "df": tested.df,
        "p": number(tested.p),
        "baseline": {"chi2": base.chi2, "df": base.df},
        "cfi": indices.cfi(tested, base),
        "tli": indices.tli(tested, base),
        "rmsea": root * indices.rmsea(tested, n),
        "rmsea_low": root * low,
        "rmsea_high": root * high,
        "srmr": srmr(fit),
        "log_likelihood": likelihood,
        "parameters": size,
        "aic": 2 * size - 2 * likelihood,
        "bic": float(size * np.log(n)) - 2 * likelihood,
    }
    return found | _scaled_table(rung, root)


def _scaled_table(rung: Rung, root: float) -> dict[str, Any]:
    extra, tested, sample = rung.extra, rung.fit.tested, rung.fit.sample
    if extra is None or not tested.df or not extra.usable:
        return {}
    base, n, both = sample.base, sample.n, (extra.scaling, extra.base_scaling)
    own = Tested(tested.chi2 / extra.scaling, tested.df)
    own_base = Tested(base.chi2 / extra.base_scaling, base.df)
    low, high = indices.rmsea_interval(own, n, extra.scaling)
    return {
        "chi2_scaled": own.chi2,
        "p_scaled": number(own.p),
        "scaling": extra.scaling,
        "cfi_scaled": indices.cfi(own, own_base),
        "tli_scaled": indices.tli(own, own_base),
        "rmsea_scaled": root * indices.rmsea(own, n),
        "cfi_robust": indices.cfi(tested, base, *both),
        "tli_robust": indices.tli(tested, base, *both),
        "rmsea_robust": root * indices.rmsea(tested, n, extra.scaling),
        "rmsea_robust_low": root * low,
        "rmsea_robust_high": root * high,
    }


def srmr(fit: GroupFit) -> float:
    """Return the standardised root mean square residual of means and covariances together."""
    sample, total = fit.sample, 0.0
    for full, own, size in zip(fit.full, sample.free, sample.sizes, strict=True):
        implied, spread = fit.equal.layout.implied(full), np.sqrt(np.diag(own.covariance))
        residual = indices.standardised_residuals(implied.covariance, own.covariance)
        means = (own.mean - implied.mean) / spread
        both = np.concatenate([residual[np.triu_indices(len(spread))], means])
        total += size / sample.n * float(np.sqrt((both**2).mean()))
    return total


def compared(
    tight: Rung, loose: Rung, tables: tuple[dict[str, Any], dict[str, Any]], plan: Plan
) -> dict[str, Any]:
    """Return how a step differs from the one before: tests, change in fit, and the verdict.

    `tables` are those of the tighter and the looser step. Changes are the tighter step's index
    less the looser's. `holds` is Chen's rule: CFI falls by no more than the limit, and RMSEA or
    SRMR rises by no more than theirs; with 300 rows or fewer the limits are narrower. The tests
    stand beside it: of many rows they see what does not matter, of few they miss what does.

    References
    ----------
    Chen 2007, Struct Equ Modeling 14:464. R: `lavTestLRT(loose, tight)`.
    """
    mine, before = tables
    more = mine["df"] - before["df"]
    plain = Tested(max(mine["chi2"] - before["chi2"], 0.0), more)
    test = difference(tight.fit, loose.fit, tight.extra, loose.extra)
    change = {f"delta_{name}": mine[name] - before[name] for name in ("cfi", "rmsea", "srmr")}
    return {
        "from": loose.fit.equal.step,
        "chi2": plain.chi2,
        "df": more,
        "p": number(plain.p),
        **_shown(test),
        **change,
        **_robust_change(mine, before),
        "holds": holds(change, tight.fit.equal.step, mine["n"], plan),
    }


def _shown(test: tuple[Tested, str] | None) -> dict[str, Any]:
    if test is None:
        return {}
    found, method = test
    return {"chi2_scaled": found.chi2, "p_scaled": number(found.p), "method": method}


def _robust_change(mine: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    both = (name for name in ("cfi_robust", "rmsea_robust") if name in mine and name in before)
    return {f"delta_{name}": mine[name] - before[name] for name in both}


def holds(change: dict[str, float], step: Step, n: int, plan: Plan) -> bool:
    """Whether a step holds by Chen's rule, with the limits in analysis/thresholds.toml."""
    size = "" if plan.thresholds["invariance_many"].met(n) else "_few"
    met = {
        name: plan.thresholds[f"invariance_{name}{size}"].met(change[f"delta_{name}"])
        for name in ("cfi", "rmsea")
    }
    kind = f"invariance_srmr_{_SRMR[step]}{size}"
    return met["cfi"] and (met["rmsea"] or plan.thresholds[kind].met(change["delta_srmr"]))
