"""Confirmatory factor models: estimates, tests of fit and RMSEA, of normal and of other rows."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import numpy as np
from numpy.random import Generator

from prem.analysis.cfa.fiml import fit_fiml
from prem.analysis.cfa.indices import Tested, rmsea_interval
from prem.analysis.cfa.ml import discrepancy, fit_ml
from prem.analysis.cfa.model import Model, correlated, one_factor
from prem.analysis.cfa.omega import omega_total
from prem.analysis.cfa.ordered import confirm_ordered
from prem.analysis.cfa.robust import robust
from prem.analysis.confirm import estimates, fiml_table, fit_table, robust_table
from prem.analysis.factor.extraction import extract
from prem.analysis.factor.fit import goodness
from prem.analysis.frame import Numbers
from prem.analysis.notes import Notes
from prem.analysis.ordered.omega import categorical_omega
from prem.analysis.plan import load_plan
from truth.draws import EVEN, SKEWED, answered, answers, cuts, factors, heavy, moments, simple
from truth.found import Found, Trial

_SHAPE = {"a": 4, "b": 4, "c": 4}
_LOADINGS, _BETWEEN = simple([(0.8, 0.7, 0.6, 0.5)] * 3, 0.4)
_NAMES = [f"q{i + 1}" for i in range(12)]
_MODEL = correlated({"a": tuple(_NAMES[:4]), "b": tuple(_NAMES[4:8]), "c": tuple(_NAMES[8:])})
_HEAVY_ML = "ML takes rows for normal: with heavy tails read MLR, beside it."
_FEW = (
    "Known of a chi-square of fit: with few rows for the items it is too large (here 12 items, 51 "
    "degrees of freedom)."
)
_WALD = "An interval of estimate and error is of many rows; this is how near it is at this n."
_ORDINAL = (
    "The weight matrix of ordered answers is itself estimated: errors and test are right with many "
    "rows only, later the more skewed the answers are."
)
# One function makes them all, of the chi-square of each.
_RMSEA = tuple(
    f"{part}.rmsea"
    for part in ("cfa.ml", "cfa.fiml", "cfa.models.*", "invariance.*ml.*", "invariance.*")
)
_ROBUST = ("cfa.mlr.rmsea_robust", "invariance.*ml.*.rmsea_robust")
_MISFIT = _LOADINGS @ _BETWEEN @ _LOADINGS.T


@cache
def _misfitting() -> tuple[Numbers, float]:
    """Return correlations that the model does not quite fit, and its RMSEA there."""
    found = _MISFIT.copy()
    for first, second, more in ((0, 4, 0.12), (5, 9, 0.10), (2, 3, 0.12), (6, 10, -0.08)):
        found[first, second] += more
        found[second, first] += more
    np.fill_diagonal(found, 1.0)
    fit = fit_ml(_MODEL, found, 10**6)
    away = discrepancy(fit.implied, found) if fit else np.nan
    return found, float(np.sqrt(away / _MODEL.df))


def _held(found: Found, table: dict[str, dict[str, float]], label: str, model: Model) -> None:
    """Enter loadings and factor correlations of a results table."""
    truth = _LOADINGS[_LOADINGS > 0]
    for part, true in (("loadings", truth), ("factor_correlations", _BETWEEN[0, 1])):
        low, high = (list(table[f"{part}_{end}"].values()) for end in ("low", "high"))
        name = f"{part.replace('_', ' ')}, {label}"
        found.hold(name, true, low, high)
        found.miss(name, list(table[part].values()), true)


def maximum_likelihood(chance: Generator, n: int, df: float | None) -> Found:
    found, rows = Found(), factors(chance, n, _LOADINGS, _BETWEEN)
    rows = rows if df is None else heavy(chance, rows, df)
    names = [
        f"{part}, {by}" for part in ("loadings", "factor correlations") for by in ("ML", "MLR")
    ]
    fit = fit_ml(_MODEL, np.cov(rows, rowvar=False, ddof=0), n)
    extra = robust(fit, rows) if fit else None
    if fit is None or extra is None or fit.improper:
        found.covered |= dict.fromkeys(names)
        found.rejected |= dict.fromkeys(("chi-square, ML", "chi-square, MLR"))
        return found
    _held(found, estimates(_MODEL, fit.vector, fit.covariance, 0.95), "ML", _MODEL)
    _held(found, estimates(_MODEL, fit.vector, extra.covariance, 0.95), "MLR", _MODEL)
    found.test("chi-square, ML", fit_table(fit)["p"])
    found.test("chi-square, MLR", robust_table(fit, extra)["p_scaled"])
    return found


def incomplete(chance: Generator, n: int) -> Found:
    """Answers to the second scale are missing more often where the first scale's are low."""
    found, rows = Found(), factors(chance, n, _LOADINGS, _BETWEEN)
    rows[:, 4:8][(chance.random((n, 4)) < 0.4) & (rows[:, [0]] < -0.3)] = np.nan
    rows[:, 9:][chance.random((n, 3)) < 0.1] = np.nan
    fit = fit_fiml(_MODEL, rows)
    if fit is None:
        found.covered |= dict.fromkeys(("loadings, FIML", "factor correlations, FIML"))
        found.rejected["chi-square, FIML"] = None
        return found
    _held(found, estimates(_MODEL, fit.vector, fit.covariance, 0.95), "FIML", _MODEL)
    found.test("chi-square, FIML", fiml_table(fit)["p"])
    return found


