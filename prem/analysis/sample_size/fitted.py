"""The fitted model as one draws answers from it: thresholds, loadings, factor correlations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from numpy.random import Generator
from scipy.special import ndtri

from prem.analysis.frame import Numbers

Results = Mapping[str, Any]
Basis = Literal["wlsmv", "ml", "none"]
Places = npt.NDArray[np.int64]
# A loading of 1 leaves nothing of an item of its own: estimates beyond that are held here.
_MOST = 0.995


@dataclass(frozen=True, eq=False)
class Fitted:
    """A factor model of ordered answers.

    Behind each item is a standard normal variable: its loading times its factor, and a rest.
    `cuts` and `codes` are each item's thresholds (ascending, infinite where nobody gave the
    lower answers) and answers; `factor` is the position of each item's factor; `correlations` is
    factors x factors. `basis` says whose estimates they are, and `held` whether one of them had
    to be drawn in to what a population could have.
    """

    items: tuple[str, ...]
    scales: tuple[str, ...]
    factor: Places
    loadings: Numbers
    correlations: Numbers
    codes: tuple[Numbers, ...]
    cuts: tuple[Numbers, ...]
    basis: Basis
    held: bool = False

    def members(self, scale: str) -> Places:
        """Return the positions of a scale's items."""
        return np.flatnonzero(self.factor == self.scales.index(scale)).astype(np.int64)

    def factors(self, chance: Generator, rows: int) -> Numbers:
        """Draw factor scores, rows x factors, of variance 1."""
        values, vectors = np.linalg.eigh(self.correlations)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        return np.asarray(chance.standard_normal((rows, len(values))) @ root.T)

    def behind(self, factors: Numbers, chance: Generator) -> Numbers:
        """Draw the variables behind the answers, rows x items, of these factor scores."""
        rest = np.sqrt(1 - self.loadings**2)
        noise = chance.standard_normal((len(factors), len(self.items)))
        return factors[:, self.factor] * self.loadings + noise * rest

    def answers(self, behind: Numbers) -> Numbers:
        """Return the answers (codes) that these variables give, rows x items."""
        found = np.empty_like(behind)
        for item, (cuts, codes) in enumerate(zip(self.cuts, self.codes, strict=True)):
            found[:, item] = codes[np.searchsorted(cuts, behind[:, item], side="right")]
        return found


def describe(results: Results, reversed_items: Mapping[str, bool]) -> dict[str, Any] | None:
    """Return what `fitted` needs as JSON: estimates of `cfa.wlsmv` (or `wlsmv_joined`) or `cfa.ml`.

    Each item has its `scale` (absent where it is in none), its `codes` with the `shares` of its
    answers, its `loading` (0 where it was in no model), and whether the table has it `reversed`.
    `basis` "ml": loadings of answers taken as numbers, lower than those behind the answers, so
    that power is understated; "none": no factor model, items drawn apart. None where no item has
    counts.
    """
    cfa = results.get("cfa") or {}
    ordered = cfa.get("wlsmv") or cfa.get("wlsmv_joined")
    basis: Basis = "wlsmv" if ordered else "ml" if cfa.get("ml") else "none"
    model = ordered or cfa.get("ml") or {}
    where = {i: scale for scale, items in (cfa.get("factors") or {}).items() for i in items}
    factors = list(cfa.get("factors") or {})
    items = {}
    for item, found in results["items"].items():
        counts = found["counts"]
        if not counts or not sum(counts.values()):
            continue
        total = sum(counts.values())
        items[item] = {
            **({"scale": where[item]} if item in where else {}),
            "codes": [float(code) for code in counts],
            "shares": [count / total for count in counts.values()],
            "loading": float((model.get("loadings") or {}).get(item, 0.0)),
            "reversed": bool(reversed_items.get(item, False)),
        }
    if not items:
        return None
    pairs = model.get("factor_correlations") or {}
    return {"basis": basis, "factors": factors, "factor_correlations": pairs, "items": items}


def fitted(model: Mapping[str, Any]) -> Fitted:
    """Return the model of a description.

    Items that are in no factor get one of their own, with the loading 0. Loadings and factor
    correlations that no population could have are drawn in to what it could.

    Raises
    ------
    KeyError, TypeError, ValueError
        Where the description is not one.
    """
    scales = [str(name) for name in model["factors"]]
    of = {name: one.get("scale") for name, one in model["items"].items()}
    alone = [item for item, scale in of.items() if scale is None]
    if not of or not all(scale in scales for scale in of.values() if scale is not None):
        raise ValueError("items whose scale is not among the factors")
    all_scales = [*scales, *(f"({item})" for item in alone)]
    place = {item: all_scales.index(s if s is not None else f"({item})") for item, s in of.items()}
    parts = list(model["items"].values())
    loadings = np.array([float(one["loading"]) for one in parts])
    codes = tuple(np.array(one["codes"], dtype=np.float64) for one in parts)
    cuts = tuple(_cuts(one) for one in parts)
    if not all(len(c) == len(t) + 1 for c, t in zip(codes, cuts, strict=True)):
        raise ValueError("as many codes as shares")
    if not np.isfinite(loadings).all():
        raise ValueError("loadings that are no numbers")
    correlations, definite = _correlations(model["factor_correlations"], scales, len(all_scales))
    return Fitted(
        tuple(of),
        tuple(all_scales),
        np.array([place[item] for item in of]),
        np.clip(loadings, -_MOST, _MOST),
        correlations,
        codes,
        cuts,
        model["basis"],
        held=not definite or bool((np.abs(loadings) > _MOST).any()),
    )


def _cuts(one: Mapping[str, Any]) -> Numbers:
    shares = np.array(one["shares"], dtype=np.float64)
    if not len(shares) or not (shares >= 0).all() or abs(float(shares.sum()) - 1) > 1e-6:
        raise ValueError("shares that do not add up to 1")
    below = np.cumsum(shares)[:-1]
    # what is 1 but for rounding: nobody gave a higher answer
    return np.asarray(ndtri(np.where(below > 1 - 1e-12, 1.0, below)), dtype=np.float64)


def _correlations(pairs: Mapping[str, Any], scales: list[str], size: int) -> tuple[Numbers, bool]:
    """Return the matrix, eigenvalues raised to 0 and diagonal 1, and whether it needed no help."""
    found = np.eye(size)
    for name, value in pairs.items():
        first, _, second = name.partition("~~")
        a, b = scales.index(first), scales.index(second)
        found[a, b] = found[b, a] = np.clip(float(value), -1.0, 1.0)
    values, vectors = np.linalg.eigh(found)
    held = vectors * np.maximum(values, 0.0) @ vectors.T
    spread = np.sqrt(np.diag(held))
    over = any(abs(float(value)) > 1 for value in pairs.values())
    return np.asarray(held / np.outer(spread, spread)), bool(values[0] > -1e-9) and not over
