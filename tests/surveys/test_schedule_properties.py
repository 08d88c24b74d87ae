"""The life-event clock over random lives: what must hold whatever happens, and in what order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from example_survey import example_survey
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from prem.surveys.model import Survey
from prem.surveys.schedule import Happened, Planned, Safe, Woman, plan
from prem.surveys.schedule.model import DATED, HOME, KINDS, WAVES
from prem.surveys.schedule.standing import standing

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = 60 * 24 * 500  # two springs and an autumn
SURVEY = example_survey()
POINTS = [point.id for point in SURVEY.time_points]
WORDS = SURVEY.words["en"]
LOUD = replace(
    SURVEY, hash="loud", words={"en": replace(WORDS, text={**WORDS.text, "reminder": "Your baby"})}
)

moments = st.integers(0, MINUTES).map(lambda m: START + timedelta(minutes=m))
days = st.integers(-100, 500).map(lambda d: date(2026, 1, 1) + timedelta(days=d))
safes = st.builds(
    lambda hours, days: Safe(min(hours), max(hours), days),
    st.lists(st.integers(0, 24), min_size=2, max_size=2, unique=True),
    st.frozensets(st.integers(0, 6), min_size=1),
)


@st.composite
def happenings(draw: st.DrawFn) -> Happened:
    kind = draw(st.sampled_from(KINDS))
    return Happened(
        kind,
        draw(moments),
        day=draw(days) if kind in DATED else None,
        time_point=draw(st.sampled_from(POINTS)) if kind in WAVES else "",
        site=draw(st.sampled_from(["north", "elsewhere"])) if kind in ("moved", "enrolled") else "",
        safe=draw(safes) if kind in ("safe", "enrolled") else None,
        language=draw(st.sampled_from(["en", "cy"])) if kind in ("language", "enrolled") else "",
        channel="sms" if kind in ("channel", "enrolled") else "",
        number="ab" * 32 if kind in ("number", "enrolled") else "",
    )


women = st.builds(
    lambda safe, born, events: Woman(
        7, "north", "en", safe, (Happened("birth", START, day=born), *events)
    ),
    safes,
    days,
    st.lists(happenings(), max_size=8).map(tuple),
)
quick = settings(max_examples=150, deadline=None)


def known(woman: Woman, now: datetime) -> Woman:
    return replace(woman, events=tuple(one for one in woman.events if one.at <= now))


def live(survey: Survey, woman: Woman) -> list[Planned]:
    """Play her life hour by hour where something is due, as the worker does; return what went."""
    sent: list[Planned] = []
    turns = sorted({START, *(one.at for one in woman.events)})
    for now, until in pairwise([*turns, START + timedelta(days=900)]):
        moment = now
        while True:
            her = known(woman, moment)
            going = [one for one in plan(survey, her, moment) if not one.held]
            if not going or going[0].due >= until:
                break
            moment, one = going[0].due, going[0]
            sent.append(one)
            kind = "invited" if one.template == "invitation" else "reminded"
            told = Happened(kind, moment, time_point=one.wave.partition("/")[2])  # type: ignore[arg-type]
            woman = replace(woman, events=(*woman.events, told))
    return sent


@quick
@given(women, moments)
def test_never_outside_her_window_and_her_safe_moments(woman: Woman, now: datetime) -> None:
    stands = standing(woman.site, known(woman, now).events)
    for one in plan(SURVEY, known(woman, now), now):
        point = next(p for p in SURVEY.time_points if one.wave.endswith("/" + p.id))
        here = one.due.astimezone(HOME)
        week = (here.date() - stands.days[point.anchor]).days // 7
        assert point.from_week <= week <= point.to_week
        assert here.weekday() in woman.safe.days
        assert woman.safe.first <= here.hour < woman.safe.end
        assert now <= one.due < one.expires


@quick
@given(women, moments)
def test_the_same_events_give_the_same_plan_in_any_order(woman: Woman, now: datetime) -> None:
    assume(len({one.at for one in woman.events}) == len(woman.events))
    turned = replace(woman, events=woman.events[::-1])
    assert plan(SURVEY, woman, now) == plan(SURVEY, turned, now)


@quick
@given(women, moments)
def test_planning_again_before_anything_is_due_changes_nothing(woman: Woman, now: datetime) -> None:
    her = known(woman, now)
    first = plan(SURVEY, her, now)
    assume(first)
    later = now + (first[0].due - now) / 2
    assert plan(SURVEY, her, later) == first


@quick
@given(women)
def test_a_life_has_no_wrong_text(woman: Woman) -> None:
    sent = live(LOUD, woman)
    assert max(Counter(one.key for one in sent).values(), default=1) == 1
    # Texts that her random events say were sent already count as well: fewer, never more.
    assert max(Counter(one.wave for one in sent).values(), default=0) <= 3
    for one in sent:
        before = standing(woman.site, known(woman, one.due).events)
        assert not before.stopped
        assert not before.holds
        assert not (before.babyless and one.template == "reminder")
        wave = before.wave(one.wave.partition("/")[2])
        assert not wave.finished


@quick
@given(safes, days, st.sampled_from(["stop", "finished"]))
def test_after_a_stop_or_the_end_nothing_is_planned(safe: Safe, born: date, word: str) -> None:
    ends = [
        Happened(word, START, time_point=point)  # type: ignore[arg-type]
        for point in (POINTS if word == "finished" else [""])
    ]
    her = Woman(7, "north", "en", safe, (Happened("birth", START, day=born), *ends))
    assert plan(SURVEY, her, START) == ()


def test_a_whole_life_without_events_gets_every_time_point_after_birth() -> None:
    her = Woman(7, "north", "en", Safe(), (Happened("birth", START, day=START.date()),))
    waves = Counter(one.wave.partition("/")[2] for one in live(SURVEY, her))
    after = [p.id for p in SURVEY.time_points if p.anchor == "birth"]
    assert waves == Counter({**dict.fromkeys(after, 3), "birth": 1})  # its window is one week


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_life_over_a_clock_change_keeps_her_hour(night: date) -> None:
    born = night - timedelta(weeks=1, days=3)
    her = Woman(7, "north", "en", Safe(), (Happened("birth", START, day=born),))
    first_wave = [o for o in live(SURVEY, her) if o.wave.endswith("weeks-0-12")]
    assert [o.due.astimezone(HOME).hour for o in first_wave] == [10, 10, 10]
    assert len({o.due.hour for o in first_wave}) == 2  # by UTC it moved
