"""How many points women of two groups differ on an item although they are at the same level."""

from __future__ import annotations

from typing import Any, NamedTuple

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

    def told(self) -> dict[str, Any]:
        """Return it for results.json."""
        return self._asdict()


def gaps(
    fit: GroupFit, loadings: frozenset[int], intercepts: frozenset[int], level: float
) -> list[list[Gap] | None]:
    """Return, for each item, its gap in every group or time point but the first; None unsettled.

    Parameters
    ----------
    fit : GroupFit
        The scalar step, in which `loadings` and `intercepts` (positions of items) are free.

    Notes
    -----
    Each item in turn has its loading and intercept free in all groups, the others as in `fit`:
    they say at what level women are. With D(eta) = (tau_g - tau_1) + (lambda_g - lambda_1) eta
    and eta normal as in group g: signed E D, unsigned E |D| (Meade 2010's SIDS and UIDS), dMACS
    sqrt(E D^2) / SD, SD the groups' standard deviations weighted by n - 1 (Nye & Drasgow 2011).
    Limits by the delta method, of robust errors where rows are complete.
    What all items of a scale share cannot be seen: it is a difference in level.

    References
    ----------
    Nye & Drasgow 2011, J Appl Psychol 96:966; Meade 2010, J Appl Psychol 95:728.
    """
    layout, sample = fit.equal.layout, fit.sample
    found: list[list[Gap] | None] = []
    for item in range(len(layout.model.items)):
        slack = loadings | {item}, intercepts | {item}
        wanted = equal(layout, fit.equal.groups, "scalar", *slack)
        own: GroupFit | None = fit
        if slack != (loadings, intercepts):
            own = settle(wanted, wanted.averaged(fit.full), sample)
        found.append(None if own is None else item_gaps(own, item, level))
    return found


def item_gaps(fit: GroupFit, item: int, level: float) -> list[Gap]:
    """Return the gap of an item that is free in `fit`, of each group and time but the first."""
    layout, full = fit.equal.layout, fit.full
    load, cut = places(layout, "loading", item), places(layout, "intercept", item)
    factor = int(np.argmax(layout.model.pattern[item]))
    k, points = len(layout.model.factors), float(fit.sample.deviations[item])
    half = float(stats.norm.ppf((1 + level) / 2))
    bread = observed(fit.equal, fit.free, fit.sample)
    spreads = _spreads(fit, item)
    first, found = spreads[0, 0], []
    for g, t in [(g, t) for g in range(len(full)) for t in range(layout.times)][1:]:
        mean_at = layout.parts[5].start + factor + t * k
        mean, variance = (
            full[g, mean_at],
            layout.matrices(full[g])[1][factor + t * k, factor + t * k],
        )
        slope = float(full[g, load[t]] - full[0, load[0]])
        signed = float(full[g, cut[t]] - full[0, cut[0]] + slope * mean)
        contrast = np.zeros_like(full)
        contrast[g, [cut[t], load[t], mean_at]] += [1.0, mean, slope]
        contrast[0, [cut[0], load[0]]] -= [1.0, mean]
        reach = half * _error(fit, bread, contrast)
        spread = float(np.sqrt(max(variance, 0.0))) * abs(slope)
        pooled = np.average([first[0], spreads[g, t, 0]], weights=[first[1], spreads[g, t, 1]])
        limits = points * (signed - reach), points * (signed + reach)
        size = float(np.hypot(signed, spread) / pooled)
        found.append(Gap(points * signed, *limits, points * folded(signed, spread), size))
    return found


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


def _error(fit: GroupFit, bread: Numbers, contrast: Numbers) -> float:
    """Return the standard error of a sum of parameters: robust of complete rows."""
    shape, n = fit.equal, fit.sample.n
    wanted = np.zeros(shape.count)
    for g, own in enumerate(contrast):
        shape.gather(g, own, wanted)
    turned = arrow_solve(shape, bread, wanted)
    if not fit.sample.complete:
        return float(np.sqrt(max(wanted @ turned, 0.0) / n))
    full = np.where(shape.free < 0, 0.0, turned[shape.free])
    moved = row_slopes(shape, fit.free, fit.sample)
    squares: list[float] = [float(((rows @ full[g]) ** 2).sum()) for g, rows in moved]
    return float(np.sqrt(np.sum(squares))) / n
