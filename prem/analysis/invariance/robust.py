"""Scaled tests for answers that are not normal (MLR), and scaled tests of differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.ml import inverse
from prem.analysis.frame import Numbers
from prem.analysis.invariance.estimate import GroupFit, observed
from prem.analysis.invariance.layout import STEPS, Equal
from prem.analysis.invariance.sample import Sample

_BLOCK = 65_536  # rows at a time


@dataclass(frozen=True, slots=True)
class Scaled:
    """Scaling factors of a fit's test and of the baseline's, and robust covariances."""

    scaling: float
    base_scaling: float
    covariance: Numbers

    @property
    def usable(self) -> bool:
        """Whether both factors are positive, which very few rows can hinder."""
        return self.scaling > 0 and self.base_scaling > 0


def scaled(fit: GroupFit) -> Scaled | None:
    """Return what MLR adds to a fit of complete rows; None where the fit is at no minimum.

    Notes
    -----
    c = (tr(A1^-1 B1) - tr(H^-1 B)) / df, the variant of Mplus: H the observed information and B
    the rows' slopes of the free parameters, A1 and B1 those of free means and covariances, each
    group with the share of its rows. tr(A1^-1 B1) is each group's Mardia kurtosis.

    References
    ----------
    Yuan & Bentler 2000, Sociol Methodol 30:165. R: `lavaan::cfa(.., estimator = "MLR")`.
    """
    found = scaling(fit.equal, fit.free, fit.sample)
    if found is None:
        return None
    factor, covariance = found
    return Scaled(factor, _base_scaling(fit.sample), covariance)


def scaling(equal: Equal, free: Numbers, sample: Sample) -> tuple[float, Numbers] | None:
    """Return the scaling factor of a test at these parameters, and their robust covariances."""
    found = observed(equal, free, sample)
    if np.linalg.eigvalsh(found)[0] <= 0:
        return None
    bread, meat = inverse(found), _meat(equal, free, sample)
    shared = sum(
        kurtosis(rows, own.mean, own.covariance) + rows.shape[1]
        for rows, own in zip(sample.rows, sample.free, strict=True)
    )
    factor = (shared - float((meat * bread).sum())) / equal.df if equal.df else float("nan")
    return factor, bread @ meat @ bread / sample.n


def kurtosis(rows: Numbers, mean: Numbers, covariance: Numbers) -> float:
    """Return (mean of d^4 - p) / 2, d the rows' Mahalanobis distances."""
    away = rows - mean
    squared = (away * np.linalg.solve(covariance, away.T).T).sum(axis=1)
    return float(((squared**2).mean() - rows.shape[1]) / 2)


def _base_scaling(sample: Sample) -> float:
    """Return the scaling factor of the baseline model, whose implied correlations are zero."""
    total = 0.0
    for rows, own in zip(sample.rows, sample.free, strict=True):
        variance = np.diag(own.covariance)
        standard = (rows - own.mean) ** 2 / variance
        total += kurtosis(rows, own.mean, own.covariance)
        total -= float(((standard - 1) ** 2).mean(axis=0).sum() / 2)
    return total / sample.base.df


def _meat(equal: Equal, free: Numbers, sample: Sample) -> Numbers:
    """Return the mean product of the rows' slopes, on the free parameters."""
    found = np.zeros((equal.count, equal.count))
    own = np.zeros((equal.groups, equal.layout.size, equal.layout.size))
    for group, moved in row_slopes(equal, free, sample):
        own[group] += moved.T @ moved / sample.n
    for group, part in enumerate(own):
        equal.gather_square(group, part, found)
    return found


def row_slopes(equal: Equal, free: Numbers, sample: Sample) -> Iterator[tuple[int, Numbers]]:
    """Yield group and slopes of its rows' log-likelihood, rows x size, a block of rows a time."""
    layout = equal.layout
    for g, (full, rows) in enumerate(zip(equal.full(free), sample.rows, strict=True)):
        left, right, mean = layout.directions(full)
        implied = layout.implied(full)
        weight = inverse(implied.covariance)
        expected = (left * (weight @ right)).sum(axis=0)
        for start in range(0, len(rows), _BLOCK):
            turned = (rows[start : start + _BLOCK] - implied.mean) @ weight
            moved = turned @ mean
            moved[:, : layout.spread] += (turned @ left) * (turned @ right) - expected
            yield g, moved


def difference(
    tight: GroupFit, loose: GroupFit, own: Scaled | None, other: Scaled | None
) -> tuple[Tested, str] | None:
    """Return the scaled test of a step (`tight`) against the one before, and its method.

    Notes
    -----
    (T0 - T1) / c, c = (df0 c0 - df1 c1) / (df0 - df1) (Satorra & Bentler 2001, lavTestLRT's own
    choice with MLR). Where that c is not positive, c1 is taken of the looser model at the
    tighter one's estimates (Satorra & Bentler 2010), which makes it positive as a rule.

    References
    ----------
    Satorra & Bentler 2001, Psychometrika 66:507; 2010, Psychometrika 75:243.
    R: `lavTestLRT(loose, tight)`, `method = "satorra.bentler.2010"`.
    """
    more = tight.tested.df - loose.tested.df
    if own is None or other is None or not more:
        return None
    away = tight.tested.chi2 - loose.tested.chi2
    whole = own.scaling * tight.tested.df
    factor = (whole - other.scaling * loose.tested.df) / more if loose.tested.df else whole / more
    if factor > 0:
        return Tested(away / factor, more), "satorra.bentler.2001"
    found = later_factor(tight, loose, own)
    return (Tested(away / found, more), "satorra.bentler.2010") if found else None


def later_factor(tight: GroupFit, loose: GroupFit, own: Scaled) -> float | None:
    """Return the factor of Satorra & Bentler 2010, None where it is not positive either."""
    start = loose.equal.averaged(rewritten(tight, loose.equal))
    found = scaling(loose.equal, start, tight.sample)
    if found is None:
        return None
    more = tight.tested.df - loose.tested.df
    other = found[0] * loose.tested.df if loose.tested.df else 0.0
    factor = (own.scaling * tight.tested.df - other) / more
    return factor if factor > 0 else None


def rewritten(fit: GroupFit, looser: Equal) -> Numbers:
    """Return a fit's parameters, groups x size, in the terms of a looser step: the same moments."""
    layout, full = fit.equal.layout, fit.full.copy()
    loads, between, _, _, intercepts, means = layout.parts
    level = STEPS.index(looser.step)
    for own in full:
        loadings, spread = layout.matrices(own)
        if level < 2:
            own[intercepts] += loadings @ own[means]
            own[means] = 0.0
        if level < 1:
            root = np.sqrt(np.diag(spread))
            own[loads] *= root[layout.load[1]]
            own[between] /= root[layout.pairs[0]] * root[layout.pairs[1]]
    return full
