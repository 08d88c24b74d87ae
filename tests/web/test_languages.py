"""Every page in every language of the survey: hers before anyone asks, changed without a loss."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from asgi_client import client_of

from prem import content
from prem.app.factory import create_app
from prem.fieldwork.links import new_links
from prem.instruments.translation import other_holes
from prem.surveys.load import load_survey
from prem.web.interface import strings
from prem.web.placing import catalogue, environment
from prem.web.tongue import own_name, tongue_of
from prem.web.views import RIGHT_TO_LEFT

SURVEY = load_survey("pregnancy-to-18-months")
OTHERS = [one for one in SURVEY.languages if one != "en"]
LIMIT_BR, LIMIT_GZ = 10_000, 12_000


@pytest.fixture
def app(sqlite_settings, ports):
    made = create_app(sqlite_settings, ports)
    yield made
    made.close()


@pytest.fixture
def token(app, ports):
    return new_links(
        app.house.stores, app.house.keys, SURVEY, 1, site="site-3", time_point="weeks-0-12",
        language="en", anonymous=False, ports=ports,
    )[0]  # fmt: skip


def test_the_survey_speaks_seven_languages():
    assert SURVEY.languages == ("en", "cy", "pl", "ro", "bn", "ur", "ar")
    assert all(SURVEY.speaks(one, "web") for one in SURVEY.languages)
    assert SURVEY.texted == ("en",)


def test_a_translator_is_given_every_string_that_a_template_shows():
    folder, templates = content.find("templates"), environment()
    shown = {
        said
        for path in sorted(folder.glob("*.html"))
        for _, _, message in templates.extract_translations(path.read_text("utf-8"))
        for said in (message if isinstance(message, tuple) else (message,))
        if said
    }
    found = strings(folder)
    assert len(shown) > 50
    assert {said for said, place in found.items() if place != "prem"} == shown
    assert len(found) > len(shown) + 10  # the headings and sentences of problems, each once


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_of_the_interface_is_translated_with_its_holes(language):
    folder = content.find("templates")
    assert isinstance(folder, Path)
    words = catalogue([folder], language)
    for text in strings(folder):
        said = words.gettext(text)
        assert said, text
        assert not other_holes(text, said), text
    same = [text for text in strings(folder) if words.gettext(text) == text]
    assert set(same) <= {"Start"}


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("ur-PK,ur;q=0.9,en;q=0.8", "ur"),
        ("EN-gb,cy;q=0.4", "en"),
        ("cy,en;q=0.9", "cy"),
        ("de,fr;q=0.5", "en"),
        ("", "en"),
        ("*;q=,;;;,\x00", "en"),
        ("ar;q=nan,pl;q=0.1", "pl"),
        ("ar;q=1e999", "ar"),
        ("x" * 5000 + ",ur", "en"),
    ],
)
def test_a_browser_is_answered_in_its_language_where_we_have_it(asked, spoken):
    assert tongue_of(asked.encode(), SURVEY.languages) == spoken


@pytest.mark.parametrize("language", OTHERS)
def test_she_changes_the_language_in_the_middle_and_loses_nothing(app, token, language):
    with client_of(app) as client:
        client.post(f"/q/{token}")
        for words in ({"step": "opening"}, {"step": "consent", "answer": "yes"}):
            page = posted(client, words)
        page = posted(client, {"step": "situation", "answer": "rather-not-say"})
        step = due(page)
        page = posted(client, {"step": step, "answer": "5"})
        at = due(page)
        assert f'lang="{language}" dir="auto">{own_name(language)}</button>' in page
        page = posted(client, {"step": at, "answer": "4", "action": f"in-{language}"})
        assert due(page) == at
        assert 'value="4" checked' in page
        assert SURVEY.items[at].words[language].page in page
        assert f'<html lang="{language}"' in page
        assert ('dir="rtl">' in page) == (language in RIGHT_TO_LEFT)
        page = posted(client, {"step": at, "action": "back"})
        assert SURVEY.items[step].words[language].page in page
        assert re.search(r'value="5"[^>]* checked', page)
        page = posted(client, {"step": step, "action": "in-en"})
        assert SURVEY.items[step].words["en"].page in page


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_of_a_walk_is_in_one_language_and_small(app, token, language):
    with client_of(app) as client:
        client.headers["accept-language"] = language
        client.headers["accept-encoding"] = "br"
        start = client.get(f"/q/{token}")
        assert f'lang="{language}"' in start.text
        client.post(f"/q/{token}")
        page = posted(client, {"step": "opening", "action": f"in-{language}"})
        for _ in range(60):
            assert f'<html lang="{language}"' in page
            english = "Leave this page" in page or ">Continue<" in page
            assert not english
            raw = client.get("/q")
            assert int(raw.headers["content-length"]) < LIMIT_BR
            step = due(page, none="end")
            if step == "end":
                break
            answer = {"consent": "yes", "situation": "rather-not-say"}.get(step, "3")
            answers = {} if step == "open" or step.startswith("part-") else {"answer": answer}
            page = posted(client, {"step": step, **answers})
        assert step == "end"
        client.headers["accept-encoding"] = "gzip"
        assert int(client.get("/q").headers["content-length"]) < LIMIT_GZ


@pytest.mark.parametrize("language", ["", "xx", "en-GB", "../../etc", "x" * 500])
def test_a_language_that_is_not_there_changes_nothing(app, token, language):
    with client_of(app) as client:
        client.post(f"/q/{token}")
        page = posted(client, {"step": "opening", "action": f"in-{language}"})
        assert '<html lang="en"' in page
        assert due(page) == "opening"


def posted(client, words):
    page = client.get("/q").text
    mark = re.search(r'name="mark" value="([^"]+)"', page)
    form = {**words, "mark": mark[1]} if mark else words
    assert client.post("/q", data=form).status_code == 303
    return unescape(client.get("/q").text)


def due(page, none=None):
    found = re.search(r'name="step" value="([^"]+)"', page)
    return found[1] if found else none


@pytest.mark.parametrize("language", SURVEY.languages)
def test_the_words_that_send_her_to_help_name_it_as_page_and_paper_do(language):
    folder = content.find("templates")
    assert isinstance(folder, Path)
    named = "Help now" if language == "en" else catalogue([folder], language).gettext("Help now")
    words = SURVEY.words[language]
    for key in ("end-body", "stopped-body", "declined-body", "paused-body"):
        assert named in words.say(key, "page"), key
    assert words.paper["help"] == named
