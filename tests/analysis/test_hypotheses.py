"""Hypotheses declared in a plan: counted, and every fault of the plan told with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.hypotheses.declared import columns_of, complaints_of
from prem.analysis.hypotheses.figures import area_under, correlations, group_difference
from prem.analysis.hypotheses.rows import hypothesis_rows
from prem.analysis.hypotheses.verdicts import hypotheses
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.plan_file import refuse
from prem.analysis.scales import key_of_toml
from prem.errors import Refusal

KEY = key_of_toml(
    "[response]\nminimum = 1\nmaximum = 5\n"
    '[scales.trust]\nitems = ["a", "b"]\n[scales.ease]\nitems = ["c", "d"]\n',
    "s.toml",
)
BASE = {"id": "H", "says": "says", "reason": "reason", "scale": "trust"}
UP = {"direction": "positive"}


def written(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {written(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def toml(*tables: dict[str, Any]) -> str:
    """Return a plan of these hypotheses, each with an id of its own where it says none."""
    return "\n".join(
        "[[hypotheses]]\n"
        + "\n".join(f"{k} = {written(v)}" for k, v in ({**BASE, "id": f"H{n}"} | one).items())
        for n, one in enumerate(tables, start=1)
    )


def frame(women: int = 80, seed: int = 1) -> pd.DataFrame:
    """Return women at two time points: ease goes with trust, half have a worker and trust more."""
    chance = np.random.default_rng(seed)
    worker = np.arange(women) % 2
    better = np.arange(women) % 4 < 2
    rows = []
    level = 2.6 + worker + chance.normal(0, 0.6, women)
    for time in (1, 2):
        now = level + (time - 1) * (0.8 * better)
        answers = np.clip(np.round(now[:, None] + chance.normal(0, 0.6, (women, 4))), 1, 5)
        for woman in range(women):
            said = "better" if better[woman] else "same"
            has = "yes" if worker[woman] else "no"
            rows.append([f"w{woman}", time, has, said, level[woman], *answers[woman]])
    return pd.DataFrame(rows, columns=["id", "time", "worker", "said", "level", *"abcd"])


def judged(
    tmp_path: Path, table: pd.DataFrame, *tables: dict[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]], Notes]:
    path, notes = tmp_path / "plan.toml", Notes()
    path.write_text(toml(*tables), "utf-8")
    plan = load_plan(None, path)
    named = Columns(time="time", id="id", extra=columns_of(plan.hypotheses, KEY))
    answers = make_answers(Table("t.csv", table), KEY, named, notes)
    found = hypotheses(answers, plan, notes)
    return found["hypotheses"], list(hypothesis_rows(found, plan)), notes


KINDS = (
    {"kind": "correlation", "with": "ease", "expects": {**UP, "at_least": 0.3}},
    {"kind": "correlation", "with": "level", "statistic": "spearman", "expects": UP},
    {"kind": "known_groups", "with": "worker", "groups": ["yes", "no"], "expects": UP},
    {
        "kind": "change",
        "from": 1,
        "to": 2,
        "statistic": "auc",
        "with": "said",
        "improved": ["better"],
        "stable": ["same"],
        "expects": {**UP, "at_least": 0.6},
    },
    {"kind": "change", "from": "1", "to": "2", "expects": UP},
)


def test_each_kind_is_judged_and_the_share_counted(tmp_path: Path) -> None:
    wrong = {"kind": "correlation", "with": "ease", "expects": {"direction": "negative"}}
    found, rows, _ = judged(tmp_path, frame(), *KINDS, wrong)
    verdicts = [one["verdict"] for one in found["list"]]
    assert verdicts == ["held"] * 5 + ["not held"]
    assert (found["declared"], found["testable"], found["held"]) == (6, 6, 5)
    assert found["share"] == pytest.approx(5 / 6)
    at = {row["property"]: row for row in rows}
    assert at["hypotheses testing"]["value"] == pytest.approx(0.75)
    assert at["hypotheses testing"]["verdict"] == "sufficient"
    assert at["responsiveness"]["value"] == 1
    pair = found["list"][2]["figures"]["pairs"][0]
    assert pair["g"]["low"] < pair["g"]["estimate"] < pair["g"]["high"]
    assert found["list"][3]["figures"]["improved"] == 40
    assert "guyatt" in found["list"][3]["figures"]


def test_few_women_are_judged_only_where_it_is_clear(tmp_path: Path) -> None:
    unclear = {"kind": "correlation", "with": "ease", "expects": {**UP, "at_least": 0.5}}
    clear = {"kind": "known_groups", "with": "worker", "groups": ["yes", "no"], "expects": UP}
    found, rows, notes = judged(tmp_path, frame(16), unclear, clear)
    assert [one["verdict"] for one in found["list"]] == ["not testable", "held"]
    assert "fewer than 50" in found["list"][0]["why"]
    assert found["share"] == 1
    said = next(row for row in rows if row["property"] == "hypotheses testing")["needed"]
    assert "1 could not be tested" in said
    assert any(n["code"] == "422.955" and "H1" in n["where"] for n in notes.entries)


def test_none_declared_says_what_is_needed(tmp_path: Path) -> None:
    found, rows, _ = judged(tmp_path, frame(8))
    assert found == {"declared": 0, "testable": 0, "held": 0, "list": []}
    needed = next(row for row in rows if row["property"] == "responsiveness")
    assert needed["verdict"] == "indeterminate"
    assert "--plan" in needed["needed"]
    assert load_plan().hypotheses == ()


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"kind": "correlation", "with": "said", "expects": UP}, "not a number"),
        ({"kind": "correlation", "with": "ease", "time": "9", "expects": UP}, "time point 9"),
        (
            {"kind": "known_groups", "with": "worker", "groups": ["yes", "maybe"], "expects": UP},
            "group maybe",
        ),
        ({"kind": "change", "from": "1", "to": "7", "expects": UP}, "0 women"),
        (
            {
                **KINDS[3],
                "improved": ["worse"],
            },
            "0 women improved",
        ),
    ],
)
def test_what_cannot_be_tested_says_why(tmp_path: Path, table: dict[str, Any], why: str) -> None:
    found, rows, notes = judged(tmp_path, frame(20), table)
    assert found["list"][0]["verdict"] == "not testable"
    assert why in found["list"][0]["why"]
    assert "share" not in found
    assert "422.955" in {note["code"] for note in notes.entries}
    assert any("none of 1" in row["needed"] for row in rows)


def test_counts_of_pairs_hold_no_hypotheses(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(toml(*KINDS), "utf-8")
    rows = list(hypothesis_rows({}, load_plan(None, tmp_path / "plan.toml")))
    assert [row["needed"].startswith("the rows") for row in rows] == [True, True]


def test_expected_sizes_are_of_the_sign_expected(tmp_path: Path) -> None:
    table = frame()
    table["low"] = -table["level"]
    least = {"at_least": 0.3}
    found, _, _ = judged(
        tmp_path,
        table,
        {"kind": "correlation", "with": "low", "expects": {"direction": "negative", **least}},
        {"kind": "correlation", "with": "low", "expects": {"direction": "any", **least}},
        {"kind": "correlation", "with": "low", "expects": {"direction": "any", "at_most": 0.3}},
        {"kind": "correlation", "with": "low", "expects": {**UP, **least}},
    )
    verdicts = [(one["verdict"], one["sure"]) for one in found["list"]]
    assert verdicts == [("held", True)] * 2 + [("not held", True)] * 2


def faults(tmp_path: Path, text: str | bytes) -> list[str]:
    path = tmp_path / "mine.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(Refusal) as refused:
        load_plan(None, path)
    return [str(complaint) for complaint in refused.value.complaints]


def test_her_own_plan_lies_over_the_one_that_ships(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[interval]\nlevel = 0.9\n", "utf-8")
    plan = load_plan(None, path)
    assert (plan.level, plan.least_answered) == (0.9, load_plan().least_answered)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[interval]\nlevel = 95\n", "[422.523] mine.toml, field interval.level"),
        ("[interval]\nlevl = 0.9\n", 'did you mean "level"?'),
        ("[intervall]\nlevel = 0.9\n", 'did you mean "interval"?'),
        ("interval = 1\n", "[422.523] mine.toml, field interval"),
        ("[parallel]\ndraws = 2.5\n", "a whole number above 0"),
        ("[parallel]\npercentile = 101\n", "between 0 and 100"),
        ("[score]\nsource = 1\n", "a text in quotes"),
        ("[power]\nladder = 3\n", "a list of numbers"),
        ("[[[", "[422.520] mine.toml"),
        ("a = " + "[" * 3000, "[422.520] mine.toml"),
        (b"\xff\xfe", "[422.505] mine.toml"),
        ("hypotheses = 3\n", "[422.523] mine.toml, field hypotheses"),
        ("hypotheses = [3]\n", "[422.523] mine.toml, field hypotheses 1"),
    ],
)
def test_a_plan_that_cannot_be_read_says_where(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    assert any(said in line for line in faults(tmp_path, text))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"kind": "correlation", "expects": UP}, "[422.950]"),
        ({"kind": "corelation", "with": "ease", "expects": UP}, 'did you mean "correlation"?'),
        ({"kind": "correlation", "with": "ease", "expects": 1}, "hypotheses 1.expects"),
        ({"kind": "correlation", "with": "ease", "expects": {"direction": "up"}}, "[422.951]"),
        ({"kind": "correlation", "with": "ease", "expects": {"direction": "any"}}, "at_least"),
        (
            {"kind": "correlation", "with": "ease", "expects": {**UP, "at_least": True}},
            "hypotheses 1.expects.at_least",
        ),
        ({"kind": "correlation", "with": "ease", "expects": {**UP, "least": 1}}, "[422.521]"),
        ({"kind": "correlation", "with": "ease", "expects": UP, "scal": 1}, 'mean "scale"?'),
        ({"kind": "correlation", "with": True, "expects": UP}, "hypotheses 1.with"),
        (
            {"kind": "known_groups", "with": "x", "groups": ["one"], "expects": UP},
            "a list of 2 or more",
        ),
        ({"kind": "change", "from": 1, "to": 2, "statistic": "auc", "expects": UP}, "improved"),
        ({"kind": "change", "from": 1, "to": 2, "statistic": "g", "expects": UP}, "[422.951]"),
    ],
)
def test_a_hypothesis_that_is_not_whole_says_where(
    tmp_path: Path, table: dict[str, Any], said: str
) -> None:
    lines = faults(tmp_path, toml(table))
    assert any(said in line for line in lines), lines


def test_all_faults_are_told_at_once_and_ids_are_their_own(tmp_path: Path) -> None:
    good = {"kind": "correlation", "with": "ease", "expects": UP, "id": "same"}
    lines = faults(tmp_path, "[interval]\nlevel = 7\n" + toml(good, good, {"kind": "change"}))
    assert len(lines) == 3
    assert lines[1].startswith("[422.954] mine.toml, field hypotheses 2.id: hypothesis 1")
    assert "from and to" in lines[2]


def test_unknown_scales_and_columns_are_told_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    wrong = {"kind": "known_groups", "with": "workr", "groups": ["a", "b"], "expects": UP}
    path.write_text(
        toml({"kind": "correlation", "with": "a", "expects": UP, "scale": "trst"}, wrong), "utf-8"
    )
    declared, names = load_plan(None, path).hypotheses, list(frame(2).columns)
    with pytest.raises(Refusal) as refused:
        refuse(list(complaints_of(declared, KEY, names, "mine.toml")))
    codes = [complaint.kind.code for complaint in refused.value.complaints]
    assert codes == ["422.952"] * 3
    assert 'did you mean "trust"?' in str(refused.value)
    assert 'did you mean "worker"?' in str(refused.value)


def test_figures_at_their_limit_have_no_interval() -> None:
    assert area_under(np.array([3.0, 4]), np.array([1.0, 2]), 0.95).low is None
    line = np.arange(6.0)
    assert correlations(line, line, 0.95)["pearson"].low is None
    with pytest.raises(ValueError, match="vary"):
        correlations(line, np.ones(6), 0.95)
    with pytest.raises(ValueError, match="within groups"):
        group_difference(np.ones(3), np.zeros(3), 0.95)
