"""Factor models of incomplete rows by full information maximum likelihood (Arbuckle 1996)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prem.analysis.cfa.ml import Fit, fit_ml, inverse
from prem.analysis.cfa.model import Model
from prem.analysis.cfa.robust import bend, curvature
from prem.analysis.frame import Numbers

_ITERATIONS = 500
_SETTLED = 1e-9  # of the largest slope of the log-likelihood of a row


@dataclass(frozen=True, eq=False)
class Pattern:
    """The rows that answer the same items: their `share` of all rows, means and covariances.

    `items` are positions; `covariance` has the divisor of the number of rows.
    """

    items: np.ndarray
    share: float
    mean: Numbers
    covariance: Numbers


@dataclass(frozen=True, eq=False)
class FimlFit:
    """A settled fit to incomplete rows, as if each item had mean 0 and deviation 1 (observed).

    `saturated` and `mean_saturated` are the estimates of covariances and means that no model
    restrains; `chi2` and `base_chi2` test the model and the baseline model against them.
    """

    model: Model
    vector: Numbers
    mean: Numbers
    saturated: Numbers
    mean_saturated: Numbers
    covariance: Numbers
    n: int
    log_likelihood: float
    chi2: float
    base_chi2: float

    @property
    def srmr(self) -> float:
        """SRMR over covariances and means, as lavaan has it with incomplete rows."""
        spread = np.sqrt(np.diag(self.saturated))
        residual = (self.saturated - self.model.implied(self.vector)) / np.outer(spread, spread)
        means = (self.mean_saturated - self.mean) / spread
        both = np.concatenate([residual[np.triu_indices(len(spread))], means])
        return float(np.sqrt((both**2).mean()))


def fit_fiml(model: Model, rows: Numbers) -> FimlFit | None:
    """Fit by full information maximum likelihood; None where it does not settle.

    Parameters
    ----------
    model : Model
        Correlated or orthogonal; its degrees of freedom must not be negative.
    rows : array, rows x items
        NaN where missing; every row has an answer, and every item varies.

    Notes
    -----
    Right where answers are missing at random, given the answers that are there. The saturated
    model by EM, the factor model from there by Newton's steps, errors from the observed
    information of loadings and means together.

    References
    ----------
    Arbuckle 1996, in Marcoulides & Schumacker (eds). R: `lavaan::cfa(..., missing = "fiml")`.
    """
    spread, count = np.nanstd(rows, axis=0), (~np.isnan(rows)).sum(axis=0)
    scores = (rows - np.nanmean(rows, axis=0)) / spread
    patterns = _patterns(scores)
    estimated = saturated(patterns, scores.shape[1])
    if estimated is None or np.linalg.eigvalsh(estimated[1])[0] < 1e-9:
        return None
    mean, covariance = estimated
    start = fit_ml(model, covariance, len(rows))
    found = _settle(model, _rescaled(start), mean, patterns) if start else None
    if found is None:
        return None
    vector, own_mean = found
    observed = _information(model, vector, own_mean, patterns)
    if np.linalg.eigvalsh(observed)[0] <= 0:
        return None
    n = len(rows)
    free = -n * _loss(patterns, mean, covariance)
    fitted = -n * _loss(patterns, own_mean, model.implied(vector))
    alone = -float(count.sum()) / 2
    constant = -(float(count.sum()) * np.log(2 * np.pi) / 2 + float((count * np.log(spread)).sum()))
    return FimlFit(
        model,
        vector,
        own_mean,
        covariance,
        mean,
        inverse(observed)[: model.size, : model.size] / n,
        n,
        float(fitted + constant),
        max(2 * (free - fitted), 0.0),
        max(2 * (free - alone), 0.0),
    )


def _patterns(scores: Numbers) -> list[Pattern]:
    given = ~np.isnan(scores)
    kinds, of = np.unique(given, axis=0, return_inverse=True)
    found = []
    for position, kind in enumerate(kinds):
        items = np.flatnonzero(kind)
        part = scores[of.ravel() == position][:, items]
        away = part - part.mean(axis=0)
        share = len(part) / len(scores)
        found.append(Pattern(items, share, part.mean(axis=0), away.T @ away / len(part)))
    return found


def _spread_out(pattern: Pattern, mean: Numbers) -> Numbers:
    """Return the covariances of a pattern's rows about the means of a model."""
    away = pattern.mean - mean[pattern.items]
    found: Numbers = pattern.covariance + np.outer(away, away)
    return found


def _loss(patterns: list[Pattern], mean: Numbers, implied: Numbers) -> float:
    """Return minus the log-likelihood of a row, without its constant; infinite if not definite."""
    total = 0.0
    for pattern in patterns:
        part = implied[np.ix_(pattern.items, pattern.items)]
        try:
            root = np.linalg.cholesky(part)
        except np.linalg.LinAlgError:
            return float("inf")
        total += pattern.share * float(np.log(np.diag(root)).sum())
        total += pattern.share * float(
            np.trace(np.linalg.solve(part, _spread_out(pattern, mean))) / 2
        )
    return total


