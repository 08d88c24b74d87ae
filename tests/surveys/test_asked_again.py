"""What is asked again, which way round is offered, and which language is spoken, by text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from example_survey import example_survey

from prem.surveys import texts
from prem.surveys.engine import start, step
from prem.surveys.load import load_survey
from prem.surveys.replies import read, understand
from prem.surveys.replies.choices import Choice

SHIPPED = load_survey("pregnancy-to-18-months")
TEXTED = [one for one in SHIPPED.languages if SHIPPED.words[one].text]
EXAMPLE = example_survey()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at_item():
    session = start(EXAMPLE, site="north", time_point="birth", language="en", form="text")
    for text in ("yes", "yes", "1"):
        session, _ = step(EXAMPLE, session, understand(EXAMPLE, session, text)[1], NOW)
    return session


@pytest.mark.parametrize("text", ["1 or 2", "12", "it was on a thursday"])
def test_what_cannot_be_read_is_asked_again_once_and_then_a_way_round_is_offered(text):
    session, said = at_item(), []
    for _ in range(2):
        session, events = step(EXAMPLE, session, understand(EXAMPLE, session, text)[1], NOW)
        said += texts.messages(EXAMPLE, session, events)
    assert said == ["again text", "again-skip text"]
    assert understand(EXAMPLE, session, "LINK")[0].kind == "link"
    after, events = step(EXAMPLE, session, understand(EXAMPLE, session, "SKIP")[1], NOW)
    assert after.responses["S5-1"] == "skipped"


@pytest.mark.parametrize("language", TEXTED)
def test_the_way_round_names_its_words(language):
    said = SHIPPED.words[language].text["again-skip"]
    assert {
        read(word, Choice()).kind for word in said.replace(",", "").split() if word.isupper()
    } == {
        "non_answer",
        "link",
        "stop",
    }


def test_a_language_by_its_name_is_spoken_from_then_on_where_the_survey_has_it():
    items = {
        one.id: replace(one, words={"en": one.words["en"], "cy": one.words["en"]})
        for one in EXAMPLE.instrument.items
    }
    instrument = replace(EXAMPLE.instrument, items=tuple(items.values()), languages=("en", "cy"))
    english = EXAMPLE.words["en"]
    welsh = replace(english, text={key: f"{said} cy" for key, said in english.text.items()})
    survey = example_survey(instrument, languages=("en", "cy"), words={"en": english, "cy": welsh})
    session = start(survey, site="north", time_point="birth", language="en", form="text")
    session, _ = step(survey, session, understand(survey, session, "yes")[1], NOW)
    after, events = step(survey, session, understand(survey, session, "Cymraeg plis")[1], NOW)
    assert "cy" in texts.messages(survey, after, events)[0]
    again = session.restored(after.dump())
    assert again.language == "cy"
    page_only = replace(english, text={})
    survey = replace(survey, words={**survey.words, "pl": page_only})
    after, events = step(survey, again, understand(survey, again, "polski")[1], NOW)
    assert texts.messages(survey, after, events) == ("no-language text cy",)
    assert after.language == "cy"


def told(session, *texted):
    """Return the session after some texts, and what was sent back."""
    said = []
    for text in texted:
        session, events = step(EXAMPLE, session, understand(EXAMPLE, session, text)[1], NOW)
        said += texts.messages(EXAMPLE, session, events)
    return session, said


def test_what_may_be_a_wish_to_stop_is_asked_plainly_and_codes_nothing():
    session, said = told(at_item(), "i cant do this anymore")
    assert said == ["again-stop text"]
    assert (session.state, dict(session.responses)) == ("open", {})
    assert session.restored(session.dump()).stop_asked


@pytest.mark.parametrize("text", ["yes", "yes please", "this is too much", "STOP", "aye", "spam"])
def test_a_yes_to_that_or_a_second_such_text_stops(text):
    session, _ = told(at_item(), "too many texts")
    reading, reply = understand(EXAMPLE, session, text)
    assert reading.kind == "stop"  # so that the ledger of STOPs has it
    after, events = step(EXAMPLE, session, reply, NOW)
    assert after.state == "stopped"
    assert texts.messages(EXAMPLE, after, events) == ("stopped text",)


@pytest.mark.parametrize("text", ["CARRY ON", "no", "yes carry on", "keep going", "dont stop"])
def test_to_carry_on_shows_the_question_again_and_answers_nothing(text):
    session, _ = told(at_item(), "too many texts")
    after, said = told(session, text)
    assert after.state == "open"
    assert after.step == session.step == "S5-1"
    assert (dict(after.responses), len(said)) == ({}, 1)
    assert not after.stop_asked
    assert understand(EXAMPLE, after, "too many texts")[0].kind == "perhaps_stop"


def test_an_answer_to_the_question_itself_counts_and_nothing_of_it_stays():
    session, _ = told(at_item(), "too many texts", "2")
    assert session.responses["S5-1"] == 4
    assert not session.stop_asked


def test_a_yes_after_any_other_text_that_could_not_be_read_is_no_stop():
    session, said = told(at_item(), "too many texts", "CARRY ON", "on a thursday")
    assert said[-1] == "again text"
    assert understand(EXAMPLE, session, "yes")[0].kind == "start"


def test_to_carry_on_is_no_yes_to_what_is_agreed_to():
    session = start(EXAMPLE, site="north", time_point="birth", language="en", form="text")
    session, said = told(session, "yes", "this is too much", "CARRY ON")
    assert session.step == "consent"
    assert "again-stop text" in said
    assert told(session, "yes")[0].step != "consent"


def test_what_may_be_a_wish_to_stop_is_asked_even_after_a_pause():
    _, said = told(at_item(), "later", "i cant do this anymore")
    assert said[-1] == "again-stop text"