def ordered(chance: Generator, n: int, shares: tuple[float, ...]) -> Found:
    found = Found()
    table = answers(answered(factors(chance, n, _LOADINGS, _BETWEEN), shares), _SHAPE)
    scales: dict[str, dict[str, Any]] = {name: {} for name in _SHAPE}
    found = confirm_ordered(table, scales, load_plan(), Notes())
    fit = found.get("wlsmv_joined", found["wlsmv"])  # what few rows are to be judged by
    if fit is None:
        found.covered |= dict.fromkeys(("loadings, WLSMV", "factor correlations, WLSMV"))
        found.rejected |= dict.fromkeys(("chi-square scaled-shifted, WLSMV",))
        return found
    _held(found, fit, "WLSMV", _MODEL)
    part = _LOADINGS[:4, 0]
    latent = np.outer(part, part) + np.diag(1 - part**2)
    truth = categorical_omega([cuts(shares)] * 4, part, latent)
    limits = scales["a"].get("omega_categorical_interval") or {"low": None}
    if limits["low"] is None:
        found.covered["categorical omega"] = None
    else:
        found.hold("categorical omega", truth, limits["low"], limits["high"])
    found.test("chi-square scaled-shifted, WLSMV", fit["p_scaled"])
    found.test("chi-square unscaled, DWLS", fit["p"])
    found.rejected["RMSEA scaled above 0"] = float(fit["rmsea_scaled_low"] > 0)
    return found


def misfit(chance: Generator, n: int, df: float | None) -> Found:
    found, (population, truth) = Found(), _misfitting()
    rows = chance.standard_normal((n, 12)) @ np.linalg.cholesky(population).T
    rows = rows if df is None else heavy(chance, rows, df)
    fit = fit_ml(_MODEL, np.cov(rows, rowvar=False, ddof=0), n)
    extra = robust(fit, rows) if fit else None
    if fit is None or extra is None:
        found.covered |= dict.fromkeys(("RMSEA, ML", "RMSEA robust, MLR"))
        return found
    low, high = rmsea_interval(Tested(fit.chi2, _MODEL.df), n)
    found.hold("RMSEA, ML", truth, low, high)
    table = robust_table(fit, extra)
    found.hold("RMSEA robust, MLR", truth, table["rmsea_robust_low"], table["rmsea_robust_high"])
    return found


def ordered_misfit(chance: Generator, n: int, shares: tuple[float, ...]) -> Found:
    found, (population, truth) = Found(), _misfitting()
    latent = chance.standard_normal((n, 12)) @ np.linalg.cholesky(population).T
    table = answers(answered(latent, shares), _SHAPE)
    scales: dict[str, dict[str, object]] = {name: {} for name in _SHAPE}
    found = confirm_ordered(table, scales, load_plan(), Notes())
    fit = found.get("wlsmv_joined", found["wlsmv"])  # what few rows are to be judged by
    if fit is None or fit["rmsea_robust_low"] is None:
        found.covered["RMSEA robust, WLSMV"] = None
    else:
        ends = fit["rmsea_robust_low"], fit["rmsea_robust_high"]
        found.hold("RMSEA robust, WLSMV", truth, *ends)
    return found


def explored(chance: Generator, n: int) -> Found:
    found, (population, _) = Found(), _misfitting()
    truth = goodness(population, _reproduced(population), 3, 10**9)["rmsea"]
    rows = chance.standard_normal((n, 12)) @ np.linalg.cholesky(population).T
    correlation = np.corrcoef(rows, rowvar=False)
    result = goodness(correlation, _reproduced(correlation), 3, n)
    found.hold("RMSEA, exploratory", truth, result["rmsea_low"], result["rmsea_high"])
    return found