def saturated(patterns: list[Pattern], p: int) -> tuple[Numbers, Numbers] | None:
    """Return means and covariances by EM, or None where it does not settle."""
    mean, covariance = np.zeros(p), np.eye(p)
    for _ in range(_ITERATIONS):
        first, second = np.zeros(p), np.zeros((p, p))
        for pattern in patterns:
            seen, hidden = pattern.items, np.setdiff1d(np.arange(p), pattern.items)
            slope = np.zeros((p, len(seen)))
            slope[seen] = np.eye(len(seen))
            own = covariance[np.ix_(seen, seen)]
            slope[hidden] = np.linalg.solve(own, covariance[np.ix_(seen, hidden)]).T
            middle = mean + slope @ (pattern.mean - mean[seen])
            spread = slope @ pattern.covariance @ slope.T + np.outer(middle, middle)
            spread += covariance - slope @ covariance[seen]
            first += pattern.share * middle
            second += pattern.share * spread
        second -= np.outer(first, first)
        moved = max(np.abs(first - mean).max(), np.abs(second - covariance).max())
        mean, covariance = first, second
        if moved < 1e-12:
            return mean, covariance
    return None


def _rescaled(fit: Fit) -> Numbers:
    """Return the estimates in the units of the covariances that were fitted."""
    free, middle, loose = fit.model.parts(fit.vector)
    item, _ = fit.model.load
    variances = fit.deviations[fit.model.loose] ** 2
    return np.concatenate([free * fit.deviations[item], middle, loose * variances])


def _settle(
    model: Model, vector: Numbers, mean: Numbers, patterns: list[Pattern]
) -> tuple[Numbers, Numbers] | None:
    """Return parameters and means at the optimum, by Newton's steps, halved where they overshoot.

    Where the information is not definite, it is raised until it is: a shorter, downhill step.
    """
    value = _loss(patterns, mean, model.implied(vector))
    for _ in range(_ITERATIONS):
        gradient = _gradient(model, vector, mean, patterns)
        if np.abs(gradient).max() < _SETTLED:
            return vector, mean
        observed = _information(model, vector, mean, patterns)
        lowest = float(np.linalg.eigvalsh(observed)[0])
        raised = observed + max(1e-3 - lowest, 0.0) * np.eye(len(observed)) * (lowest <= 1e-8)
        step = np.asarray(np.linalg.solve(raised, gradient), dtype=np.float64)
        size, enough = 1.0, value + 1e-13 * max(1.0, abs(value))
        while (trial := _loss(patterns, *_moved(model, vector, mean, size * step))) > enough:
            size /= 2
            if size < 1e-8:
                return None
        vector, mean, value = (
            vector - size * step[: model.size],
            mean - size * step[model.size :],
            trial,
        )
    return None


def _moved(model: Model, vector: Numbers, mean: Numbers, step: Numbers) -> tuple[Numbers, Numbers]:
    return mean - step[model.size :], model.implied(vector - step[: model.size])


def _gradient(model: Model, vector: Numbers, mean: Numbers, patterns: list[Pattern]) -> Numbers:
    """Return the slopes of minus the log-likelihood of a row, of parameters and of means."""
    left, right = model.directions(vector)
    implied = model.implied(vector)
    pull, push = np.zeros_like(implied), np.zeros(len(mean))
    for pattern in patterns:
        weight = _weight(pattern, implied)
        sample = weight @ _wide(_spread_out(pattern, mean), pattern, len(mean)) @ weight
        pull += pattern.share * (weight - sample)
        push -= pattern.share * (weight[:, pattern.items] @ (pattern.mean - mean[pattern.items]))
    return np.concatenate([(left * (pull @ right)).sum(axis=0), push])


def _weight(pattern: Pattern, implied: Numbers) -> Numbers:
    """Return the inverse covariances of a pattern's items, zero at the others."""
    own = inverse(implied[np.ix_(pattern.items, pattern.items)])
    return _wide(own, pattern, len(implied))


def _wide(part: Numbers, pattern: Pattern, p: int) -> Numbers:
    found = np.zeros((p, p))
    found[np.ix_(pattern.items, pattern.items)] = part
    return found


def _information(model: Model, vector: Numbers, mean: Numbers, patterns: list[Pattern]) -> Numbers:
    """Return the observed information of one row on parameters and means together."""
    left, right = model.directions(vector)
    implied = model.implied(vector)
    size, p = model.size, len(mean)
    found, pull = np.zeros((size + p, size + p)), np.zeros((p, p))
    for pattern in patterns:
        weight = _weight(pattern, implied)
        sample = weight @ _wide(_spread_out(pattern, mean), pattern, p) @ weight
        along = weight[:, pattern.items] @ (pattern.mean - mean[pattern.items])
        across = (weight @ left) * (along @ right) + (weight @ right) * (along @ left)
        found[:size, :size] += pattern.share * bend(weight, sample, left, right)
        found[size:, :size] += pattern.share * across
        found[size:, size:] += pattern.share * weight
        pull += pattern.share * (weight - sample)
    found[:size, :size] += curvature(model, vector, pull)
    found[:size, size:] = found[size:, :size].T
    return found
