"""Scalability and monotonicity of every scale, entered where results.json holds it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from scipy import stats

from prem.analysis.confirm import complete_rows
from prem.analysis.frame import Answers, Numbers
from prem.analysis.items import number
from prem.analysis.mokken.monotone import Monotone, group_size, monotonicity
from prem.analysis.mokken.scalability import (
    Scalability,
    interval,
    scalability,
    standard_errors,
    steps,
)
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.errors.analysis import ITEM_CONSTANT
from prem.errors.scaling import (
    MONOTONE_FEW_ROWS,
    NO_H_LIMITS,
    NO_SCALABILITY,
    ONE_REST_GROUP,
)

_LEAST = 3  # rows
MOST_ANSWERS = 150  # of an item: a scale of 0 to 100 and more
Parts = dict[str, dict[str, Any]]


def mokken(answers: Answers, items: Parts, scales: Parts, plan: Plan, notes: Notes) -> None:
    """Enter `h`, `h_pairs` in each of `scales`, `h`, `monotonicity` in each of `items`.

    On the rows complete on the scale, whatever is done about missing answers elsewhere: so has
    it R's mokken. Null, with a note, where it cannot be computed; of scales that `answers` does
    not have (formative ones) without another note.
    """
    for found in scales.values():
        found |= {"h": None, "h_pairs": None}
    for found in items.values():
        found |= {"h": None, "monotonicity": None}
    for scale, members in answers.key.scales.items():
        rows, moving = complete_rows(answers, {scale: members})
        names = moving.get(scale, ())
        if any(len(np.unique(column)) > MOST_ANSWERS for column in rows.T):
            names = ()  # numbers without steps: the errors of H take the square of their kinds
        if len(names) < 2 or len(rows) < _LEAST:
            where = [f"scales.{scale}.h", f"scales.{scale}.h_pairs"]
            where += [f"items.{item}.{key}" for item in members for key in ("h", "monotonicity")]
            holes = {"most": MOST_ANSWERS, "needed": _LEAST, "items": len(names), "n": len(rows)}
            notes.add(NO_SCALABILITY, ", ".join(where), **holes)
            continue
        still = [item for item in members if item not in names]
        if still:
            where = [f"items.{item}.{key}" for item in still for key in ("h", "monotonicity")]
            notes.add(ITEM_CONSTANT, ", ".join(where))
        _enter_h(rows, names, scales[scale], items, plan)
        for item, found in _monotone(rows, names, scale, plan, notes).items():
            items[item]["monotonicity"] = found | _criterion(found, items[item]["h"]["estimate"])
        parts = {f"scales.{scale}": scales[scale], **{f"items.{i}": items[i] for i in names}}
        without = [
            f"{at}.h.{end}"
            for at, part in parts.items()
            if part["h"]["low"] is None
            for end in ("low", "high")
        ]
        if without:
            notes.add(NO_H_LIMITS, ", ".join(without))


def _enter_h(
    rows: Numbers, names: tuple[str, ...], scale: dict[str, Any], items: Parts, plan: Plan
) -> None:
    counted = [np.unique(column, return_counts=True) for column in rows.T]
    codes = [own for own, _ in counted]
    taken = steps(codes, [counts.astype(np.float64) for _, counts in counted])
    found = scalability(np.cov(rows, rowvar=False, ddof=0), taken.most())
    errors = standard_errors(rows, codes, taken, found)
    z = float(stats.norm.ppf((1 + plan.level) / 2))
    scale["h"] = {"n": len(rows)} | _limits(found.scale, errors.scale, z)
    scale["h_pairs"] = _pairs(found, errors, names)
    for item, h, error in zip(names, found.items, errors.items, strict=True):
        items[item]["h"] = _limits(float(h), float(error), z)


def _limits(h: float, error: float, z: float) -> dict[str, Any]:
    low, high = interval(h, error, z)
    return {"estimate": h, "se": error, "low": number(low), "high": number(high)}


def _pairs(found: Scalability, errors: Scalability, names: tuple[str, ...]) -> Parts:
    pairs = zip(*np.triu_indices(len(names), 1), strict=True)
    return {
        f"{names[i]}~~{names[j]}": {
            "estimate": float(found.pairs[i, j]),
            "se": float(errors.pairs[i, j]),
        }
        for i, j in pairs
    }


def _monotone(
    rows: Numbers, names: tuple[str, ...], scale: str, plan: Plan, notes: Notes
) -> dict[str, dict[str, Any]]:
    """Return what `monotonicity` finds of each item; nothing, with a note, of too few rows."""
    least = group_size(len(rows))
    where = [f"items.{item}.monotonicity" for item in names]
    if 2 * least > len(rows):
        notes.add(MONOTONE_FEW_ROWS, ", ".join(where), least=least, n=len(rows))
        return {}
    total, size = rows.sum(axis=1), plan.limit("monotone_fall")
    found = {
        item: monotonicity(column, total - column, least, size)
        for item, column in zip(names, rows.T, strict=True)
    }
    alone = [f"items.{item}.monotonicity" for item, one in found.items() if one.groups < 2]
    if alone:
        notes.add(ONE_REST_GROUP, ", ".join(alone))
    return {item: _table(one) for item, one in found.items() if one.groups > 1}


def _table(found: Monotone) -> dict[str, Any]:
    return asdict(found) | {"holds": found.significant == 0}


def _criterion(found: dict[str, Any], h: float) -> dict[str, int]:
    """Return MSP's `crit`, which weighs violations together: 40 is worth a look, 80 a doubt."""
    compared = max(found["compared"], 1)
    if not found["violations"]:
        return {"crit": 0}
    weighed = (
        50 * (0.30 - h)
        + np.sqrt(found["violations"])
        + 100 * found["violations"] / compared
        + 100 * found["largest"]
        + 10 * np.sqrt(found["sum"])
        + 1000 * found["sum"] / compared
        + 5 * found["z"]
        + 10 * np.sqrt(found["significant"])
        + 100 * found["significant"] / compared
    )
    return {"crit": int(np.floor(weighed))}
