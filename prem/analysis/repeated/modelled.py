"""Change between time points of all women, those seen once too: a linear mixed model."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from prem.analysis.frame import Answers, Numbers
from prem.analysis.mixed.layers import Indices, Layers
from prem.analysis.mixed.reml import Component, Fit, Model, NotSettled, fit
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.repeated import occasions
from prem.errors.hypotheses import NO_CHANGE_MODEL, NO_FIRST_SITE


def modelled_change(answers: Answers, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return {"change_model": {...}} by score; {} without women or with one time point.

    score = mean of the time point + woman (+ site) + error, by REML: every woman counts, also one
    seen once, and what is missing may depend on what was answered (missing at random). Her site
    is that of her first time point. Tests and intervals are by t with Satterthwaite's degrees of
    freedom; changes are held against the first time point.

    References
    ----------
    Laird & Ware 1982, Biometrics 38:963; Satterthwaite 1946, Biometrics 2:110.
    R: `lmerTest::lmer(score ~ time + (1 | woman) + (1 | site))`.
    """
    points = occasions.time_points(answers)
    if answers.id is None or len(points) < 2:
        return {}
    rows = occasions.places(answers, points)
    site = sites_of(answers, rows)
    if site is not None and (site < 0).any():
        notes.add(NO_FIRST_SITE, "change_model", women=int((site < 0).sum()))
        rows, site = rows[site >= 0], site[site >= 0]
    found = {}
    with threadpool_limits(limits=1, user_api="blas"):  # matrices are small: threads only wait
        for name, score in occasions.scale_scores(answers, plan.least_answered).items():
            table = occasions.beside(score, rows)
            found[name] = _score(table, points, site, plan, f"change_model.{name}", notes)
    return {"change_model": found}


def sites_of(answers: Answers, rows: Numbers) -> Indices | None:
    """Return each woman's site, that of her first row, by number; -1 where it is missing.

    None unless there are two sites. `rows` is that of `occasions.places`.
    """
    if answers.site is None:
        return None
    texts = [answers.site[int(row[~np.isnan(row)][0])] for row in rows]
    order = {name: at for at, name in enumerate(sorted(set(texts) - {""}))}
    found = np.array([order.get(text, -1) for text in texts], dtype=np.int64)
    return found if len(order) > 1 else None


def _score(
    table: Numbers, points: list[str], site: Indices | None, plan: Plan, where: str, notes: Notes
) -> dict[str, Any]:
    seen = ~np.isnan(table)
    kept = np.flatnonzero(seen.any(axis=0))
    table, points, seen = table[:, kept], [points[at] for at in kept], seen[:, kept]
    answered = seen.sum(axis=1)
    found: dict[str, Any] = {
        "n": int((answered > 0).sum()),
        "scores": int(answered.sum()),
        "once": int((answered == 1).sum()),
        **({} if site is None else {"sites": len(np.unique(site[answered > 0]))}),
        **dict.fromkeys(("criterion", "variance", "means", "contrasts")),
    }
    try:
        if len(points) < 2 or (answered > 1).sum() < 3:
            raise ValueError("women seen twice are needed")
        fitted = fit(_model(table, site))
    except (ValueError, NotSettled, np.linalg.LinAlgError):
        notes.add(NO_CHANGE_MODEL, where)
        return found
    each = seen.sum(axis=0)
    unit = np.eye(len(points))
    return found | {
        "criterion": fitted.criterion,
        "variance": {
            name: float(value)
            for name, value in zip(
                [*(part.name for part in fitted.model.components), "error"],
                fitted.variances,
                strict=True,
            )
        },
        "means": [
            {"time": point, "n": int(each[at]), **estimate(fitted, unit[at], plan.level)}
            for at, point in enumerate(points)
        ],
        "contrasts": [
            {"from": points[0], "to": point, **estimate(fitted, unit[at] - unit[0], plan.level)}
            for at, point in enumerate(points)
            if at
        ],
    }


def _model(table: Numbers, site: Indices | None) -> Model:
    shared = np.ones((table.shape[1], table.shape[1]))
    parts = [Component("woman", "women", shared)]
    there = ~np.isnan(table).all(axis=1)
    if site is not None:
        names, site = np.unique(np.where(there, site, site[there][0]), return_inverse=True)
        site = site.reshape(-1).astype(np.int64) if len(names) > 1 else None
    if site is not None:
        parts.append(Component("site", "sites", shared))
    return Model(Layers.of(table, site), tuple(parts), np.eye(table.shape[1]))


def estimate(fitted: Fit, contrast: Numbers, level: float) -> dict[str, float]:
    """Return a contrast of the time points with its t interval and test against 0."""
    value = float(contrast @ fitted.effects)
    se = float(np.sqrt(contrast @ fitted.effects_covariance @ contrast))
    df = fitted.satterthwaite(contrast)
    t = value / se
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    return {
        "estimate": value,
        "se": se,
        "df": df,
        "low": value - half,
        "high": value + half,
        "t": t,
        "p": 2 * float(stats.t.sf(abs(t), df)),
    }
