"""The factor models of the scales from pair counts, as far as pairs determine them.

Where nothing is missing, covariances and each correlation's own variance are those of the rows, so
maximum likelihood is whole, and of weighted least squares (WLSMV) the estimates and the unscaled
test. Robust errors, scaled tests and intervals of omega rest on three or four items at once: they
need rows. Where answers are missing, no test of pairwise covariances holds its level: estimates
alone are given, as `cfa.pairwise`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from prem.analysis.cfa import indices
from prem.analysis.cfa.compare import compare
from prem.analysis.cfa.misfit import largest_residuals, modification_indices
from prem.analysis.cfa.misfit_ordered import ordered_misfit
from prem.analysis.cfa.ml import Fit
from prem.analysis.cfa.model import Model, correlated, one_factor
from prem.analysis.cfa.ordered import (
    JOINED,
    definite_sample,
    enter_omegas,
    join_below,
    named_estimates,
    tell_joined,
    unscaled_table,
    unsuited,
)
from prem.analysis.cfa.wlsmv import fit_ordered
from prem.analysis.confirm import estimates, fit_table, fitted_to, no_omega
from prem.analysis.frame import Numbers
from prem.analysis.guard import guarded
from prem.analysis.notes import Notes
from prem.analysis.ordered.merging import merge_pairs
from prem.analysis.ordered.spread import spread_of_pairs
from prem.analysis.pairs.counts import PairCounts
from prem.analysis.pairs.moments import PooledPairs
from prem.analysis.plan import Plan
from prem.errors.analysis import NEEDS_ROWS
from prem.errors.confirmatory import CFA_IMPROPER, OMEGA_ALONE
from prem.errors.ordinal import WLSMV_UNSETTLED
from prem.errors.pairs import PAIRWISE_MODEL

Members = dict[str, tuple[str, ...]]
Scales = dict[str, dict[str, Any]]


def confirm_pairs(
    pairs: PairCounts, members: Members, scales: Scales, plan: Plan, notes: Notes
) -> dict[str, Any]:
    """Return results.json's `cfa`, and enter `omega_total`, `omega_categorical` in `scales`.

    `pairs` has one group; `members` the items of each scale that vary.
    """
    members = {scale: items for scale, items in members.items() if items}
    model = correlated(members)
    used = PooledPairs(pairs.only(model.items))
    found: dict[str, Any] = {
        "n": used.n,
        "factors": {name: list(part) for name, part in members.items()},
        **dict.fromkeys(("ml", "mlr", "residuals", "modification_indices", "models", "wlsmv")),
    }
    if used.gaps:
        notes.add(PAIRWISE_MODEL, "cfa", n=used.n)
        return found | {"pairwise": _estimated(model, used, notes)}
    notes.add(NEEDS_ROWS, "cfa.mlr")
    found |= _of_numbers(model, members, used, scales, plan, notes)
    nothing: dict[str, Any] = {"wlsmv": None}
    return found | guarded(
        lambda: _ordered(model, used.pairs, scales, plan, notes), "cfa.wlsmv", nothing, notes
    )


def by_n(used: PooledPairs) -> Numbers:
    """Return the covariances divided by n, as maximum likelihood has them."""
    rows = np.maximum(used.rows(), 1)
    return np.asarray(used.covariance() * (rows - 1) / rows)


def _of_numbers(
    model: Model, members: Members, used: PooledPairs, scales: Scales, plan: Plan, notes: Notes
) -> dict[str, Any]:
    fit = fitted_to(model, by_n(used), used.n, "cfa", notes)
    if fit is None:
        _omegas_alone(used.pairs, members, scales, notes)
        return {}
    for factor, name in enumerate(members):
        scales[name]["omega_total"] = _omega(fit, by_n(used), factor, name, notes)
    for name in set(scales) - set(members):
        scales[name]["omega_total"] = no_omega(name, notes)

    def rival(name: str, other: Model) -> Fit | None:
        return fitted_to(other, by_n(used), used.n, f"cfa.models.{name}", notes)

    return {
        "ml": fit_table(fit) | estimates(model, fit.vector, fit.covariance, plan.level),
        "residuals": largest_residuals(fit),
        "modification_indices": modification_indices(fit),
        "models": compare(members, fit, rival, fit_table),
    }


def _omegas_alone(pairs: PairCounts, members: Members, scales: Scales, notes: Notes) -> None:
    """Enter `omega_total` from a one-factor model of each scale, where there is no joint model."""
    for name in scales:
        where = f"scales.{name}.omega_total"
        own = PooledPairs(pairs.only(members.get(name, ())))
        covariance = by_n(own)
        fit = fitted_to(one_factor(own.pairs.items, name), covariance, own.n, where, notes)
        if fit is None:
            scales[name]["omega_total"] = no_omega(name, notes)
            continue
        notes.add(OMEGA_ALONE, where)
        scales[name]["omega_total"] = _omega(fit, covariance, 0, name, notes)


def _omega(fit: Fit, covariance: Numbers, factor: int, name: str, notes: Notes) -> dict[str, Any]:
    """Return `omega_total` of a scale; its interval needs rows. See `cfa.omega.omega_total`."""
    item, of = fit.model.load
    own = np.flatnonzero(of == factor)
    if len(own) < 2:
        return no_omega(name, notes)
    where = f"scales.{name}.omega_total"
    notes.add(NEEDS_ROWS, f"{where}.low, {where}.high")
    total = float((fit.vector[own] * fit.deviations[item[own]]).sum())
    variance = float(covariance[np.ix_(item[own], item[own])].sum())
    limits = {"low": None, "high": None}
    return {
        "estimate": total**2 / variance,
        **limits,
        "factors": len(fit.model.factors),
        "n": fit.n,
    }


def _ordered(
    model: Model, pairs: PairCounts, scales: Scales, plan: Plan, notes: Notes
) -> dict[str, Any]:
    """Return `wlsmv` and `wlsmv_joined` as `cfa.ordered.confirm_ordered` does of rows."""
    pairs = pairs.given()
    answers = [len(codes) for codes in pairs.codes]
    if unsuited(pairs.n, pairs.items, answers, notes):
        return {"wlsmv": None}
    found: dict[str, Any] = {"wlsmv": _fitted(model, pairs, "cfa.wlsmv", scales, notes)}
    least = join_below(pairs.n, plan)
    joined, merged = merge_pairs(pairs, least)
    if merged:
        tell_joined(merged, least, plan, notes)
        entered = any("omega_categorical" in scale for scale in scales.values())
        part = _fitted(model, joined, JOINED, {} if entered else scales, notes)
        found["wlsmv_joined"] = None if part is None else part | {"merged": merged}
    return found


def _fitted(
    model: Model, pairs: PairCounts, where: str, scales: Scales, notes: Notes
) -> dict[str, Any] | None:
    """Return estimates and the unscaled test of ordered answers; the rest of it needs rows."""
    sample = definite_sample(spread_of_pairs(pairs), notes, where)
    if sample is None:
        return None
    fit = fit_ordered(model, sample, pairs.n) if model.df >= 0 else None
    if fit is None:
        notes.add(WLSMV_UNSETTLED, where)
        return None
    if fit.improper:
        notes.add(CFA_IMPROPER, where, what=", ".join(fit.improper))
    elif scales:
        enter_omegas(fit, sample, scales)
    scaled = [f"{index}_{how}" for how in ("scaled", "robust") for index in ("cfi", "tli", "rmsea")]
    ends = [f"rmsea_{how}_{end}" for how in ("scaled", "robust") for end in ("low", "high")]
    lacking = ["chi2_scaled", "p_scaled", *scaled, *ends]
    notes.add(NEEDS_ROWS, f"{where}: scaled and robust indices, errors and limits of loadings")
    columns = {"": fit.vector, "_se": None, "_low": None, "_high": None}
    told = unscaled_table(fit) | dict.fromkeys(lacking) | ordered_misfit(fit)
    return told | named_estimates(fit, columns)


def _estimated(model: Model, used: PooledPairs, notes: Notes) -> dict[str, Any] | None:
    """Return estimates from pairwise covariances, without any test."""
    fit = fitted_to(model, by_n(used), used.n, "cfa.pairwise", notes)
    if fit is None:
        return None
    values, _ = model.standardised(fit.vector)
    item, _ = model.load
    factors = model.factors
    loadings = dict(zip([model.items[at] for at in item], values.tolist(), strict=False))
    between = values[len(item) :].tolist()
    names = [f"{factors[a]}~~{factors[b]}" for a, b in zip(*model.pairs, strict=True)]
    correlations = dict(zip(names, between, strict=False))
    srmr = indices.srmr(fit.implied, fit.correlation)
    return {"n": used.n, "srmr": srmr, "loadings": loadings, "factor_correlations": correlations}
