"""What lies between the texts of a plan: days, what holds her texts, the end of a window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from example_survey import example_survey
from scheduling import NOW, WAVE, all_open, at, first_wave, woman

from prem.surveys.model import Survey
from prem.surveys.schedule import Happened, Safe, plan
from prem.surveys.schedule.plan import expires, is_planned


@pytest.fixture(scope="module")
def survey() -> Survey:
    return example_survey()


def test_a_day_lies_between_the_texts_of_two_time_points(survey: Survey) -> None:
    """A birth is told at once after an invitation of pregnancy: a second one would look wrong."""
    invited = Happened("invited", NOW, time_point="pregnancy")
    assert first_wave(survey, woman(invited))[0] == ("invitation", at(1))
    assert first_wave(survey, woman(invited), at(2))[0] == ("invitation", at(2))


def test_no_two_planned_texts_are_of_one_day_whatever_the_windows(survey: Survey) -> None:
    dues = [one.due for one in plan(all_open(survey), woman(), NOW)]
    assert len(dues) == 3 * len(survey.time_points)
    assert dues == sorted(dues)
    assert all(later - due >= timedelta(days=1) for due, later in pairwise(dues))


def test_the_order_of_time_points_is_the_same_by_night_and_by_day(survey: Survey) -> None:
    by_day, by_night = (
        [one.wave for one in plan(all_open(survey), woman(), NOW + timedelta(hours=hours))]
        for hours in (0, -9)
    )
    assert by_night == by_day


@pytest.mark.parametrize("hold", ["pause", "prison", "refuge"])
def test_what_is_held_goes_on_after_and_is_not_lost(survey: Survey, hold: str) -> None:
    told = Happened(hold, at(-1))  # type: ignore[arg-type]
    assert {p.held for p in plan(survey, woman(told), NOW)} == {hold}
    again = plan(survey, woman(told, Happened("resume", at(3))), at(3))
    assert {p.held for p in again} == {""}
    assert again[0].due == at(3)


def test_pause_by_text_holds_its_own_wave(survey: Survey) -> None:
    steps = [Happened("invited", NOW, time_point=WAVE), Happened("paused", NOW, time_point=WAVE)]
    held = {p.wave.partition("/")[2]: p.held for p in plan(survey, woman(*steps), at(1))}
    assert held == {WAVE: "pause", "months-3-12": "", "months-12-18": ""}
    again = woman(*steps, Happened("began", at(1), time_point=WAVE))
    assert not any(p.held for p in plan(survey, again, at(1)))


def test_a_wave_that_has_begun_never_expires(survey: Survey) -> None:
    assert expires(survey, woman(), WAVE) == datetime(2027, 1, 19, tzinfo=UTC)
    assert expires(survey, woman(Happened("began", NOW, time_point=WAVE)), WAVE) is None


def test_what_the_survey_has_no_more_is_over(survey: Survey) -> None:
    gone = expires(survey, woman(), "of-before")
    assert gone is not None
    assert gone < NOW


def test_a_text_at_the_very_end_of_a_window_comes_too_late(survey: Survey) -> None:
    done = Happened("finished", NOW, time_point="months-3-12")  # whose text would go instead
    her = woman(done, safe=Safe(0, 24))
    over = expires(survey, her, WAVE)
    assert over is not None
    assert first_wave(survey, her, over - timedelta(seconds=1))
    assert first_wave(survey, her, over) == []


@pytest.mark.parametrize("paused", ["birth", "weeks-0-12"])  # the first by name, and the last
def test_what_is_held_puts_off_no_other_and_no_other_puts_it_off(
    survey: Survey, paused: str
) -> None:
    """For it may be weeks until she goes on, or a moment."""
    her = woman(
        Happened("invited", at(-9), time_point=paused),
        Happened("paused", at(-9), time_point=paused),
    )
    texts = plan(all_open(survey), her, NOW)
    dues = [one.due for one in texts]
    assert dues == sorted(dues)
    assert next(one.due for one in texts if one.held) == NOW
    assert next(one.due for one in texts if not one.held) == NOW


def test_what_is_held_stands_in_the_plan_at_its_moment(survey: Survey) -> None:
    """Before one that a text of today puts off to tomorrow noon."""
    her = woman(
        Happened("invited", at(-6.5), time_point=WAVE),
        Happened("paused", at(-6.5), time_point=WAVE),
        Happened("invited", NOW, time_point="birth"),
        Happened("finished", NOW, time_point="birth"),
    )
    first, second, *_ = plan(all_open(survey), her, NOW)
    assert (first.held, first.due) == ("pause", at(1) - timedelta(hours=2))
    assert (second.held, second.due) == ("", at(1))


def test_a_text_is_planned_where_it_is_to_go_at_her_next_safe_moment(survey: Survey) -> None:
    night = NOW + timedelta(hours=12)
    for moment in (NOW, night):
        assert is_planned(survey, woman(), WAVE, moment)
        assert not is_planned(survey, woman(), "months-3-12", moment)  # its window is to come
    held = woman(Happened("invited", at(-9), time_point=WAVE), Happened("pause", at(-1)))
    assert not is_planned(survey, held, WAVE, NOW)
