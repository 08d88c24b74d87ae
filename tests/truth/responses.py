"""The graded response model, and item bias between groups."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from prem.analysis.dif import dif
from prem.analysis.irt import irt
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from truth.draws import answers, graded
from truth.found import Found, Trial

_A = np.array([1.0, 1.4, 1.8, 2.2, 2.6])
_EVEN = np.array([-1.5, -0.5, 0.5, 1.5]) + np.array([[-0.4], [-0.2], [0.0], [0.2], [0.4]])
_SKEWED = np.array([-2.6, -2.0, -1.3, -0.5]) + np.array([[-0.2], [-0.1], [0.0], [0.1], [0.2]])
_Z = 1.959963984540054
_WALD = "Estimate and error are those of many women; this is how near they are at this n."
_TEST = "The test is of many women: with few in a cell it is not quite chi-square."
_MATCHED = (
    "The sum of the other items stands for the trait: where groups differ in the trait itself, it "
    "does so with error, and the test finds a little bias that is none. The verdict is by the "
    "effect (0.02 of McFadden's R squared), which the last row shows."
)


def response(chance: Generator, n: int, edges: np.ndarray) -> Found:
    found = Found()
    table = answers(graded(chance, chance.standard_normal(n), _A, edges), {"s": 5})
    result = irt(table, "listwise", True, load_plan(), Notes())["s"]
    items = list(result["items"].values())
    if any(item is None or len(item["b"]) < 4 for item in items):
        found.covered |= dict.fromkeys(("slopes a", "thresholds b"))
        found.rejected |= dict.fromkeys(("S-X2 of an item", "C2"))
        return found
    for name, key, error, truth in (
        ("slopes a", "a", "se", _A),
        ("thresholds b", "b", "se_b", edges),
    ):
        value, half = (np.array([item[k] for item in items]) for k in (key, error))
        found.hold(name, truth, value - _Z * half, value + _Z * half)
        found.miss(name, (value - truth).ravel(), 0.0)
    found.test("S-X2 of an item", [i["p"] if i["p"] is not None else np.nan for i in items])
    whole = result["c2"]
    found.test("C2", np.nan if whole is None else whole["p"])
    if whole is not None:
        found.rejected["RMSEA of C2 above 0"] = float(whole["rmsea_low"] > 0)
    return found


def bias(chance: Generator, n: int, apart: float, edges: np.ndarray) -> Found:
    found, member = Found(), np.repeat([0, 1], n)
    theta = chance.standard_normal(2 * n) - apart * member
    table = answers(graded(chance, theta, _A, edges), {"s": 5}, group=[f"g{m}" for m in member])
    items = dif(table, load_plan(), Notes())["dif"]["s"]["items"]
    known = [item for item in items.values() if item]
    for name in ("uniform", "non_uniform", "any"):
        found.test(f"DIF, {name.replace('_', '-')}", [item[name]["p"] for item in known])
    found.rejected["DIF, effect of 0.02 or more"] = (
        float(np.mean([item["r2"]["any"] >= 0.02 for item in known])) if known else None
    )
    return found


def trials() -> list[Trial]:
    """Return the experiments of this part."""
    of = ("irt.*.items.*.a", "irt.*.items.*.b")
    why = {"": _WALD, "S-X2 of an item": _TEST, "C2": _TEST, "RMSEA of C2 above 0": _TEST}
    effect = {"DIF, effect of 0.02 or more": "An effect, not a test: the rarer the better."}
    return [
        *(Trial("graded responses", label, n, 300, partial(response, n=n, edges=edges), of, why=why)
          for label, edges in (("even answers", _EVEN), ("skewed answers", _SKEWED))
          for n in (250, 500, 1000)),
        *(Trial("item bias", f"none; groups differ by {apart} SD", n, 400,
                partial(bias, n=n, apart=apart, edges=_EVEN),
                why=effect | ({"": _MATCHED} if apart else {})) for apart in (0.0, 0.5)
          for n in (100, 200, 500)),
        Trial("item bias", "none; skewed answers", 200, 400,
              partial(bias, n=200, apart=0.0, edges=_SKEWED), why=effect),
    ]  # fmt: skip
