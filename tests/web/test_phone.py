"""The phone simulator: texts go the real way in and out, and never beyond this process."""

from __future__ import annotations

import html
import re

import pytest
from asgi_client import client_of

from prem.app.factory import create_app
from prem.storage import outbox


@pytest.fixture
def survey(demo):
    return demo.house.surveys["pregnancy-to-18-months"]


def _open(page) -> str:
    found = re.search(r'<section class="phone [^"]*open".*?</section>', page.text, re.S)
    return found[0] if found else ""


def _bubbles(page) -> list[str]:
    """The texts of the phone that is open, without what became of them."""
    rows = re.findall(r"<li(?: class=\"hers\")?>(<span.*?)<time>", _open(page), re.S)
    return [html.unescape(re.sub(r"<[^>]+>", "", row)) for row in rows]


def _added(phone, survey, **more):
    return phone.post("/phone/new", data={"site": survey.sites[1].id, **more})


def _texts(phone, page, text, **more):
    return phone.post("/phone", data={"phone": _key(page), "text": text, **more})


def _quotable(page) -> list[tuple[str, str]]:
    """The texts that a reply may quote, by reference, the newest first."""
    found = re.findall(r'<option value="(\w+)">(.*?)</option>', _open(page), re.S)
    return [(reference, html.unescape(words)) for reference, words in found]


def _key(page) -> str:
    return re.search(r'name="phone" value="(\d+)"', _open(page))[1]


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
            page = client.get(urls[0])
        app.close()
    assert len(set(urls)) == 2
    assert "No text since this demo was started." in _open(page)
    assert "Reminder" in _open(page)


def test_several_phones_stand_side_by_side(phone, survey):
    for channel in ("sms", "whatsapp", "sms"):
        page = _added(phone, survey, channel=channel)
    assert len(re.findall(r'<section class="phone (?:sms|whatsapp)', page.text)) == 3
    assert len(re.findall('id="reply"', page.text)) == 1


def test_whatsapp_opens_with_a_template_and_goes_on_in_words(demo, phone, survey):
    page = _added(phone, survey, channel="whatsapp")
    assert _bubbles(page)[0].startswith("We wrote: Template")
    assert "No session is open" in page.text
    page = _texts(phone, page, "yes", channel="whatsapp")
    assert "Session open until" in page.text
    assert "Template" not in _bubbles(page)[-1]


def test_a_quote_and_a_picture_are_shown_and_the_picture_is_no_answer(demo, phone, survey):
    page = _added(phone, survey, channel="whatsapp", way="born-6")
    for text in ("yes", "1", "1"):
        page = _texts(phone, page, text, channel="whatsapp")
    more = {"channel": "whatsapp", "with": "picture"}
    page = _texts(phone, page, "", quote=_quotable(page)[0][0], **more)
    assert "<q>" in _open(page)
    assert "A picture, which prem never opens" in _open(page)
    assert demo.house.stores.answers.reader.query("SELECT count(*) FROM answer") == [(0,)]


def test_a_quoted_reply_answers_the_question_that_it_quotes(demo, phone, survey):
    by = {"channel": "whatsapp"}
    page = _added(phone, survey, way="born-6", **by)
    for text in ("yes", "1", "1", "2"):
        page = _texts(phone, page, text, **by)
    due, first = _quotable(page)[:2]
    page = _texts(phone, page, "4", quote=first[0], **by)
    assert f"<q>{first[1][:20]}" in html.unescape(_open(page))
    page = _texts(phone, page, "5", quote="no-such-text", **by)
    answers = demo.house.stores.answers.reader.query("SELECT item, code FROM answer")
    words = {one.words["en"].text: one for one in survey.items.values()}
    asked = [next(item for words, item in words.items() if words.startswith(said.split("\n")[0]))
             for _, said in (first, due)]  # fmt: skip
    assert sorted(answers) == sorted(
        (item.id, item.codes[place]) for item, place in zip(asked, (3, 4), strict=True)
    )


def test_a_like_of_our_text_is_no_answer(demo, phone, survey):
    page = _added(phone, survey, way="born-6")
    for text in ("yes", "1", "1"):
        page = _texts(phone, page, text)
    page = _texts(phone, page, "", **{"with": "liked"})
    assert any(text.startswith("She wrote: Liked “") for text in _bubbles(page))
    assert demo.house.stores.answers.reader.query("SELECT count(*) FROM answer") == [(0,)]


def test_what_became_of_a_text_is_shown(demo, phone, survey):
    page = _added(phone, survey)
    assert "delivered" in _open(page)
    key = _key(page)
    phone.post("/phone/line", data={"phone": key, "line": "off"})
    page = _texts(phone, page, "yes")
    assert ">✓</span> sent" in _open(page)
    assert "switched off" in _open(page)
    page = phone.post("/phone/line", data={"phone": key, "line": "on"})
    assert ">✓</span> sent" not in _open(page)
    phone.post("/phone/line", data={"phone": key, "line": "gone"})
    page = _texts(phone, page, "1")
    assert ">!</span> not delivered" in _open(page)
    assert "failed" in outbox.counts(demo.house.stores.contacts.reader)


def test_what_comes_next_is_what_is_planned(phone, survey):
    page = _added(phone, survey, hours="evening", way="born-6")
    ahead = re.search(r"What comes next: (\w{3} \d+ \w{3} \d{4}, \d\d:\d\d)", _open(page))[1]
    assert ahead.endswith(("19:00", "19:59", "20:59")) or len(_bubbles(page)) == 1
    assert "Reminder, Up to 12 weeks after birth" in _open(page)


def test_what_staff_tell_changes_what_comes_next(phone, survey):
    key = _key(_added(phone, survey, way="due-10"))
    assert "Pregnancy" in _open(phone.get("/phone"))

    def told(kind):
        return _open(phone.post("/phone/life", data={"phone": key, "kind": kind}))

    assert "(held: prison)" in told("prison")
    assert "held" not in told("resume")
    born = told("birth")
    assert "Reminder, Pregnancy" not in born
    assert "Labour and birth" in born
    refused = phone.post("/phone/life", data={"phone": key, "kind": "number"})
    assert (refused.status_code, "422.463" in refused.text) == (422, True)


@pytest.mark.parametrize(
    "form",
    [{"channel": "pigeon"}, {"way": "due-1"}, {"hours": "night"}],
)
def test_a_field_that_no_form_of_ours_sends_is_refused(phone, survey, form):
    refused = _added(phone, survey, **form)
    assert (refused.status_code, "422.463" in refused.text) == (422, True)
    assert _bubbles(phone.get("/phone")) == []


def test_when_every_number_is_in_use_it_says_so(demo, phone, survey, monkeypatch):
    monkeypatch.setattr("prem.fieldwork.phones.NUMBERS", ("+447700900000",))
    assert _added(phone, survey).status_code == 200
    refused = _added(phone, survey)
    assert (refused.status_code, "409.461" in refused.text) == (409, True)


def test_the_page_runs_its_own_script_alone_and_says_what_changed(phone, survey):
    page = _added(phone, survey)
    policy = page.headers["content-security-policy"]
    assert re.search("script-src 'sha256-[^ ;]+'(;|$)", policy)
    assert "unsafe" not in policy
    seen = re.search('data-seen="([^"]+)"', page.text)[1]
    assert phone.get("/phone/seen").text == seen
    _texts(phone, page, "yes")
    assert phone.get("/phone/seen").text != seen
