"""The call view of the simulator: it drives what the webhook drives, and nothing leaves it."""

from __future__ import annotations

import html
import re

import pytest
from asgi_client import client_of

from prem.app.factory import create_app


def hears(page) -> list[str]:
    said = re.findall(r"<li(?: [^>]*)?>(.*?)</li>", page.text.partition('class="said"')[2])
    return [html.unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in said]


def states_of(page) -> list[str]:
    return re.findall(r"<a href=\"/phone/call[^>]*>[^<]*<span>([^<]*)</span>", page.text)


def key_of(page) -> str:
    return re.search(r'name="phone" value="(\d+)"', page.text)[1]


def added(phone):
    return phone.post("/phone/call/new", data={"add": "one"})


def does(phone, page, *actions: str):
    for action in actions:
        what = "key" if len(action) == 1 else "action"
        page = phone.post("/phone/call", data={"phone": key_of(page), what: action})
        assert page.status_code == 200, page.text
    return page


def test_a_call_is_walked_to_its_end(demo, phone):
    page = added(phone)
    assert "Her phone rings" in page.text
    assert states_of(page) == ["rings"]
    page = does(phone, page, "pick up")
    assert states_of(page) == ["on the call"]
    assert "Silence. Nothing is said" in page.text
    voice = demo.house.surveys["pregnancy-to-18-months"].words["en"].voice
    assert hears(does(phone, page, "5"))[0] == voice["hello"]
    page = does(phone, page, "1", "1", "1", *"12345123")
    assert hears(page)[0] == voice["end"]
    assert "The call is over" in page.text
    assert states_of(page) == ["quiet"]
    rows = demo.house.stores.answers.reader.query("SELECT count(*) FROM answer")
    assert rows == [(8,)]


def test_who_texts_for_a_call_is_rung(phone):
    texts = phone.post("/phone/new", data={"site": "site-1", "channel": "sms", "way": "due-10"})
    key = key_of(texts)
    phone.post("/phone", data={"phone": key, "channel": "sms", "text": "call me please"})
    link = f"/phone/call?phone={key}"
    assert f'<a href="{link}#call">It rings' in phone.get("/phone").text  # beside her texts
    rings = phone.get("/phone/seen").text
    page = phone.get(link)
    assert "Her phone rings" in page.text
    assert hears(does(phone, page, "pick up", "1"))[0].startswith("Hello.")
    assert "It rings" not in phone.get("/phone").text
    assert phone.get("/phone/seen").text != rings


def test_a_mailbox_hears_nothing_and_a_rejected_call_has_failed(demo, phone):
    page = does(phone, added(phone), "mailbox")
    assert hears(page) == []
    assert "The call is over" in page.text
    does(phone, added(phone), "reject")
    reader = demo.house.stores.contacts.reader
    states = dict(reader.query("SELECT state, count(*) FROM outbox GROUP BY state"))
    assert states == {"sent": 1, "failed": 1}


def test_she_hangs_up_rings_us_and_goes_on(demo, phone):
    page = does(phone, added(phone), "pick up", "1", "1", "1", "1", "2", "hang up")
    assert "Nothing rings" in page.text
    page = does(phone, page, "ring", "1", "1")
    study = demo.house.surveys["pregnancy-to-18-months"]
    second = study.route("text", "pregnancy", "pregnant")[1]
    assert study.items[second].words["en"].spoken in hears(page)
    page = does(phone, page, "silence", "silence")
    assert "The call is over" in page.text


def test_her_phone_takes_texts_too(phone):
    page = added(phone)
    texts = phone.get(f"/phone?phone={key_of(page)}")
    assert texts.status_code == 200
    channel = re.search(r'name="channel" value="(\w+)"', texts.text)[1]
    data = {"phone": key_of(page), "channel": channel, "text": "yes"}
    assert "Thank you." in phone.post("/phone", data=data).text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"phone": "123456", "action": "pick up"}, 404),
        ({"action": "dance"}, 422),
        ({"key": "12"}, 422),
        ({"key": "x"}, 422),
        ({"key": "1"}, 404),
        ({}, 422),
    ],
)
def test_what_cannot_be_done_is_refused(phone, data, status):
    page = added(phone)
    refused = phone.post("/phone/call", data={"phone": key_of(page), **data})
    assert refused.status_code == status
    assert "123456" not in refused.text


def test_twice_picked_up_is_once(phone):
    page = added(phone)
    does(phone, page, "pick up")
    again = {"phone": key_of(page), "action": "pick up"}
    assert phone.post("/phone/call", data=again).status_code == 404


def test_it_is_in_the_demo_only_and_for_its_own_forms(sqlite_settings, phone):
    headers = {"sec-fetch-site": "cross-site"}
    assert phone.post("/phone/call/new", data={"a": "b"}, headers=headers).status_code == 403
    assert "There is no phone yet" in phone.get("/phone/call").text
    app = create_app(sqlite_settings)
    with client_of(app) as client:
        assert client.get("/phone/call").status_code == 404
    app.close()
