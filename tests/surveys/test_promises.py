"""What she is told before her first answer is what prem is set up to do, or nothing starts."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from prem import content
from prem.analysis.disclosure_table import SMALLEST
from prem.app.factory import create_app
from prem.app.promises import broken_promises
from prem.cli.check import examine
from prem.errors import Refusal
from prem.settings import Settings
from prem.surveys.engine import start, step
from prem.surveys.events import AnswerGiven, ConsentGiven, QuestionDue
from prem.surveys.keeping import OPEN_DAYS
from prem.surveys.load import load_survey
from prem.surveys.model import CONSENT, OPENING
from prem.surveys.replies import understand
from prem.surveys.reply import Begin, Change, Chosen, Empty, Skip, Switch, Wrote
from prem.surveys.screens import screen

ID = "pregnancy-to-18-months"
SURVEY = load_survey(ID)
NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize("form", ["page", "easy"])
def test_the_opening_says_what_is_set_up(form):
    session = start(SURVEY, site="site-1", time_point="birth", language="en", form="full")
    shown = screen(SURVEY, session, form)
    said = " ".join((*shown.body, *shown.more))
    assert f" {SMALLEST} " in " ".join(shown.body), "who could ever see what is told at once"
    for number in (SMALLEST, OPEN_DAYS, SURVEY.promises["provider_days"]):
        assert f" {number} " in said
    assert list(broken_promises(SURVEY, Settings())) == []


@pytest.mark.parametrize("name", ["smallest_group", "link_days"])
def test_prem_does_not_start_where_women_would_be_told_what_is_not_so(
    sqlite_settings, tmp_path, name
):
    own = tmp_path / "own"
    folder = own / "surveys" / ID
    shutil.copytree(content.find("surveys", ID), folder)
    number = SURVEY.promises[name]
    told = (folder / "survey.toml").read_text(encoding="utf-8")
    told = told.replace(f"{name} = {number} ", f"{name} = {number - 1} ")
    (folder / "survey.toml").write_text(told, encoding="utf-8")
    with pytest.raises(Refusal, match=rf"422.222.*promises.{name}.*{number - 1}.*{number}"):
        create_app(sqlite_settings.model_copy(update={"content": own}))
    found = [one.kind.code for one in examine([ID], own).of("error")]
    assert found == ["422.222"]


@pytest.mark.parametrize(
    ("days", "kept"), [(None, False), (7, True), (30, True), (31, False)], ids=str
)
def test_a_provider_keeps_texts_no_longer_than_women_are_told(days, kept):
    settings = Settings(sms="twilio", twilio_token=SecretStr("x"), twilio_keeps_days=days)
    found = [one.place.field for one in broken_promises(SURVEY, settings)]
    assert found == ([] if kept else ["promises.provider_days"])


# -- the version of what she agreed to -----------------------------------------------------------
def agreed(survey, *replies, form="full"):
    session = start(survey, site="site-1", time_point="birth", language="en", form=form)
    events = ()
    for reply in (Begin(), Chosen("yes"), Chosen("yes"), *replies):
        session, events = step(survey, session, reply, NOW)
    return session, events


def reworded(survey):
    words = survey.words["en"]
    page = {**words.page, "opening-body": words.page["opening-body"] + "\nMore staff may see it."}
    return replace(survey, words={"en": replace(words, page=page)})


def test_a_version_is_of_the_study_the_site_and_the_words_in_a_language():
    other = replace(SURVEY, id="another-study")
    versions = {*SURVEY.consents.values(), *other.consents.values()}
    places = len(SURVEY.sites) * len(SURVEY.languages)
    assert len(versions) == 2 * places
    versions |= {*reworded(SURVEY).consents.values()}
    assert len(versions) == 2 * places + len(SURVEY.sites)  # the words of one language
    session, events = agreed(SURVEY)
    assert ConsentGiven(SURVEY.consents["site-1", "en"]) in events
    assert session.ways.agreed in session.dump()
    assert session.restored(session.dump()).ways.agreed == SURVEY.consents["site-1", "en"]


def test_changed_words_ask_again_at_once_and_nothing_counts_until_she_agrees():
    new = reworded(SURVEY)
    session, _ = agreed(SURVEY, Chosen("loss"), Skip())
    at, kept = session.step, dict(session.responses)
    assert screen(SURVEY, session).step == at
    assert screen(new, session).step == OPENING
    for reply in (Chosen(5, step=at), Skip(at), Empty(at), Switch(step=at, value=5), Wrote("x", at),
                  Chosen("pregnant", step="situation"), Change(at)):  # fmt: skip
        after, events = step(new, session, reply, NOW)
        assert not any(isinstance(event, AnswerGiven) for event in events), reply
        assert after.responses == kept
        assert screen(new, after).step == OPENING
    after, events = step(new, session, Chosen("yes", step=OPENING), NOW)
    assert events == (QuestionDue(CONSENT),)
    after, events = step(new, after, Chosen("yes", step=CONSENT), NOW)
    assert events == (ConsentGiven(new.consents["site-1", "en"]), QuestionDue(at))
    assert after.responses == kept, "what she said before is not lost"
    refused, _ = step(new, session, Chosen("no", step=CONSENT), NOW)
    assert refused.state == "declined"


def test_changed_words_ask_again_by_text_too():
    new = reworded(SURVEY)
    session, _ = agreed(SURVEY, Chosen("loss"), form="text")
    said = []
    for text in ("2", "yes", "1", "2"):
        _, reply = understand(new, session, text)
        session, events = step(new, session, reply, NOW)
        said.append(events)
    assert said[0] == (QuestionDue(OPENING),)
    assert said[1] == (QuestionDue(CONSENT),)
    assert said[2][0] == ConsentGiven(new.consents["site-1", "en"])
    assert isinstance(said[3][0], AnswerGiven)


def test_the_same_words_in_another_language_are_not_asked_about_again():
    other = replace(SURVEY, words={**SURVEY.words, "xx": SURVEY.words["en"]})
    session, _ = agreed(SURVEY)
    assert screen(other, session._replace(language="xx")).kind == "situation"
