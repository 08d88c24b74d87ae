"""The category curves of one item of the graded response model, and their derivatives.

An item is [a, d_1 .. d_m-1]: P(x = c) = s(a t + d_c) - s(a t + d_c+1) for its m categories c,
with s the logistic function, d_0 = inf and d_m = -inf.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, log_expit
from scipy.stats import norm

from prem.analysis.frame import Numbers

Items = list[Numbers]

# 21 nodes are wrong by more than a log-likelihood unit on bfi: 61 are R mirt's own default.
NODES: Numbers = np.linspace(-6.0, 6.0, 61)
WEIGHTS: Numbers = norm.pdf(NODES) / norm.pdf(NODES).sum()


def _bounds(item: Numbers, nodes: Numbers) -> tuple[Numbers, Numbers]:
    """Return a t + d_c and a t + d_c+1, both categories x nodes."""
    edges = np.concatenate(([np.inf], item[1:], [-np.inf]))[:, None] + item[0] * nodes
    return edges[:-1], edges[1:]


def log_probabilities(item: Numbers, nodes: Numbers = NODES) -> Numbers:
    """Return log P(x = c | t), categories x nodes; exact also where P is tiny.

    >>> np.exp(log_probabilities(np.array([1.0, 1.0, -1.0]), np.zeros(1))).round(3).ravel()
    array([0.269, 0.462, 0.269])
    """
    upper, lower = _bounds(item, nodes)
    found: Numbers = log_expit(upper) + log_expit(-lower) + np.log(-np.expm1(lower - upper))
    return found


def bound_slopes(item: Numbers, nodes: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return the derivatives of log P by its upper and its lower bound, and s of both."""
    upper, lower = _bounds(item, nodes)
    gap = -np.expm1(lower - upper)
    by_upper = expit(-upper) / (expit(-lower) * gap)
    by_lower = -expit(lower) / (expit(upper) * gap)
    return by_upper, by_lower, expit(upper), expit(lower)


def scores(item: Numbers, nodes: Numbers = NODES) -> Numbers:
    """Return the derivatives of log P(x = c | t): categories x nodes x parameters."""
    by_upper, by_lower, _, _ = bound_slopes(item, nodes)
    found = np.zeros((*by_upper.shape, len(item)))
    found[:, :, 0] = nodes * (by_upper + by_lower)
    for edge in range(1, len(item)):
        found[edge, :, edge] = by_upper[edge]
        found[edge - 1, :, edge] = by_lower[edge - 1]
    return found


def hessian(item: Numbers, expected: Numbers) -> Numbers:
    """Return the second derivatives of sum(expected * log P); `expected` is categories x nodes."""
    by_upper, by_lower, upper, lower = bound_slopes(item, NODES)
    twice_upper = expected * (by_upper * (1 - 2 * upper) - by_upper**2)
    twice_lower = expected * (by_lower * (1 - 2 * lower) - by_lower**2)
    both = -expected * by_upper * by_lower
    found = np.zeros((len(item), len(item)))
    found[0, 0] = ((twice_upper + 2 * both + twice_lower) @ NODES**2).sum()
    for edge in range(1, len(item)):
        found[edge, edge] = twice_upper[edge].sum() + twice_lower[edge - 1].sum()
        mixed = (twice_upper + both)[edge] + (twice_lower + both)[edge - 1]
        found[0, edge] = found[edge, 0] = mixed @ NODES
        if edge + 1 < len(item):
            found[edge, edge + 1] = found[edge + 1, edge] = both[edge].sum()
    return found


def raised(item: Numbers, expected: Numbers) -> Numbers:
    """Return parameters with a larger sum(expected * log P), by one step of Newton.

    The sum is concave (Pratt 1981), so a step that is halved until thresholds stay in order
    and the sum does not fall always goes up.
    """
    gradient = np.einsum("cq,cqp->p", expected, scores(item))
    step = np.linalg.solve(hessian(item, expected) - 1e-9 * np.eye(len(item)), -gradient)
    before = float((expected * log_probabilities(item)).sum())
    for halving in range(20):
        tried = item + step * 0.5**halving
        if np.all(np.diff(tried[1:]) < 0) and (
            float((expected * log_probabilities(tried)).sum()) >= before
        ):
            return tried
    return item


def information(item: Numbers, nodes: Numbers = NODES) -> Numbers:
    """Return the item information at each node: sum over c of P'(c)^2 / P(c)."""
    by_upper, by_lower, _, _ = bound_slopes(item, nodes)
    found: Numbers = (
        np.exp(log_probabilities(item, nodes)) * (item[0] * (by_upper + by_lower)) ** 2
    ).sum(axis=0)
    return found
