"""Regression of an ordered answer: proportional odds (cumulative logits)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from prem.analysis.frame import Numbers
from prem.analysis.graded.curves import bound_slopes, log_probabilities

_STEPS, _SETTLED = 100, 1e-9


class Cumulative(NamedTuple):
    """A fitted regression: log-likelihood, `slopes` of the predictors, `edges` in order."""

    loglik: float
    slopes: Numbers
    edges: Numbers

    def chances(self, design: Numbers) -> Numbers:
        """Return the probability of each answer, answers x rows of the design."""
        item = np.concatenate(([1.0], self.edges))
        found: Numbers = np.exp(log_probabilities(item, design @ self.slopes))
        return found


def cumulative(design: Numbers, counts: Numbers) -> Cumulative | None:
    """Fit P(y >= k | x) = 1 / (1 + exp(-(x b + d_k))) by maximum likelihood.

    `design` is rows x predictors (none is a fit of the edges alone), `counts` answers x rows:
    how many women of that row gave the answer; every answer must occur. None where it does not
    settle, as when a predictor parts the answers fully.

    Notes
    -----
    McCullagh (1980, JRSS B 42:109), R's `MASS::polr(y ~ x)`, whose zeta are -d and whose slopes
    are b. The likelihood is concave (Pratt 1981): Newton's steps, halved where they would go
    down, reach its only maximum.
    """
    above = counts.sum(axis=1)[::-1].cumsum()[::-1][1:] / counts.sum()
    edges, slopes = np.log(above / (1 - above)), np.zeros(design.shape[1])
    loglik = _loglik(design, counts, slopes, edges)
    for _ in range(_STEPS):
        gradient, hessian = _derivatives(design, counts, slopes, edges)
        try:
            step = np.linalg.solve(-hessian, gradient)
        except np.linalg.LinAlgError:
            return None
        if np.abs(step).max() < _SETTLED:
            return Cumulative(loglik, slopes, edges)
        size = 1.0
        while size > 1e-6:
            tried = slopes + size * step[: len(slopes)], edges + size * step[len(slopes) :]
            if np.all(np.diff(tried[1]) < 0):
                reached = _loglik(design, counts, *tried)
                if reached >= loglik - 1e-10 * abs(loglik):
                    break
            size /= 2
        else:
            return None
        (slopes, edges), loglik = tried, reached
    return None


def _loglik(design: Numbers, counts: Numbers, slopes: Numbers, edges: Numbers) -> float:
    logs = log_probabilities(np.concatenate(([1.0], edges)), design @ slopes)
    return float((counts * np.where(counts > 0, logs, 0.0)).sum())


def _derivatives(
    design: Numbers, counts: Numbers, slopes: Numbers, edges: Numbers
) -> tuple[Numbers, Numbers]:
    """Return gradient and second derivatives by (slopes, edges)."""
    item = np.concatenate(([1.0], edges))
    by_upper, by_lower, upper, lower = bound_slopes(item, design @ slopes)
    answers, rows = counts.shape
    ends = np.vstack([np.zeros(len(edges)), np.eye(len(edges)), np.zeros(len(edges))])
    wide = np.tile(design, (answers, 1))
    above = np.hstack([wide, np.repeat(ends[:-1], rows, axis=0)])
    below = np.hstack([wide, np.repeat(ends[1:], rows, axis=0)])
    u, v, n = by_upper.ravel(), by_lower.ravel(), counts.ravel()
    gradient = above.T @ (n * u) + below.T @ (n * v)
    twice_upper = n * (u * (1 - 2 * upper.ravel()) - u**2)
    twice_lower = n * (v * (1 - 2 * lower.ravel()) - v**2)
    mixed = above.T @ (below * (-n * u * v)[:, None])
    hessian = above.T @ (above * twice_upper[:, None]) + below.T @ (below * twice_lower[:, None])
    return gradient, hessian + mixed + mixed.T
