"""Help lines on pages in other languages: what they are for, and how their numbers stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prem.surveys.load import load_survey
from prem.web.pages import Pages
from prem.web.placing import environment
from prem.web.support import lines_at, lines_everywhere

SURVEY = load_survey("pregnancy-to-18-months")


@pytest.mark.parametrize("language", SURVEY.languages)
def test_a_neutral_page_says_in_its_language_what_each_line_is_for(language):
    lines = lines_everywhere([SURVEY], language)
    assert [one.phone for one in lines] == ["999", "116 123"]
    assert all(one.own for one in lines)
    english = {one.about for one in SURVEY.support}
    said = {one.about for one in lines}
    assert said <= english if language == "en" else not said & english


def test_a_line_without_words_in_her_language_is_said_to_be_english():
    words = {**SURVEY.words, "ur": replace(SURVEY.words["ur"], support={})}
    lines = lines_at(replace(SURVEY, words=words), "site-1", "ur")
    assert len(lines) == 3
    assert not any(one.own for one in lines)
    [first, *_] = lines_everywhere([replace(SURVEY, words=words), SURVEY], "ur")
    assert first.own, "what another survey has in her language goes first"


def test_numbers_keep_the_order_of_their_digits():
    html = Pages(environment(), {SURVEY.id: SURVEY}).placed("closed.html", "ur")
    assert '<a href="tel:116123"><bdi dir="ltr">116 123</bdi></a>' in html
    assert '<strong lang="en">Samaritans</strong>' in html
    assert SURVEY.words["ur"].support["samaritans"] in html


def test_what_staff_wrote_in_english_is_said_to_be_english():
    pages = Pages(environment(), {SURVEY.id: SURVEY})
    told = ((("Nobody told us.", "We <b>tell</b> you."),),)
    urdu = pages.placed("said.html", "ur", told=told)
    assert '<span lang="en" dir="ltr">Nobody told us.</span>' in urdu
    assert "We &lt;b&gt;tell" in urdu
    assert "<span>Nobody told us.</span>" in pages.placed("said.html", "en", told=told)
