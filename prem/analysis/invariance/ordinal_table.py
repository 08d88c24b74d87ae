"""Figures of a step of ordered invariance, by the keys of results.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.stats import norm

from prem.analysis.cfa import indices
from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.wlsmv import OrderedFit
from prem.analysis.invariance.ordinal_difference import difference
from prem.analysis.invariance.ordinal_fit import StepFit
from prem.analysis.invariance.ordinal_model import Ladder, Step
from prem.analysis.invariance.ordinal_sample import OrderedGroups
from prem.analysis.items import number
from prem.analysis.plan import Plan


def step_table(fit: StepFit) -> dict[str, Any]:
    """Return chi-square and indices, unscaled and scaled-shifted.

    Notes
    -----
    Of G groups the RMSEA and its limits are multiplied by sqrt(G) (Steiger 1998) and take n - G,
    the SRMR is that of correlations, the groups' mean weighted by their rows: as in lavaan.
    """
    test, base, scaled, base_scaled = fit.tested, fit.baseline, fit.scaled, fit.scaled_baseline
    groups = len(fit.samples)
    n, root = fit.n - groups, float(np.sqrt(groups))
    low, high = indices.rmsea_interval(test, n)
    low_scaled, high_scaled = indices.rmsea_interval(scaled, n)
    return {
        "n": fit.n,
        "chi2": test.chi2,
        "df": test.df,
        "p": number(test.p),
        "baseline": {"chi2": base.chi2, "df": base.df, "chi2_scaled": base_scaled.chi2},
        "cfi": indices.cfi(test, base),
        "tli": indices.tli(test, base),
        "rmsea": root * indices.rmsea(test, n),
        "rmsea_low": root * low,
        "rmsea_high": root * high,
        "srmr": _srmr(fit),
        "chi2_scaled": scaled.chi2,
        "p_scaled": number(scaled.p),
        "cfi_scaled": indices.cfi(scaled, base_scaled),
        "tli_scaled": indices.tli(scaled, base_scaled),
        "rmsea_scaled": root * indices.rmsea(scaled, n),
        "rmsea_scaled_low": root * low_scaled,
        "rmsea_scaled_high": root * high_scaled,
    }


def _srmr(fit: StepFit) -> float:
    """Return the mean over groups of sqrt(sum of squared residuals / (p (p + 1) / 2))."""
    total = 0.0
    for sample, implied in zip(fit.samples, fit.implied, strict=True):
        p = len(sample.spread.found.items)
        left = (sample.statistics - implied)[sample.spread.first :]
        total += sample.n / fit.n * float(np.sqrt(left @ left / (p * (p + 1) / 2)))
    return total


def robust(fits: Sequence[OrderedFit]) -> dict[str, Any]:
    """Return the robust indices of the configural step, of the groups' own fits.

    Notes
    -----
    Chi-squares and their expectations (`OrderedFit.likelihood`) are summed over groups. lavaan
    (0.6-14 and later) divides a group's share of the baseline's expectation by its share of the
    rows, and so has a lower CFI and TLI; its RMSEA is the same.

    References
    ----------
    Savalei 2021, Multivar Behav Res 56:390.
    """
    if any(np.linalg.eigvalsh(fit.implied)[0] <= 0 for fit in fits) or not fits[0].df:
        return {}
    every = [fit.likelihood for fit in fits]
    own = Tested(sum(one.model.chi2 for one in every), sum(one.model.df for one in every))
    base = Tested(sum(one.baseline.chi2 for one in every), sum(one.baseline.df for one in every))
    expected = sum(one.expected for one in every) / own.df
    scaling = expected, sum(one.expected_baseline for one in every) / base.df
    n = sum(fit.n for fit in fits) - len(fits)
    return {
        "cfi_robust": indices.cfi(own, base, *scaling),
        "tli_robust": indices.tli(own, base, *scaling),
        "rmsea_robust": float(np.sqrt(len(fits))) * indices.rmsea(own, n, expected),
    }


def against(
    step: Step, before: Step, fits: Mapping[Step, StepFit], told: Mapping[str, Any], plan: Plan
) -> dict[str, Any]:
    """Return how a step differs from the one before: scaled test, change in scaled indices.

    `holds`: the test does not see a difference at 1 - level. `small`: both changes are within the
    limits of Rutkowski and Svetina, for information; no such limit suits every model.
    """
    test = difference(fits[before], fits[step])
    changes = {
        "delta_cfi": told[step]["cfi_scaled"] - told[before]["cfi_scaled"],
        "delta_rmsea": told[step]["rmsea_scaled"] - told[before]["rmsea_scaled"],
    }
    limits = {name: plan.thresholds[f"invariance_{name[6:]}_ordered"] for name in changes}
    return {
        "from": before,
        "chi2": test.chi2,
        "df": test.df,
        "p": test.p,
        "chi2_scaled": test.chi2,
        "p_scaled": test.p,
        "method": "satorra.2000",
        **changes,
        "delta_srmr": told[step]["srmr"] - told[before]["srmr"],
        "holds": test.p >= 1 - plan.level,
        "small": all(limits[name].met(change) for name, change in changes.items()),
    }


def estimates(fit: StepFit, found: OrderedGroups) -> dict[str, Any]:
    """Return {"standardised": ...}: each group's implied thresholds and loadings."""
    told, items = {}, found.model.items
    ends = np.cumsum(fit.ladder.cuts)[:-1]
    for name, own, implied in zip(found.groups, fit.groups, fit.implied, strict=True):
        cuts = np.split(implied[: len(fit.ladder.item)], ends)
        loadings = fit.ladder.loadings(own).tolist()
        told[name] = {
            "thresholds": {item: part.tolist() for item, part in zip(items, cuts, strict=True)},
            "loadings": dict(zip(items, loadings, strict=True)),
        }
    return {"standardised": told}


def levels(
    scalar: StepFit, ladder: Ladder, names: tuple[Sequence[str], Sequence[str]], level: float
) -> dict[str, Any]:
    """Return, by scale and group, the mean and variance of the factor; those of the first 0 and 1.

    Means have limits by robust errors: the influence of each group's statistics on the estimate.
    `ladder` are the parameters of the groups (or times), `names` those of scales and groups.
    """
    (factors, groups), half = names, float(norm.ppf((1 + level) / 2))
    rows = ladder.spread_out(scalar.vector[: ladder.size])
    told: dict[str, Any] = {scale: {} for scale in factors}
    for group, name in enumerate(groups[1:], start=1):
        *_, alpha, between = ladder.parts(rows[group])
        places = ladder.place[group][ladder.ends[3] : ladder.ends[4]]
        reaches = half * scalar.errors(scalar.moved(np.eye(scalar.ladder.size)[places]))
        for at, scale in enumerate(factors):
            mean, reach = float(alpha[at]), float(reaches[at])
            told[scale][name] = {"mean": mean, "low": mean - reach, "high": mean + reach}
            told[scale][name]["variance"] = float(between[at, at])
    return told
