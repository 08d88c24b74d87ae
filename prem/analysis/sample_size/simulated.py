"""What n women would show if the fitted model were true: simulated, piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy import stats
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from prem.analysis.cfa.ml import fit_ml
from prem.analysis.cfa.model import Model, correlated
from prem.analysis.covariance import varying
from prem.analysis.frame import Numbers
from prem.analysis.reliability import alpha_of_covariance
from prem.analysis.sample_size.fitted import Fitted, Places
from prem.analysis.sample_size.rules import Simulation
from prem.analysis.work import Work, seeds

_PURPOSE = 960
_BLOCK = 10
_Z = 1.959963984540054
_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of samples of one size; a model is fitted to the first `fits` of them."""

    n: int
    chances: tuple[np.random.SeedSequence, ...]
    fits: int


def simulated(
    model: Fitted, sizes: Sequence[int], asked: Simulation, seed: int, work: Work
) -> list[dict[str, Any]]:
    """Return for each size what its samples show; see `_row`.

    Answers are drawn by normal variables behind them, which the fitted loadings and factor
    correlations tie together and the fitted thresholds cut: they are as skewed as those found.
    """
    pieces = [piece for n in sizes for piece in _pieces(n, asked, seed)]
    done = work(partial(_samples, model, asked), pieces)
    rows = []
    for n in sizes:
        found = [s for p, part in zip(pieces, done, strict=True) if p.n == n for s in part]
        rows.append(_row(n, found, model, asked))
    return rows


def _pieces(n: int, asked: Simulation, seed: int) -> list[Piece]:
    # a size has its numbers whatever the other sizes are
    chances = seeds(seed, asked.draws, _PURPOSE + n * 1000)
    starts = range(0, asked.draws, _BLOCK)
    return [
        Piece(n, tuple(chances[s : s + _BLOCK]), min(max(asked.fits - s, 0), _BLOCK))
        for s in starts
    ]


def _samples(model: Fitted, asked: Simulation, piece: Piece) -> list[dict[str, Any]]:
    found = []
    # many small products: threads of BLAS would wait for each other
    with threadpool_limits(limits=1, user_api="blas"):
        for at, chance in enumerate(piece.chances):
            found.append(_sample(model, asked, piece.n, at < piece.fits, chance))
    return found


def _sample(
    model: Fitted, asked: Simulation, n: int, fit: bool, seed: np.random.SeedSequence
) -> dict[str, Any]:
    """Return what one sample shows, by the name of the figure and of the scale."""
    chance = np.random.default_rng(seed)
    factors = model.factors(chance, n)
    behind = model.behind(factors, chance)
    rows = model.answers(behind)
    scales = real_scales(model)
    found: dict[str, Any] = {f"alpha {name}": _alpha(rows[:, at]) for name, at in scales.items()}
    if fit:
        found |= _fit(model, scales, rows)
    rest = np.sqrt(1 - asked.stability**2)
    later = asked.stability * factors + rest * model.factors(chance, n)
    again = model.behind(later, chance)
    half = n // 2
    for effect in asked.effects:
        worse = effect * model.loadings
        other, after = model.answers(behind[half:] - worse), model.answers(again - worse)
        for name, at in scales.items():
            first = rows[:, at].mean(axis=1)
            found[f"groups {effect} {name}"] = _welch(first[:half], other[:, at].mean(axis=1))
            found[f"paired {effect} {name}"] = _paired(first, after[:, at].mean(axis=1))
    return found


def real_scales(model: Fitted) -> dict[str, Places]:
    """Return the positions of the items of each scale of the model, without items in none."""
    return {name: model.members(name) for name in model.scales if not name.startswith("(")}


def _alpha(rows: Numbers) -> float:
    kept = varying(rows)
    if len(kept) < 2:
        return float("nan")
    return alpha_of_covariance(np.cov(rows[:, kept], rowvar=False))


