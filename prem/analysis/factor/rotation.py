"""Rotation of loadings. Loadings, factor correlations, order and signs always move together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from factor_analyzer import Rotator

from prem.analysis.factor.gradient_projection import best_rotation, bifactor, geomin
from prem.analysis.frame import Numbers

Rotation = Literal["oblimin", "promax", "varimax", "geomin", "bifactor", "none"]
OBLIQUE = ("oblimin", "promax", "geomin")

# R's stats::varimax and GPArotation stop at 1e-5, and so do we: then the same loadings come out.
STOP = 1e-5
# As near to the optimum as double precision takes each criterion in a few steps.
OPTIMUM = {"oblimin": 1e-7, "promax": 1e-10, "varimax": 1e-10}


@dataclass(frozen=True, slots=True)
class Rotated:
    """Loadings (items x factors) with the factors' correlations (factors x factors).

    `settled` is False where the rotation stopped before its own criterion was met; `slack` is
    the most that any loading would move if it turned on to the optimum. `criteria` are those of
    the different ends of many starts, the best first, of rotations that have local optima.
    """

    loadings: Numbers
    phi: Numbers
    settled: bool = True
    slack: float = 0.0
    criteria: tuple[float, ...] = ()

    @property
    def communalities(self) -> Numbers:
        """The diagonal of L phi L', shape (items,): right for oblique factors too."""
        return np.asarray(np.einsum("if,fg,ig->i", self.loadings, self.phi, self.loadings))

    def reproduced(self) -> Numbers:
        """Return L phi L', items x items."""
        return np.asarray(self.loadings @ self.phi @ self.loadings.T)


def rotate(unrotated: Numbers, rotation: Rotation) -> Rotated:
    """Rotate loadings (items x factors) and put them in order.

    oblimin is direct quartimin (gamma 0) without, varimax and promax (power 4) with Kaiser's
    row normalisation, by factor_analyzer's Rotator: only that is used, for `FactorAnalyzer.fit`
    sorts its loadings and forgets to sort `phi_` (ADR 0009). geomin (oblique, epsilon .01) and
    bifactor (orthogonal, the general factor first; three factors or more) are our own, taken as
    the best of 31 starts. One factor is not turned.

    Notes
    -----
    R: `psych::fa(rotate = "oblimin" | "promax" | "varimax" | "geominQ" | "bifactor" | "none")`;
    for the last but one GPArotation, from its one start.
    """
    if rotation == "none" or unrotated.shape[1] == 1:
        return in_order(unrotated, np.eye(unrotated.shape[1]))
    if rotation in ("geomin", "bifactor"):
        return _of_many_starts(unrotated, rotation)
    stopped, settled = _turn(unrotated, rotation, STOP)
    further, _ = _turn(unrotated, rotation, OPTIMUM[rotation])
    slack = float(np.abs(_like(further.loadings, stopped.loadings) - stopped.loadings).max())
    return Rotated(stopped.loadings, stopped.phi, settled, slack)


def _of_many_starts(unrotated: Numbers, rotation: Rotation) -> Rotated:
    general = rotation == "bifactor"
    found = best_rotation(unrotated, bifactor if general else geomin, oblique=not general)
    ordered = in_order(found.loadings, found.phi, first=int(general))
    return Rotated(ordered.loadings, ordered.phi, found.settled, criteria=found.values)


def in_order(loadings: Numbers, phi: Numbers, first: int = 0) -> Rotated:
    """Turn each factor so that its loadings sum to more than 0; strongest factor first.

    A factor's strength is its diagonal of phi L'L, as in psych. Signs and order are applied to
    loadings and factor correlations alike. The `first` factors keep their place.
    """
    signs = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    loadings, phi = loadings * signs, phi * np.outer(signs, signs)
    strength = np.diag(phi @ loadings.T @ loadings)
    order = np.argsort(-strength[first:], kind="stable") + first
    order = np.concatenate([np.arange(first), order])
    return Rotated(loadings[:, order], phi[np.ix_(order, order)])


def _turn(unrotated: Numbers, rotation: Rotation, stop: float) -> tuple[Rotated, bool]:
    rotator = Rotator(method=rotation, tol=stop, max_iter=2000)
    loadings = np.asarray(rotator.fit_transform(unrotated), dtype=np.float64)
    phi = np.eye(loadings.shape[1]) if rotator.phi_ is None else np.asarray(rotator.phi_)
    settled = rotation != "oblimin" or _slope(loadings, np.asarray(rotator.rotation_)) < 1e-3
    return in_order(loadings, phi), settled


def _slope(loadings: Numbers, turned: Numbers) -> float:
    """Return the length of oblimin's projected gradient at a rotation T: 0 at an optimum.

    Bernaards & Jennrich 2005, Educ Psychol Meas 65:676; the Rotator does not say how it ended.
    """
    k = loadings.shape[1]
    gradient = loadings * (loadings**2 @ (np.ones((k, k)) - np.eye(k)))
    slope = -(loadings.T @ gradient @ np.linalg.inv(turned)).T
    projected = slope - turned * np.sum(turned * slope, axis=0)
    return float(np.linalg.norm(projected))


def _like(loadings: Numbers, model: Numbers) -> Numbers:
    """Return the factors of `loadings`, each the nearest to that of `model`, greedily."""
    likeness = loadings.T @ model
    chosen = np.zeros_like(model)
    for _ in range(model.shape[1]):
        theirs, ours = np.unravel_index(np.argmax(np.abs(likeness)), likeness.shape)
        chosen[:, ours] = loadings[:, theirs] * np.sign(likeness[theirs, ours])
        likeness[theirs, :] = 0
        likeness[:, ours] = 0
    return chosen
