"""The survey that ships: whole for every woman, kind in its words, one part a text."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from prem.instruments.gsm7 import parts
from prem.instruments.model import SITUATIONS
from prem.surveys.engine import start, step
from prem.surveys.keys import LATE_HOLES, PAGE, TEXT, VOUCHER
from prem.surveys.load import load_survey
from prem.surveys.reply import Begin, Chosen, Help, Skip, Stop
from prem.surveys.screens import screen, support_lines
from prem.surveys.texts import invitation, link_text, messages, reminder

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SURVEY = load_survey("pregnancy-to-18-months")
WORDS = SURVEY.words["en"]
EVERY_WAY = [(form, one.id, situation) for form in SURVEY.forms
             for one in SURVEY.time_points for situation in SITUATIONS]  # fmt: skip


def begun(form, time_point):
    return start(SURVEY, site="site-3", time_point=time_point, language="en", form=form)


@pytest.mark.parametrize(("form", "time_point", "situation"), EVERY_WAY)
def test_every_woman_comes_to_the_end_with_one_part_texts(form, time_point, situation):
    session = begun(form, time_point)
    replies = [Begin(), Chosen("yes"), Chosen("yes"), Chosen(situation)]
    seen = []
    while session.state != "finished":
        usual = Chosen("yes") if session.step in SURVEY.parts else Skip()
        reply = replies.pop(0) if replies else usual
        session, events = step(SURVEY, session, reply, NOW)
        seen.append(session.step)
        if form == "text":
            assert all(parts(text) == 1 for text in messages(SURVEY, session, events))
    assert len(seen) == len(set(seen))
    assert len(seen) - 4 >= (6 if form == "text" else 25)
    assert [one for one in seen if one in SURVEY.parts] == ["part-safe-care"] * (form == "full")
    for item in (one for one in seen[3:-1] if one not in SURVEY.parts):
        assert SURVEY.items[item].fits(time_point, situation)


def test_a_woman_whose_baby_is_not_with_her_is_asked_nothing_about_caring_for_it():
    for time_point in SURVEY.time_points:
        for situation in ("baby-not-with-me", "loss", "rather-not-say"):
            for item in SURVEY.route("full", time_point.id, situation):
                assert situation in SURVEY.items[item].situations


def test_the_texts_before_and_around_the_questions_are_one_part():
    sent = [invitation(SURVEY, "en"), reminder(SURVEY, "en"),
            link_text(SURVEY, "en", "https://care.example/q/" + "x" * 22)]  # fmt: skip
    for reply in (Stop(), Help(), Chosen("no")):
        session, events = step(SURVEY, begun("text", "birth"), reply, NOW)
        sent += messages(SURVEY, session, events)
    assert len(sent) == 6
    assert all(parts(text) == 1 for text in sent)
    assert "STOP" in sent[0]
    assert "STOP" in sent[1]


def test_a_silent_stop_sends_nothing():
    session, events = step(SURVEY, begun("text", "birth"), Stop(silent=True), NOW)
    assert messages(SURVEY, session, events) == ()


def test_the_opening_tells_every_fact():
    session, _ = step(SURVEY, begun("full", "birth"), Begin(), NOW)
    for form in ("page", "easy"):
        shown = screen(SURVEY, session, form)
        at_once, later = " ".join((*shown.body, shown.voucher)), " ".join(shown.more)
        for needed in ("demonstration", "Nobody real", "danger", "skip", "stop", "voucher",
                       "care stays the same"):  # fmt: skip
            assert needed in at_once
        assert "delete" in later
        assert re.search(r"no (right or wrong answers|answer is wrong)", later, re.IGNORECASE)


@pytest.mark.parametrize("form", ["page", "easy"])
def test_the_opening_is_one_short_screen(form):
    """Four facts in some 55 words, and her voucher; the rest waits behind a tap."""
    session, _ = step(SURVEY, begun("full", "birth"), Begin(), NOW)
    shown = screen(SURVEY, session, form)
    assert len(" ".join(shown.body).split()) <= 57
    assert len(shown.voucher.split()) <= 10
    assert shown.more
    assert screen(SURVEY, session, "text").more == screen(SURVEY, session, "text").body == ()


@pytest.mark.parametrize(
    ("site", "helpline"), [("site-1", "0808 2000 247"), ("site-4", "0800 027 1234")]
)
def test_support_lines_are_those_of_her_nation(site, helpline):
    assert [line.phone for line in support_lines(SURVEY, site)] == ["999", "116 123", helpline]


def test_the_sites_are_the_studys_four_and_their_profiles_say_what_is_not_known():
    assert [site.nation for site in SURVEY.sites] == ["england"] * 2 + ["scotland"] * 2
    assert {site.profile["co-monitoring"] for site in SURVEY.sites} == {"not stated"}
    assert SURVEY.status == "demonstration"


def test_no_words_are_left_over_and_none_blame():
    assert set(WORDS.page) == {*PAGE, VOUCHER}
    assert set(WORDS.text) == set(TEXT)
    said = " ".join([*WORDS.page.values(), *WORDS.text.values(), *WORDS.easy.values()])
    assert not re.search(r"\b(addict|user|abuser|must|fail|invalid|error)", said, re.IGNORECASE)
    for hole in LATE_HOLES:
        said = said.replace(f"{{{hole}}}", "")
    assert "{" not in said
