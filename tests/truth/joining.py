"""Rare answers joined or not: how often WLSMV rejects a true model in few rows."""

from __future__ import annotations

from functools import partial

from numpy.random import Generator

from prem.analysis.cfa.model import correlated
from prem.analysis.cfa.wlsmv import fit_ordered
from prem.analysis.ordered.correlations import DEFINITE
from prem.analysis.ordered.merging import merge_rows
from prem.analysis.ordered.spread import spread
from truth.draws import EVEN, SKEWED, answered, factors, simple
from truth.found import Found, Trial

_LOADINGS, _BETWEEN = simple([(0.6, 0.66, 0.72, 0.79, 0.85)] * 4, 0.5)
_ITEMS = tuple(f"q{i + 1}" for i in range(20))
_MODEL = correlated({name: _ITEMS[at * 5 : at * 5 + 5] for at, name in enumerate("abcd")})
_WHY = (
    "Below 300 rows prem joins answers that fewer than 5 gave; the others stand here to compare. "
    "A matrix that is not positive definite gives no result."
)


def joined(chance: Generator, n: int, shares: tuple[float, ...]) -> Found:
    found = Found()
    rows = answered(factors(chance, n, _LOADINGS, _BETWEEN), shares)
    for least in (0, 5, 10):
        name = f"scaled test, {f'answers under {least} joined' if least else 'answers as they are'}"
        sample = spread(merge_rows(rows, _ITEMS, least)[0], _ITEMS)
        definite = sample.found.smallest_eigenvalue >= DEFINITE and not sample.found.at_edge
        fit = fit_ordered(_MODEL, sample, n) if definite else None
        found.test(name, float("nan") if fit is None else fit.scaled.p)
    return found


def trials() -> list[Trial]:
    """Return the experiments of this part."""
    return [
        Trial("rare answers", label, n, 200, partial(joined, n=n, shares=shares), why={"": _WHY})
        for label, shares, sizes in (
            ("even answers, 20 items", EVEN, (150,)),
            ("skewed answers, 20 items", SKEWED, (150, 200, 300)),
        )
        for n in sizes
    ]
