"""The life-event clock, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from example_survey import example_survey
from scheduling import BORN, NOW, WAVE, at, first_wave, woman

from prem.surveys.model import Survey
from prem.surveys.schedule import Happened, Planned, Safe, plan
from prem.surveys.schedule.plan import window
from prem.surveys.schedule.safe import next_safe
from prem.surveys.schedule.saying import days_from, hours_from
from prem.surveys.schedule.standing import standing
from prem.surveys.schedule.templates import mentions_baby, templates


@pytest.fixture(scope="module")
def survey() -> Survey:
    return example_survey()


def test_an_invitation_and_two_reminders_a_week_apart(survey: Survey) -> None:
    assert first_wave(survey, woman()) == [
        ("invitation", NOW),
        ("reminder", at(7)),
        ("reminder", at(14)),
    ]


def test_a_reminder_comes_a_week_after_the_last_text_and_not_the_first(survey: Survey) -> None:
    late = at(9)  # her safe days had the first reminder wait
    her = woman(
        Happened("invited", NOW, time_point=WAVE), Happened("reminded", late, time_point=WAVE)
    )
    assert first_wave(survey, her, late) == [("reminder", at(16))]


def test_a_window_opens_and_shuts_at_midnight_in_the_uk(survey: Survey) -> None:
    [point] = [one for one in survey.time_points if one.id == WAVE]  # weeks 1 to 12
    stands = standing("north", (Happened("birth", NOW, day=date(2026, 8, 10)),))
    opens, shuts = datetime(2026, 8, 16, 23, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)
    assert window(point, stands) == (opens, shuts)  # the clocks went back in between


def test_every_time_point_to_come_is_planned_and_none_that_is_over(survey: Survey) -> None:
    waves = [p.wave.partition("/")[2] for p in plan(survey, woman(), NOW) if p.slot == 0]
    assert waves == ["weeks-0-12", "months-3-12", "months-12-18"]


@pytest.mark.parametrize("word", ["finished", "began", "invited"])
def test_reminders_go_only_to_those_who_have_not_finished(survey: Survey, word: str) -> None:
    told = Happened("invited", NOW, time_point=WAVE)
    her = woman(told, Happened(word, at(1), time_point=WAVE))  # type: ignore[arg-type]
    left = len(first_wave(survey, her, at(2)))
    assert left == {"finished": 0, "began": 2, "invited": 1}[word]


def test_who_came_by_herself_is_not_pressed(survey: Survey) -> None:
    assert first_wave(survey, woman(Happened("began", NOW, time_point=WAVE))) == []


def test_a_new_date_plans_everything_anew(survey: Survey) -> None:
    later = woman(Happened("birth", at(0), day=BORN + timedelta(weeks=10)))
    assert first_wave(survey, later)[0] == ("invitation", datetime(2027, 1, 5, 10, tzinfo=UTC))


def test_a_stop_ends_it_and_only_her_start_takes_it_back(survey: Survey) -> None:
    stopped = woman(Happened("stop", at(-2)), Happened("resume", at(-1)))
    assert plan(survey, stopped, NOW) == ()
    assert plan(survey, replace(stopped, events=(*stopped.events, Happened("start", NOW))), NOW)


def test_a_loss_ends_what_hangs_on_the_due_date(survey: Survey) -> None:
    due = Happened("due-date", at(-30), day=(NOW + timedelta(weeks=8)).date())
    her = woman(due, born=None)
    assert plan(survey, her, NOW)
    assert plan(survey, replace(her, events=(due, Happened("loss", at(-1)))), NOW) == ()


def test_a_birth_ends_what_hangs_on_the_due_date(survey: Survey) -> None:
    due = Happened("due-date", at(-30), day=(NOW + timedelta(weeks=8)).date())
    anchors = {f"{survey.id}/{one.id}": one.anchor for one in survey.time_points}
    before, after = woman(due, born=None), woman(due, born=NOW.date())
    assert {anchors[one.wave] for one in plan(survey, before, NOW)} == {"due-date"}
    assert {anchors[one.wave] for one in plan(survey, after, NOW)} == {"birth"}


@pytest.mark.parametrize("word", ["loss", "apart"])
def test_no_template_that_mentions_a_baby_after_a_loss(survey: Survey, word: str) -> None:
    words = survey.words["en"]
    text = {**words.text, "reminder": "How is your little one?"}
    loud = replace(survey, hash="loud", words={"en": replace(words, text=text)})
    before, after = woman(), woman(Happened(word, at(-1)))  # type: ignore[arg-type]
    assert {p.template for p in plan(loud, before, NOW)} == {"invitation", "reminder"}
    assert {p.template for p in plan(loud, after, NOW)} == {"invitation"}


@pytest.mark.parametrize(("word", "back"), [("loss", "no-loss"), ("apart", "together")])
def test_a_baby_that_is_back_or_was_never_lost_is_as_before(
    survey: Survey, word: str, back: str
) -> None:
    due = Happened("due-date", at(-30), day=(NOW + timedelta(weeks=8)).date())
    told = Happened(word, at(-2))  # type: ignore[arg-type]
    before = woman(due, born=None)
    after = woman(due, told, Happened(back, at(-1)), born=None)  # type: ignore[arg-type]
    assert plan(survey, before, NOW) == plan(survey, after, NOW) != ()
    assert not standing("north", after.events).babyless


def test_together_takes_no_loss_back() -> None:
    stands = standing("", (Happened("loss", at(-2)), Happened("together", at(-1))))
    assert stands.babyless


def test_how_she_is_reached_is_what_was_told_last() -> None:
    first = Happened(
        "enrolled", at(-9), site="north", safe=Safe(), language="en", channel="sms", number="aa"
    )
    later = Safe(9, 12, frozenset({1}))
    events = (
        Happened("number", at(-1), number="bb"),  # told in any order, known in this one
        first,
        Happened("safe", at(-2), safe=later),
        Happened("language", at(-3), language="cy"),
    )
    stands = standing("", events)
    assert (stands.site, stands.safe, stands.language) == ("north", later, "cy")
    assert (stands.channel, stands.number) == ("sms", "bb")


@pytest.mark.parametrize("words", ["Your BABY", "mum", "Feeding well?", "y babi", "Born in May"])
def test_words_that_mention_a_baby(words: str) -> None:
    assert mentions_baby(words)


def test_the_shipped_templates_mention_none() -> None:
    from prem.surveys.load import load_survey

    assert [
        one.mentions_baby for one in templates(load_survey("pregnancy-to-18-months"), "en")
    ] == [False] * 3


def test_who_moves_to_a_site_of_another_survey_is_asked_no_more(survey: Survey) -> None:
    assert plan(survey, woman(Happened("moved", at(-1), site="elsewhere")), NOW) == ()
    other = survey.sites[1].id
    assert plan(survey, woman(Happened("moved", at(-1), site=other)), NOW)


@pytest.mark.parametrize(
    ("moment", "safe", "due"),
    [
        ("2026-07-01T05:00", Safe(), "2026-07-01T09:00"),  # summer time
        ("2026-12-01T05:00", Safe(), "2026-12-01T10:00"),
        ("2026-03-28T18:00", Safe(), "2026-03-29T09:00"),  # the clocks go forward that night
        ("2026-10-24T17:00", Safe(), "2026-10-25T10:00"),  # and back
        ("2026-03-28T18:00", Safe(1, 2), "2026-03-30T00:00"),  # 1 to 2 is not on the 29th
        ("2026-10-25T01:30", Safe(1, 2), "2026-10-25T01:30"),  # and twice on the 25th
        ("2026-11-16T12:00", Safe(days=frozenset({2})), "2026-11-18T10:00"),
        ("2026-03-22T03:00", Safe(1, 2, frozenset({6})), "2026-04-05T00:00"),  # a week is left out
    ],
)
def test_safe_moments(moment: str, safe: Safe, due: str) -> None:
    found = next_safe(datetime.fromisoformat(moment + "+00:00"), safe)
    assert found == datetime.fromisoformat(due + "+00:00")


@pytest.mark.parametrize(
    "arguments", [(10, 10), (-1, 5), (5, 25), (1, 2, frozenset()), (1, 2, {7})]
)
def test_no_safe_moment_is_refused(arguments: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="safe"):
        Safe(*arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "kind", ["birth", "invited", "moved", "safe", "language", "channel", "number", "enrolled"]
)
def test_an_event_that_says_too_little_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="too little"):
        Happened(kind, NOW)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="too little"):
        Happened("stop", NOW.replace(tzinfo=None))


def test_a_language_without_words_for_texts_gets_none(survey: Survey) -> None:
    words = replace(survey.words["en"], text={}, forms=("page",))
    page_only = replace(
        survey, hash="page", languages=("en", "ro"), words={**survey.words, "ro": words}
    )
    assert plan(page_only, replace(woman(), language="ro"), NOW) == ()
    assert plan(page_only, replace(woman(), language="xx"), NOW) == ()
    assert plan(page_only, woman(), NOW) != ()


def test_a_key_has_person_wave_template_and_slot(survey: Survey) -> None:
    one: Planned = plan(survey, woman(), NOW)[0]
    assert one.key == (7, f"{survey.id}/{WAVE}", "invitation", 0)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon-tue", {0, 1}),
        ("sat-mon", {5, 6, 0}),
        ("Mon \N{EN DASH} wed", {0, 1, 2}),
        ("thursday", {3}),
        ("every day", set(range(7))),
        ("mon-tue-wed", set()),
        ("mon-", set()),
        ("mon,never", set()),
        ("mo", set()),
        ("", set()),
    ],
)
def test_days_as_people_type_them(typed: str, days: set[int]) -> None:
    assert days_from(typed) == days


@pytest.mark.parametrize("typed", ["", "9", "9-", "9-17-18", "nine to five", "100-200", "-9-17"])
def test_what_are_no_hours_is_none(typed: str) -> None:
    assert hours_from(typed) is None
