"""Item bias equals R's MASS::polr, purification included; it finds what is there, and no more."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis import dif as module
from prem.analysis.dif import dif
from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.ordered.logit import cumulative
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "dif.json").read_text("utf-8"))
NAMES = {"uniform": "12", "non_uniform": "23", "any": "13"}
KEY = '[response]\nminimum = 1\nmaximum = 5\n[scales.s]\nitems = ["a", "b", "c", "d", "e", "f"]\n'


@cache
def bfi(by: str) -> tuple[Any, Notes]:
    key = key_of_toml((REFERENCE / "bfi.toml").read_text("utf-8"), "bfi.toml")
    notes = Notes()
    columns = Columns(group=by)
    return make_answers(read_table(REFERENCE / "bfi.csv"), key, columns, notes), notes


def agrees(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    for name, code in NAMES.items():
        assert mine[name]["chi2"] == pytest.approx(theirs[f"chi2_{code}"], rel=1e-6, abs=1e-6)
        assert mine["r2"][name] == pytest.approx(theirs[f"dr2_{code}"], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("by", ["gender", "education"])
@pytest.mark.parametrize("scale", R["gender"])
def test_every_test_is_that_of_polr(by: str, scale: str) -> None:
    found = dif(bfi(by)[0], load_plan(), Notes())["dif"][scale]
    theirs = R[by][scale]
    assert (found["n"], found["biased"]) == (theirs["n"], theirs["biased"])
    assert found["items"].keys() == theirs["items"].keys()
    for item, mine in found["items"].items():
        agrees(mine, theirs["items"][item])
        assert mine["any"]["df"] == (2 if by == "gender" else 8)


def test_a_purified_score_is_that_of_polr() -> None:
    answers, _ = bfi("gender")
    values = answers.values[:, answers.positions("neuroticism")]
    values = values[~np.isnan(values).any(axis=1)]
    group = np.array(answers.group)
    used = ~np.isnan(answers.values[:, answers.positions("neuroticism")]).any(axis=1)
    found, biased, rounds = module._purified(values, (group[used] == "2").astype(np.int64), 0.005)
    theirs = R["gender_strict"]["neuroticism"]
    assert [f"N{position + 1}" for position in sorted(biased)] == theirs["biased"]
    assert rounds == theirs["rounds"] > 1
    for mine, item in zip(found, theirs["items"].values(), strict=True):
        assert mine is not None
        agrees(mine, item)


def test_the_values_printed_in_the_project_come_out() -> None:
    # PSYCHOMETRICS, section 2: MASS::polr, N by gender
    items = dif(bfi("gender")[0], load_plan(), Notes())["dif"]["neuroticism"]["items"]
    uniform = [item["uniform"]["chi2"] for item in items.values()]
    assert uniform == pytest.approx([11.0374, 0.8294, 14.7102, 25.2342, 120.1857], abs=5e-5)
    change = [item["r2"]["any"] for item in items.values()]
    assert change == pytest.approx(
        [0.00138687, 0.00019633, 0.00159463, 0.00298382, 0.01295003], abs=5e-9
    )


def drawn(rows: int = 1200, shift: float = 0.0, seed: int = 5) -> pd.DataFrame:
    """Two groups that differ by half a standard deviation; item a is harder for group 2."""
    generator = np.random.default_rng(seed)
    group = np.arange(rows) % 2
    theta = generator.standard_normal(rows) + 0.5 * group
    latent = 1.5 * theta[:, None] + generator.logistic(size=(rows, 6))
    latent[:, 0] -= shift * group
    values = 1.0 + (latent[:, :, None] > np.array([-2.0, -0.7, 0.6, 1.8])).sum(axis=2)
    return pd.DataFrame(values, columns=list("abcdef")).assign(g=np.where(group, "two", "one"))


def analysed(frame: pd.DataFrame) -> tuple[dict[str, Any], list[str]]:
    notes = Notes()
    key = key_of_toml(KEY, "s.toml")
    answers = make_answers(Table("t.csv", frame), key, Columns(group="g"), notes)
    found = dif(answers, load_plan(), notes)["dif"]["s"]
    json.dumps(found, allow_nan=False)
    return found, [note["code"] for note in notes.entries]


def test_a_biased_item_is_found_alone_and_its_size_told() -> None:
    found, codes = analysed(drawn(shift=1.5))
    assert found["biased"] == ["a"]
    assert found["rounds"] == 2
    assert -1.0 < found["items"]["a"]["difference"]["two"] < -0.3
    # the score of the other items has errors, so groups that differ leave some difference
    assert all(abs(found["items"][item]["difference"]["two"]) < 0.25 for item in "bcdef")
    assert codes == []


def test_groups_that_differ_only_in_the_trait_have_no_bias() -> None:
    found, _ = analysed(drawn())
    assert found["biased"] == []
    assert max(item["r2"]["any"] for item in found["items"].values()) < 0.01


def test_small_groups_are_left_out_and_told() -> None:
    frame = drawn()
    frame.loc[:3, "g"] = "three"
    frame.loc[4:9, "g"] = None
    found, codes = analysed(frame)
    assert list(found["groups"]) == ["one", "two"]
    assert codes == ["422.640", "422.645"]
    found, codes = analysed(drawn(rows=60))
    assert "422.643" in codes


def test_one_group_or_few_items_give_null_with_the_reason() -> None:
    one, codes = analysed(drawn().assign(g="one"))
    assert (one["items"]["a"], codes) == (None, ["422.641"])
    frame = drawn()
    frame[list("abcd")] = 3.0
    few, codes = analysed(frame)
    assert (few["items"]["e"], codes) == (None, ["422.642"])
    frame = drawn()
    frame["a"] = 3.0
    part, codes = analysed(frame)
    assert part["items"]["a"] is None
    assert part["items"]["b"]["any"]["df"] == 2
    assert codes == ["422.644"]


def test_answers_parted_by_the_score_do_not_settle() -> None:
    design = np.array([[-1.0], [1.0]])
    assert cumulative(design, np.array([[30.0, 0.0], [0.0, 30.0]])) is None
