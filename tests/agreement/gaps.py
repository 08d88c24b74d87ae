"""Every statistic of a data set beside R's: the numbers, and the largest gap of each kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from prem.analysis.frame import Answers, Columns, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options, validate
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "sets.json").read_text("utf-8"))


class Pair(NamedTuple):
    """A number of prem's and R's, and whether their gap counts relative to R's."""

    mine: float
    theirs: float
    relative: bool = True

    @property
    def gap(self) -> float:
        """The difference, relative to R's number unless that is near 0; inf where one is absent."""
        if self.mine is None:
            return float("inf")
        whole = abs(self.mine - self.theirs)
        return whole / abs(self.theirs) if self.relative and abs(self.theirs) > 1e-3 else whole


@cache
def answers_of(name: str) -> Answers:
    """Return the answers of a data set."""
    key = key_of_toml((REFERENCE / f"{name}.toml").read_text("utf-8"), f"{name}.toml")
    return make_answers(read_table(REFERENCE / f"{name}.csv"), key, Columns(), Notes())


@cache
def analysed(name: str) -> dict[str, Any]:
    """Return results.json of a data set, without what is simulated."""
    return validate(answers_of(name), Options(quick=True), load_plan(), Notes())


def gaps(name: str) -> dict[str, float]:
    """Return the largest gap of each kind of statistic of a data set."""
    found: dict[str, float] = {}
    for kind, pair in _pairs(analysed(name), R[name]):
        found[kind] = max(found.get(kind, 0.0), pair.gap)
    return found


def _pairs(mine: dict[str, Any], theirs: dict[str, Any]) -> Iterator[tuple[str, Pair]]:
    for item, values in theirs["items"].items():
        for name, value in values.items():
            if isinstance(value, int | float):  # {} where R has none: no lowest and highest answer
                yield "item statistics", Pair(mine["items"][item][name], value)
    for scale, values in theirs["scales"].items():
        yield from _scale(mine["scales"][scale], mine["items"], values)
    yield "KMO, Bartlett, eigenvalues", Pair(mine["factorability"]["kmo"], theirs["kmo"])
    test = mine["factorability"]["bartlett"]["chi2"]
    yield "KMO, Bartlett, eigenvalues", Pair(test, theirs["bartlett"]["chi2"])
    for pair in zip(mine["dimensions"]["eigenvalues"], theirs["eigenvalues"], strict=True):
        yield "KMO, Bartlett, eigenvalues", Pair(*pair)
    yield from _explored(mine["efa"], theirs["efa"]["minres"])
    yield from _confirmed(mine, theirs["cfa"])


def _scale(
    mine: dict[str, Any], items: dict[str, Any], theirs: dict[str, Any]
) -> Iterator[tuple[str, Pair]]:
    yield "alpha, Feldt's interval", Pair(mine["alpha"]["estimate"], theirs["alpha"])
    yield "alpha, Feldt's interval", Pair(mine["alpha"]["low"], theirs["low"])
    yield "alpha, Feldt's interval", Pair(mine["alpha"]["high"], theirs["high"])
    for name in ("mean", "sd", "mean_inter_item_r"):
        yield "scale statistics", Pair(mine[name], theirs[name])
    for name in ("item_rest_r", "alpha_if_dropped"):
        for item, value in theirs[name].items():
            yield "scale statistics", Pair(items[item][name], value)
    if isinstance(theirs["alpha_ordinal"], float):
        yield "ordinal alpha", Pair(mine["alpha_ordinal"], theirs["alpha_ordinal"])


def _explored(mine: dict[str, Any], theirs: dict[str, Any]) -> Iterator[tuple[str, Pair]]:
    """Match the factors, for their order and signs are free, then compare the loadings."""
    items = list(theirs["loadings"])
    ours = np.array([mine["loadings"][item] for item in items])
    psych = np.array([np.atleast_1d(theirs["loadings"][item]) for item in items])
    _, columns = linear_sum_assignment(-np.abs(psych.T @ ours))
    turned = ours[:, columns] * np.sign(np.sum(ours[:, columns] * psych, axis=0))
    for pair in zip(turned.ravel().tolist(), psych.ravel().tolist(), strict=True):
        yield "EFA loadings (minres, oblimin)", Pair(*pair, relative=False)


def _confirmed(mine: dict[str, Any], theirs: dict[str, Any]) -> Iterator[tuple[str, Pair]]:
    cfa, scales = mine["cfa"], mine["scales"]
    for label, part in (("ML", "ml"), ("MLR", "mlr"), ("WLSMV", "wlsmv")):
        for name, value in theirs.get(part, {}).items():
            own = (cfa[part] or {}).get(name)
            if isinstance(value, dict):
                kind = f"CFA {label} errors" if name.endswith("_se") else f"CFA {label} loadings"
                for key, one in value.items():
                    yield kind, Pair((own or {}).get(key), one, relative=False)
            elif isinstance(value, int | float):
                kind = "chi-square" if name.startswith("chi2") else "indices"
                yield f"CFA {label} {kind}", Pair(own, value)
    for scale, value in theirs["omega_total"].items():
        yield "omega total", Pair(scales[scale]["omega_total"]["estimate"], value)
    for scale, value in theirs.get("omega_categorical", {}).items():
        yield "categorical omega", Pair(scales[scale].get("omega_categorical"), value)
    if "polychoric" in theirs:
        ours = np.ravel(np.array(mine["polychoric"]["matrix"], dtype=float)).tolist()
        for pair in zip(ours, np.ravel(theirs["polychoric"]).tolist(), strict=True):
            yield "polychoric correlations", Pair(*pair, relative=False)
