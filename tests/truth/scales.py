"""Reliabilities by bootstrap and by delta method, scalability, shares, and missing answers."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator, SeedSequence

from prem.analysis.factor.schmid_leiman import schmid_leiman
from prem.analysis.mokken.scalability import interval, scalability, standard_errors, steps
from prem.analysis.ordered.precision import below_one, ordinal_alpha_limits
from prem.analysis.ordered.spread import spread
from prem.analysis.quality.little import little
from prem.analysis.quality.missing import wilson
from prem.analysis.quality.normal import UnfitError, fit_normal
from prem.analysis.reliability import alpha_of_covariance
from prem.analysis.reliability_intervals import hierarchical_draws
from prem.analysis.resampled import (
    Draws,
    accelerated,
    alpha_and_error,
    columns_of,
    drawn,
    without_one,
)
from truth.draws import EVEN, SKEWED, answered, factors, moments, simple
from truth.found import Found, Trial

_LOADINGS = np.array([0.4, 0.5, 0.6, 0.7, 0.8])
_CODES = np.arange(1.0, 6.0)
_Z = 1.959963984540054
_DRAWN = (
    "A bootstrap knows the sample only: with few rows, or answers most of which are alike, the "
    "rare low answers that a sample misses are missed by it too."
)
_DELTA = "Estimate and error are those of many women; this is how near they are at this n."
_SMALL_OMEGA = (
    "A minimum over rotations: in samples the general factor comes out larger or smaller than it "
    "is, and the estimate is off the middle of its interval with few rows."
)
_DISCRETE = (
    "A share of n women takes few values, so that coverage jumps as n and the share change; "
    "Wilson's is near what it says on average over shares."
)
_MCAR = "Chi-square is of many rows in every pattern of missing answers; patterns have few here."


def bootstrap(chance: Generator, n: int, shares: tuple[float, ...] | None) -> Found:
    found, k = Found(), len(_LOADINGS)
    rows = factors(chance, n, _LOADINGS[:, None], np.eye(1))
    covariance = np.outer(_LOADINGS, _LOADINGS) + np.diag(1 - _LOADINGS**2)
    if shares:
        rows, covariance = answered(rows, shares), moments(_LOADINGS, shares)[1]
    alpha = alpha_of_covariance(covariance)
    error = float(np.sqrt(covariance.sum() * (1 - alpha))) / k
    sums, gaps = columns_of(rows, rows.mean(axis=1))
    seed = SeedSequence(int(chance.integers(2**60)))
    draws = drawn(Draws(sums, k, gaps, 1000, seed))
    estimates = alpha_and_error(sums.sum(axis=0)[None], n, k, gaps)[0]
    without = without_one(sums, k, gaps)
    for column, (name, truth) in enumerate((("alpha", alpha), ("SEM", error))):
        known = draws[np.isfinite(draws[:, column]), column]
        ends = accelerated(known, float(estimates[column]), without[:, column], 0.95)
        found.hold(f"{name}, bootstrap", truth, *ends)
    return found


def ordinal(chance: Generator, n: int, shares: tuple[float, ...]) -> Found:
    found = Found()
    rows = answered(factors(chance, n, _LOADINGS[:, None], np.eye(1)), shares)
    latent = np.outer(_LOADINGS, _LOADINGS) + np.diag(1 - _LOADINGS**2)
    sample = spread(rows, tuple("abcde"))
    low, high = ordinal_alpha_limits(sample, n, 0.95)
    found.hold("ordinal alpha", alpha_of_covariance(latent), low, high)
    found.miss(
        "ordinal alpha", alpha_of_covariance(sample.found.matrix), alpha_of_covariance(latent)
    )
    return found


def hierarchical(chance: Generator, n: int) -> Found:
    found = Found()
    loadings, between = simple([(0.8, 0.7, 0.6)] * 3, 0.5)
    population = loadings @ between @ loadings.T
    np.fill_diagonal(population, 1.0)
    truth = schmid_leiman(population).hierarchical
    rows = factors(chance, n, loadings, between)
    estimate = schmid_leiman(np.corrcoef(rows, rowvar=False)).hierarchical
    seed = SeedSequence(int(chance.integers(2**60)))
    draws = hierarchical_draws(rows, 40, seed)
    usable = draws[np.isfinite(draws) & (draws < 1)]
    error = float(np.std(np.log(1 - usable), ddof=1)) * (1 - estimate)
    found.hold("omega hierarchical", truth, *below_one(estimate, error, 0.95))
    found.miss("omega hierarchical", estimate, truth)
    return found


def loevinger(chance: Generator, n: int, shares: tuple[float, ...]) -> Found:
    found = Found()
    population = steps([_CODES] * 5, [np.array(shares)] * 5)
    truth = scalability(moments(_LOADINGS, shares)[1], population.most())
    rows = answered(factors(chance, n, _LOADINGS[:, None], np.eye(1)), shares)
    counted = [np.unique(column, return_counts=True) for column in rows.T]
    codes = [own for own, _ in counted]
    taken = steps(codes, [counts.astype(np.float64) for _, counts in counted])
    result = scalability(np.cov(rows, rowvar=False, ddof=0), taken.most())
    errors = standard_errors(rows, codes, taken, result)
    found.hold("H of the scale", truth.scale, *interval(result.scale, errors.scale, _Z))
    ends = [
        interval(float(h), float(e), _Z) for h, e in zip(result.items, errors.items, strict=True)
    ]
    found.hold("H of an item", truth.items, *np.array(ends).T)
    found.miss("H of the scale", result.scale, truth.scale)
    return found


def share(chance: Generator, n: int, of: float) -> Found:
    found = Found()
    found.hold("share of missing answers", of, *wilson(int(chance.binomial(n, of)), n, 0.95))
    return found


def at_random(chance: Generator, n: int, shares: tuple[float, ...] | None) -> Found:
    found, rows = Found(), factors(chance, n, _LOADINGS[:, None], np.eye(1))
    rows = answered(rows, shares) if shares else rows
    rows[chance.random(rows.shape) < 0.08] = np.nan
    rows = rows[~np.isnan(rows).all(axis=1)]
    try:
        found.test("Little's test", little(fit_normal(rows)).p)
    except UnfitError:
        found.rejected["Little's test"] = None
    return found


def trials() -> list[Trial]:
    """Return the experiments of this part."""
    kinds = (("even answers", EVEN), ("skewed answers", SKEWED))
    shares_of = ("data.missing_by.*", "data.missing_patterns.complete", "data.careless.indices.*")
    return [
        *(Trial("bootstrap", label, n, 1000, partial(bootstrap, n=n, shares=shares),
                ("scales.*.alpha_bootstrap", "scales.*.sem_interval"), why={"": _DRAWN})
          for label, shares in (("normal", None), *kinds[1:]) for n in (50, 200, 1000)),
        *(Trial("ordinal alpha", label, n, 500, partial(ordinal, n=n, shares=shares),
                ("scales.*.alpha_ordinal_interval",), why={"": _DELTA})
          for label, shares in kinds for n in (100, 500)),
        *(Trial("omega hierarchical", "normal, three group factors, 40 draws", n, 40,
                partial(hierarchical, n=n), ("scales.*.omega_hierarchical_interval",),
                why={"": _SMALL_OMEGA}) for n in (300,)),
        *(Trial("scalability", label, n, 1000, partial(loevinger, n=n, shares=shares),
                ("scales.*.h", "items.*.h", "scales.*.h_pairs.*"), why={"": _DELTA})
          for label, shares in kinds for n in (100, 500)),
        *(Trial("shares", f"{of:.0%} missing", n, 4000, partial(share, n=n, of=of), shares_of,
                why={"": _DISCRETE}) for of in (0.05, 0.3) for n in (40, 400)),
        *(Trial("missing completely at random", label, n, 1000,
                partial(at_random, n=n, shares=shares), why={"": _MCAR})
          for label, shares in (("normal", None), *kinds[1:]) for n in (100, 300, 1000)),
    ]  # fmt: skip
