"""The quality of the answers as `data` of results.json, and non-answers by item."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from prem.analysis.covariance import varying
from prem.analysis.frame import Answers, Numbers
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.quality.careless import Marks, Rows
from prem.analysis.quality.flags import MOST_ITEMS, careless
from prem.analysis.quality.little import little
from prem.analysis.quality.missing import (
    by_groups,
    by_position,
    missing_patterns,
    patterns_of,
)
from prem.analysis.quality.normal import Normal, UnfitError, fit_normal
from prem.errors.data_quality import COMPLETE_ONLY, NO_LITTLE

PARTS = ("missing_patterns", "missing_by", "little", "non_answers", "careless")


def data_quality(answers: Answers, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return `missing_patterns`, `missing_by`, `little`, `non_answers` and `careless`.

    A pattern is of what has no number, a missing answer or a non-answer; `missing_by` counts
    them apart. Distances and Little's test are of the items that vary and the rows with an
    answer to one of them.
    """
    with threadpool_limits(limits=1, user_api="blas"):  # blocks are small: threads only wait
        return _data_quality(answers, plan, notes)


def _data_quality(answers: Answers, plan: Plan, notes: Notes) -> dict[str, Any]:
    unanswered = np.isnan(answers.values)
    empty = unanswered if answers.apart is None else unanswered & (answers.apart.marks == 0)
    fits = _Fits(answers.values, unanswered)
    test = _little(fits.all, notes)
    why, used = fits.for_distances(notes)
    return {
        "missing_patterns": missing_patterns(patterns_of(unanswered), answers.items, plan.level),
        "missing_by": {
            "position": by_position(empty, answers, plan.level),
            **by_groups(empty, answers, plan.level, notes),
        },
        "little": test,
        "non_answers": _named(answers, None),
        "careless": careless(answers, why, used, plan, notes),
    }


def tell_non_answers(items: dict[str, dict[str, Any]], answers: Answers) -> None:
    """Enter `non_answers` by item, and take them out of `missing`: what was left empty."""
    for position, item in enumerate(answers.items):
        named = _named(answers, position)
        items[item]["non_answers"] = named
        items[item]["missing"] -= sum(named.values())


def _named(answers: Answers, position: int | None) -> dict[str, int]:
    """Count the non-answers by name, of one item or of all; none where the table has none."""
    if answers.apart is None:
        return {}
    counts = answers.apart.counts()
    counts = counts.sum(axis=1) if position is None else counts[:, position]
    return {name: int(count) for name, count in zip(answers.apart.names, counts, strict=True)}


class _Fits:
    """Means and covariances of the items that vary, or the reason why there are none."""

    def __init__(self, values: Numbers, unanswered: Marks) -> None:
        self.moving = np.array(varying(values), dtype=np.int64)
        given = ~unanswered[:, self.moving]
        self.used = np.flatnonzero(given.any(axis=1))
        self.complete = np.flatnonzero(given.all(axis=1))
        self.values = values
        self.all = self._fit(self.used)

    def _fit(self, rows: Rows) -> Normal | UnfitError:
        if len(self.moving) < 2:
            return UnfitError("less than two items vary")
        if len(self.moving) > MOST_ITEMS:
            return UnfitError(f"{len(self.moving):,} items are more than {MOST_ITEMS}")
        every = len(rows) == len(self.values) and len(self.moving) == self.values.shape[1]
        try:
            return fit_normal(self.values if every else self.values[np.ix_(rows, self.moving)])
        except UnfitError as unfit:
            return unfit

    def for_distances(self, notes: Notes) -> tuple[Normal | str, Rows]:
        """Return the fit to hold rows against, of all rows or else of the complete ones."""
        if isinstance(self.all, Normal):
            return self.all, self.used
        if not self.all.broad:
            return self.all.why, self.used
        found = self._fit(self.complete)
        if isinstance(found, UnfitError):
            return found.why, self.complete
        where = "data.careless.indices.mahalanobis"
        notes.add(COMPLETE_ONLY, where, n=len(self.complete), why=self.all.why)
        return found, self.complete


def _little(fit: Normal | UnfitError, notes: Notes) -> dict[str, Any]:
    nothing = dict.fromkeys(("chi2", "df", "p", "rows", "patterns"))
    if isinstance(fit, UnfitError):
        notes.add(NO_LITTLE, "data.little", why=fit.why)
        return nothing
    kinds = fit.patterns.kinds
    if len(kinds) < 2:
        why = "all rows lack the same items" if kinds.any() else "no answer is missing"
        notes.add(NO_LITTLE, "data.little", why=why)
        return nothing
    return asdict(little(fit))
