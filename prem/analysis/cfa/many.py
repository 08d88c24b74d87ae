"""One factor model fitted to many simulated correlation matrices at once, by maximum likelihood."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from prem.analysis.cfa import indices
from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.ml import Fit, discrepancy, fit_ml, inverse
from prem.analysis.cfa.model import Model
from prem.analysis.factor.dimensions import scatter_roots
from prem.analysis.frame import Numbers

_STEPS = 60
_FRESH = 6  # steps after which each sample that goes on gets an information of its own
_LONGEST = 0.2  # step of a parameter
_FEW = 0.05
_DEFINITE = 1e-8  # smallest eigenvalue of implied correlations
_CONDITION = 1e10  # of an information that is still used
_SETTLED = 1e-6  # of the largest slope of F / 2: F is then right to 1e-11 or so


class Indices(NamedTuple):
    """Fit indices of each table, shape (tables,): NaN where no fit was found."""

    srmr: Numbers
    rmsea: Numbers
    cfi: Numbers


def fit_indices(
    model: Model, population: Numbers, n: int, draws: int, generator: np.random.Generator
) -> Indices:
    """Return the indices of a model fitted to samples of a normal population.

    Parameters
    ----------
    model : of simple structure, its factors correlated.
    population : the items' correlations, items x items; the model need not hold in it.
    n : rows of each sample, more than there are items.
    draws : how many samples.

    Notes
    -----
    Scatter matrices are drawn as such (Bartlett's decomposition), so that the cost does not grow
    with n. All samples are iterated together from the estimates in the population, with the
    information there for all of them, and then with their own. Those that this does not settle
    are fitted one by one where they are at most a twentieth: they are apt to fit worst.
    """
    root = np.linalg.cholesky(population)
    lower = root @ scatter_roots(n, len(population), draws, generator)
    scatter = lower @ lower.transpose(0, 2, 1)
    scale = np.sqrt(np.diagonal(scatter, axis1=1, axis2=2))
    samples = scatter / (scale[:, :, None] * scale[:, None, :])
    middle = fit_ml(model, population, n)
    implied = np.full_like(samples, np.nan)
    if middle is not None:
        found, settled = _together(middle, samples)
        implied[settled] = found[settled]
        left = np.flatnonzero(~settled)
        for sample in left if len(left) <= _FEW * draws else ():
            fit = fit_ml(model, samples[sample], n)
            implied[sample] = np.nan if fit is None else fit.implied
    rows = [_indices(model, i, s, n) for i, s in zip(implied, samples, strict=True)]
    return Indices(*np.array(rows).T)


def _together(middle: Fit, samples: Numbers) -> tuple[Numbers, np.ndarray]:
    """Return the implied matrices, and which samples settled; steps by one information."""
    model, many = middle.model, len(samples)
    vectors, steps = (
        np.tile(middle.vector, (many, 1)),
        np.tile(inverse(middle.information), (many, 1, 1)),
    )
    settled = np.zeros(many, dtype=np.bool_)
    implied = np.tile(middle.implied, (many, 1, 1))
    active, before = np.arange(many), vectors.copy()
    for turn in range(_STEPS):
        parts = _parts(model, vectors[active])
        definite = np.linalg.eigvalsh(parts.implied)[:, 0] > _DEFINITE
        beyond = active[~definite]
        vectors[beyond] = (vectors[beyond] + before[beyond]) / 2  # half way back
        now, parts = active[definite], _Parts(*(part[definite] for part in parts))
        implied[now] = parts.implied
        weight = inverse(parts.implied)
        pull: Numbers = weight - weight @ samples[now] @ weight
        slope = _slopes(model, parts, pull)
        done = np.abs(slope).max(axis=1) < _SETTLED
        settled[now[done]] = True
        on, active = ~done, np.concatenate([now[~done], beyond])
        if not len(active):
            break
        now = now[on]
        if turn % _FRESH == _FRESH - 1:
            own = _informations(model, _Parts(*(part[on] for part in parts)), weight[on])
            usable = np.linalg.cond(own) < _CONDITION
            steps[now[usable]] = np.linalg.inv(own[usable])
        move = np.einsum("sij,sj->si", steps[now], slope[on])
        before[now] = vectors[now]
        vectors[now] -= move / np.maximum(np.abs(move).max(axis=1) / _LONGEST, 1.0)[:, None]
    return implied, settled


class _Parts(NamedTuple):
    """Loadings, factor correlations and implied matrices, each tables x .. x .."""

    loadings: Numbers
    correlations: Numbers
    implied: Numbers


def _slopes(model: Model, parts: _Parts, pull: Numbers) -> Numbers:
    """Return d (F / 2) / d parameters of many tables; `pull` is W (Sigma - S) W."""
    item, factor = model.load
    along = pull @ parts.loadings
    between = parts.loadings.transpose(0, 2, 1) @ along
    own = np.diagonal(pull, axis1=1, axis2=2)[:, model.loose] / 2
    pieces = ((along @ parts.correlations)[:, item, factor], between[:, *model.pairs], own)
    return np.concatenate(pieces, axis=1)


def _informations(model: Model, parts: _Parts, weight: Numbers) -> Numbers:
    """Return the expected information of one row of many tables: see `Model.directions`."""
    item, factor = model.load
    first, last = len(item), len(item) + model.between
    left = np.zeros((len(weight), len(model.items), model.size))
    right = np.zeros_like(left)
    loose = last + np.arange(len(model.loose))
    left[:, item, np.arange(first)] = 1.0
    right[:, :, :first] = (parts.loadings @ parts.correlations)[:, :, factor]
    left[:, :, first:last] = parts.loadings[:, :, model.pairs[0]]
    right[:, :, first:last] = parts.loadings[:, :, model.pairs[1]]
    left[:, model.loose, loose], right[:, model.loose, loose] = 1.0, 0.5
    to_left, to_right = weight @ left, weight @ right
    mixed = left.transpose(0, 2, 1) @ to_right
    found: Numbers = (left.transpose(0, 2, 1) @ to_left) * (right.transpose(0, 2, 1) @ to_right)
    return found + mixed * mixed.transpose(0, 2, 1)


def _parts(model: Model, vectors: Numbers) -> _Parts:
    many, (p, k) = len(vectors), model.pattern.shape
    first = len(model.load[0])
    last = first + model.between
    loadings = np.zeros((many, p, k))
    loadings[:, model.load[0], model.load[1]] = vectors[:, :first]
    correlations = np.tile(np.eye(k), (many, 1, 1))
    one, other = model.pairs
    correlations[:, one, other] = correlations[:, other, one] = vectors[:, first:last]
    implied = loadings @ correlations @ loadings.transpose(0, 2, 1)
    implied[:, model.loose, model.loose] += vectors[:, last:]
    return _Parts(loadings, correlations, implied)


def _indices(model: Model, implied: Numbers, sample: Numbers, n: int) -> tuple[float, ...]:
    if np.isnan(implied).any():
        return (np.nan,) * 3
    test = Tested(n * max(discrepancy(implied, sample), 0.0), model.df)
    baseline = indices.independence(sample, n)
    return (
        indices.srmr(implied, sample),
        indices.rmsea(test, n),
        indices.cfi(test, baseline),
    )
