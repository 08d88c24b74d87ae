"""Models of confirmatory factor analysis: which item loads on which factor, and what follows.

Factors have variance 1, so that loadings and factor correlations are what is estimated. Every
derivative of the implied covariances is a symmetric product of two vectors, u v' + v u', and so
gradients and information are matrix products, with no array of p x p x parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from prem.analysis.frame import Numbers

# correlated: the factors' correlations are free. orthogonal: they are zero (bifactor).
# second_order: they are products of the factors' loadings on one general factor.
Structure = Literal["correlated", "orthogonal", "second_order"]


class Matrices(NamedTuple):
    """Loadings (items x factors), factor correlations (factors x factors), residual variances."""

    loadings: Numbers
    correlations: Numbers
    residuals: Numbers


@dataclass(frozen=True, eq=False)
class Model:
    """A factor model of `items`; `pattern` is items x factors, True where a loading is free.

    Its parameters are a vector: free loadings factor by factor, then what the structure adds
    (correlations in the order 12, 13, .., 23, .., or loadings on the general factor), then the
    residual variances. The item of a factor of one item has no residual variance: it is fixed
    at 0, as lavaan does, since it could not be told from the factor's.
    """

    items: tuple[str, ...]
    factors: tuple[str, ...]
    pattern: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    structure: Structure = "correlated"

    @cached_property
    def load(self) -> tuple[np.ndarray, np.ndarray]:
        """Return item and factor of every free loading, in the order of the parameters."""
        factor, item = np.nonzero(self.pattern.T)
        return item, factor

    @cached_property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Return both factors of every correlation, in the order of the parameters."""
        return np.triu_indices(len(self.factors), 1)

    @cached_property
    def loose(self) -> np.ndarray:
        """Return the items whose residual variance is free."""
        single = self.pattern[:, self.pattern.sum(axis=0) == 1].any(axis=1)
        return np.flatnonzero(~single)

    @property
    def between(self) -> int:
        """Return how many parameters the structure has between loadings and residuals."""
        if self.structure == "orthogonal":
            return 0
        return len(self.factors) if self.structure == "second_order" else len(self.pairs[0])

    @property
    def size(self) -> int:
        """Return the number of free parameters."""
        return len(self.load[0]) + self.between + len(self.loose)

    @property
    def df(self) -> int:
        """Return the degrees of freedom: p (p + 1) / 2 less the free parameters."""
        p = len(self.items)
        return p * (p + 1) // 2 - self.size

    def parts(self, vector: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return the parameters as loadings, structure and residual variances."""
        first = len(self.load[0])
        return vector[:first], vector[first : first + self.between], vector[first + self.between :]

    def matrices(self, vector: Numbers) -> Matrices:
        """Return the matrices of a parameter vector, which may be complex (to differentiate)."""
        free, middle, loose = self.parts(vector)
        loadings = np.zeros(self.pattern.shape, vector.dtype)
        loadings[self.load] = free
        correlations = np.eye(len(self.factors), dtype=vector.dtype)
        if self.structure == "correlated":
            correlations[self.pairs] = correlations.T[self.pairs] = middle
        elif self.structure == "second_order":
            correlations = np.outer(middle, middle)
            np.fill_diagonal(correlations, 1.0)
        residuals = np.zeros(len(self.items), vector.dtype)
        residuals[self.loose] = loose
        return Matrices(loadings, correlations, residuals)

    def implied(self, vector: Numbers) -> Numbers:
        """Return the implied covariances of the items, L Phi L' + Theta."""
        loadings, correlations, residuals = self.matrices(vector)
        return loadings @ correlations @ loadings.T + np.diag(residuals)

    def directions(self, vector: Numbers) -> tuple[Numbers, Numbers]:
        """Return U and V, items x parameters: d Sigma / d t_j = U_j V_j' + V_j U_j'."""
        loadings, correlations, _ = self.matrices(vector)
        eye, spread = np.eye(len(self.items)), loadings @ correlations
        item, factor = self.load
        left, right = [eye[:, item]], [spread[:, factor]]
        if self.structure == "correlated":
            left.append(loadings[:, self.pairs[0]])
            right.append(loadings[:, self.pairs[1]])
        elif self.structure == "second_order":
            general = self.parts(vector)[1]
            others = np.tile(general[:, None], len(general))
            np.fill_diagonal(others, 0.0)
            left.append(loadings)
            right.append(loadings @ others)
        left.append(eye[:, self.loose])
        right.append(eye[:, self.loose] / 2)
        return np.hstack(left), np.hstack(right)

    def delta(self, vector: Numbers) -> Numbers:
        """Return d vech(Sigma) / d parameters, shape (p (p + 1) / 2, parameters).

        vech takes the upper triangle by rows (`numpy.triu_indices`), diagonal included: the
        same as lavaan's lower triangle by columns.
        """
        left, right = self.directions(vector)
        row, column = np.triu_indices(len(self.items))
        product: Numbers = left[row] * right[column] + right[row] * left[column]
        return product

    def standardised(self, vector: Numbers) -> tuple[Numbers, Numbers]:
        """Return the fully standardised parameters and their derivatives (square matrix).

        Loadings are divided by the implied standard deviation of their item, residual variances
        by its variance; correlations stay. R: `lavaan::standardizedSolution`.
        """
        item, _ = self.load
        variance = np.diag(self.implied(vector))
        root = np.sqrt(variance)
        left, right = self.directions(vector)
        slope = 2 * left * right
        free, middle, loose = self.parts(vector)
        answer = np.concatenate([free / root[item], middle, loose / variance[self.loose]])
        scale = np.concatenate([1 / root[item], np.ones(len(middle)), 1 / variance[self.loose]])
        jacobian = np.diag(scale)
        first, last = len(free), len(free) + len(middle)
        jacobian[:first] -= (free / (2 * root[item] ** 3))[:, None] * slope[item]
        jacobian[last:] -= (loose / variance[self.loose] ** 2)[:, None] * slope[self.loose]
        return answer, jacobian


def correlated(scales: Mapping[str, Sequence[str]]) -> Model:
    """Return the model of an instrument: every scale a factor, the factors correlated."""
    items = tuple(item for members in scales.values() for item in members)
    of = np.repeat(np.arange(len(scales)), [len(members) for members in scales.values()])
    return Model(items, tuple(scales), of[:, None] == np.arange(len(scales)))


def one_factor(items: Sequence[str], name: str = "general") -> Model:
    """Return the model in which all items measure one thing."""
    return Model(tuple(items), (name,), np.ones((len(items), 1), dtype=np.bool_))


def second_order(scales: Mapping[str, Sequence[str]]) -> Model:
    """Return the model whose factors correlate only by way of one general factor."""
    first = correlated(scales)
    return Model(first.items, first.factors, first.pattern, "second_order")


def bifactor(scales: Mapping[str, Sequence[str]], name: str = "general") -> Model:
    """Return the model of a general factor and, beside it, a factor of every scale."""
    first = correlated(scales)
    pattern = np.hstack([np.ones((len(first.items), 1), dtype=np.bool_), first.pattern])
    return Model(first.items, (name, *first.factors), pattern, "orthogonal")
