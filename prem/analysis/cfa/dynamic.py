"""Cut-offs of fit indices made for the model at hand: `cfa.dynamic` of results.json.

The conventional cut-offs are right for the models that they were simulated with. Here tables are
drawn from the estimates of this model, once as they are (the model is right) and once with
something left out of the model (it is wrong, by steps); a cut-off tells the one from the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from prem.analysis.cfa.many import Indices, fit_indices
from prem.analysis.cfa.ml import Fit
from prem.analysis.cfa.model import Model
from prem.analysis.frame import Numbers

# Draws done in one go, of one population: numbers do not depend on the number of workers.
AT_ONCE = 100
_RESIDUAL = 0.3  # correlation of residuals left out of a one-factor model
_SHORT = 0.95  # of the largest cross-loading that leaves an item some residual
# How many of the wrong models may pass, and of the right ones fail.
ERRORS = (0.05, 0.10)
LOWER_IS_BETTER = {"srmr": True, "rmsea": True, "cfi": False}


class Level(NamedTuple):
    """A population in which the model is wrong: what it lacks, how large, the correlations."""

    lacks: tuple[str, ...]
    size: tuple[float, ...]
    population: Numbers


class DrawPiece(NamedTuple):
    """So many samples of n rows of a population, to which the model is fitted."""

    model: Model
    population: Numbers
    n: int
    seed: np.random.SeedSequence


def draw(piece: DrawPiece) -> Indices:
    """Return the indices of `AT_ONCE` samples."""
    generator = np.random.default_rng(piece.seed)
    return fit_indices(piece.model, piece.population, piece.n, AT_ONCE, generator)


def standardised(fit: Fit) -> tuple[Numbers, Numbers]:
    """Return the fully standardised loadings (items x factors) and factor correlations."""
    vector, _ = fit.model.standardised(fit.vector)
    loadings, correlations, _ = fit.model.matrices(vector)
    return loadings, correlations


def population(loadings: Numbers, correlations: Numbers) -> Numbers:
    """Return the correlations of items with these standardised loadings."""
    found: Numbers = loadings @ correlations @ loadings.T
    np.fill_diagonal(found, 1.0)
    return found


def levels(fit: Fit) -> list[Level]:
    """Return the populations in which the model is wrong, the least wrong first.

    Notes
    -----
    Of several factors, level k adds k loadings that the model lacks, up to one fewer than there
    are factors. Each factor's weakest item may get one, weakest first, factors of three items
    and more before others; on that other factor which is measured best (coefficient H), no pair
    of factors twice. Its size is that of the item's own loading, or as much as leaves it some
    residual.

    Of one factor, residuals of items are paired, weakest first, and correlate by .3: a third of
    the pairs, two thirds, all of them; one pair of four items, one and two of five.

    References
    ----------
    McNeish & Wolf 2023, Psychol Methods 28:61; 2023, Behav Res Methods 55:1157 (one factor).
    R: `dynamic::cfaHB`, `dynamic::cfaOne`, which draw at most 2000 rows; here all.
    """
    loadings, correlations = standardised(fit)
    several = len(fit.model.factors) > 1
    return (_crossed if several else _paired)(fit.model, loadings, correlations)


def _crossed(model: Model, loadings: Numbers, correlations: Numbers) -> list[Level]:
    squared = (loadings**2 * model.pattern).sum(axis=1)
    ratio = np.where(squared < 1, squared / np.maximum(1 - squared, 1e-12), 1e12)
    strength = ratio @ model.pattern  # coefficient H is x / (1 + x) of it
    found: list[Level] = []
    used: set[frozenset[int]] = set()
    wrong = loadings.copy()
    lacks: tuple[str, ...] = ()
    sizes: tuple[float, ...] = ()
    for item, own in _weakest(model, loadings)[: len(model.factors) - 1]:
        others = [f for f in range(len(model.factors)) if f != own]
        others = [f for f in others if frozenset((own, f)) not in used]
        if not others:
            continue
        other = max(others, key=lambda f: strength[f])
        used.add(frozenset((own, other)))
        size = _cross_loading(loadings[item, own], correlations[own, other])
        wrong = wrong.copy()
        wrong[item, other] = size
        lacks += (f"{model.factors[other]}=~{model.items[item]}",)
        sizes += (float(size),)
        found.append(Level(lacks, sizes, population(wrong, correlations)))
    return found


def _weakest(model: Model, loadings: Numbers) -> list[tuple[int, int]]:
    """Return each factor's weakest item with its factor, the weakest first."""
    found = []
    for factor in range(len(model.factors)):
        members = np.flatnonzero(model.pattern[:, factor])
        if len(members) < 2:
            continue
        item = members[np.argmin(np.abs(loadings[members, factor]))]
        size = float(abs(loadings[item, factor]))
        found.append((len(members) < 3, size, int(item), factor))
    return [(item, factor) for _, _, item, factor in sorted(found)]


def _cross_loading(own: float, correlation: float) -> float:
    size = abs(own)
    most = np.sqrt((size * correlation) ** 2 + 1 - size**2) - size * correlation
    return float(np.sign(own or 1.0) * min(size, _SHORT * most))


def _paired(model: Model, loadings: Numbers, correlations: Numbers) -> list[Level]:
    p = len(model.items)
    order = np.argsort(np.abs(loadings[:, 0]), kind="stable")
    if p < 4:
        return []
    pairs = {4: 1, 5: 2}.get(p, p // 2)
    steps = {4: [1], 5: [1, 2]}.get(p, [pairs // 3, 2 * pairs // 3, pairs])
    spread = np.sqrt(np.maximum(1 - loadings[:, 0] ** 2, 0.0))
    found = []
    for many in steps:
        wrong = population(loadings, correlations)
        ends = [(order[2 * at], order[2 * at + 1]) for at in range(many)]
        for one, other in ends:
            wrong[one, other] += _RESIDUAL * spread[one] * spread[other]
            wrong[other, one] = wrong[one, other]
        lacks = tuple(f"{model.items[one]}~~{model.items[other]}" for one, other in ends)
        found.append(Level(lacks, (_RESIDUAL,) * many, wrong))
    return found


def cut_offs(
    right: Mapping[str, Numbers], wrong: Mapping[str, Numbers]
) -> dict[str, dict[str, float | None]]:
    """Return for each index the value that tells wrong models from right ones.

    It is where 5 % of the wrong ones pass; null, unless no more than 5 % of the right ones fail
    there. If so, the same with 10 %; `errors` says which.

    Parameters
    ----------
    right, wrong : each index of the samples, shape (samples,).
    """
    found: dict[str, dict[str, float | None]] = {}
    for index, lower in LOWER_IS_BETTER.items():
        found[index] = {"cut_off": None, "errors": None}
        for share in ERRORS:
            tail = share if lower else 1 - share
            limit = float(np.quantile(wrong[index], tail))
            passed = float(np.quantile(right[index], 1 - tail))
            if passed < limit if lower else passed > limit:
                found[index] = {"cut_off": limit, "errors": share}
                break
    return found
