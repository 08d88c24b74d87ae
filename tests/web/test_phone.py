"""The phone simulator: texts go the real way in and out, and never beyond this process."""

from __future__ import annotations

import html
import re

import pytest
from asgi_client import client_of

from prem.app.factory import create_app


@pytest.fixture
def demo(sqlite_settings):
    app = create_app(sqlite_settings.model_copy(update={"demo": True}))
    yield app
    app.close()


@pytest.fixture
def phone(demo):
    with client_of(demo, follow_redirects=True) as client:
        yield client


@pytest.fixture
def survey(demo):
    return demo.house.surveys["pregnancy-to-18-months"]


def _bubbles(page) -> list[str]:
    rows = re.findall(r"<li(?: class=\"hers\")?>(.*?)<time>", page.text, re.S)
    return [html.unescape(re.sub(r"<[^>]+>", "", row)) for row in rows]


def _added(phone, survey):
    return phone.post("/phone/new", data={"site": survey.sites[1].id})


def _texts(phone, page, text):
    key = re.search(r'name="phone" value="(\d+)"', page.text)[1]
    return phone.post("/phone", data={"phone": key, "text": text})


def test_there_is_nothing_at_first(phone):
    page = phone.get("/phone")
    assert page.status_code == 200
    assert "No phone has had a text yet" in page.text
    assert _bubbles(page) == []


def test_the_front_of_the_demo_opens_the_survey(phone):
    page = phone.get("/")
    assert 'href="/phone"' in page.text
    door = re.search(r'href="(/join/\w+)"', page.text)[1]
    assert 'name="step" value="opening"' in phone.post(door).text


def test_a_new_phone_is_invited_and_its_answers_are_answers(demo, phone, survey):
    page = _added(phone, survey)
    assert page.status_code == 200
    assert len(_bubbles(page)) == 1
    page = _texts(phone, page, "yes")
    page = _texts(phone, page, "1")
    page = _texts(phone, page, "1")
    first = survey.items[survey.route(survey.form_of_channel["sms"], "pregnancy", "pregnant")[0]]
    assert first.words["en"].text in _bubbles(page)[-1]
    before = len(_bubbles(page))
    page = _texts(phone, page, "2 but <b>only</b> once")
    assert len(_bubbles(page)) == before + 2
    assert "She wrote: 2 but <b>only</b> once" in _bubbles(page)
    rows = demo.house.stores.answers.reader.query("SELECT item, code FROM answer")
    assert rows == [(first.id, first.codes[1])]


def test_stop_ends_it(phone, survey):
    page = _texts(phone, _added(phone, survey), "STOP")
    said = _bubbles(page)
    assert _bubbles(_texts(phone, page, "hello?")) == [*said, "She wrote: hello?"]


def test_each_phone_has_its_own_thread(phone, survey):
    one, two = _added(phone, survey), _added(phone, survey)
    assert one.url != two.url
    _texts(phone, one, "yes")
    assert len(_bubbles(phone.get(two.url))) == 1
    assert len(_bubbles(phone.get(one.url))) > 2


def test_an_empty_text_is_none(phone, survey):
    page = _added(phone, survey)
    assert _bubbles(_texts(phone, page, "  ")) == _bubbles(page)


def test_a_phone_that_is_not_there_is_refused(phone):
    assert phone.get("/phone?phone=123456").status_code == 404
    refused = phone.post("/phone", data={"phone": "123456", "text": "yes"})
    assert refused.status_code == 404
    assert "123456" not in refused.text


def test_a_site_that_is_not_there_is_refused(phone):
    refused = phone.post("/phone/new", data={"site": "nowhere"})
    assert refused.status_code == 422
    assert "accepted" in refused.text


def test_a_form_of_another_site_is_refused(phone, survey):
    headers = {"sec-fetch-site": "cross-site"}
    form = {"site": survey.sites[0].id}
    assert phone.post("/phone/new", data=form, headers=headers).status_code == 403
    assert _bubbles(phone.get("/phone")) == []


def test_the_numbers_of_an_earlier_run_are_passed_over(sqlite_settings, survey):
    settings = sqlite_settings.model_copy(update={"demo": True})
    urls = []
    for _ in "ab":
        app = create_app(settings)
        with client_of(app, follow_redirects=True) as client:
            urls.append(str(_added(client, survey).url))
        app.close()
    assert len(set(urls)) == 2
