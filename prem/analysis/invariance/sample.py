"""The answers of all groups as the fits take them: patterns, with means and covariances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prem.analysis.cfa.fiml import Pattern, saturated
from prem.analysis.cfa.indices import Tested
from prem.analysis.frame import Numbers
from prem.analysis.invariance.layout import Moments


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows of groups, every item divided by one standard deviation of all groups and times.

    So scaled, equal parameters stay equal, and no result but the log-likelihood changes.
    `patterns` are those of each group, their shares of all rows; `free` are the means and
    covariances that no model restrains; `rows` are the scaled rows of each group (NaN where
    missing). `base` tests the baseline model, in which no two items of a group go together.
    """

    rows: tuple[Numbers, ...]
    patterns: tuple[tuple[Pattern, ...], ...]
    free: tuple[Moments, ...]
    deviations: Numbers
    centre: Numbers
    base: Tested
    loss: float

    @property
    def sizes(self) -> tuple[int, ...]:
        """Rows of each group."""
        return tuple(len(part) for part in self.rows)

    @property
    def n(self) -> int:
        """Rows of all groups."""
        return sum(self.sizes)

    @property
    def complete(self) -> bool:
        """Whether no answer is missing."""
        return not any(np.isnan(part).any() for part in self.rows)

    @property
    def constant(self) -> float:
        """What the log-likelihood of the answers has besides -n loss."""
        counts = sum((~np.isnan(part)).sum(axis=0) for part in self.rows)
        return -float((counts * (np.log(2 * np.pi) / 2 + np.log(self.deviations))).sum())


def pattern_loss(pattern: Pattern, implied: Moments) -> float:
    """Return minus the log-likelihood of a pattern's rows, times its share, without constant."""
    part = implied.covariance[np.ix_(pattern.items, pattern.items)]
    try:
        root = np.linalg.cholesky(part)
    except np.linalg.LinAlgError:
        return float("inf")
    away = pattern.mean - implied.mean[pattern.items]
    turned = np.linalg.solve(part, pattern.covariance + np.outer(away, away))
    return pattern.share * float(np.log(np.diag(root)).sum() + np.trace(turned) / 2)


def sample_of(groups: Sequence[Numbers], times: int = 1) -> Sample | None:
    """Return the sample of these groups' rows (rows x items of all times), None where degenerate.

    Every item must vary in every group. None where a group's covariances are singular, or where
    those of incomplete rows do not settle (EM).
    """
    every = np.vstack([part.reshape(-1, part.shape[1] // times) for part in groups])
    centre = np.tile(np.nanmean(every, axis=0), times)
    deviations = np.tile(np.nanstd(every, axis=0), times)
    rows = tuple((part - centre) / deviations for part in groups)
    n = sum(len(part) for part in rows)
    patterns = tuple(_patterns(part, n) for part in rows)
    free = [_free(part, own, n) for part, own in zip(rows, patterns, strict=True)]
    known = tuple(moments for moments in free if moments is not None)
    if len(known) < len(free):
        return None
    loss = sum(
        pattern_loss(pattern, moments)
        for own, moments in zip(patterns, known, strict=True)
        for pattern in own
    )
    alone = sum(
        float((~np.isnan(part)).sum(axis=0) @ (np.log(np.nanvar(part, axis=0)) + 1) / 2)
        for part in rows
    )
    p = rows[0].shape[1]
    base = Tested(2 * (alone - n * loss), len(rows) * (p * (p - 1) // 2))
    return Sample(rows, patterns, known, deviations, centre, base, loss)


def _patterns(rows: Numbers, n: int) -> tuple[Pattern, ...]:
    if not np.isnan(rows).any():
        away = rows - rows.mean(axis=0)
        every = np.arange(rows.shape[1])
        return (Pattern(every, len(rows) / n, rows.mean(axis=0), away.T @ away / len(rows)),)
    kinds, of = np.unique(~np.isnan(rows), axis=0, return_inverse=True)
    found = []
    for position, kind in enumerate(kinds):
        items = np.flatnonzero(kind)
        part = rows[of.ravel() == position][:, items]
        away = part - part.mean(axis=0)
        found.append(Pattern(items, len(part) / n, part.mean(axis=0), away.T @ away / len(part)))
    return tuple(found)


def _free(rows: Numbers, patterns: tuple[Pattern, ...], n: int) -> Moments | None:
    """Return the means and covariances that no model restrains, of one group."""
    if len(patterns) == 1 and len(patterns[0].items) == rows.shape[1]:
        found = Moments(patterns[0].mean, patterns[0].covariance)
    else:
        own = [Pattern(x.items, x.share * n / len(rows), x.mean, x.covariance) for x in patterns]
        estimated = saturated(own, rows.shape[1])
        if estimated is None:
            return None
        found = Moments(*estimated)
    spread = np.sqrt(np.diag(found.covariance))
    definite = np.linalg.eigvalsh(found.covariance / np.outer(spread, spread))[0] > 1e-9
    return found if definite else None
