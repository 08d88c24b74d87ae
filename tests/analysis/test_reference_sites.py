"""The site's level equals R: variances of lme4 1e-6, the interval of Wald and psych 1e-9."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prem.analysis.frame import Columns, make_answers
from prem.analysis.notes import Notes
from prem.analysis.one_way import Groups, groups_of, one_way
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.sites import sites
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "sites.json").read_text("utf-8"))
CLOSED, ITERATED = 1e-9, 1e-6


def agrees(mine: Any, theirs: Any, tolerance: float = CLOSED) -> None:
    assert mine == pytest.approx(theirs, rel=tolerance, abs=tolerance)


def groups(name: str) -> Groups:
    found = R[name]["groups"]
    return Groups(np.array(found["counts"], float), np.array(found["means"]), found["within"])


def share(ratio: float) -> float:
    return ratio / (1 + ratio)


@pytest.mark.parametrize("name", ["dyestuff", "dyestuff2", "pupils", "lecturers"])
def test_variances_are_lme4s_and_the_interval_walds(name: str) -> None:
    mine, theirs = one_way(groups(name)), R[name]
    agrees(mine.between, theirs["between"], ITERATED)
    agrees(mine.within, theirs["within"], ITERATED)
    agrees(mine.icc, theirs["icc1"], ITERATED)
    agrees(share(mine.ratio_low), theirs["icc1_low"])
    agrees(share(mine.ratio_high), theirs["icc1_high"])
    agrees(mine.reliability(groups(name).effective), theirs["icc2"], ITERATED)
    sizes = groups(name).counts
    agrees([mine.reliability(n) for n in sizes], theirs["reliability"], ITERATED)


def test_a_balanced_table_has_the_interval_of_psych() -> None:
    mine = one_way(groups("dyestuff"))
    agrees(mine.icc, R["psych"]["icc1"])
    agrees(share(mine.ratio_low), R["psych"]["low"])
    agrees(share(mine.ratio_high), R["psych"]["high"])


@cache
def found() -> dict[str, Any]:
    key = key_of_toml((REFERENCE / "bfi.toml").read_text("utf-8"), "bfi.toml")
    table = read_table(REFERENCE / "bfi.csv")
    answers = make_answers(table, key, Columns("education", None, "id"), Notes())
    return sites(answers, load_plan(), Notes())["sites"]


@pytest.mark.parametrize("scale", R["bfi"])
def test_scales_by_group(scale: str) -> None:
    mine = found() if scale == "total" else found()["scales"][scale]
    theirs = R["bfi"][scale]
    assert mine["n"] == theirs["n"]
    for name in ("between", "within", "icc2"):
        agrees(mine[name], theirs[name], ITERATED)
    agrees(mine["icc1"]["estimate"], theirs["icc1"], ITERATED)
    agrees(mine["icc1"]["low"], theirs["icc1_low"])
    agrees(mine["icc1"]["high"], theirs["icc1_high"])
    reliabilities = [site["reliability"] for site in mine["sites"]]
    agrees(reliabilities, theirs["reliability"], ITERATED)


def test_the_interval_of_icc1_is_covered_with_unequal_groups() -> None:
    """1,000 samples of 8 sites of 3 to 24 women (seed 2): 95 % within 3 standard errors."""
    generator = np.random.default_rng(2)
    sizes = np.arange(3, 27, 3)
    labels = np.repeat(np.arange(8), sizes)
    inside = 0
    for _ in range(1000):
        score = generator.normal(0, 0.5, 8)[labels] + generator.normal(0, 1, len(labels))
        result = one_way(groups_of(score, labels))
        inside += result.ratio_low <= 0.25 <= result.ratio_high
    assert abs(inside / 1000 - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 1000)
