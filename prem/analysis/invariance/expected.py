"""How many points women of two groups differ on an item although they are at the same level."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from prem.analysis.frame import Numbers
from prem.analysis.invariance.candidates import places
from prem.analysis.invariance.estimate import GroupFit, arrow_solve, observed, settle
from prem.analysis.invariance.layout import equal
from prem.analysis.invariance.robust import row_slopes


class Gap(NamedTuple):
    """An item's expected score in a group less that in the first, at the level of the group.

    `signed` is the mean difference, with its limits; `unsigned` the mean of its size; both in
    points. `dmacs` is the root mean square difference in standard deviations of the item.
    """

    signed: float
    low: float
    high: float
    unsigned: float
    dmacs: float


class ScaleGap(NamedTuple):
    """The same of a scale's mean score: what the items that are free in the fit make of it."""

    signed: float
    low: float
    high: float


def refitted(
    fit: GroupFit, item: int, loadings: frozenset[int], intercepts: frozenset[int]
) -> GroupFit | None:
    """Return the scalar step with one item more free, loading and intercept; None unsettled."""
    slack = loadings | {item}, intercepts | {item}
    if slack == (loadings, intercepts):
        return fit
    wanted = equal(fit.equal.layout, fit.equal.groups, "scalar", *slack)
    return settle(wanted, wanted.averaged(fit.full), fit.sample)


def item_gaps(fit: GroupFit, item: int, level: float) -> list[Gap]:
    """Return the gap of an item that is free in `fit`, of each group and time but the first.

    Notes
    -----
    `fit` is the scalar step in which this item's loading and intercept are free: the others say
    at what level women are. With D(eta) = (tau_g - tau_1) + (lambda_g - lambda_1) eta and eta
    normal as in group g: signed E D, unsigned E |D| (Meade 2010's SIDS and UIDS), dMACS
    sqrt(E D^2) / SD, SD the two groups' standard deviations weighted by n - 1 (Nye & Drasgow
    2011). Limits by the delta method, of robust errors where rows are complete.
    What all items of a scale share cannot be seen: it is a difference in level.

    References
    ----------
    Nye & Drasgow 2011, J Appl Psychol 96:966; Meade 2010, J Appl Psychol 95:728.
    """
    points = float(fit.sample.deviations[item])
    parts = [_apart(fit, item, g, t) for g, t in _others(fit)]
    reaches = _reaches(fit, [part.contrast for part in parts], level)
    spreads = _spreads(fit, item)
    first, found = spreads[0, 0], []
    for (g, t), part, reach in zip(_others(fit), parts, reaches, strict=True):
        pooled = np.average([first[0], spreads[g, t, 0]], weights=[first[1], spreads[g, t, 1]])
        limits = points * (part.signed - reach), points * (part.signed + reach)
        size = float(np.hypot(part.signed, part.spread) / pooled)
        unsigned = points * folded(part.signed, part.spread)
        found.append(Gap(points * part.signed, *limits, unsigned, size))
    return found


def scale_gaps(fit: GroupFit, items: list[int], many: int, level: float) -> list[ScaleGap]:
    """Return the gaps of the mean of a scale of `many` items, of which `items` are free in `fit`.

    Of each group and time but the first, in the order of `item_gaps`.
    """
    shares = fit.sample.deviations[items] / many
    signed, contrasts = [], []
    for g, t in _others(fit):
        parts = [_apart(fit, item, g, t) for item in items]
        signed.append(float(shares @ [part.signed for part in parts]))
        contrasts.append(np.tensordot(shares, [part.contrast for part in parts], 1))
    reaches = _reaches(fit, contrasts, level)
    return [ScaleGap(s, s - reach, s + reach) for s, reach in zip(signed, reaches, strict=True)]


class _Apart(NamedTuple):
    """Mean and spread of D over a group's women, of a scaled item; slopes of the mean."""

    signed: float
    spread: float
    contrast: Numbers


def _others(fit: GroupFit) -> list[tuple[int, int]]:
    return [(g, t) for g in range(len(fit.full)) for t in range(fit.equal.layout.times)][1:]


def _apart(fit: GroupFit, item: int, g: int, t: int) -> _Apart:
    layout, full = fit.equal.layout, fit.full
    load, cut = places(layout, "loading", item), places(layout, "intercept", item)
    factor = int(np.argmax(layout.model.pattern[item])) + t * len(layout.model.factors)
    mean_at = layout.parts[5].start + factor
    mean, variance = full[g, mean_at], np.diag(layout.matrices(full[g])[1])[factor]
    slope = float(full[g, load[t]] - full[0, load[0]])
    signed = float(full[g, cut[t]] - full[0, cut[0]] + slope * mean)
    contrast = np.zeros_like(full)
    contrast[g, [cut[t], load[t], mean_at]] += [1.0, mean, slope]
    contrast[0, [cut[0], load[0]]] -= [1.0, mean]
    return _Apart(signed, float(np.sqrt(max(variance, 0.0))) * abs(slope), contrast)


def folded(mean: float, spread: float) -> float:
    """Return the mean size of a normal variable.

    >>> folded(-2.0, 0.0), round(folded(0.0, 1.0), 6)
    (2.0, 0.797885)
    """
    if spread == 0:
        return abs(mean)
    z = mean / spread
    return float(2 * spread * stats.norm.pdf(z) + mean * (1 - 2 * stats.norm.cdf(-z)))


def _spreads(fit: GroupFit, item: int) -> Numbers:
    """Return an item's standard deviation and n - 1, groups x times x 2."""
    layout, p = fit.equal.layout, len(fit.equal.layout.model.items)
    found = np.zeros((len(fit.full), layout.times, 2))
    for g, rows in enumerate(fit.sample.rows):
        own = rows[:, item + p * np.arange(layout.times)]
        found[g, :, 0] = np.nanstd(own, axis=0, ddof=1)
        found[g, :, 1] = (~np.isnan(own)).sum(axis=0) - 1
    return found


def _reaches(fit: GroupFit, contrasts: list[Numbers], level: float) -> list[float]:
    """Return half the intervals of sums of parameters: of robust errors with complete rows."""
    shape, n = fit.equal, fit.sample.n
    wanted = np.zeros((shape.count, len(contrasts)))
    for column, contrast in enumerate(contrasts):
        for g, own in enumerate(contrast):
            shape.gather(g, own, wanted[:, column])
    turned = arrow_solve(shape, observed(shape, fit.free, fit.sample), wanted)
    squares = n * (wanted * turned).sum(axis=0)
    if fit.sample.complete:
        squares = np.zeros(len(contrasts))
        full = np.where((shape.free < 0)[:, :, None], 0.0, turned[shape.free])
        for g, rows in row_slopes(shape, fit.free, fit.sample):
            squares += ((rows @ full[g]) ** 2).sum(axis=0)
    half = float(stats.norm.ppf((1 + level) / 2))
    return [half * float(np.sqrt(max(square, 0.0))) / n for square in squares]
