"""`prem simulate --like results.json`: answers under a fitted model, which prem analyse takes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from prem.analysis.sample_size.table import Study, simulated_table
from prem.cli.group import build
from prem.errors import Refusal

LOADINGS = [0.8, 0.7, 0.6, 0.75, 0.7, 0.65]
MODEL: dict[str, Any] = {
    "basis": "wlsmv",
    "factors": ["trust", "ease"],
    "factor_correlations": {"trust~~ease": 0.4},
    "items": {
        f"q{i + 1}": {
            "scale": "trust" if i < 3 else "ease",
            "codes": [1.0, 2.0, 3.0, 4.0, 5.0],
            "shares": [0.05, 0.1, 0.15, 0.3, 0.4],
            "loading": loading,
            "reversed": i == 1,
        }
        for i, loading in enumerate(LOADINGS)
    },
}
SCALES = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["q1", "-q2", "q3"]
[scales.ease]
items = ["q4", "q5", "q6"]
"""


def prem(*words: object) -> Result:
    argv = [str(word) for word in words]
    return CliRunner().invoke(build(argv), argv)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"sample_size": {"model": MODEL}}))
    return path


def test_the_table_is_marked_and_has_women_sites_and_times(results, tmp_path):
    out = tmp_path / "new" / "table.csv"
    done = prem(
        "simulate", "--like", results, "--women", 30, "--sites", 3, "--icc", 0.1, "--times", 2,
        "--out", out,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "30 simulated women, 60 rows" in done.output
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0])[:4] == ["simulated", "id", "site", "time"]
    assert {row["simulated"] for row in rows} == {"1"}
    assert len({row["id"] for row in rows}) == 30
    assert {row["time"] for row in rows} == {"1", "2"}
    assert all(row["q1"] in "12345" for row in rows)


def test_the_same_seed_gives_the_same_table(results, tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        words = ("--women", 20, "--seed", seed, "--out", tmp_path / f"{name}.csv")
        assert prem("simulate", "--like", results, *words).exit_code == 0
    a, b, c = ((tmp_path / f"{name}.csv").read_text() for name in "abc")
    assert a == b
    assert a != c


def test_prem_analyse_finds_the_model_again(results, tmp_path):
    table, scales = tmp_path / "table.csv", tmp_path / "scales.toml"
    scales.write_text(SCALES)
    words = ("--women", 3000, "--seed", 7, "--out", table)
    assert prem("simulate", "--like", results, *words).exit_code == 0

    from prem.analysis.cfa.ordered import confirm_ordered
    from prem.analysis.frame import Columns, make_answers
    from prem.analysis.notes import Notes
    from prem.analysis.plan import load_plan
    from prem.analysis.scales import key_of_toml
    from prem.storage.tables import read_table

    key = key_of_toml(SCALES, "scales.toml")
    answers = make_answers(read_table(table), key, Columns(id="id"), Notes())
    found = confirm_ordered(answers, {s: {} for s in key.scales}, load_plan(), Notes())["wlsmv"]
    assert list(found["loadings"].values()) == pytest.approx(LOADINGS, abs=0.05)
    assert found["factor_correlations"]["trust~~ease"] == pytest.approx(0.4, abs=0.06)


def test_sites_and_times_are_as_alike_as_was_asked():
    alone = {"q1": {**MODEL["items"]["q1"], "loading": 0.99, "codes": [0.0, 1.0],
                    "shares": [0.5, 0.5]}}  # fmt: skip
    study = Study(women=20_000, sites=200, icc=0.4, times=2, stability=0.6, change=0.5)
    table = simulated_table(MODEL | {"items": alone}, study, np.random.default_rng(1))
    values = np.array([float(v) for v in table["q1"]]).reshape(2, -1)
    # 0/1 answers of variables that correlate r: sin(pi r / 2) back from their agreement
    places = np.array([int(s[1:]) for s in table["site"][:20_000]])
    means = np.array([values[0][places == s].mean() for s in np.unique(places)])
    assert means.std() > 0.15
    even = simulated_table(MODEL | {"items": alone}, Study(20_000, 200), np.random.default_rng(1))
    flat = np.array([float(v) for v in even["q1"]])
    assert np.std([flat[places == s].mean() for s in np.unique(places)]) < 0.08
    assert values[1].mean() == pytest.approx(0.69, abs=0.04)  # 0.5 SD higher
    assert np.corrcoef(values)[0, 1] > 0.35


def test_answers_of_reversed_items_are_turned_back():
    study = Study(women=4000)
    table = simulated_table(MODEL, study, np.random.default_rng(2))
    columns = {item: np.array([float(v) for v in table[item]]) for item in MODEL["items"]}
    assert np.corrcoef(columns["q1"], columns["q2"])[0, 1] < -0.3
    assert (columns["q2"] == 1).mean() == pytest.approx(0.4, abs=0.03)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is no JSON"),
        ("[]", "it has no such model"),
        ('{"sample_size": null}', "it has no such model"),
        ('{"sample_size": {"model": {"factors": []}}}', "its model has 'items'"),
        ("[" * 5000, "it is no JSON"),
    ],
)
def test_results_that_are_none_are_one_sentence(text, said, tmp_path):
    path = tmp_path / "results.json"
    path.write_text(text)
    done = prem("simulate", "--like", path, "--women", 5, "--out", tmp_path / "t.csv")
    assert isinstance(done.exception, Refusal)
    assert done.exception.first.kind.code == "422.965"
    assert said in str(done.exception)
    assert not (tmp_path / "t.csv").exists()


def test_an_item_named_like_a_column_of_ours_is_refused(tmp_path):
    model = {**MODEL, "items": {"id": MODEL["items"]["q1"]}}
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"sample_size": {"model": model}}))
    done = prem("simulate", "--like", path, "--women", 5, "--out", tmp_path / "t.csv")
    assert "an item is called" in str(done.exception)


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("--women", 0), "women"),
        (("--women", 5, "--sites", 6), "sites"),
        (("--women", 5, "--icc", 1.5), "icc"),
        (("--women", 5, "--icc", "nan"), "icc"),
        (("--women", 5, "--times", 0), "times"),
        (("--women", 5, "--stability", -1), "stability"),
        (("--women", 5, "--change", 50), "change"),
        (("--women", 5, "--seed", -1), "seed"),
    ],
)
def test_numbers_out_of_range_are_one_sentence(words, option, results, tmp_path):
    done = prem("simulate", "--like", results, *words, "--out", tmp_path / "t.csv")
    assert isinstance(done.exception, Refusal)
    assert done.exception.first.kind.code == "422.966"
    assert f"--{option} is" in str(done.exception)


def test_only_a_csv_file_is_written(results, tmp_path):
    done = prem("simulate", "--like", results, "--women", 5, "--out", tmp_path / "t.xlsx")
    assert "it takes a file named .csv" in str(done.exception)


@pytest.mark.parametrize(
    "words",
    [(), ("a-survey", "--like", "r.json", "--out", "t.csv"), ("--like", "r.json"),
     ("a-survey", "--out", "t.csv")],
)  # fmt: skip
def test_a_survey_or_results_but_not_both(words):
    done = prem("simulate", *words, "--women", 5)
    assert done.exit_code == 2
    assert "give either SURVEY" in done.output
