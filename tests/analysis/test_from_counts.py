"""From pair counts come the numbers that come from rows, wherever pairs determine them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Answers, Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.pairs.results import validate_pairs
from prem.analysis.pairs.scored import count_answers, score_pairs
from prem.analysis.plan import load_plan
from prem.analysis.scales import Key, key_of_toml
from prem.analysis.validation import Options, validate
from prem.cli import main
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
KEY = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["a1", "a2", "-a3"]
[scales.ease]
items = ["b1", "b2", "b3"]
"""
# iterated from correlations that differ in the last digit: measured 7e-9
ITERATED = ("efa", "general_factor", "polychoric")


def drawn(rows: int = 200, seed: int = 8) -> pd.DataFrame:
    """Return complete answers on two correlated scales, at two sites and two time points."""
    generator = np.random.default_rng(seed)
    common = generator.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], rows)
    columns: dict[str, Any] = {}
    for index, factor in enumerate("ab"):
        for item in range(1, 4):
            latent = 0.8 * common[:, index] + 0.6 * generator.standard_normal(rows)
            latent = -latent if (factor, item) == ("a", 3) else latent
            columns[f"{factor}{item}"] = np.clip(np.round(latent + 3), 1, 5)
    columns["site"] = ["north", "south"] * (rows // 2)
    columns["time"] = [str(1 + i // (rows // 2)) for i in range(rows)]
    return pd.DataFrame(columns)


def made(frame: pd.DataFrame, columns: Columns | None = None) -> Answers:
    table, key = Table("data.csv", frame), key_of_toml(KEY, "scales.toml")
    return make_answers(table, key, columns or Columns("site", "time"), Notes())


def both(answers: Answers, key: Key, missing: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the results of rows and of the same rows' counts."""
    options = Options(missing, quick=True)  # type: ignore[arg-type]
    of_rows = validate(answers, options, load_plan(), Notes())
    scored = score_pairs(count_answers(answers), key, "counts.npz", Notes())
    return of_rows, validate_pairs(scored, options, load_plan(), Notes())


@cache
def bfi() -> tuple[dict[str, Any], dict[str, Any]]:
    key = key_of_toml((REFERENCE / "bfi.toml").read_text("utf-8"), "bfi.toml")
    table = read_table(REFERENCE / "bfi.csv")
    answers = make_answers(table, key, Columns("education", "gender"), Notes())
    return both(answers, key, "pairwise")


def leaves(tree: Any, path: str = "") -> dict[str, Any]:
    if isinstance(tree, dict):
        return {p: v for k, b in tree.items() for p, v in leaves(b, f"{path}.{k}").items()}
    if isinstance(tree, list):
        return {p: v for i, b in enumerate(tree) for p, v in leaves(b, f"{path}.{i}").items()}
    return {path[1:]: tree}


def agree(of_rows: dict[str, Any], of_pairs: dict[str, Any], parts: tuple[str, ...]) -> list[str]:
    """Hold the parts to each other; return the places that are null of pairs alone."""
    absent = []
    for part in parts:
        mine, theirs = leaves(of_pairs[part], f".{part}"), leaves(of_rows[part], f".{part}")
        assert mine.keys() <= theirs.keys()
        tolerance = 1e-6 if part in ITERATED else 1e-9
        for path, value in ((path, theirs[path]) for path in mine):
            if mine[path] is None and value is not None:
                absent.append(path)
            elif isinstance(value, float):
                assert mine[path] == pytest.approx(value, rel=tolerance, abs=tolerance), path
            else:
                assert mine[path] == value, path
    return absent


def test_bfi_pairwise_is_the_same_from_counts() -> None:
    of_rows, of_pairs = bfi()
    assert of_pairs.keys() <= of_rows.keys()
    parts = ("items", "factorability", "dimensions", "polychoric", "efa", "general_factor")
    assert agree(of_rows, of_pairs, parts) == []
    absent = agree(of_rows, of_pairs, ("data", "scales"))
    score = {"data.complete", *(f"scales.agree.{name}" for name in ("n", "mean", "sd", "sem"))}
    assert score <= set(absent)
    left = {path for path in absent if "omega_" not in path}
    assert {path.rsplit(".", 1)[-1] for path in left} == {"complete", "n", "mean", "sd", "sem"}


def test_what_needs_rows_is_null_with_its_reason() -> None:
    _, of_pairs = bfi()
    reasons = {
        place
        for note in of_pairs["notes"]
        if note["code"] == "422.606"
        for place in note["where"].split(", ")
    }
    assert {"data.complete", "irt", "sites", "by_site_and_time"} <= reasons
    assert {f"scales.agree.{name}" for name in ("n", "mean", "sd", "sem", "omega_total")} <= reasons
    assert (of_pairs["cfa"]["ml"], of_pairs["irt"]) == (None, {})
    assert of_pairs["sites"]["icc1"]["estimate"] is None


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_without_missing_answers_scores_are_the_same_too(missing: str) -> None:
    of_rows, of_pairs = both(made(drawn()), key_of_toml(KEY, "scales.toml"), missing)
    parts = ("data", "items", "factorability", "dimensions", "efa", "by_site_and_time")
    assert agree(of_rows, of_pairs, parts) == []
    absent = agree(of_rows, of_pairs, ("scales",))
    assert all("omega_" in path for path in absent)
    assert len(of_pairs["by_site_and_time"]) == 2 * 2 * 2


def test_an_empty_a_constant_and_a_two_item_scale_are_noted_as_of_rows() -> None:
    frame = drawn()
    frame["a1"], frame["b1"] = np.nan, 4.0
    of_rows, of_pairs = both(made(frame), key_of_toml(KEY, "scales.toml"), "pairwise")
    assert agree(of_rows, of_pairs, ("items", "factorability", "dimensions", "efa")) == []
    assert leaves(of_pairs["by_site_and_time"]) == pytest.approx(
        leaves(of_rows["by_site_and_time"])
    )
    kept = ("items", "efa", "factorability", "by_site_and_time")
    told = [
        n
        for n in of_rows["notes"]
        if n["where"].startswith(kept) and not n["where"].endswith(".monotonicity")
    ]  # of counts that is absent, not null
    assert [n for n in of_pairs["notes"] if n["where"].startswith(kept)] == told


def test_rows_without_a_site_are_in_no_cell() -> None:
    frame = drawn()
    frame.loc[:9, "site"] = None
    of_rows, of_pairs = both(made(frame), key_of_toml(KEY, "scales.toml"), "pairwise")
    assert agree(of_rows, of_pairs, ("by_site_and_time",)) == []
    assert [n for n in of_pairs["notes"] if n["code"] == "422.564"] == [
        n for n in of_rows["notes"] if n["code"] == "422.564"
    ]


def test_what_follows_the_pass_takes_a_hundred_million_rows() -> None:
    """The counts of a hundred rows times a million; `make bench` has the seconds."""
    many = count_answers(made(drawn(100)))
    many.burt[:] *= 1_000_000
    huge = score_pairs(many, key_of_toml(KEY, "k"), "c", Notes())
    options, plan = Options("pairwise", quick=True), load_plan()
    found = validate_pairs(huge, options, plan, Notes())
    assert found["data"]["rows"] == 100_000_000


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `prem analyse` in a folder with data.csv and scales.toml."""
    drawn().to_csv(tmp_path / "data.csv", index=False)
    (tmp_path / "scales.toml").write_text(KEY, "utf-8")
    monkeypatch.chdir(tmp_path)

    def go(*words: str) -> tuple[int, str, str]:
        common = ("--scales", "scales.toml", "--out", "out", "--quick")
        monkeypatch.setattr(sys, "argv", ["prem", "analyse", *words, *common])
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        return int(stop.value.code or 0), said.out, said.err

    return go


def test_files_of_counts_are_saved_and_added(run: Run, tmp_path: Path) -> None:
    assert run("data.csv", "--site", "site", "--save-counts", "a.npz")[0] == 0
    code, said, err = run("--from-counts", "a.npz", "--from-counts", "a.npz", "--save-counts", "b")
    assert (code, err) == (0, "")
    assert said.startswith("400 rows, 400 complete on 6 items.")
    twice = json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))
    assert {cell["site"] for cell in twice["by_site_and_time"]} == {"north", "south"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "analysis.R", "report.html", "results.json", "tables.xlsx",
    ]  # fmt: skip
    assert "a.npz + a.npz" in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert run("--from-counts", "b")[1] == said


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 2, "give either a table"),
        (("data.csv", "--from-counts", "a.npz"), 2, "give either a table"),
        (("--from-counts", "a.npz", "--site", "site"), 2, "sites and times are in the counts"),
        (("--from-counts", "no.npz"), 1, "[422.500] no.npz"),
        (("--from-counts", "data.csv"), 1, "[422.543] data.csv"),
        (("data.csv", "--save-counts", "no/such/a.npz"), 1, "[422.546] a.npz"),
    ],
)
def test_wrong_use_is_answered_with_a_sentence(
    run: Run, words: tuple[str, ...], code: int, says: str
) -> None:
    found, _, err = run(*words)
    assert (found, "Traceback" in err) == (code, False)
    assert says in " ".join(err.replace("│", " ").split())


def test_listwise_of_counts_with_missing_answers_is_refused(run: Run, tmp_path: Path) -> None:
    frame = drawn()
    frame.loc[3, "a1"] = np.nan
    frame.to_csv(tmp_path / "data.csv", index=False)
    assert run("data.csv", "--save-counts", "a.npz")[0] == 0
    code, _, err = run("--from-counts", "a.npz", "--missing", "listwise")
    assert (code, err.startswith("[422.545]")) == (1, True)
    assert run("--from-counts", "a.npz")[0] == 0


def test_counts_that_do_not_fit_the_scales_are_refused(run: Run, tmp_path: Path) -> None:
    assert run("data.csv", "--save-counts", "a.npz")[0] == 0
    (tmp_path / "scales.toml").write_text(KEY.replace("maximum = 5", "maximum = 4"), "utf-8")
    assert "[422.511] a.npz, item a1: what stands here is not" in run("--from-counts", "a.npz")[2]
    (tmp_path / "scales.toml").write_text(KEY.replace('"b3"', '"b4"'), "utf-8")
    assert "[422.512] a.npz, column b4" in run("--from-counts", "a.npz")[2]
