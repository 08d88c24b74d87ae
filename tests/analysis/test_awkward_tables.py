"""Tables that no one would wish for: what is said of them, and that it ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.sample_size.beside import beside
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options, validate
from prem.errors import Refusal
from prem.reports.analysis.page import page
from prem.reports.analysis.write import Source

SCALE = '[response]\nminimum = 1\nmaximum = 5\n[scales.ease]\nitems = ["a", "b", "c", "d"]\n'


def validated(rows: Any, toml: str = SCALE, **columns: Any) -> dict[str, Any]:
    frame = pd.DataFrame(rows, columns=list("abcd")).assign(**columns)
    named = Columns(**{name: name for name in columns})
    notes = Notes()
    key = key_of_toml(toml, "scales.toml")
    answers = make_answers(Table("t.csv", frame), key, named, notes)
    return validate(answers, Options(quick=True), load_plan(), notes)


def likert(n: int, seed: int = 0) -> Any:
    chance = np.random.default_rng(seed)
    behind = 0.8 * chance.standard_normal((n, 1)) + 0.6 * chance.standard_normal((n, 4))
    return np.digitize(behind, [-2, -1.4, -1, -0.3]) + 1


def test_bias_of_answers_of_many_kinds_is_null_with_its_note_and_ends() -> None:
    rows = np.random.default_rng(1).standard_normal((200, 4))
    toml = '[scales.ease]\nitems = ["a", "b", "c", "d"]\n'
    results = validated(rows, toml, group=["x", "y"] * 100)
    assert results["dif"]["ease"]["items"] == dict.fromkeys("abcd")
    told = [note for note in results["notes"] if note["where"] == "dif.ease.items.a"]
    assert [note["code"] for note in told] == ["422.644"]
    assert "more than 12 kinds" in told[0]["text"]


def test_groups_of_one_woman_have_a_report() -> None:
    results = validated(likert(40), group=[f"g{i}" for i in range(40)])
    assert results["dif"]["ease"]["biased"] is None
    key = key_of_toml(SCALE, "scales.toml")
    assert "<h1" in page(results, Source("t.csv", key, Options()), load_plan())


@pytest.mark.parametrize("n", [2, 5, 36, 49])
def test_nothing_is_sufficient_of_few_women(n: int) -> None:
    found = validated(np.repeat([[2, 3, 4, 3], [3, 4, 3, 2]], n, axis=0)[:n])["checklist"]
    found += validated(likert(n))["checklist"]
    assert [row for row in found if row["verdict"] == "sufficient"] == []


def test_what_would_be_sufficient_asks_for_more_women_where_the_sample_is_inadequate() -> None:
    for grade, verdict in (("inadequate", "indeterminate"), ("very good", "sufficient")):
        graded = {"analyses": [{"id": "graded_response", "grade": grade}]}
        independent = {
            "property": "local independence: ease",
            "verdict": "sufficient",
            "needed": "",
        }
        (row,) = beside([independent], graded)
        assert row["verdict"] == verdict
        assert ("more women" in row["needed"]) == (verdict == "indeterminate")


def test_items_in_perfect_order_have_no_interval_of_h_and_a_note() -> None:
    results = validated([[1, 1, 2, 1], [2, 2, 3, 2], [3, 3, 4, 4], [4, 4, 5, 5]])
    assert results["items"]["a"]["h"]["low"] is None
    (told,) = [note for note in results["notes"] if note["code"] == "422.988"]
    assert "items.a.h.low" in told["where"]
    assert "scales.ease.h.high" in told["where"]


@pytest.mark.parametrize("name", ["ease=~", "a~~b"])
def test_a_name_that_joins_two_names_is_refused(name: str) -> None:
    for toml in (
        SCALE.replace("scales.ease", f'scales."{name}"'),
        SCALE.replace('"a"', f'"{name}"'),
    ):
        with pytest.raises(Refusal) as refused:
            key_of_toml(toml, "scales.toml")
        assert refused.value.complaints[0].kind.code == "422.989"


def test_numbers_without_steps_have_no_scalability_and_a_just_identified_ladder_its_note() -> None:
    rows = np.random.default_rng(1).standard_normal((300, 4))
    rows[:, 1:] += rows[:, :1]
    toml = '[scales.ease]\nitems = ["a", "b", "c"]\n'
    results = validated(rows, toml, group=["x", "y"] * 150)
    told = {(note["code"], note["where"]) for note in results["notes"]}
    assert results["scales"]["ease"]["h"] is None
    assert ("422.932", "scales.ease.h") in {(code, at.split(",")[0]) for code, at in told}
    assert results["invariance"]["ml"]["configural"]["p"] is None
    exact = [at for code, at in told if code == "422.593" and "invariance" in at]
    assert exact == ["invariance.by.group.ml.configural, invariance.ml.configural"]
