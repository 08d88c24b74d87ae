"""Measurement invariance: known truths, and what is said where groups cannot be compared."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from comparing_groups import ITEMS, MEMBERS, PLAN, SCALES, answers_of, drawn, found_in, told

from prem.analysis.cfa.model import correlated
from prem.analysis.frame import Columns, Numbers, Table, make_answers
from prem.analysis.invariance import robust
from prem.analysis.invariance.compared import MOST_GROUPS
from prem.analysis.invariance.estimate import observed, settle, slopes
from prem.analysis.invariance.groups import invariance
from prem.analysis.invariance.judged import invariance_rows
from prem.analysis.invariance.ladder import climb, compared, holds, table
from prem.analysis.invariance.layout import Layout, equal
from prem.analysis.invariance.sample import sample_of
from prem.analysis.notes import Notes
from prem.analysis.scales import key_of_toml
from prem.errors import invariance as kinds
from prem.errors.graded import NO_GROUP
from prem.reports.analysis.invariance import invariance_view
from prem.reports.analysis.invariance_files import invariance_lines, invariance_sheets


def test_an_item_that_one_group_answers_higher_is_found_and_measured() -> None:
    parts = {"a": drawn(600, 1), "b": drawn(600, 2, level=0.5, shift={1: 0.5})}
    found, _ = found_in(answers_of(parts))
    ml = found["ml"]
    assert ml["metric"]["difference"]["holds"]
    assert not ml["scalar"]["difference"]["holds"]
    assert ml["candidates"]["scalar"][0]["what"] == "q2~1"
    assert ml["partial"]["intercepts"] == ["q2~1"]
    assert ml["partial"]["loadings"] == []
    assert ml["partial"]["scalar"]["difference"]["holds"]
    gap = ml["expected"]["items"]["q2"]["b"]
    assert gap["low"] < 0.5 < gap["high"]
    assert gap["dmacs"] == pytest.approx(0.5, abs=0.1)
    assert ml["expected"]["scales"]["trust"]["b"]["signed"] == pytest.approx(0.125, abs=0.04)
    for item in ("q1", "q3", "q4", "q5"):
        assert abs(ml["expected"]["items"][item]["b"]["signed"]) < 0.12
    (row,) = list(invariance_rows({"invariance": found}, PLAN))
    assert row["verdict"] == "insufficient"
    assert "q2 (b)" in row["needed"]


def test_groups_that_differ_in_level_only_are_comparable() -> None:
    parts = {"a": drawn(500, 3), "b": drawn(500, 4, level=0.8), "c": drawn(500, 5, level=-0.4)}
    found, _ = found_in(answers_of(parts))
    steps = [found["ml"][step] for step in ("metric", "scalar", "strict")]
    assert all(step["difference"]["holds"] for step in steps)
    assert all(step["difference"]["p_scaled"] > 0.001 for step in steps)
    assert [step["difference"]["df"] for step in steps] == [12, 12, 16]
    assert "partial" not in found["ml"]
    assert found["ml"]["expected"]["scales"] == {}
    (row,) = list(invariance_rows({"invariance": found}, PLAN))
    assert row["verdict"] == "sufficient"
    view = invariance_view({"invariance": found}, {}, PLAN)
    assert view is not None
    assert "mean scores may be compared" in view["parts"][0]["said"][0]


def test_chi_square_does_not_depend_on_scale_origin_or_the_order_of_groups() -> None:
    first, second = drawn(200, 6), drawn(150, 7)
    layout = Layout(correlated(MEMBERS))

    def chi2(*groups: Numbers) -> list[float]:
        sample = sample_of(groups)
        assert sample is not None
        return [r.fit.tested.chi2 for r in climb(layout, sample).values() if r is not None]

    plain = chi2(first, second)
    assert len(plain) == 4
    assert chi2(second, first) == pytest.approx(plain, rel=1e-9)
    factor, shift = np.arange(1, 9), np.arange(8) * 10.0
    assert chi2(first * factor + shift, second * factor + shift) == pytest.approx(plain, rel=1e-9)


def test_slopes_and_information_are_derivatives_of_the_log_likelihood() -> None:
    holes = drawn(80, 8)
    holes[np.random.default_rng(8).random(holes.shape) < 0.1] = np.nan
    layout = Layout(correlated({"trust": ("q1", "q2"), "ease": ("q3", "q4")}), 2)
    sample = sample_of([holes], 2)
    assert sample is not None
    shape = equal(layout, 1, "scalar", frozenset({1}))
    start = shape.averaged(np.full((1, layout.size), 0.3))
    start = np.where(np.arange(shape.count) % 3 == 0, start + 0.05, start)
    expected = observed(shape, start, sample)
    for at in range(shape.count):
        step = np.zeros(shape.count)
        step[at] = 1e-6
        ends = [slopes(shape, start + sign * step, sample)[0] for sign in (1, -1)]
        assert (ends[0] - ends[1]) / 2e-6 == pytest.approx(expected[at], rel=1e-7, abs=1e-5)


def test_the_limits_are_narrower_with_few_rows() -> None:
    fine = {"delta_cfi": -0.008, "delta_rmsea": 0.012, "delta_srmr": 0.02}
    assert holds(fine, "metric", 301, PLAN)
    assert not holds(fine, "metric", 300, PLAN)
    assert not holds(fine | {"delta_rmsea": 0.02, "delta_srmr": 0.02}, "scalar", 301, PLAN)
    assert holds(fine | {"delta_rmsea": 0.02, "delta_srmr": 0.01}, "scalar", 301, PLAN)
    assert not holds(fine | {"delta_cfi": -0.011}, "metric", 301, PLAN)


def test_a_scaled_difference_of_a_negative_factor_is_taken_anew(monkeypatch) -> None:
    sample = sample_of([drawn(120, 9), drawn(130, 10)])
    assert sample is not None
    rungs = climb(Layout(correlated(MEMBERS)), sample)
    loose, tight = rungs["metric"], rungs["scalar"]
    assert loose is not None
    assert tight is not None
    assert loose.extra is not None
    odd = robust.Scaled(9.0, loose.extra.base_scaling, loose.extra.covariance)
    found = robust.difference(tight.fit, loose.fit, tight.extra, odd)
    assert found is not None
    assert found[1] == "satorra.bentler.2010"
    assert found[0].chi2 > 0
    monkeypatch.setattr(robust, "scaling", lambda *_: None)
    assert robust.difference(tight.fit, loose.fit, tight.extra, odd) is None
    both = table(tight), table(loose)
    assert "method" not in compared(tight._replace(extra=None), loose, both, PLAN)


def test_small_groups_are_left_out_with_a_note() -> None:
    parts = {"a": drawn(90, 11), "b": drawn(70, 12), "c": drawn(12, 13), "": drawn(5, 14)}
    found, notes = found_in(answers_of(parts))
    assert found["by"]["group"]["groups"] == {"a": 90, "b": 70}
    assert found["by"]["group"]["left_out"] == {"c": 12}
    assert told(notes, kinds.INVARIANCE_LEFT_OUT) == ["invariance.by.group, invariance"]
    assert told(notes, kinds.INVARIANCE_SMALL)
    assert told(notes, NO_GROUP) == ["invariance.by.group, invariance"]
    (row,) = list(invariance_rows({"invariance": found}, PLAN))
    assert row["verdict"] in ("indeterminate", "insufficient")


def test_one_group_is_none_to_compare() -> None:
    found, notes = found_in(answers_of({"a": drawn(90, 15), "b": drawn(1, 16)}))
    assert found["ml"] is None
    assert found["wlsmv"] is None
    assert told(notes, kinds.INVARIANCE_FEW_GROUPS) == ["invariance.by.group, invariance"]
    (row,) = list(invariance_rows({"invariance": found}, PLAN))
    assert row["verdict"] == "indeterminate"
    view = invariance_view({"invariance": found}, {}, PLAN)
    assert view is not None
    assert view["parts"][0]["said"] == [
        "Groups (a: 90, b: 1) could not be compared; the notes say why."
    ]


def test_an_item_that_is_constant_in_a_group_is_left_out_for_all() -> None:
    parts = {"a": drawn(90, 17), "b": drawn(90, 18)}
    parts["b"][:, 7] = 5.0
    found, notes = found_in(answers_of(parts))
    assert found["ml"]["configural"]["df"] == 26  # two groups, seven items
    assert any("q8" in entry["text"] for entry in notes.entries)
    assert told(notes, kinds.INVARIANCE_CONSTANT)


def test_an_item_that_another_gives_fully_leaves_its_group_out() -> None:
    parts = {"a": drawn(90, 19), "b": drawn(90, 20), "c": drawn(90, 21)}
    parts["b"][:, 3] = parts["b"][:, 2]
    found, notes = found_in(answers_of(parts))
    assert found["by"]["group"]["left_out"] == {"b": 90}
    assert told(notes, kinds.INVARIANCE_LEFT_OUT)


def test_of_very_many_groups_the_largest_are_compared() -> None:
    parts = {f"s{i}": drawn(50 + i, 30 + i) for i in range(MOST_GROUPS + 2)}
    found, notes = found_in(answers_of(parts, "site"))
    assert found["of"] == "site"
    assert len(found["by"]["site"]["groups"]) == MOST_GROUPS
    assert set(found["by"]["site"]["left_out"]) == {"s0", "s1"}
    assert told(notes, kinds.INVARIANCE_MANY_GROUPS)


def test_everything_missing_and_no_grouping() -> None:
    parts = {"a": np.full((30, 8), np.nan), "b": np.full((30, 8), np.nan)}
    parts["a"][0, 0] = 1.0
    found, notes = found_in(answers_of(parts))
    assert found["ml"] is None
    assert told(notes, kinds.INVARIANCE_FEW_GROUPS)
    alone = pd.DataFrame(drawn(40, 22), columns=ITEMS)
    key = key_of_toml(SCALES, "s.toml")
    plain = make_answers(Table("t.csv", alone), key, Columns(), Notes())
    assert invariance(plain, True, PLAN, Notes()) == {}
    assert invariance_view({}, {}, PLAN) is None
    assert invariance_sheets({}) == {}
    assert invariance_lines({}) == []


def test_two_items_are_too_few_for_a_model() -> None:
    parts = {"a": drawn(90, 23), "b": drawn(90, 33)}
    frame = pd.DataFrame(np.vstack(list(parts.values()))[:, :2], columns=["q1", "q2"])
    frame["group"] = ["a"] * 90 + ["b"] * 90
    key = key_of_toml('[scales.trust]\nitems = ["q1", "q2"]', "s.toml")
    answers = make_answers(Table("t.csv", frame), key, Columns(group="group"), Notes())
    found, notes = found_in(answers)
    assert found["ml"] is None
    place = "invariance.by.group.ml, invariance.ml"
    assert told(notes, kinds.INVARIANCE_UNSETTLED) == [place]


def test_impossible_estimates_are_told() -> None:
    shift = {0: 1.0, 1: -1.0, 2: 2.0, 3: -2.0, 4: 1.0, 5: -1.0, 6: 2.0, 7: -2.0}
    found, notes = found_in(answers_of({"a": drawn(300, 24), "b": drawn(300, 25, shift=shift)}))
    assert found["ml"]["scalar"] is not None
    place = "invariance.by.group.ml, invariance.ml"
    assert told(notes, kinds.INVARIANCE_IMPROPER) == [place]
    (text,) = {e["text"] for e in notes.entries if e["code"] == kinds.INVARIANCE_IMPROPER.code}
    assert "q4 (scalar)" in text


def test_no_partial_step_where_everything_differs() -> None:
    shift = {0: 0.6, 1: -0.6, 2: 1.2, 3: -1.2, 4: 0.6, 5: -0.6, 6: 1.2, 7: -1.2}
    parts = {"a": drawn(300, 24), "b": drawn(300, 25, shift=shift)}
    found, notes = found_in(answers_of(parts))
    assert found["ml"]["partial"] is None
    place = "invariance.by.group.ml.partial, invariance.ml.partial"
    assert told(notes, kinds.INVARIANCE_NO_PARTIAL) == [place]
    view = invariance_view({"invariance": found}, {}, PLAN)
    assert view is not None
    assert "too many items are answered differently" in view["parts"][0]["said"][0]


def test_an_impossible_start_is_not_settled() -> None:
    sample = sample_of([drawn(60, 28), drawn(60, 29)])
    assert sample is not None
    shape = equal(Layout(correlated(MEMBERS)), 2, "metric")
    assert settle(shape, np.full(shape.count, -1.0), sample) is None


def test_the_r_lines_name_the_columns() -> None:
    lines = "\n".join(invariance_lines({"site": 'a "b"', "group": "g"}))
    assert 'groupings <- c(site = "a \\"b\\"", group = "g")' in lines
    assert "group.equal = those" in lines
