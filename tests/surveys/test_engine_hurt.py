"""After a loss or a removal no text asks her how things are: that question names babies."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from example_survey import example_survey

from prem.surveys.engine import start, step
from prem.surveys.events import AnswerGiven, Finished, QuestionDue
from prem.surveys.model import SITUATION
from prem.surveys.reply import Back, Begin, Chosen, Pause, Speak

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SURVEY = example_survey()


def at_the_situation():
    session = start(SURVEY, site="north", time_point="birth", language="en", form="text")
    for reply in (Begin(), Chosen("yes"), Chosen("yes")):
        session, _ = step(SURVEY, session, reply, NOW)
    assert session.step == SITUATION
    return session


@pytest.mark.parametrize("situation", ["loss", "baby-not-with-me", "baby-with-me"])
def test_who_is_asked_when_it_becomes_known_goes_on_with_the_next_question(situation):
    paused, _ = step(SURVEY, at_the_situation(), Pause(), NOW)
    session, events = step(SURVEY, paused._replace(situation=situation), Begin(), NOW)
    assert events[-1] == QuestionDue("S5-1")
    assert session.step == "S5-1"


def test_where_nothing_is_left_to_ask_she_is_thanked():
    answered = at_the_situation()._replace(
        state="paused", responses={"S5-1": 1, "overall": 2}, situation="loss"
    )
    session, events = step(SURVEY, answered, Begin(), NOW)
    assert session.state == "finished"
    assert events == (Finished(),)


@pytest.mark.parametrize("situation", ["loss", "baby-not-with-me"])
def test_back_by_text_does_not_lead_there_and_back_on_the_page_does(situation):
    session, _ = step(SURVEY, at_the_situation(), Chosen(situation), NOW)
    assert step(SURVEY, session, Back(), NOW)[1] == (QuestionDue("S5-1"),)
    assert step(SURVEY, session, Back("S5-1"), NOW)[1] == (QuestionDue(SITUATION),)


def test_back_by_text_leads_whom_it_does_not_hurt_there():
    session, _ = step(SURVEY, at_the_situation(), Chosen("baby-with-me"), NOW)
    assert step(SURVEY, session, Back(), NOW)[1] == (QuestionDue(SITUATION),)


def test_another_language_goes_on_with_what_fits_and_her_answer_to_it_counts():
    session, _ = step(SURVEY, at_the_situation(), Chosen("baby-with-me"), NOW)
    session, _ = step(SURVEY, session, Chosen(1), NOW)
    assert session.step == "S1-1"
    told_of = session._replace(situation="loss")  # by staff, while she has that question
    session, events = step(SURVEY, told_of, Speak("en"), NOW)
    assert events[-1] == QuestionDue("overall")
    session, events = step(SURVEY, session, Chosen(1), NOW)
    assert AnswerGiven("overall", 1) in events


def test_in_another_language_her_situation_is_not_asked_where_it_is_known():
    known = at_the_situation()._replace(situation="loss")
    assert step(SURVEY, known, Speak("en"), NOW)[1][-1] == QuestionDue("S5-1")
