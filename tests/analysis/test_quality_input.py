"""Non-answers and seconds as `prem analyse` is given them: counted apart, or a sentence."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.items import item_statistics
from prem.analysis.non_answers import Apart
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.quality.part import data_quality, tell_non_answers
from prem.analysis.scales import Key, key_of_instrument, key_of_toml
from prem.cli import main
from prem.errors import Refusal
from prem.instruments.load import load_instrument
from prem.reports.analysis.quality import quality_view
from prem.reports.analysis.quality_sheets import quality_sheets

SCALES = """
[response]
minimum = 1
maximum = 5
non_answers = {{ {given} }}
[scales.a]
items = ["q1", "-q2", "q3"]
"""


def key(given: str = '"rather not say" = -1, "not for me" = "Not for me"') -> Key:
    return key_of_toml(SCALES.format(given=given), "scales.toml")


def items_of(frame: pd.DataFrame, key: Key) -> tuple[dict[str, Any], Apart | None, Notes]:
    notes = Notes()
    answers = make_answers(Table("t.csv", frame), key, Columns(), notes)
    items = item_statistics(answers, notes)
    tell_non_answers(items, answers)
    return items, answers.apart, notes


def test_non_answers_are_neither_answers_nor_missing() -> None:
    frame = pd.DataFrame(
        {
            "q1": ["1", " not for ME ", "-1", None, "5"],
            "q2": [1.0, -1.0, 2.0, float("nan"), 4.0],
            "q3": [1, 2, 3, 4, 5],
        }
    )
    items, _, notes = items_of(frame, key())
    q1 = items["q1"]
    assert (q1["n"], q1["missing"], q1["mean"]) == (2, 1, 3.0)
    assert q1["non_answers"] == {"rather not say": 1, "not for me": 1}
    assert items["q2"]["non_answers"] == {"rather not say": 1, "not for me": 0}
    assert items["q2"]["counts"] == {"1": 0, "2": 1, "3": 0, "4": 1, "5": 1}  # turned round
    assert items["q3"]["non_answers"] == {"rather not say": 0, "not for me": 0}
    told = [entry for entry in notes.entries if entry["code"] == "422.923"]
    assert [entry["text"].partition(":")[0] for entry in told] == [
        "3 cells hold a non-answer (rather not say 2, not for me 1)"
    ]


def test_non_answers_are_counted_by_group_and_shown() -> None:
    frame = pd.DataFrame({"q1": [1, -1, 3, 4], "q2": [1, 2, -1, 4], "q3": [1, None, 3, 5]})
    frame["site"] = ["x", "x", "y", "y"]
    notes = Notes()
    answers = make_answers(Table("t.csv", frame), key(), Columns(site="site"), notes)
    data = data_quality(answers, load_plan(), notes)
    assert data["non_answers"] == {"rather not say": 2, "not for me": 0}
    levels = data["missing_by"]["site"]["levels"]
    assert [levels[s]["non_answers"]["rather not say"] for s in "xy"] == [1, 1]
    assert [levels[s]["with_missing"] for s in "xy"] == [1, 0]
    assert data["missing_patterns"]["complete"]["rows"] == 2
    items = item_statistics(answers, notes)
    tell_non_answers(items, answers)
    results = {"data": {"rows": 4, "items": 3} | data, "items": items}
    view = quality_view(results, {}, load_plan())
    assert view is not None
    assert "rather not say 2, not for me 0" in " ".join(view["said"])
    heads, first, *_ = quality_sheets(results)["Missing by item"]
    assert dict(zip(heads, first, strict=True))["rather not say"] == 1


def test_without_a_range_the_codes_found_leave_non_answers_out() -> None:
    text = '[response]\nnon_answers = { unsure = 9 }\n[scales.a]\nitems = ["q1", "q2"]\n'
    frame = pd.DataFrame({"q1": [1, 9, 4], "q2": [2, 3, 9]})
    answers = make_answers(Table("t", frame), key_of_toml(text, "s"), Columns(), Notes())
    assert (answers.lowest.tolist(), answers.highest.tolist()) == ([1, 1], [4, 4])


def test_an_instruments_own_non_answers_stand_as_text() -> None:
    whole = key_of_instrument(load_instrument("perinatal-experience"))
    first = next(iter(whole.items))
    code = whole.items[first].maximum
    frame = pd.DataFrame(
        {first: [str(code), "rather-not-say", "not-about-me", "not-sure", "skipped"]}
    )
    items, apart, _ = items_of(frame, whole)
    assert (items[first]["n"], items[first]["missing"]) == (1, 0)
    assert [name for name, n in items[first]["non_answers"].items() if n] == [
        "rather-not-say", "not-about-me", "not-sure", "skipped"]  # fmt: skip
    assert apart is not None


@pytest.mark.parametrize(
    ("given", "code", "field", "sentence"),
    [
        ("no = 3", "422.920", "non_answers.no", "3 is an answer too, for answers go from 1 to 5"),
        ("no = 9, nil = '9'", "422.921", "non_answers.nil", '"no" has this code already'),
        ("no = 'Na', nil = ' NO '", "422.523", "non_answers.no", "does not stand for missing"),
        ("a = 'no', b = ' NO '", "422.921", "non_answers.b", '"a" has this code already'),
        ("no = true", "422.523", "non_answers.no", "a number, or a text in quotes"),
        ("no = inf", "422.523", "non_answers.no", "a finite number"),
        ("no = []", "422.523", "non_answers.no", "a number, or a text in quotes"),
        ("", "422.523", "response.non_answers", "names with their codes"),
    ],
)
def test_a_wrong_code_is_named_with_its_place(
    given: str, code: str, field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        key(given)
    assert refused.value.first.kind.code == code
    assert field in str(refused.value)
    assert sentence in str(refused.value)


def test_a_code_that_nobody_named_is_still_refused() -> None:
    with pytest.raises(Refusal, match=r"422\.511.*row 3, column q1"):
        items_of(pd.DataFrame({"q1": [1, -2], "q2": [1, 2], "q3": [1, 2]}), key())


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def go(seconds: list[str]) -> tuple[int, str]:
        rows = [f"{1 + i % 5},{1 + i * 3 % 5},{1 + i % 4},{s}" for i, s in enumerate(seconds)]
        (tmp_path / "data.csv").write_text("\n".join(["q1,q2,q3,took", *rows]) + "\n")
        (tmp_path / "s.toml").write_text(SCALES.format(given="no = -1"))
        words = [
            "prem",
            "analyse",
            str(tmp_path / "data.csv"),
            "--scales",
            str(tmp_path / "s.toml"),
        ]
        words += ["--seconds", "took", "--quick", "--out", str(tmp_path / "out")]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as stop:
            main()
        return int(stop.value.code or 0), capsys.readouterr().err

    return go


def test_seconds_are_read_and_used(run: Run, tmp_path: Path) -> None:
    assert run(["60"] * 28 + ["2", ""]) == (0, "")
    data = json.loads((tmp_path / "out" / "results.json").read_text())["data"]
    seconds = data["careless"]["indices"]["seconds"]
    assert (seconds["n"], seconds["flagged"], seconds["median"]) == (29, 1, 60)
    assert any(row["row"] == 30 for row in data["careless"]["rows"] if "seconds" in row["signs"])


@pytest.mark.parametrize("bad", ["-1", "soon", "inf"])
def test_a_time_that_is_none_is_answered_with_its_place(run: Run, bad: str) -> None:
    code, said = run(["60"] * 9 + [bad])
    assert code == 1
    assert said.startswith(
        "[422.922] data.csv, row 11, column took: what stands here is not a time"
    )
