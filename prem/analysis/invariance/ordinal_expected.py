"""How many points a group answers higher than the first group would at the same level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtr
from scipy.stats import norm

from prem.analysis.frame import Numbers
from prem.analysis.invariance.ordinal_fit import StepFit

# Levels at which the two groups' curves are held apart, in the focal group's SDs.
_LEVELS = np.linspace(-7.0, 7.0, 1401)


class Metric(NamedTuple):
    """Where a group lies on the first group's factors: means and variances, by factor."""

    mean: Numbers
    variance: Numbers


def metric(scalar: StepFit, group: int) -> Metric:
    """Return where a group lies, by the fit with equal intercepts."""
    *_, alpha, between = scalar.ladder.parts(scalar.groups[group])
    return Metric(alpha, np.asarray(np.diag(between)))


def expected_difference(
    fit: StepFit,
    scalar: StepFit,
    codes: Sequence[Numbers],
    names: tuple[Sequence[str], Sequence[str], Sequence[str]],
    level: float,
) -> dict[str, Any]:
    """Return {"items": ..., "scales": ...}: by item or scale and group, the points apart.

    Parameters
    ----------
    fit : the step whose parameters give each group's curves.
    scalar : the step with equal intercepts, which alone places the groups on one factor.
    codes : each item's answers, in points.
    names : of the items, of the scales and of the groups.
    level : of the intervals.

    Notes
    -----
    `signed` is the integral of E_g(x) - E_1(x) over the factor x of group g (focal) as the scalar
    step has it; E_g(x) is the expected answer, sum of gaps Phi((lambda x - tau) / SD). It has a
    closed form, since a normal factor leaves y* normal. `unsigned` is the integral of
    |E_g - E_1|, and so above zero also where the curves cross. A scale's are those of the mean of
    its items. `dmacs`, of items, is the root of the integral of (E_g - E_1)^2 in standard
    deviations of the item: those of both groups, weighted by n - 1. Limits of `signed` by the
    delta method, through the influence of each group's thresholds and correlations on both fits.
    At the step "intercepts" only what the residual variances differ is left.

    References
    ----------
    Nye & Drasgow 2011, J Appl Psychol 96:966; Meade 2010, J Appl Psychol 95:728.
    """
    items, scales, groups = names
    of = fit.ladder.of
    member = (of == np.arange(len(scales))[:, None]).astype(np.float64)
    means = member / member.sum(axis=1, keepdims=True)
    found: dict[str, Any] = {"items": {i: {} for i in items}, "scales": {s: {} for s in scales}}
    half = float(norm.ppf((1 + level) / 2))
    gaps = np.concatenate([np.diff(points) for points in codes])
    for group in range(1, len(groups)):
        signed, moved = _signed(fit, scalar, group, gaps)
        curves = _apart(fit, metric(scalar, group), group, gaps)
        both = (("items", items, np.eye(len(items))), ("scales", scales, means))
        for kind, labels, weights in both:
            values = weights @ signed
            error = fit.errors([weights @ one for one in moved])
            unsigned = _averaged(np.abs(weights @ curves))
            columns = {
                "signed": values,
                "low": values - half * error,
                "high": values + half * error,
                "unsigned": unsigned,
            }
            if kind == "items":
                columns["dmacs"] = np.sqrt(_averaged(curves**2)) / _pooled(fit, group, codes)
            for at, label in enumerate(labels):
                found[kind][label][groups[group]] = {k: float(c[at]) for k, c in columns.items()}
    return found


def _averaged(curves: Numbers) -> Numbers:
    """Return the integral over the focal group's factor."""
    found: Numbers = curves @ norm.pdf(_LEVELS) * (_LEVELS[1] - _LEVELS[0])
    return found


