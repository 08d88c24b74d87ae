"""Means and covariances of incomplete rows by EM, and how far each row lies from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prem.analysis.frame import Numbers
from prem.analysis.quality.missing import Patterns, patterns_of

_SETTLED = 1e-12
_STEPS = 5_000
_WORK = 2e9  # products of two numbers, in all steps together: a few seconds
_BLOCK = 2_048


@dataclass(frozen=True, eq=False)
class Normal:
    """A settled fit, in units of `spread`, the standard deviations of the answers that are there.

    `mean` (in the items' own units) and `covariance` (divisor n) by maximum likelihood,
    `precision` its inverse. `filled` are the deviations of the incomplete rows `lacking`, with
    what is missing as the rest of the row has it expected; `of_complete` the sum of the others'.
    """

    values: Numbers
    mean: Numbers
    spread: Numbers
    covariance: Numbers
    precision: Numbers
    patterns: Patterns
    lacking: npt.NDArray[np.int64]
    filled: Numbers
    of_complete: Numbers

    def distances(self) -> Numbers:
        """Return each row's x' S^-1 x over the items it answered, S with the divisor n."""
        found = np.empty(len(self.values))
        for start in range(0, len(found), _BLOCK):
            part = (self.values[start : start + _BLOCK] - self.mean) / self.spread
            found[start : start + _BLOCK] = np.einsum("ij,ij->i", part @ self.precision, part)
        found[self.lacking] = ((self.filled @ self.precision) * self.filled).sum(axis=1)
        return found


class UnfitError(Exception):
    """Why there are no means and covariances; `broad` where there are too many patterns."""

    def __init__(self, why: str, *, broad: bool = False) -> None:
        super().__init__(why)
        self.why, self.broad = why, broad


@dataclass(frozen=True, eq=False)
class _Group:
    """The rows that lack the same number of items; `of` is each row's place among `lacking`.

    `lacking` is patterns x number lacking (positions of items); `counts` the rows of each.
    """

    rows: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]
    lacking: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]


def fit_normal(values: Numbers) -> Normal:
    """Fit means and covariances by maximum likelihood. Raises UnfitError.

    Parameters
    ----------
    values : array, rows x items
        NaN where missing; every row has an answer, and every item varies.

    Notes
    -----
    EM (Dempster, Laird & Rubin 1977; Little & Rubin 2019, section 11.2), by the precision matrix
    P of the step before: of a row with deviations a of what is there, what is missing is expected
    at -P_mm^-1 P_mo a, with the covariances P_mm^-1. Rows are taken together by how many items
    they lack. Without missing answers it is the mean and the covariances, at once.
    R: `lavaan` with `missing = "fiml"`, its h1 estimates; `norm::em.norm`.
    """
    n, p = values.shape
    if n <= p:
        raise UnfitError(f"{n:,} rows with an answer are too few for {p:,} items that vary")
    missing = np.isnan(values)
    patterns = patterns_of(missing)
    groups = _groups(patterns)
    work = sum((len(g.rows) + len(g.counts)) * p * g.lacking.shape[1] for g in groups)
    steps = min(_STEPS, int(_WORK / max(work, 1) / max(p / 8, 1)))
    if groups and steps < 50:
        raise UnfitError(
            f"answers are missing in {len(patterns.counts):,} different ways", broad=True
        )
    whole = ~patterns.gaps[patterns.of]
    return _settled(_Moments.of(values, whole), values, patterns, groups, max(steps, 50))


@dataclass(frozen=True, eq=False)
class _Moments:
    """Of all answers: `middle` and `spread` (divisor n) of each item. Of the complete rows, in
    these units: how many, the sum of their deviations, and the sum of the products of these.
    """

    middle: Numbers
    spread: Numbers
    rows: int
    sums: Numbers
    products: Numbers

    @classmethod
    def of(cls, values: Numbers, whole: npt.NDArray[np.bool_]) -> _Moments:
        p = values.shape[1]
        near = np.nan_to_num(np.nanmean(values[:_BLOCK], axis=0)) if len(values) else np.zeros(p)
        count, total, square = np.zeros(p), np.zeros(p), np.zeros(p)
        sums, products = np.zeros(p), np.zeros((p, p))
        for start in range(0, len(values), _BLOCK):
            part, full = values[start : start + _BLOCK] - near, whole[start : start + _BLOCK]
            complete = part if full.all() else part[full]
            rest = part[:0] if full.all() else part[~full]
            own = complete.T @ complete
            given = ~np.isnan(rest)
            rest[~given] = 0.0
            count += len(complete) + given.sum(axis=0)
            total += complete.sum(axis=0) + rest.sum(axis=0)
            square += np.diag(own) + (rest * rest).sum(axis=0)
            sums += complete.sum(axis=0)
            products += own
        away = total / count
        spread = np.sqrt(square / count - away**2)
        rows = int(whole.sum())
        cross = np.outer(sums, away)
        products += rows * np.outer(away, away) - cross - cross.T
        scale = np.outer(spread, spread)
        return cls(near + away, spread, rows, (sums - rows * away) / spread, products / scale)


def _groups(patterns: Patterns) -> list[_Group]:
    lacks = patterns.kinds.sum(axis=1)
    found = []
    for count in np.unique(lacks[lacks > 0]):
        kinds = np.flatnonzero(lacks == count)
        place = np.full(len(lacks), -1)
        place[kinds] = np.arange(len(kinds))
        of = place[patterns.of]
        rows = np.flatnonzero(of >= 0)
        lacking = np.nonzero(patterns.kinds[kinds])[1].reshape(len(kinds), count)
        found.append(_Group(rows, of[rows], lacking, patterns.counts[kinds]))
    return found


def _settled(
    moments: _Moments, values: Numbers, patterns: Patterns, groups: list[_Group], steps: int
) -> Normal:
    """Go on by EM until nothing moves; complete rows enter by their sums and products alone."""
    n, p = values.shape
    mean, covariance = np.zeros(p), np.eye(p)
    parts = [_scores(values, group, moments) for group in groups]
    for _ in range(steps):
        precision = _inverse(covariance)
        cross = np.outer(moments.sums, mean)
        first = moments.sums - moments.rows * mean
        second = moments.products - cross - cross.T + moments.rows * np.outer(mean, mean)
        for group, part in zip(groups, parts, strict=True):
            filled, spread = _expected(group, part - mean, precision)
            first = first + filled.sum(axis=0)
            second = second + filled.T @ filled + spread
        step, before = first / n, covariance
        mean, covariance = mean + step, second / n - np.outer(step, step)
        if max(np.abs(step).max(), np.abs(covariance - before).max()) < _SETTLED:
            return _fit(moments, values, patterns, groups, parts, mean, covariance)
    raise UnfitError("means and covariances of the incomplete rows did not settle")


def _scores(values: Numbers, group: _Group, moments: _Moments) -> Numbers:
    return (values[group.rows] - moments.middle) / moments.spread


def _fit(
    moments: _Moments,
    values: Numbers,
    patterns: Patterns,
    groups: list[_Group],
    parts: list[Numbers],
    mean: Numbers,
    covariance: Numbers,
) -> Normal:
    precision = _inverse(covariance)
    pairs = zip(groups, parts, strict=True)
    filled = [_expected(group, part - mean, precision)[0] for group, part in pairs]
    nothing = np.zeros((0, len(mean)))
    return Normal(
        values,
        moments.middle + mean * moments.spread,
        moments.spread,
        covariance,
        precision,
        patterns,
        np.concatenate([np.zeros(0, dtype=np.int64), *(group.rows for group in groups)]),
        np.concatenate([nothing, *filled]),
        moments.sums - moments.rows * mean,
    )


def _inverse(covariance: Numbers) -> Numbers:
    values, vectors = np.linalg.eigh(covariance)
    if not values[0] > 1e-9 * values[-1]:
        raise UnfitError("some item is fully given by the others")
    return np.asarray((vectors / values) @ vectors.T, dtype=np.float64)


def _expected(group: _Group, away: Numbers, precision: Numbers) -> tuple[Numbers, Numbers]:
    """Return the rows with what they lack as expected, and its covariances summed over rows."""
    p = len(precision)
    lacking = group.lacking
    own = np.linalg.inv(precision[lacking[:, :, None], lacking[:, None, :]])
    slope = own @ precision[lacking]  # what is missing is expected at minus this times the row
    at = np.arange(len(away))[:, None]
    away[at, lacking[group.of]] = 0.0
    expected = np.matmul(slope[group.of], away[:, :, None])[:, :, 0]
    away[at, lacking[group.of]] = -expected
    flat = (lacking[:, :, None] * p + lacking[:, None, :]).ravel()
    weights = (own * group.counts[:, None, None]).ravel()
    spread = np.asarray(np.bincount(flat, weights, p * p), dtype=np.float64)
    return away, spread.reshape(p, p)


def mahalanobis(fit: Normal) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """Return each row's squared distance, with the covariances' divisor n - 1, and its df.

    D2 = (x - m)' S^-1 (x - m) over the items a row answered, m and S by maximum likelihood from
    all rows; its p is by chi-square with as many degrees of freedom as it answered items.

    References
    ----------
    Mahalanobis 1936. R, on complete rows: `mahalanobis(x, colMeans(x), cov(x))`.
    """
    n = len(fit.values)
    answered: npt.NDArray[np.int64] = (~fit.patterns.kinds).sum(axis=1)
    return fit.distances() * (n - 1) / n, answered[fit.patterns.of]
