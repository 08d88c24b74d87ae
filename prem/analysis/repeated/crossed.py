"""Variance of women, occasions and error by REML, where some women lack an occasion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from prem.analysis.frame import Numbers
from prem.analysis.repeated.icc import Squares

_STEP = 1e-20


class NotSettled(Exception):  # noqa: N818  # what happened, not a kind of error
    """The likelihood has no maximum that could be found."""


@dataclass(frozen=True, slots=True)
class Components:
    """Variances of women, of occasions and of error, in squared units of the score."""

    women: float
    occasions: float
    error: float

    def squares(self, women: int, occasions: int) -> Squares:
        """Return the mean squares that a complete table of this size would be expected to have.

        As `psych::ICC(lmer = TRUE)` does, so that the six forms follow from them.
        """
        return Squares(
            women=women,
            occasions=occasions,
            between=occasions * self.women + self.error,
            occasion=women * self.occasions + self.error,
            error=self.error,
            within=self.occasions + self.error,
        )


def crossed_components(scores: Numbers) -> Components:
    """Return the REML variance components of a table, women x occasions, NaN where missing.

    The model: score = mean + woman + occasion + error, all but the mean random and normal. Every
    woman with at least one occasion counts; what is missing may depend on what was answered
    (missing at random). Women are eliminated by Woodbury's identity, so that the cost is linear
    in women, and the likelihood is profiled to two ratios of variances.

    Raises
    ------
    ValueError
        Where fewer than two women have two occasions.
    NotSettled
        Where the maximum was not found.

    References
    ----------
    Patterson & Thompson 1971, Biometrika 58:545; Bates et al. 2015, J Stat Softw 67(1).
    R: `lme4::lmer(score ~ 1 + (1 | woman) + (1 | occasion))`, as in `psych::ICC(lmer = TRUE)`.
    """
    given = ~np.isnan(scores)
    scores, given = scores[given.any(axis=1)], given[given.any(axis=1)]
    if (given.sum(axis=1) > 1).sum() < 2:
        raise ValueError("at least two women with two occasions are needed")
    profile = _Profile.of(scores, given)
    ratios = _settle(profile)
    error = float(profile.residual(ratios).real) / (profile.observations - 1)
    return Components(float(ratios[0]) * error, float(ratios[1]) * error, error)


@dataclass(frozen=True, slots=True)
class _Profile:
    """What the likelihood needs of the data: sums over the women of each pattern of occasions.

    `patterns` is P x k (1 where an occasion is there), `count` the women of each, `sums` P x k
    the sums of their scores, `own` the sums over women of (sum of her scores)^2, `squares` the
    sum of all squared scores. Scores are less the grand mean.
    """

    patterns: Numbers
    count: Numbers
    sums: Numbers
    own: Numbers
    squares: float

    @classmethod
    def of(cls, scores: Numbers, given: np.ndarray) -> _Profile:
        patterns, where = np.unique(given, axis=0, return_inverse=True)
        where = where.reshape(-1)
        centred = np.where(given, scores - scores[given].mean(), 0.0)
        size = len(patterns)
        own = np.bincount(where, centred.sum(axis=1) ** 2, size).astype(np.float64)
        by_occasion = [np.bincount(where, column, size) for column in centred.T]
        sums = np.column_stack(by_occasion).astype(np.float64)
        count = np.bincount(where, minlength=size).astype(np.float64)
        squares = float((centred**2).sum())
        return cls(patterns.astype(np.float64), count, sums, own, squares)

    @property
    def observations(self) -> int:
        """The number of scores."""
        return int(self.count @ self.patterns.sum(axis=1))

    def _pieces(self, ratios: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return S = Z'AZ, b = Z'Ay, y'Ay and log|V| of women, A the inverse of women's V."""
        answered = self.patterns.sum(axis=1)
        shrink = ratios[0] / (1 + ratios[0] * answered)
        weighted = self.patterns * (shrink * self.count)[:, None]
        s = np.diag(self.count @ self.patterns) - self.patterns.T @ weighted
        b = self.sums.sum(axis=0) - self.patterns.T @ (shrink * self.sums.sum(axis=1))
        return s, b, self.squares - shrink @ self.own, self.count @ np.log(1 + ratios[0] * answered)

    def _reduced(self, ratios: np.ndarray) -> tuple[np.ndarray, ...]:
        s, b, yy, logdet = self._pieces(ratios)
        k = len(s)
        whole = np.eye(k) + ratios[1] * s
        inner = ratios[1] * np.linalg.solve(whole, np.column_stack([s.sum(axis=1), b]))
        ones = s.sum(axis=1)
        xx = ones.sum() - ones @ inner[:, 0]
        xy = b.sum() - ones @ inner[:, 1]
        rss = yy - b @ inner[:, 1] - xy * xy / xx
        return rss, xx, logdet + np.log(np.linalg.det(whole))

    def residual(self, ratios: np.ndarray) -> np.ndarray:
        """Return the residual sum of squares, weighted by the model."""
        return np.asarray(self._reduced(ratios)[0])

    def deviance(self, ratios: np.ndarray) -> np.ndarray:
        """Return minus twice the restricted log-likelihood, but for a constant."""
        rss, xx, logdet = self._reduced(ratios)
        return np.asarray(logdet + np.log(xx) + (self.observations - 1) * np.log(rss))

    def slope(self, ratios: np.ndarray) -> Numbers:
        """Return the gradient, exact to rounding: a step in the imaginary direction."""
        steps = 1j * _STEP * np.eye(2)
        return np.array([self.deviance(ratios + step).imag / _STEP for step in steps])


def _settle(profile: _Profile) -> Numbers:
    bounds = [(0.0, None), (0.0, None)]
    best = min(
        (
            minimize(
                lambda ratios: (float(profile.deviance(ratios)), profile.slope(ratios)),
                np.array(start),
                jac=True,
                method="L-BFGS-B",
                bounds=bounds,
                options={"ftol": 0, "gtol": 1e-9, "maxiter": 500},
            )
            for start in ((1.0, 0.1), (0.1, 0.01))
        ),
        key=lambda found: float(found.fun),
    )
    ratios = _newton(profile, np.array(best.x))
    slope = profile.slope(ratios)
    free = ratios > 0
    if not np.isfinite(slope).all() or np.abs(slope[free] * ratios[free]).max(initial=0) > 1e-5:
        raise NotSettled
    return ratios


def _newton(profile: _Profile, ratios: Numbers) -> Numbers:
    """Polish the ratios that are not at 0: the slope's own slope by central differences."""
    free = np.flatnonzero(ratios > 0)
    for _ in range(5 if free.size else 0):
        steps = [1e-5 * ratios[i] * np.eye(2)[i] for i in free]
        rows = [profile.slope(ratios + s) - profile.slope(ratios - s) for s in steps]
        curve = np.array([row[free] / (2 * s.sum()) for row, s in zip(rows, steps, strict=True)])
        if np.linalg.det(curve) == 0:
            break
        moved = ratios.copy()
        moved[free] -= np.linalg.solve((curve + curve.T) / 2, profile.slope(ratios)[free])
        if (moved < 0).any() or profile.deviance(moved) > profile.deviance(ratios) + 1e-12:
            break
        ratios = moved
    return ratios