def _pooled(fit: StepFit, group: int, codes: Sequence[Numbers]) -> Numbers:
    """Return each item's standard deviation of answers, of the first and this group."""
    own, weights = [], []
    for sample in (fit.samples[0], fit.samples[group]):
        cuts = sample.spread.found.thresholds
        shares = [np.diff(ndtr(np.concatenate([[-np.inf], cut, [np.inf]]))) for cut in cuts]
        pairs = list(zip(shares, codes, strict=True))
        squares = [share @ points**2 - (share @ points) ** 2 for share, points in pairs]
        own.append(np.sqrt(np.array(squares) * sample.n / (sample.n - 1)))
        weights.append(sample.n - 1)
    return np.asarray(np.average(own, axis=0, weights=weights))


def _signed(
    fit: StepFit, scalar: StepFit, group: int, gaps: Numbers
) -> tuple[Numbers, list[Numbers]]:
    """Return each item's signed difference, and how each group's statistics move it."""
    ladder = fit.ladder
    item, cuts = ladder.item, len(ladder.item)
    place = metric(scalar, group)
    mean, variance = (part[ladder.of][item] for part in place)
    first, focal = fit.implied[0][:cuts], fit.implied[group][:cuts]
    loading = ladder.parts(fit.groups[0])[3][item]
    spread = np.sqrt(1 + loading**2 * (variance - 1))
    away = loading * mean - first
    z = away / spread
    height = gaps * norm.pdf(z)
    total = np.zeros((len(ladder.of), cuts))
    total[item, np.arange(cuts)] = 1.0
    by_loading = -height * (mean / spread - away * loading * (variance - 1) / spread**3)
    by_mean = -height * loading / spread
    by_variance = height * away * loading**2 / (2 * spread**3)
    slope = np.zeros((len(ladder.of), ladder.size))
    first_slope, own_slope = fit.slopes[0], fit.slopes[group]
    slope[:, first_slope.place] += total @ (first_slope.own[:cuts] * (height / spread)[:, None])
    down = gaps * norm.pdf(focal)
    slope[:, own_slope.place] -= total @ (own_slope.own[:cuts] * down[:, None])
    at = ladder.place[0][ladder.ends[2] : ladder.ends[3]]
    np.add.at(slope, (np.arange(len(at)), at), total @ by_loading)
    link = _link(scalar, group, total @ by_mean, total @ by_variance)
    both = zip(fit.moved(slope), scalar.moved(link), strict=True)
    moved = [own + other for own, other in both]
    return total @ (gaps * (ndtr(-focal) - ndtr(z))), moved


def _link(scalar: StepFit, group: int, by_mean: Numbers, by_variance: Numbers) -> Numbers:
    """Return the derivatives of items by the scalar step's parameters."""
    ladder = scalar.ladder
    found = np.zeros((len(ladder.of), ladder.size))
    means = ladder.place[group][ladder.ends[3] : ladder.ends[4]][ladder.of]
    variances = ladder.place[group][ladder.ends[4] :][ladder.variances][ladder.of]
    rows = np.arange(len(ladder.of))
    found[rows, means] = by_mean
    found[rows, variances] = by_variance
    return found


def _apart(fit: StepFit, place: Metric, group: int, gaps: Numbers) -> Numbers:
    """Return the focal curve less the first group's: items x levels."""
    ladder = fit.ladder
    own = _curves(fit, group, gaps, np.tile(_LEVELS, (len(ladder.of), 1)))
    root = np.sqrt(place.variance)[ladder.of]
    there = place.mean[ladder.of][:, None] + root[:, None] * _LEVELS
    return own - _curves(fit, 0, gaps, there)


def _curves(fit: StepFit, group: int, gaps: Numbers, levels: Numbers) -> Numbers:
    """Return the expected answers at standardised levels (items x levels), less the lowest."""
    ladder, item = fit.ladder, fit.ladder.item
    strong = ladder.loadings(fit.groups[group])
    rest = np.sqrt(np.maximum(1 - strong**2, 1e-12))
    thresholds = fit.implied[group][: len(item)]
    z = ((strong[:, None] * levels)[item] - thresholds[:, None]) / rest[item][:, None]
    found = np.zeros(levels.shape)
    np.add.at(found, item, gaps[:, None] * ndtr(z))
    return found
