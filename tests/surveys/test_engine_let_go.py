"""Letting go: a question left empty, and answers that she wants gone."""

from __future__ import annotations

from datetime import UTC, datetime

from example_survey import example_survey

from prem.surveys.engine import start, step
from prem.surveys.events import AnswerGiven, AskedAgain, ErasureAsked, QuestionDue, Stopped
from prem.surveys.reply import Begin, Chosen, Delete, Empty, Skip, Stop

SURVEY = example_survey()
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def told(*replies, session=None):
    """Return the session after these replies, from the beginning or from here, and the events
    of the last one."""
    events = ()
    session = session or start(SURVEY, site="north", time_point="birth", language="en", form="full")
    for reply in replies:
        session, events = step(SURVEY, session, reply, NOW)
    return session, events


def at_items(situation="baby-with-me"):
    """Return a session at its first item."""
    return told(Begin(), Chosen("yes"), Chosen("yes"), Chosen(situation))[0]


def test_a_missing_answer_is_asked_about_once_and_then_let_go():
    session, events = told(Empty(), session=at_items())
    assert events == (AskedAgain("S5-1", empty=True),)
    for _ in range(3):  # a double tap: the same form again, sent before she saw the question
        assert told(Empty(), session=session) == (session, events)
    session, events = told(Empty(insists=True), session=session)
    assert events == (AnswerGiven("S5-1", "skipped"), QuestionDue("S3-1"))
    assert not session.asked_again


def test_insisting_counts_only_where_she_was_asked_again():
    assert told(Empty(insists=True), session=at_items())[1] == (AskedAgain("S5-1", empty=True),)


def test_delete_ends_and_erases_in_every_state():
    finished, _ = told(Skip(), Skip(), Skip(), Skip(), session=at_items("loss"))
    assert finished.state == "finished"
    stopped, _ = told(Stop(), session=at_items())
    for before in (told()[0], at_items(), finished, stopped):
        after, events = told(Delete(), session=before)
        assert after.state == "stopped"
        assert events == (Stopped(silent=True), ErasureAsked())
