"""Means, alpha and the level of sites: intervals in closed form."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from prem.analysis.change import mean_interval
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.reliability import alpha_of_covariance, feldt_interval
from prem.analysis.repeated.paired import paired_change
from prem.analysis.sites import sites
from truth.draws import EVEN, SKEWED, answered, answers, factors, moments
from truth.found import Found, Trial

_CHANGE_PARTS = ("change.each", "change.each.srm", "change.each.effect_size")
_SITE_PARTS = ("sites*.icc1", "sites*.icc2", "sites*.sites.each", "sites*.sites.each.reliability")
_SHARES = {"even answers": EVEN, "skewed answers": SKEWED}
_PARALLEL = np.full(5, 0.7)
_CONGENERIC = np.array([0.4, 0.5, 0.6, 0.7, 0.8])
_NOT_NORMAL = (
    "Feldt's interval is of normal items of one factor; answers that pile up at the top vary more."
)
_DELTA = "By the delta method: of many women, and near with few."
_SKEWED_MEAN = (
    "A t interval is of a mean that is normal from sample to sample, which that of few skewed "
    "answers is not."
)


def mean(chance: Generator, n: int, skewed: bool) -> Found:
    found, truth = Found(), 0.0
    values = chance.standard_normal(n)
    if skewed:
        truth = float(np.arange(1, 6) @ np.array(SKEWED))
        values = answered(values, SKEWED)
    if np.ptp(values) == 0:
        found.covered["mean"] = None
        return found
    _, _, low, high = mean_interval(values, 0.95)
    found.hold("mean", truth, low, high)
    return found


def alpha(chance: Generator, n: int, loadings: np.ndarray, kind: str) -> Found:
    found, k = Found(), len(loadings)
    rows = factors(chance, n, loadings[:, None], np.eye(1))
    covariance = np.outer(loadings, loadings)
    np.fill_diagonal(covariance, 1.0)
    if kind in _SHARES:
        rows = answered(rows, _SHARES[kind])
        covariance = moments(loadings, _SHARES[kind])[1]
    truth = alpha_of_covariance(covariance)
    estimate = alpha_of_covariance(np.cov(rows, rowvar=False))
    found.hold("alpha, Feldt", truth, *feldt_interval(estimate, n, k, 0.95))
    found.miss("alpha", estimate, truth)
    return found


def site(chance: Generator, sizes: tuple[int, ...], icc: float) -> Found:
    found, where = Found(), np.repeat(np.arange(len(sizes)), sizes)
    levels = chance.standard_normal(len(sizes)) * np.sqrt(icc)
    scores = levels[where] + chance.standard_normal(len(where)) * np.sqrt(1 - icc)
    rows = answers(
        np.column_stack([scores, scores]), {"s": 2}, site=tuple(f"s{place}" for place in where)
    )
    result = sites(rows, load_plan(), Notes())["sites"]["scales"]["s"]
    found.hold("ICC(1)", icc, result["icc1"]["low"], result["icc1"]["high"])
    found.miss("ICC(1)", result["icc1"]["estimate"], icc)
    counts = np.array(sizes, dtype=float)
    average = (counts.sum() - (counts**2).sum() / counts.sum()) / (len(counts) - 1)
    found.hold("ICC(2)", _reliable(icc, average), result["icc2_low"], result["icc2_high"])
    of = {one["site"]: one for one in result["sites"]}
    each = [of[f"s{place}"] for place in range(len(sizes))]
    for name, key, truth in (
        ("reliability of a site's mean", "reliability", _reliable(icc, counts)),
        ("mean of a site", "", levels),
    ):
        low, high = ([one[f"{key}_{end}".strip("_")] for one in each] for end in ("low", "high"))
        found.hold(name, truth, low, high)
    return found


def _reliable(icc: float, women: Any) -> Any:
    """Return the reliability of the mean of so many women."""
    return icc * women / (1 + (women - 1) * icc)


def change(chance: Generator, n: int, effect: float) -> Found:
    found, first = Found(), chance.standard_normal(n)
    second = first + 0.5 * (effect + chance.standard_normal(n))
    result = paired_change(first, second)
    found.hold("change", 0.5 * effect, result.low, result.high)
    found.hold("standardised response mean", effect, result.srm_low, result.srm_high)
    ends = result.effect_size_low, result.effect_size_high
    found.hold("effect size", 0.5 * effect, *ends)
    if not effect:
        found.test("paired t test", result.p)
    return found


def trials() -> list[Trial]:
    """Return the experiments of this part."""
    cells = ("by_site_and_time.each",)
    of = ("scales.*.alpha",)
    few = {"": _NOT_NORMAL}
    uneven = tuple(5 + 3 * i for i in range(12))
    return [
        *(Trial("means", "normal", n, 4000, partial(mean, n=n, skewed=False), cells)
          for n in (10, 30, 100)),
        *(Trial("means", "skewed answers", n, 4000, partial(mean, n=n, skewed=True), cells,
                why={"": _SKEWED_MEAN}) for n in (30, 100, 300)),
        *(Trial("alpha", "normal, equal loadings", n, 4000,
                partial(alpha, n=n, loadings=_PARALLEL, kind=""), of) for n in (30, 100)),
        *(Trial("alpha", "normal, loadings .4 to .8", n, 4000,
                partial(alpha, n=n, loadings=_CONGENERIC, kind=""), of) for n in (30, 100)),
        *(Trial("alpha", kind, n, 4000,
                partial(alpha, n=n, loadings=_CONGENERIC, kind=kind), of, why=few)
          for kind in _SHARES for n in (100, 500)),
        *(Trial("sites", f"{len(sizes)} sites, ICC {icc}", sum(sizes), 2000,
                partial(site, sizes=sizes, icc=icc), _SITE_PARTS)
          for sizes in (uneven, (20,) * 40) for icc in (0.02, 0.10)),
        *(Trial("change", f"normal, standardised {effect}", n, 2000,
                partial(change, n=n, effect=effect), _CHANGE_PARTS,
                why={"effect size": _DELTA})
          for n in (15, 60) for effect in (0.0, 0.5)),
    ]  # fmt: skip