def _reproduced(correlation: Numbers) -> Numbers:
    loadings = extract(correlation, 3, "ml")
    found: Numbers = loadings @ loadings.T
    return found


def omega(chance: Generator, n: int, shares: tuple[float, ...] | None) -> Found:
    found, loadings = Found(), np.array([0.4, 0.5, 0.6, 0.7, 0.8])
    rows = factors(chance, n, loadings[:, None], np.eye(1))
    covariance = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    if shares:
        rows, covariance = answered(rows, shares), moments(loadings, shares)[1]
    model = one_factor(_NAMES[:5])
    whole = fit_ml(model, covariance, 10**6)
    fit = fit_ml(model, np.cov(rows, rowvar=False, ddof=0), n)
    extra = robust(fit, rows) if fit else None
    if fit is None or extra is None or whole is None:
        found.covered["omega total"] = None
        return found
    parts = whole.vector[:5] * whole.deviations
    truth = float(parts.sum() ** 2 / covariance.sum())
    result = omega_total(fit, extra, rows, 0, 0.95)
    found.hold("omega total", truth, result.low, result.high)
    found.miss("omega total", result.estimate, truth)
    return found


def trials() -> list[Trial]:
    """Return the experiments of this part."""
    parts = ("loadings", "factor_correlations")
    of = tuple(f"cfa.{by}.{part}" for by in ("ml", "mlr") for part in parts)
    small = {"": _FEW, "loadings, ML": _WALD, "loadings, MLR": _WALD} | {
        f"factor correlations, {by}": _WALD for by in ("ML", "MLR")
    }
    tails = {"": _WALD, "chi-square, MLR": _FEW} | {
        f"{part}, ML": _HEAVY_ML for part in ("loadings", "factor correlations", "chi-square")
    }
    late = {"": _ORDINAL, "chi-square unscaled, DWLS": "It is no chi-square at all; shown why."}
    return [
        *(Trial("factor model", "normal", n, 1000, partial(maximum_likelihood, n=n, df=None), of,
                why=small) for n in (100, 200, 500)),
        *(Trial("factor model", "heavy tails (t, 8 df)", n, 1000,
                partial(maximum_likelihood, n=n, df=8.0), of, why=tails) for n in (200, 500, 1000)),
        *(Trial("factor model", "normal, missing at random", n, 500, partial(incomplete, n=n),
                tuple(f"cfa.fiml.{part}" for part in parts),
                why={"": _WALD, "chi-square, FIML": _FEW})
          for n in (200, 500)),
        *(Trial("factor model", label, n, 500, partial(ordered, n=n, shares=shares),
                (*(f"cfa.wlsmv.{part}" for part in parts), "scales.*.omega_categorical_interval"),
                why=late)
          for label, shares in (("even answers", EVEN), ("skewed answers", SKEWED))
          for n in (200, 500, 1000)),
        *(Trial("RMSEA", "normal, a model that misses a little", n, 1500,
                partial(misfit, n=n, df=None), (*_RMSEA, *_ROBUST), level=0.90,
                why={"": _FEW})
          for n in (200, 500)),
        Trial("RMSEA", "heavy tails (t, 8 df), a model that misses a little", 500, 1500,
              partial(misfit, n=500, df=8.0), ("cfa.mlr.rmsea_robust",), level=0.90,
              why={"RMSEA, ML": _HEAVY_ML, "": _FEW}),
        *(Trial("RMSEA", f"{label}, a model that misses a little", 500, 300,
                partial(ordered_misfit, n=500, shares=shares), ("cfa.wlsmv.rmsea_robust",),
                level=0.90, why={"": _ORDINAL})
          for label, shares in (("even answers", EVEN), ("skewed answers", SKEWED))),
        *(Trial("RMSEA", "normal, three factors explored", n, 500, partial(explored, n=n),
                ("efa.fit.rmsea",), level=0.90, why={"": _FEW}) for n in (200, 500)),
        *(Trial("omega total", label, n, 1000, partial(omega, n=n, shares=shares),
                ("scales.*.omega_total",), why={"": _WALD})
          for label, shares in (("normal", None), ("skewed answers", SKEWED))
          for n in (100, 300, 1000)),
    ]  # fmt: skip
