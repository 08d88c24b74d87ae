"""The same women twice: intraclass correlations, kappa, measurement error, limits of agreement."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from prem.analysis.frame import Numbers
from prem.analysis.repeated.agreement import limits_of_agreement, sem_agreement, smallest_change
from prem.analysis.repeated.crossed import NotSettled, crossed_components
from prem.analysis.repeated.icc import anova_squares, forms
from prem.analysis.repeated.kappa import weighted_kappa
from truth.draws import EVEN, SKEWED, answered, factors, moments
from truth.found import Found, Trial

_WOMEN, _ERROR = 0.7, 0.3
_TWO_OCCASIONS = (
    "Occasions that differ at random are two here: their variance has one degree of freedom, and "
    "Satterthwaite's approximation is rough. Where occasions do not shift, see the other rows."
)
_ONE_SHIFT = "The interval takes a shift between the occasions for chance (its docstring says so)."
_LIMITS = (
    "The ends of the limits are taken as t, which is near with many women and not quite with few."
)
_KAPPA = (
    "Fleiss, Cohen and Everitt's error is of many women; kappa of few, or of answers most of "
    "which are alike, is skewed."
)
_REML = (
    "Degrees of freedom are those of the women seen twice, so that the interval is a little too "
    "wide rather than too narrow."
)


def scores(chance: Generator, n: int, shift: float) -> Numbers:
    women = chance.standard_normal((n, 1)) * np.sqrt(_WOMEN)
    occasions = chance.standard_normal((1, 2)) * np.sqrt(shift)
    return women + occasions + chance.standard_normal((n, 2)) * np.sqrt(_ERROR)


def truths(shift: float) -> dict[str, float]:
    agreeing, same = _WOMEN / (_WOMEN + shift + _ERROR), _WOMEN / (_WOMEN + _ERROR)
    of_mean = {name + "k": 2 * r / (1 + r) for name, r in (("A", agreeing), ("C", same))}
    alike = {} if shift else {"1": same, "k": 2 * same / (1 + same)}
    return {"A1": agreeing, "C1": same, **of_mean, **alike}


def icc(chance: Generator, n: int, shift: float) -> Found:
    found, table = Found(), scores(chance, n, shift)
    result = forms(anova_squares(table))
    for name, truth in truths(shift).items():
        form = result[name]
        found.hold(f"ICC {name}", truth, form.low, form.high)
    found.miss("ICC A1", result["A1"].estimate, truths(shift)["A1"])
    return found


def missing(chance: Generator, n: int, lost: float) -> Found:
    found, table = Found(), scores(chance, n, 0.0)
    table[chance.random(n) < lost, 1] = np.nan
    pairs = int((~np.isnan(table)).all(axis=1).sum())
    try:
        result = forms(crossed_components(table).squares(pairs, 2))
    except (NotSettled, ValueError):
        found.covered |= {f"ICC {name}, REML": None for name in truths(0.0)}
        return found
    for name, truth in truths(0.0).items():
        found.hold(f"ICC {name}, REML", truth, result[name].low, result[name].high)
    found.miss("ICC A1, REML", result["A1"].estimate, truths(0.0)["A1"])
    return found


def error(chance: Generator, n: int, shift: float) -> Found:
    found, table = Found(), scores(chance, n, 0.0)
    table[:, 1] += shift
    sem = sem_agreement(anova_squares(table))
    truth = float(np.sqrt(_ERROR + shift**2 / 2))
    found.hold("SEM", truth, sem.low, sem.high)
    change = smallest_change(sem)
    found.hold("SDC", 1.96 * np.sqrt(2) * truth, change.low, change.high)
    limits = limits_of_agreement(table[:, 0], table[:, 1])
    spread = float(np.sqrt(2 * _ERROR))
    found.hold("mean difference", shift, limits.difference.low, limits.difference.high)
    for name, limit, at in (("lower", limits.lower, -1.96), ("upper", limits.upper, 1.96)):
        found.hold(f"{name} limit of agreement", shift + at * spread, limit.low, limit.high)
    return found


def kappa(chance: Generator, n: int, shares: tuple[float, ...], r: float) -> Found:
    found, loading = Found(), np.full(2, np.sqrt(r))
    rows = answered(factors(chance, n, loading[:, None], np.eye(1)), shares)
    if np.ptp(rows) == 0:
        found.covered["weighted kappa"] = None
        return found
    covariance = moments(loading, shares)[1]
    truth = covariance[0, 1] / covariance[0, 0]  # quadratic weights, equal margins
    result = weighted_kappa(rows[:, 0], rows[:, 1])
    found.hold("weighted kappa", truth, result.low, result.high)
    found.miss("weighted kappa", result.estimate, truth)
    return found


def trials() -> list[Trial]:
    """Return the experiments of this part."""
    icc_of = ("test_retest.icc.*", "test_retest.scales.*.icc.*")
    reml_of = ("test_retest.icc_reml.*", "test_retest.scales.*.icc_reml.*")
    parts = ("sem", "sdc", *(f"limits_of_agreement.{p}" for p in ("difference", "lower", "upper")))
    error_of = tuple(f"{at}{part}" for at in ("test_retest.", "test_retest.scales.*.")
                     for part in parts)  # fmt: skip
    of_kappa = ("test_retest.items.*.kappa",)
    shifted = {"ICC A1": _TWO_OCCASIONS, "ICC Ak": _TWO_OCCASIONS}
    return [
        *(Trial("retest", "no shift", n, 4000, partial(icc, n=n, shift=0.0), icc_of)
          for n in (15, 50)),
        *(Trial("retest", "occasions differ (variance 0.05)", n, 4000,
                partial(icc, n=n, shift=0.05), icc_of, why=shifted) for n in (15, 50)),
        *(Trial("retest", "a third of women seen once", n, 1000,
                partial(missing, n=n, lost=1 / 3), reml_of, why={"": _REML}) for n in (30, 100)),
        *(Trial("measurement error", "no shift", n, 4000, partial(error, n=n, shift=0.0), error_of,
                why={f"{end} limit of agreement": _LIMITS for end in ("lower", "upper")})
          for n in (15, 50)),
        Trial("measurement error", "shift 0.4", 50, 4000, partial(error, n=50, shift=0.4), error_of,
              why={"SEM": _ONE_SHIFT, "SDC": _ONE_SHIFT, "": _LIMITS}),
        *(Trial("kappa", f"{label}, r {r}", n, 4000,
                partial(kappa, n=n, shares=shares, r=r), of_kappa, why={"": _KAPPA})
          for label, shares in (("even answers", EVEN), ("skewed answers", SKEWED))
          for r in (0.7,) for n in (50, 200, 1000)),
    ]  # fmt: skip
