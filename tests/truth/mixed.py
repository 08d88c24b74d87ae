"""Mixed models: change of all women, and how far a score generalises."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from prem.analysis.generalisability import generalisability
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.repeated.modelled import modelled_change
from truth.draws import answers
from truth.found import Found, Trial

_WOMAN, _SITE, _ERROR, _CHANGE = 0.5, 0.1, 0.4, 0.3
# variances of persons, items, occasions and what they share; what is left is 1
_PARTS = {"person": 0.8, "item": 0.2, "person:item": 0.3, "person:occasion": 0.2, "error": 1.0}
_SITES_FEW = (
    "Satterthwaite's degrees of freedom of a variance of few sites are themselves uncertain."
)
_ROUGH = (
    "Variances are taken as chi-square with Satterthwaite's degrees of freedom, and coefficients "
    "as normal on the logit, both estimated: rough where a variance is small or of few levels."
)
_FEW_ITEMS = "A variance of eight items has seven degrees of freedom, estimated."


def change(chance: Generator, women: int, sites: int, lost: float) -> Found:
    found, n = Found(), women
    site = np.arange(n) % sites
    level = chance.standard_normal(n) * np.sqrt(_WOMAN)
    place = chance.standard_normal(sites)[site] * np.sqrt(_SITE if sites > 1 else 0.0)
    table = (level + place)[:, None] + chance.standard_normal((n, 2)) * np.sqrt(_ERROR)
    table[:, 1] += _CHANGE
    there = [np.ones(n, bool), chance.random(n) >= lost]
    values = np.concatenate([table[seen, time] for time, seen in enumerate(there)])
    ids = np.concatenate([np.flatnonzero(seen) for seen in there])
    rows = answers(
        np.column_stack([values, values]),
        {"s": 2},
        id=tuple(f"w{i}" for i in ids),
        time=tuple("1" * n + "2" * int(there[1].sum())),
        site=tuple(f"s{site[i]}" for i in ids) if sites > 1 else None,
    )
    result = modelled_change(rows, load_plan(), Notes())["change_model"]["s"]
    if result["contrasts"] is None:
        found.covered |= dict.fromkeys(("modelled change", "modelled mean"))
        return found
    (contrast,), first = result["contrasts"], result["means"][0]
    found.hold("modelled change", _CHANGE, contrast["low"], contrast["high"])
    found.hold("modelled mean", 0.0, first["low"], first["high"])
    found.miss("modelled change", contrast["estimate"], _CHANGE)
    return found


def components(chance: Generator, women: int, items: int) -> Found:
    found, n, k = Found(), women, items
    drawn = {name: np.sqrt(value) for name, value in _PARTS.items()}
    normal = chance.standard_normal
    table = drawn["person"] * normal((n, 1, 1)) + drawn["item"] * normal((1, k, 1))
    table = table + drawn["person:item"] * normal((n, k, 1))
    table = table + drawn["person:occasion"] * normal((n, 1, 2)) + normal((n, k, 2))
    rows = answers(
        np.concatenate([table[:, :, 0], table[:, :, 1]]),
        {"s": k},
        id=tuple(f"w{i}" for i in range(n)) * 2,
        time=tuple("1" * n + "2" * n),
    )
    result = generalisability(rows, ("1", "2"), load_plan(), Notes())
    one = result["generalisability"]["scales"]["s"]
    for name, truth in _PARTS.items():
        part = (one["components"] or {}).get(name) or {"low": None, "high": None}
        label = f"variance of {name}"
        if part["low"] is None:
            found.covered[label] = None
        else:
            found.hold(label, truth, part["low"], part["high"])
    person, shared = _PARTS["person"], _PARTS["person:item"] + _PARTS["error"]
    relative = shared / k + _PARTS["person:occasion"]
    for name, noise in (("g", relative), ("phi", relative + _PARTS["item"] / k)):
        end = one[name] or {"low": None, "high": None}
        if end["low"] is None:
            found.covered[name] = None
            continue
        found.hold(name, person / (person + noise), end["low"], end["high"])
        found.miss(name, end["estimate"], person / (person + noise))
    return found


def trials() -> list[Trial]:
    """Return the experiments of this part."""
    model = ("change_model.*.means.each", "change_model.*.contrasts.each")
    general = ("generalisability.*",)
    sited = {"modelled mean": _SITES_FEW}
    return [
        *(Trial("modelled change", "a third seen once", n, 500,
                partial(change, women=n, sites=1, lost=1 / 3), model) for n in (30, 150)),
        Trial("modelled change", "10 sites, a third seen once", 200, 500,
              partial(change, women=200, sites=10, lost=1 / 3), model, why=sited),
        *(Trial("generalisability", "8 items, 2 occasions", n, 300,
                partial(components, women=n, items=8), general,
                why={"": _ROUGH, "variance of item": _FEW_ITEMS}) for n in (50, 200)),
    ]  # fmt: skip
