"""Omega total: how much of the variance of a scale's sum is its factor's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from prem.analysis.cfa.ml import Fit
from prem.analysis.cfa.robust import Robust, slopes
from prem.analysis.frame import Numbers


@dataclass(frozen=True, slots=True)
class Omega:
    """An estimate between 0 and 1, with the limits of its interval."""

    estimate: float
    low: float
    high: float


def omega_total(fit: Fit, robust: Robust, rows: Numbers, factor: int, level: float) -> Omega:
    """Return omega total of the items of a factor, with a robust interval.

    Parameters
    ----------
    fit : Fit
        A model of simple structure: each item loads on one factor.
    robust : Robust
        Of the same rows.
    rows : array, rows x items
    factor : int
        Position in `fit.model.factors`.
    level : float
        Of the interval, such as 0.95.

    Notes
    -----
    omega = (sum of the loadings)^2 / variance of the sum, loadings in the items' own units, the
    variance that of the sample (not the implied one), as McDonald has it. The interval is by the
    delta method on the log-odds, from how far each row moves loadings and variance, so that it
    asks neither for normal answers nor for a model that holds.

    References
    ----------
    McDonald 1999, Test theory, ch. 6; Kelley & Pornprasertmanit 2016, Psychol Methods 21:69.
    R: `semTools::compRelSEM(fit)`.
    """
    item, of = fit.model.load
    own = np.flatnonzero(of == factor)
    sums = rows[:, item[own]].sum(axis=1)
    squared = (sums - sums.mean()) ** 2
    variance = float(squared.mean())
    total = float((fit.vector[own] * fit.deviations[item[own]]).sum())
    omega = total**2 / variance
    along = robust.bread[:, own] @ fit.deviations[item[own]] * (2 * total / variance)
    moved = np.concatenate([block @ along for block in slopes(fit, rows)])
    moved -= omega * (squared / variance - 1)
    error = float(np.sqrt((moved**2).mean() / len(rows)))
    if not 0 < omega < 1:
        return Omega(omega, float("nan"), float("nan"))
    half = float(stats.norm.ppf((1 + level) / 2)) * error / (omega * (1 - omega))
    middle = special.logit(omega)
    return Omega(omega, float(special.expit(middle - half)), float(special.expit(middle + half)))
