"""What is computed of a group: bands, women, sessions, scores."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from prem.analysis.release import (
    Answer,
    Before,
    Contact,
    Design,
    Snapshot,
    figures,
    mean_and_interval,
    scale_scores,
)
from prem.instruments.load import load_instrument

MEASURE = load_instrument("perinatal-experience")
SCALE = MEASURE.scales[0]
ITEM = SCALE.items[0]
TIME, LATER = MEASURE.item(ITEM).time_points[:2]
NEVER_BEFORE = Before(None, False, frozenset(), {})


def answered(codes: Iterable[int], item: str = ITEM, time: str = TIME) -> tuple[Answer, ...]:
    """A woman for each code."""
    return tuple(Answer(woman, "north", time, item, code) for woman, code in enumerate(codes))


def begun(women: Iterable[int], how: str = "finished", time: str = TIME) -> tuple[Contact, ...]:
    return tuple(Contact(woman, "north", time, how) for woman in women)


def all_of(snapshot: Snapshot, figure: str) -> dict[str, int]:
    """The figure's numbers of everybody."""
    found = figures(Design(MEASURE, ("north",), (TIME, LATER)), snapshot, lambda _: NEVER_BEFORE)
    return dict(found[figure].figures["", ""])


def test_the_two_best_of_five_are_high_and_the_two_worst_low():
    # 10 women said 5, 15 said 4, 20 said 3, 25 said 2, 30 said 1
    codes = [5] * 10 + [4] * 15 + [3] * 20 + [2] * 25 + [1] * 30
    shown = all_of(Snapshot(answered(codes), begun(range(100))), f"item:{ITEM}")
    assert shown == {"answers": 100, "low": 55, "middle": 20, "high": 25}


def test_a_woman_who_came_twice_is_one_woman_and_two_interviews():
    contacts = begun(range(20)) + begun(range(10), "stopped", LATER)
    nothing = answered([5, 1] * 10)
    assert all_of(Snapshot(nothing, contacts), "women") == {"women": 20, "sessions": 30}
    assert all_of(Snapshot(nothing, contacts), "dispositions") == {
        "finished": 20, "unfinished": 0, "stopped": 10, "declined": 0,
    }  # fmt: skip


def test_a_woman_who_came_twice_counts_once_in_a_score_with_her_mean():
    items = [one for one in SCALE.items if {TIME, LATER} <= set(MEASURE.item(one).time_points)]
    codes = [5, 1] * 10
    first = tuple(one for item in items for one in answered(codes, item))
    # half of them come again and say the opposite: their own mean is the middle, 50
    second = tuple(one for item in items for one in answered([1, 5] * 5, item, LATER))
    contacts = begun(range(20)) + begun(range(10), time=LATER)
    shown = all_of(Snapshot(first + second, contacts), f"scale:{SCALE.id}")
    scores = [50.0] * 10 + [100.0, 0.0] * 5
    mean, low, high = mean_and_interval(scores)
    assert shown == {"women": 20, "mean": mean, "low": low, "high": high}


def test_half_of_the_items_asked_make_a_score_and_fewer_do_not():
    asked = [one for one in SCALE.items if TIME in MEASURE.item(one).time_points]
    assert len(asked) == 4

    def scored(count: int) -> dict:
        answers = tuple(one for item in asked[:count] for one in answered([4], item))
        return scale_scores(MEASURE, SCALE.id, Snapshot(answers, ()))

    assert scored(2) == scored(4) == {(0, "north", TIME): 75.0}
    assert scored(1) == {}


@pytest.mark.parametrize(
    ("scores", "shown"),
    [
        ([100.0] * 6 + [90.0, 80.0], (96, 90, 100)),
        ([0.0] * 6 + [10.0, 20.0], (4, 0, 10)),
    ],
)
def test_an_interval_is_rounded_outwards_and_stays_on_the_scale(scores, shown):
    assert mean_and_interval(scores) == shown


def test_no_question_is_shown_of_a_group_whose_women_are_withheld():
    # Only the north answered the question, so its own table gives nobody in the south away.
    codes = [1, 2, 3, 4, 5] * 4
    north = tuple(Contact(woman, "north", TIME, "finished") for woman in range(20))
    south = tuple(Contact(woman, "south", TIME, "finished") for woman in range(100, 103))
    design = Design(MEASURE, ("north", "south"), (TIME,))
    found = figures(design, Snapshot(answered(codes), north + south), lambda _: NEVER_BEFORE)
    assert found["women"].renewed
    assert ("north", "") not in found["women"].renewed
    assert found[f"item:{ITEM}"].renewed <= found["women"].renewed
