"""What is sent by text: short, neutral, never what she said; and what follows what she told."""

from __future__ import annotations

import shutil
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest
from example_survey import example_survey
from hypothesis import given, settings
from hypothesis import strategies as st

from prem import content
from prem.errors import Place
from prem.instruments import gsm7
from prem.instruments.lints.texts import text_complaints
from prem.instruments.message import text_of
from prem.surveys import lint_by_text, texts
from prem.surveys.compile import compile_survey
from prem.surveys.engine import start, step
from prem.surveys.events import Event, QuestionDue
from prem.surveys.keys import LATE_HOLES
from prem.surveys.lint_by_text import MOST_BY_TEXT, place_names
from prem.surveys.lint_texts import LOCK_SCREEN, LOUD
from prem.surveys.load import load_survey
from prem.surveys.model import SITUATION
from prem.surveys.replies import life, understand
from prem.surveys.wording import consent_text, situation_text

ID = "pregnancy-to-18-months"
SHIPPED = load_survey(ID)
EXAMPLE = example_survey()
TEXTED = [one for one in SHIPPED.languages if SHIPPED.words[one].text]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
SECRET = "qzx"


def sayable(survey, language="en"):
    """Return all that a survey may ever send, holes and all: nothing else is in its words."""
    words = survey.words[language]
    return {
        *words.text.values(),
        consent_text(words),
        situation_text(words),
        *(text_of(item, language) for item in survey.items.values()),
    }


# -- what is sent ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", TEXTED)
def test_every_text_is_one_part_and_begins_neutrally_with_its_values_at_their_longest(language):
    for said in sayable(SHIPPED, language):
        full = said.replace("{link}", LATE_HOLES["link"])
        if full in {text_of(one, language) for one in SHIPPED.items.values()}:
            continue  # those that are asked by text are in the next test
        assert gsm7.encoding(full) == "gsm7", full
        assert gsm7.parts(full) == 1, full
        assert not LOUD.search(full[:LOCK_SCREEN]), full
    for item in SHIPPED.forms["text"]:
        said = text_of(SHIPPED.items[item], language)
        assert gsm7.parts(said) == 1
        assert not LOUD.search(said[:LOCK_SCREEN])


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(content.find("surveys", ID), tmp_path / "surveys" / ID))


def complaints_after(folder, file, *changes):
    path = folder / file
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return compile_survey(folder)[1]


def test_a_wave_by_text_of_more_than_eight_questions_is_refused(folder, monkeypatch):
    found = complaints_after(
        folder, "survey.toml", ('id = "sms"\nform = "text"', 'id = "sms"\nform = "full"')
    )
    long = [one for one in found if one.kind.code == "422.240"]
    assert long
    assert f"{MOST_BY_TEXT} is the most" in long[0].sentence
    assert long[0].place.field == "form full"
    routes = SHIPPED.routes.items()
    assert max(len(asked) for (form, *_), asked in routes if form == "text") == MOST_BY_TEXT
    monkeypatch.setattr(lint_by_text, "MOST_BY_TEXT", MOST_BY_TEXT - 1)  # it asks one too many
    shipped = compile_survey(content.find("surveys", ID))[1]
    assert "422.240" in [one.kind.code for one in shipped]


def test_a_question_by_text_with_a_loud_beginning_is_refused(folder):
    found = complaints_after(
        folder, "survey.toml", ('id = "sms"\nform = "text"', 'id = "sms"\nform = "full"')
    )
    assert any(one.kind.code == "422.207" and '"treatment"' in one.sentence for one in found)


@pytest.mark.parametrize("key", ["noted", "noted-sorry", "again", "paused"])
def test_no_text_of_any_key_may_begin_loudly(folder, key):
    old = f'\n{key} = "{SHIPPED.words["en"].text[key]}"'
    found = complaints_after(folder, "words/en.toml", (old, f'\n{key} = "The police said so"'))
    assert [one.kind.code for one in found] == ["422.207"]


def test_the_name_of_a_site_stands_in_no_text(folder):
    assert "scotland" in place_names(SHIPPED)
    complaints_after(folder, "survey.toml", ("Site 1: a London borough", "The Willow team, Hendon"))
    found = complaints_after(
        folder,
        "words/en.toml",
        ("Thank you for telling us. We have noted it. Text", "Hendon: Text"),
    )
    assert [one.kind.code for one in found] == ["422.241"]
    assert '"Hendon"' in found[0].sentence
    assert "site-1" in found[0].sentence


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("cy", "Ydy'r babi yn iawn?"),
        ("cy", "Dewch i Glasgow"),
        ("pl", "methadone"),
        ("en", "subutex"),
        ("en", "Reply YES to go on. From the clinic"),
        ("en", "See you at St Mary's Hospital"),
        ("en", "Your key worker asked"),
        ("ro", "Bristol"),
        ("cy", "Neges o'r ysbyty"),
    ],
)
def test_what_gives_her_away_is_found_in_every_language(language, said):
    found = list(text_complaints(said, language, Place("x")))
    assert [one.kind.code for one in found] == ["422.160"]


