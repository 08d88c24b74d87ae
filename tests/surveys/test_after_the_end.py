"""What she may do after the last question: look, change one answer, set aside; nothing slips in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from example_survey import example_survey

from prem.surveys.engine import start, step
from prem.surveys.events import AnswerGiven, LanguageChosen, LifeTold, QuestionDue
from prem.surveys.model import CHECK
from prem.surveys.reply import (
    Begin,
    Change,
    Check,
    Chosen,
    Declined,
    Skip,
    Speak,
    Stop,
    Switch,
    Told,
    Wrote,
)

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SURVEY = example_survey()


def told(session, *replies):
    events = ()
    for reply in replies:
        session, events = step(SURVEY, session, reply, NOW)
    return session, events


@pytest.fixture
def finished():
    session = start(SURVEY, site="north", time_point="birth", language="en", form="full")
    session, _ = told(session, Begin(), Chosen("yes"), Chosen("yes"), Chosen("baby-with-me"))
    while session.state != "finished":
        words = SURVEY.items[session.step].kind == "open"
        session, _ = told(session, Wrote("My words.") if words else Chosen(2))
    return session


def test_an_answer_is_changed_where_it_is_asked_again(finished):
    asked, _ = told(finished, Check(), Change("S5-1"))
    after, events = told(asked, Chosen(1, step="S5-1"))
    assert events == (AnswerGiven("S5-1", 1), QuestionDue(CHECK))
    assert after.responses["S5-1"] == 1


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("S5-1", Chosen(1, step="overall")),
        ("S5-1", Chosen(99, step="S5-1")),
        ("S5-1", Skip("overall")),
        ("open", Declined("not-sure", "open")),
        ("open", Chosen(1, step="open")),
    ],
)
def test_what_does_not_fit_the_question_changes_nothing(finished, asked, reply):
    session, _ = told(finished, Check(), Change(asked))
    assert session.step == asked
    after, events = told(session, reply)
    assert events == (QuestionDue(asked),)
    assert after.responses == finished.responses


def test_an_item_that_was_not_asked_is_not_opened(finished):
    for strange in ("no-such-item", "situation", "consent"):
        _, events = told(finished, Check(), Change(strange))
        assert events == (QuestionDue(CHECK),)


def test_what_is_set_aside_twice_is_set_aside_once(finished):
    once, events = told(finished, Switch(aside=True))
    assert [one.response for one in events if isinstance(one, AnswerGiven)] == ["set-aside"] * len(
        finished.responses
    )
    again, events = told(once, Switch(aside=True))
    assert not [one for one in events if isinstance(one, AnswerGiven)]
    assert again == once


@pytest.mark.parametrize("end", [Stop(), Chosen("no", step="consent")])
def test_after_the_end_what_she_tells_or_speaks_asks_nothing_more(end):
    new = start(SURVEY, site="north", time_point="birth", language="en", form="full")
    ended, _ = told(new, Begin(), Chosen("yes"), end)
    assert ended.state in ("stopped", "declined")
    assert told(ended, Told("loss")) == (ended, (LifeTold("loss", ""),))
    after, events = told(ended, Speak("en"))
    assert (after, [type(one) for one in events]) == (ended, [LanguageChosen])
