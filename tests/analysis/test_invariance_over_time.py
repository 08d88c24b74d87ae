"""The same women over time: are the items answered alike."""

from __future__ import annotations

import numpy as np
from comparing_groups import PLAN, answers_of, drawn, found_in, told

from prem.analysis.frame import Answers
from prem.analysis.invariance import longitudinal as over
from prem.analysis.invariance.judged import invariance_rows
from prem.errors import invariance as kinds
from prem.errors.confirmatory import CFA_PATTERNS


def over_time(n: int, times: int, holes: float = 0.0) -> Answers:
    chance = np.random.default_rng(26)
    own = chance.normal(0, 0.5, (n, 8))
    parts = {}
    for time in range(times):
        rows = drawn(n, 27, level=0.0) + 0.3 * own + chance.normal(0, 0.4, (n, 8)) + 0.1 * time
        rows[chance.random(n) < holes * time] = np.nan
        parts[str(time + 1)] = rows
    return answers_of(parts, "time", id=[f"w{i}" for i in range(n)] * times)


def test_the_same_women_over_time() -> None:
    found, _ = found_in(over_time(150, 2, 0.2), quick=False)
    later = found["longitudinal"]
    assert later["times"] == ["1", "2"]
    assert later["women"] == 150 > later["n"]
    assert later["ml"]["configural"]["df"] == later["fiml"]["configural"]["df"]
    assert later["fiml"]["configural"]["n"] == 150
    assert [later["ml"][s]["difference"]["df"] for s in ("metric", "scalar", "strict")] == [6, 6, 8]
    names = [row["property"] for row in invariance_rows({"invariance": found}, PLAN)]
    assert names == ["cross-cultural validity: time", "measurement invariance over time"]
    assert list(later["ml"]["expected"]["items"]["q1"]) == ["2"]


def test_too_many_patterns_of_missing_answers_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(over, "_MOST_FIML", 16)
    found, notes = found_in(over_time(150, 2, 0.2), quick=False)
    assert found["longitudinal"]["fiml"] is None
    assert told(notes, CFA_PATTERNS) == ["invariance.longitudinal.fiml"]
    assert found["longitudinal"]["ml"]["strict"]["df"] > 0


def test_time_points_with_too_few_women_are_left_out() -> None:
    answers = over_time(120, 3, 0.4)
    found, notes = found_in(answers)
    assert found["longitudinal"]["times"] == ["1", "2"]
    assert told(notes, kinds.INVARIANCE_TIMES) == ["invariance.longitudinal"]
    few, more = found_in(over_time(15, 2))
    assert few["longitudinal"] is None
    assert told(more, kinds.INVARIANCE_NOT_TWICE) == ["invariance.longitudinal"]
