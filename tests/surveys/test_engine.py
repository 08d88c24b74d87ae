"""The engine as stories: one rule each, told in replies and events."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from example_survey import example_survey

from prem.surveys.engine import start, step
from prem.surveys.events import (
    AnswerGiven,
    AskedAgain,
    ConsentGiven,
    ConsentRefused,
    Finished,
    HelpGiven,
    Paused,
    QuestionDue,
    SituationTold,
    Started,
    Stopped,
)
from prem.surveys.reply import (
    Back,
    Begin,
    Chosen,
    Declined,
    Empty,
    Help,
    Pause,
    Skip,
    Stop,
    Unread,
    Wrote,
)
from prem.surveys.screens import screen, support_lines

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SURVEY = example_survey()
FRONT = (Begin(), Chosen("yes"), Chosen("yes"))


def told(*replies, time_point="birth", form="full", session=None):
    """Play replies; return the session and the events of the last one."""
    session = session or start(
        SURVEY, site="north", time_point=time_point, language="en", form=form
    )
    events = ()
    for reply in replies:
        session, events = step(SURVEY, session, reply, NOW)
    return session, events


def at_items(situation="baby-with-me", **setting):
    return told(*FRONT, Chosen(situation), **setting)[0]


def test_a_new_session_starts_at_the_opening_once():
    session, events = told(Begin())
    assert events == (Started(), QuestionDue("opening"))
    assert told(Begin(), session=session)[1] == (QuestionDue("opening"),)


def test_the_front_leads_over_consent_and_situation_to_the_first_item():
    version = SURVEY.consents["north", "en"]
    assert told(*FRONT)[1] == (ConsentGiven(version), QuestionDue("situation"))
    session, events = told(*FRONT, Chosen("loss"))
    assert events == (SituationTold("loss"), QuestionDue("S5-1"))
    assert session.path == ("opening", "consent", "situation")


def test_consent_is_never_passed_over():
    for reply in (Empty(), Empty(), Skip(), Unread(), Declined("not-sure"), Chosen(5), Wrote("x")):
        session, events = told(Begin(), Chosen("yes"), reply, reply)
        assert session.step == "consent"
        assert events == (AskedAgain("consent", empty=isinstance(reply, Empty)),)


def test_no_at_the_gate_or_at_consent_ends_it():
    for replies in (
        (Chosen("no"),),
        (Begin(), Chosen("no")),
        (Begin(), Chosen("yes"), Chosen("no")),
    ):
        session, events = told(*replies)
        assert session.state == "declined"
        assert events[-1] == ConsentRefused()


def test_a_no_from_an_old_tab_takes_consent_back():
    session, events = told(Chosen("no", step="consent"), session=at_items())
    assert (session.state, events) == ("declined", (ConsentRefused(),))


@pytest.mark.parametrize(
    ("situation", "time_point", "asked"),
    [
        ("baby-with-me", "birth", ["S5-1", "S3-1", "S1-1", "overall", "open"]),
        ("baby-not-with-me", "birth", ["S5-1", "S3-1", "overall", "open"]),
        ("loss", "birth", ["S5-1", "S3-1", "overall", "open"]),
        ("pregnant", "pregnancy", ["S5-1", "overall", "open"]),
    ],
)
def test_only_items_that_fit_her_are_asked(situation, time_point, asked):
    session = at_items(situation, time_point=time_point)
    seen = []
    while session.state == "open":
        seen.append(session.step)
        session, _ = told(Skip(), session=session)
    assert seen == asked


def test_an_unread_reply_never_becomes_a_code():
    session = at_items()
    for offered in (False, True, True):
        session, events = told(Unread(), session=session)
        assert events == (AskedAgain("S5-1", empty=False, skip_offered=offered),)
    assert session.responses == {}


@pytest.mark.parametrize("reply", [Chosen(9), Chosen("5"), Chosen(True), Wrote("hm"),
                                   Declined("nonsense"), Chosen("loss")])  # fmt: skip
def test_what_is_no_option_is_asked_again(reply):
    _, events = told(reply, session=at_items())
    assert events == (AskedAgain("S5-1", empty=False),)


def test_an_open_question_may_stay_empty():
    session, _ = told(Skip(), Skip(), Skip(), Skip(), session=at_items())
    assert session.step == "open"
    assert told(Wrote("  "), session=session)[1] == (AnswerGiven("open", "skipped"), Finished())
    said = told(Wrote("More time"), session=session)[1]
    assert said == (AnswerGiven("open", "written", "More time"), Finished())


def test_back_goes_step_by_step_and_a_new_answer_returns_to_where_she_was():
    session, events = told(Chosen(5), Chosen(4), Back(), Back(), session=at_items())
    assert events == (QuestionDue("S5-1"),)
    session, events = told(Chosen(1), session=session)
    assert events == (AnswerGiven("S5-1", 1), QuestionDue("S1-1"))
    assert session.path[-1] == "S3-1"


def test_back_at_the_first_step_stays_there():
    assert told(Begin(), Back(), Back())[1] == (QuestionDue("opening"),)


def test_a_new_situation_changes_what_comes_next():
    session, _ = told(Chosen(5), Chosen(4), session=at_items())
    assert session.step == "S1-1"
    session, events = told(Chosen("baby-not-with-me", step="situation"), session=session)
    assert events == (SituationTold("baby-not-with-me"), QuestionDue("overall"))
    assert session.responses == {"S5-1": 5, "S3-1": 4}


def test_a_doubled_post_records_nothing_more():
    before, _ = told(Chosen(5, step="S5-1"), session=at_items())
    after, events = told(Chosen(5, step="S5-1"), session=before)
    assert (after, events) == (before, (QuestionDue("S3-1"),))


def test_an_old_tab_changes_its_answer_and_the_due_question_stays():
    session, _ = told(Chosen(5), session=at_items())
    session, events = told(Chosen(2, "only once", step="S5-1"), session=session)
    assert events == (AnswerGiven("S5-1", 2, "only once"), QuestionDue("S3-1"))
    assert session.responses["S5-1"] == 2


def test_a_step_never_seen_is_not_touched():
    for item in ("overall", "no-such-step"):
        session, events = told(Chosen(5, step=item), session=at_items())
        assert (session.responses, events) == ({}, (QuestionDue("S5-1"),))


def test_a_lost_cookie_asks_the_situation_again_and_keeps_the_answer_that_came_with_it():
    session = at_items()
    lost = session.restored(session.dump())
    assert lost.situation is None
    assert screen(SURVEY, lost).kind == "situation"
    after, events = told(Chosen(5, step="S5-1"), session=lost)
    assert events == (AnswerGiven("S5-1", 5), QuestionDue("situation"))
    _, events = told(Chosen("loss", step="situation"), session=after)
    assert events == (SituationTold("loss"), QuestionDue("S3-1"))


def test_another_situation_from_elsewhere_moves_past_what_no_longer_fits():
    session, _ = told(Chosen(5), Chosen(4), session=at_items())
    elsewhere = session.restored(session.dump(), "loss")
    assert screen(SURVEY, elsewhere).step == "overall"
    after, events = told(Chosen(5, step="S1-1"), session=elsewhere)
    assert (after.step, events) == ("overall", (QuestionDue("overall"),))


def test_a_pause_keeps_the_place_and_anything_goes_on():
    paused, events = told(Pause(), session=at_items())
    assert (paused.state, events) == ("paused", (Paused(),))
    assert told(Pause(), session=paused) == (paused, ())
    for reply in (Begin(), Unread(), Empty()):
        session, events = told(reply, session=paused)
        assert (session.state, events) == ("open", (QuestionDue("S5-1"),))
    assert told(Chosen(3), session=paused)[1][0] == AnswerGiven("S5-1", 3)


def test_stop_ends_from_every_state_and_is_confirmed_once():
    for session in (told()[0], at_items(), told(Pause(), session=at_items())[0],
                    told(Begin(), Chosen("no"))[0]):  # fmt: skip
        after, events = told(Stop(), session=session)
        assert (after.state, events) == ("stopped", (Stopped(silent=False),))
        assert told(Stop(), session=after) == (after, ())
        assert told(Begin(), session=after) == (after, ())


def test_a_silent_stop_says_so():
    assert told(Stop(silent=True), session=at_items())[1] == (Stopped(silent=True),)


def test_help_moves_nothing_in_any_state():
    for session in (told()[0], at_items(), told(Stop())[0]):
        assert told(Help(), session=session) == (session, (HelpGiven(),))


def test_after_the_end_nothing_is_asked_again():
    session, events = told(*[Skip()] * 5, session=at_items())
    assert (session.state, session.step, events[-1]) == ("finished", "end", Finished())
    assert told(Begin(), session=session) == (session, (QuestionDue("end"),))
    for reply in (Chosen(5, step="S5-1"), Back(), Wrote("thanks"), Unread(), Pause()):
        assert told(reply, session=session) == (session, ())


def test_where_no_item_fits_she_is_thanked():
    _, events = told(*FRONT, Chosen("loss"), time_point="no-such-time")
    assert events == (SituationTold("loss"), Finished())


def test_a_situation_left_out_twice_is_rather_not_say():
    assert told(*FRONT, Empty(), Empty(insists=True))[1][0] == SituationTold("rather-not-say")
    assert told(*FRONT, Skip())[1][0] == SituationTold("rather-not-say")


def test_the_situation_is_in_nothing_that_is_stored():
    session, _ = told(Chosen(5), Pause(), session=at_items("baby-not-with-me"))
    assert "baby" not in session.dump()
    assert session.restored(session.dump(), "baby-not-with-me") == session


def test_the_screen_counts_only_her_items_and_shows_what_she_gave():
    session, _ = told(Chosen(4), Back(), session=at_items("loss"))
    shown = screen(SURVEY, session)
    assert (shown.number, shown.total, shown.can_back, shown.can_skip) == (1, 4, True, True)
    assert [one.value for one in shown.options if one.checked] == ["4"]
    assert [one.value for one in shown.non_answers] == [
        "rather-not-say", "not-about-me", "not-sure"]  # fmt: skip


def test_the_screen_is_kind_when_asked_again():
    session, _ = told(Empty(), session=at_items())
    assert screen(SURVEY, session).notice == "again words"
    assert screen(SURVEY, at_items()).notice == ""


def test_an_open_question_has_no_options():
    session, _ = told(*[Skip()] * 4, session=at_items())
    shown = screen(SURVEY, session)
    assert (shown.kind, shown.options, shown.non_answers) == ("open", (), ())


@pytest.mark.parametrize(
    ("replies", "kind"),
    [((Stop(),), "stopped"), ((Chosen("no"),), "declined"), ((Pause(),), "paused"),
     ((*FRONT, Chosen("loss"), *[Skip()] * 4), "end")],
)  # fmt: skip
def test_every_ending_shows_support_lines(replies, kind):
    shown = screen(SURVEY, told(*replies)[0])
    assert shown.kind == kind
    assert [line.id for line in shown.support] == ["emergency", "england"]


def test_help_shows_the_lines_of_her_nation():
    assert [line.id for line in support_lines(SURVEY, "north")] == ["emergency", "england"]
    assert [line.id for line in support_lines(SURVEY, "south")] == ["emergency", "scotland"]


def test_easy_words_fall_back_on_the_page():
    session, _ = told(Begin())
    assert screen(SURVEY, session, "easy").legend == "opening easy"
    session, _ = told(Begin(), Chosen("yes"))
    assert screen(SURVEY, session, "easy").legend == "consent words"
