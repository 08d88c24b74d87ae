"""Indices of how well a factor model fits, from its chi-square and from its residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from prem.analysis.frame import Numbers


@dataclass(frozen=True, slots=True)
class Tested:
    """A chi-square with its degrees of freedom."""

    chi2: float
    df: int

    @property
    def p(self) -> float:
        """Return how often a true model would fit as badly or worse."""
        return float(stats.chi2.sf(self.chi2, self.df)) if self.df else float("nan")


def independence(correlation: Numbers, n: int) -> Tested:
    """Return the test of the baseline model, in which no two items go together."""
    p = len(correlation)
    return Tested(-n * float(np.linalg.slogdet(correlation)[1]), p * (p - 1) // 2)


def cfi(model: Tested, baseline: Tested, scaling: float = 1.0, base_scaling: float = 1.0) -> float:
    """Return the comparative fit index, 1 - d / max(d, d0), d = max(chi2 - c df, 0).

    With the scaling factors c of a robust test it is the robust index.

    References
    ----------
    Bentler 1990, Psychol Bull 107:238; Brosseau-Liard & Savalei 2014, Multivar Behav Res 49:460.
    R: `fitMeasures(fit, c("cfi", "cfi.robust"))`.
    """
    own = max(model.chi2 - scaling * model.df, 0.0)
    worst = max(own, baseline.chi2 - base_scaling * baseline.df)
    return 1.0 - own / worst if worst > 0 else 1.0


def tli(model: Tested, baseline: Tested, scaling: float = 1.0, base_scaling: float = 1.0) -> float:
    """Return the Tucker-Lewis index; 1 for a model without degrees of freedom.

    1 - (chi2 - c df) df0 / ((chi2_0 - c0 df0) df).

    References
    ----------
    Tucker & Lewis 1973, Psychometrika 38:1. R: `fitMeasures(fit, c("tli", "tli.robust"))`.
    """
    worst = (baseline.chi2 - base_scaling * baseline.df) * model.df
    if not worst:
        return 1.0
    return 1.0 - (model.chi2 - scaling * model.df) * baseline.df / worst


def rmsea(model: Tested, n: int, scaling: float = 1.0) -> float:
    """Return the root mean square error of approximation, sqrt(max(chi2 - c df, 0) / (n df)).

    References
    ----------
    Steiger & Lind 1980; n, not n - 1, as lavaan's ML. Robust: Brosseau-Liard, Savalei & Li 2012,
    Multivar Behav Res 47:904. R: `fitMeasures(fit, c("rmsea", "rmsea.robust"))`.
    """
    if not model.df:
        return 0.0
    return float(np.sqrt(max(model.chi2 - scaling * model.df, 0.0) / (n * model.df)))


def rmsea_interval(
    model: Tested, n: int, scaling: float = 1.0, level: float = 0.90
) -> tuple[float, float]:
    """Return the interval of the RMSEA, from that of the non-centrality of chi-square.

    `model` is the test as scaled: chi2 / c. The limits are sqrt(c lambda / (n df)).

    References
    ----------
    Browne & Cudeck 1993; R: `fitMeasures(fit, c("rmsea.ci.lower", "rmsea.ci.upper"))`.
    """
    if not model.df:
        return 0.0, 0.0
    tails = (1 + level) / 2, (1 - level) / 2
    low, high = (non_centrality(model, tail) for tail in tails)
    per = scaling / (n * model.df)
    return float(np.sqrt(low * per)), float(np.sqrt(high * per))


def non_centrality(model: Tested, tail: float) -> float:
    """Return the lambda with P(chi-square(df, lambda) <= chi2) = tail; 0 where none is that low."""

    def above(value: float) -> float:
        return float(stats.ncx2.cdf(model.chi2, model.df, value)) - tail

    if stats.chi2.cdf(model.chi2, model.df) <= tail:
        return 0.0
    top = max(model.chi2, 1.0)
    while above(top) > 0:
        top *= 2
    return float(optimize.brentq(above, 0.0, top, xtol=1e-10, rtol=1e-13))


def standardised_residuals(implied: Numbers, sample: Numbers) -> Numbers:
    """Return (S - Sigma) / sqrt(S_ii S_jj), items x items: residuals in correlations."""
    spread = np.sqrt(np.diag(sample))
    found: Numbers = (sample - implied) / np.outer(spread, spread)
    return found


def srmr(implied: Numbers, sample: Numbers) -> float:
    """Return the standardised root mean square residual, over p (p + 1) / 2 cells.

    The diagonal counts although it is zero, as in lavaan: with p (p - 1) / 2 it is `crmr`.

    References
    ----------
    Bentler 1995, EQS manual. R: `fitMeasures(fit, "srmr")`.
    """
    residuals = standardised_residuals(implied, sample)[np.triu_indices(len(sample))]
    return float(np.sqrt((residuals**2).mean()))
