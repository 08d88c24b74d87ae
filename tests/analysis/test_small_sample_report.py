"""What the report says to a team with 36 women, skewed answers and a woman alone at her site."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options, validate
from prem.reports.analysis.page import page
from prem.reports.analysis.write import Source

SCALES = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["q1", "q2", "q3", "q4"]
[scales.ease]
items = ["q5", "q6", "q7", "q8"]
"""


def skewed_answers() -> pd.DataFrame:
    """36 women, most of whom say 5 to everything; all say 5 to q8, and one site has one woman."""
    chance = np.random.default_rng(4)
    level = np.where(chance.random(36) < 0.75, 5, chance.choice([1, 3, 4], 36))
    drop = chance.choice([0, 1, 2], (36, 7), p=[0.75, 0.15, 0.1])
    answers = np.clip(level[:, None] - drop, 1, 5).astype(float)
    answers[chance.random((36, 7)) < 0.05] = np.nan
    table = pd.DataFrame(answers, columns=[f"q{i}" for i in range(1, 8)])
    table["q8"] = 5.0
    table["site"] = ["alone", *(["pair"] * 2), *(["many"] * 33)]
    # Two women far apart: a mean of two says nothing.
    table.loc[[1, 2], [f"q{i}" for i in range(1, 5)]] = [[1.0] * 4, [5.0] * 4]
    return table


@pytest.fixture(scope="module")
def small() -> tuple[dict[str, Any], str]:
    key, notes, plan = key_of_toml(SCALES, "scales.toml"), Notes(), load_plan()
    columns = Columns(site="site")
    answers = make_answers(Table("small.csv", skewed_answers()), key, columns, notes)
    results = validate(answers, Options(quick=True), plan, notes)
    text = page(results, Source("small.csv", key, Options(quick=True), "site"), plan)
    return results, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_it_says_that_these_are_too_few_and_how_many_more_are_needed(small):
    results, text = small
    complete = results["data"]["complete"]
    assert complete < 36
    assert f"it has {complete}: that is not enough; about {100 - complete} more are needed." in text
    assert "draw nothing from them" in text
    for name in ("trust", "ease"):
        assert f"It rests on {results['scales'][name]['n']} rows; 100 are asked for" in text


def test_a_mean_of_two_women_is_not_given_an_interval_of_impossible_scores(small):
    results, text = small
    cells = {(c["site"], c["scale"]): c for c in results["by_site_and_time"]}
    pair = cells["pair", "trust"]
    assert pair["low"] < 1 < 5 < pair["high"]  # as R has it, in results.json
    assert "any score: too few rows" in text
    assert f"{pair['high']:.2f}" not in text
    assert cells["alone", "trust"]["sd"] is None
    assert "– to –" not in text


def nulls(tree: Any, path: str = "") -> list[str]:
    if isinstance(tree, dict):
        return [one for key, value in tree.items() for one in nulls(value, f"{path}.{key}")]
    if isinstance(tree, list):
        return [one for value in tree for one in nulls(value, path)]
    return [path.removeprefix(".")] if tree is None else []


def explains(where: str, path: str) -> bool:
    """Whether a note at `where` is about `path`: about it, what holds it, or its neighbours.

    Cells of site and time stand in a list; their notes name the cell.
    """
    places = where.split(", ")
    beside = path.rpartition(".")[0]
    if beside == "by_site_and_time":
        return where.startswith(beside)
    return any(path.startswith(place) or place.rpartition(".")[0] == beside for place in places)


def test_every_null_has_its_note(small):
    results, _ = small
    found = nulls({key: part for key, part in results.items() if key != "notes"})
    assert found
    bare = [p for p in found if not any(explains(n["where"], p) for n in results["notes"])]
    assert not bare
    json.dumps(results, allow_nan=False)