def _fit(model: Fitted, scales: Mapping[str, Places], rows: Numbers) -> dict[str, Any]:
    """Return whether the true factor model can be fitted, whether it is rejected, and omega.

    A model with an item that does not vary, or that no population could have, is not proper.
    """
    used = np.concatenate(list(scales.values())).astype(np.int64) if scales else np.array([], int)
    names = {name: tuple(model.items[i] for i in at) for name, at in scales.items()}
    failed = {"proper": False}
    if not len(used) or len(varying(rows[:, used])) < len(used) or len(rows) <= len(used):
        return failed
    factors: Model = correlated(names)
    covariance = np.cov(rows[:, used], rowvar=False, ddof=0)
    if factors.df < 0 or np.linalg.eigvalsh(covariance)[0] < 1e-9 * covariance.max():
        return failed
    fit = fit_ml(factors, covariance, len(rows))
    if fit is None:
        return failed
    found: dict[str, Any] = {"proper": not fit.improper}
    if factors.df:
        found["rejected"] = float(stats.chi2.sf(fit.chi2, factors.df)) < _LEVEL
    item, of = factors.load
    for position, name in enumerate(factors.factors):
        own = np.flatnonzero(of == position)
        if len(own) > 1 and not fit.improper:
            total = float((fit.vector[own] * fit.deviations[item[own]]).sum())
            at = item[own]
            found[f"omega {name}"] = total**2 / float(covariance[np.ix_(at, at)].sum())
    return found


def _welch(first: Numbers, second: Numbers) -> bool:
    """Whether Welch's two-sided t test rejects; scores that do not vary reject nothing."""
    parts = [scores.var(ddof=1) / len(scores) for scores in (first, second)]
    error = float(sum(parts))
    if error <= 0:
        return False
    df = error**2 / sum(p**2 / (len(s) - 1) for p, s in zip(parts, (first, second), strict=True))
    t = abs(first.mean() - second.mean()) / np.sqrt(error)
    return bool(2 * stats.t.sf(t, df) < _LEVEL)


def _paired(first: Numbers, second: Numbers) -> bool:
    differences = second - first
    spread = float(differences.std(ddof=1))
    if spread <= 0:
        return False
    t = abs(differences.mean()) / spread * np.sqrt(len(differences))
    return bool(2 * stats.t.sf(t, len(differences) - 1) < _LEVEL)


def _row(n: int, found: list[dict[str, Any]], model: Fitted, asked: Simulation) -> dict[str, Any]:
    """Return the figures of one size, each with its simulation error.

    `proper`, `rejected`, `groups` and `paired` are chances; `alpha` and `omega` are half the
    width of a 95 % interval: 1.96 standard deviations of the estimates.
    """
    scales = list(real_scales(model))
    row: dict[str, Any] = {"n": n, "draws": len(found)}
    row |= {name: _chance(found, name) for name in ("proper", "rejected")}
    for name in ("alpha", "omega"):
        row[name] = {scale: _half_width(found, f"{name} {scale}") for scale in scales}
    for kind in ("groups", "paired"):
        row[kind] = {
            f"{effect:g}": {scale: _chance(found, f"{kind} {effect} {scale}") for scale in scales}
            for effect in asked.effects
        }
    return row


def _chance(found: list[dict[str, Any]], name: str) -> dict[str, float] | None:
    values = [bool(one[name]) for one in found if name in one]
    if not values:
        return None
    share = float(np.mean(values))
    return {"estimate": share, "error": float(np.sqrt(share * (1 - share) / len(values)))}


def _half_width(found: list[dict[str, Any]], name: str) -> dict[str, float] | None:
    values = np.array([one[name] for one in found if name in one])
    values = values[np.isfinite(values)]
    if len(values) < 10:
        return None
    width = _Z * float(values.std(ddof=1))
    return {"estimate": width, "error": float(width / np.sqrt(2 * (len(values) - 1)))}