def test_what_she_told_is_acknowledged_in_words_that_name_nothing():
    for kind in life.KINDS:
        said = texts.noted(SHIPPED, "en", kind)
        assert said in (SHIPPED.words["en"].text["noted"], SHIPPED.words["en"].text["noted-sorry"])
    assert "116 123" in texts.noted(SHIPPED, "en", "loss")
    assert "116 123" not in texts.noted(SHIPPED, "en", "birth")


# -- nothing stored is read back -------------------------------------------------------------------


def sessions_full_of(survey):
    """Yield her session as it stands at each step, every stored place of it holding the secret."""
    session = start(survey, site="north", time_point="birth", language="en", form="text")
    for one in ("opening", "consent", SITUATION, *survey.items, "end"):
        yield session._replace(
            state="open", step=one, responses=dict.fromkeys(survey.items, SECRET)
        )


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda one: one.__name__)
def test_no_event_reads_back_what_is_stored(kind):
    given_to = {one.name: one.type for one in fields(kind)}
    may_say = sayable(EXAMPLE)
    for session in sessions_full_of(EXAMPLE):
        held = {name: _holding(name, kind_of, session) for name, kind_of in given_to.items()}
        for said in texts.messages(EXAMPLE, session, (kind(**held),)):
            assert said in may_say
            assert SECRET not in said


def _holding(name, kind_of, session):
    if name == "step":
        return session.step
    return {"bool": True}.get(str(kind_of), SECRET)


TEXTS = st.sampled_from(
    ["yes", "no", "1", "2", "3", "2 but only once", "STOP", "START", "help", "pause", "back",
     "skip", "1 or 2", "12", "had her tuesday", "i lost my baby", "they took her", "got her back",
     "moved", "5 my baby died", "Cymraeg", "DELETE", "link", f"2 {SECRET}", f"{SECRET}"*2,
     "dunno", "👍", "he has my phone", "wrong number", "not about me", "in prison",
     "im in a refuge"]
)  # fmt: skip
QUESTIONS = st.sampled_from(
    ["", "", "", "opening", "consent", SITUATION, *EXAMPLE.items, "nowhere"]
)


def talked(turns, watch):
    """Play texts, each to its question; call `watch` with every turn."""
    session = start(EXAMPLE, site="north", time_point="birth", language="en", form="text")
    for text, question in turns:
        reading, reply = understand(EXAMPLE, session, text, question, TODAY)
        after, events = step(EXAMPLE, session, reply, NOW)
        watch(session, reading, question, after, events)
        session = after.restored(after.dump(), after.situation)


@given(st.lists(st.tuples(TEXTS, QUESTIONS), max_size=14))
@settings(max_examples=150, deadline=None)
def test_whatever_she_texts_only_the_survey_s_own_words_come_back(turns):
    may_say = sayable(EXAMPLE)

    def watch(session, reading, question, after, events):
        assert set(texts.messages(EXAMPLE, after, events)) <= may_say

    talked(turns, watch)


@given(st.lists(st.tuples(TEXTS, QUESTIONS), max_size=14))
@settings(max_examples=200, deadline=None)
def test_a_text_to_another_question_never_lands_on_the_one_that_is_due(turns):
    def watch(session, reading, question, after, events):
        late = question not in ("", session.step) and session.state == "open"
        if late and reading.kind in ("answer", "non_answer", "unsure"):
            gone = {k for k in after.responses if after.responses[k] != session.responses.get(k)}
            assert gone <= {question}
            told_of_now = reading.told or after.situation != session.situation
            assert after.step == session.step or told_of_now or after.state == "declined"

    talked(turns, watch)


@given(
    st.lists(st.tuples(TEXTS, QUESTIONS), max_size=10),
    st.sampled_from(["my baby died", "2 but i lost the baby", "they rang after i lost him"]),
    st.lists(TEXTS.filter(lambda one: "back" not in one and one not in "123"), max_size=10),
)
@settings(max_examples=200, deadline=None)
def test_after_a_loss_nothing_that_would_not_fit_is_asked(before, loss, after_it):
    lost = []

    def watch(session, reading, question, after, events):
        if reading.told == "loss" and session.state in ("new", "open", "paused"):
            lost.append(True)
        if reading.kind == "together" or (session.step == SITUATION and lost):
            lost.clear()  # she says how it is now
        for one in events if lost else ():
            if isinstance(one, QuestionDue) and one.step in EXAMPLE.items:
                assert "loss" in EXAMPLE.items[one.step].situations

    talked([*before, (loss, ""), *((one, "") for one in after_it)], watch)
