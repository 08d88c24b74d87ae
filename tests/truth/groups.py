"""Groups compared: difference tests of invariance, what items differ by, and levels."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from prem.analysis.cfa.model import correlated
from prem.analysis.frame import Numbers
from prem.analysis.invariance.compared import Compared
from prem.analysis.invariance.ladders import ladder
from prem.analysis.invariance.layout import Layout
from prem.analysis.invariance.ordinal import ordered_ladder
from prem.analysis.invariance.sample import sample_of
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from truth.draws import EVEN, SKEWED, answered, heavy, simple
from truth.found import Found, Trial

_LOADINGS, _BETWEEN = simple([(0.8, 0.7, 0.6, 0.5)] * 2, 0.4)
_MEMBERS = {"a": ("q1", "q2", "q3", "q4"), "b": ("q5", "q6", "q7", "q8")}
_HIGHER, _WIDER = 0.3, 1.2  # the second group: its mean, and its variance, of both factors
_FEW = (
    "A chi-square of many rows: with these few it is a little too large, the more so the more "
    "degrees of freedom."
)
_HEAVY = "The unscaled test takes rows for normal; read the scaled one."
_ORDINAL = (
    "Statistics of ordered answers and their weights are of many rows: the more skewed the "
    "answers, the more."
)


def _groups(chance: Generator, n: int, df: float | None = None) -> list[Numbers]:
    """Return the variables behind the answers of two groups with the same measurement."""
    root, unique = np.linalg.cholesky(_BETWEEN), np.sqrt(1 - (_LOADINGS**2).sum(axis=1))
    rows = []
    for mean, variance in ((0.0, 1.0), (_HIGHER, _WIDER)):
        levels = chance.standard_normal((n, 2)) @ root.T * np.sqrt(variance)
        away = levels @ _LOADINGS.T + chance.standard_normal((n, 8)) * unique
        away = away if df is None else heavy(chance, away, df)
        rows.append(away + mean * _LOADINGS.sum(axis=1))
    return rows


def _differences(found: Found, table: dict[str, Any], steps: dict[str, tuple[str, ...]]) -> None:
    for step, names in steps.items():
        test = (table.get(step) or {}).get("difference") or {}
        for name in names:
            value = test.get(name)
            label = f"{step}, {'scaled' if name == 'p_scaled' else 'unscaled'} difference"
            found.test(label, np.nan if value is None else value)


def numbers(chance: Generator, n: int, df: float | None) -> Found:
    found, rows = Found(), _groups(chance, n, df)
    sample = sample_of(rows)
    steps = dict.fromkeys(("metric", "scalar", "strict"), ("p", "p_scaled"))
    table: dict[str, Any] = {}
    if sample is not None:
        layout = Layout(correlated(_MEMBERS))
        table = ladder(layout, sample, ("x", "y"), load_plan(), Notes(), "")
    _differences(found, table, steps)
    items = (table.get("expected") or {}).get("items") or {}
    gaps = [gap["y"] for gap in items.values()]
    if len(gaps) == 8:
        ends = ([gap[end] for gap in gaps] for end in ("low", "high"))
        found.hold("expected difference of an item", 0.0, *ends)
    else:
        found.covered["expected difference of an item"] = None
    return found


def ordered(chance: Generator, n: int, shares: tuple[float, ...]) -> Found:
    found, rows = Found(), [answered(own, shares) for own in _groups(chance, n)]
    steps = dict.fromkeys(("thresholds", "loadings", "intercepts"), ("p_scaled",))
    names = (
        "level of a factor",
        "expected difference of an item",
        "expected difference of a scale",
    )
    table: dict[str, Any] | None = None
    if all(np.ptp(own, axis=0).all() for own in rows):
        groups = Compared(("x", "y"), tuple(rows), _MEMBERS, {})
        table = ordered_ladder(groups, load_plan(), "", Notes(), least=10)  # wlsmv_joined
    _differences(found, table or {}, steps)
    last = (table or {}).get("intercepts")
    if not last:
        found.covered |= dict.fromkeys(names)
        return found
    levels = [scale["y"] for scale in last["levels"].values()]
    items, scales = (
        [one["y"] for one in table["loadings"]["expected"][kind].values()]  # type: ignore[index]
        for kind in ("items", "scales")
    )
    for name, parts, truth in zip(names, (levels, items, scales), (_HIGHER, 0.0, 0.0), strict=True):
        found.hold(name, truth, *([one[end] for one in parts] for end in ("low", "high")))
    found.miss(names[0], [one["mean"] for one in levels], _HIGHER)
    return found


def trials() -> list[Trial]:
    """Return the experiments of this part."""
    held = tuple(f"invariance.*{part}" for part in (".expected.*", ".levels.*"))
    tails = {f"{step}, unscaled difference": _HEAVY for step in ("metric", "scalar", "strict")}
    return [
        *(Trial("invariance", "normal", n, 300, partial(numbers, n=n, df=None), held,
                why={"": _FEW}) for n in (100, 200, 500)),
        Trial("invariance", "heavy tails (t, 8 df)", 500, 300, partial(numbers, n=500, df=8.0),
              held, why=tails | {"": _FEW}),
        *(Trial("invariance of ordered answers", label, n, 200,
                partial(ordered, n=n, shares=shares), held, why={"": _ORDINAL})
          for label, shares in (("even answers", EVEN), ("skewed answers", SKEWED))
          for n in (200, 500)),
    ]  # fmt: skip
