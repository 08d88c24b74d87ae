"""What is no form of ours: refused with a calm page, before any store is asked."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from prem.errors import Refusal
from prem.web.forms import read_form

FORM = "application/x-www-form-urlencoded"


def _calm(page: httpx.Response, status: int) -> None:
    assert page.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert 'href="/x"' in page.text
    assert "Traceback" not in page.text
    assert page.text.count("<h1>") == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://prem.test"},
        {"sec-fetch-site": "", "origin": "http://elsewhere.test"},
        {"origin": "http://elsewhere.test"},
        {"origin": "http://prem.test.elsewhere.test"},
    ],
)
@pytest.mark.parametrize("path", ["/q", "/q/token", "/join/ABCDEFGH"])
def test_a_form_of_another_site_is_refused(client, path, headers):
    del client.headers["sec-fetch-site"]
    _calm(client.post(path, data={"step": "opening"}, headers=headers), 403)


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "null"}, {"origin": "http://prem.test"}, {"sec-fetch-site": "none"}]
)
def test_older_browsers_under_our_referrer_policy_are_let_in(client, new_token, headers):
    del client.headers["sec-fetch-site"]
    assert client.post(f"/q/{new_token()}", headers=headers).status_code == 303


def test_too_long_a_form_is_refused_before_it_is_read(client):
    _calm(client.post("/q", content=b"words=" + b"x" * 65_536, headers={"content-type": FORM}), 413)


def test_too_long_a_form_that_hides_its_length_is_refused():
    read: list[int] = []

    async def receive() -> dict[str, object]:
        read.append(1)
        return {"type": "http.request", "body": b"x" * 8192, "more_body": True}

    with pytest.raises(Refusal) as refused:
        asyncio.run(read_form({b"content-type": FORM.encode()}, receive))
    assert refused.value.status == 413
    assert len(read) == 9, "it reads no further than it must"


def test_who_closes_the_page_before_it_is_sent_gets_no_answer(app):
    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        raise AssertionError("nobody is there to hear")

    headers = [(b"content-type", FORM.encode())]
    scope = {"type": "http", "method": "POST", "path": "/q", "headers": headers}
    asyncio.run(app(scope, receive, send))


def test_just_short_enough_is_taken(client, new_token, woman, read):
    page = woman.at_first_item(new_token())
    while read.step(page) != "open":
        page = woman.sends(page, action="skip")
    body = b"step=open&action=continue&words="
    body += b"x" * (65_536 - len(body))
    assert client.post("/q", content=body, headers={"content-type": FORM}).status_code == 303


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data; boundary=x", "", "text/plain"]
)
def test_what_is_no_form_is_refused(client, kind):
    _calm(client.post("/q", content=b"{}", headers={"content-type": kind}), 415)


@pytest.mark.parametrize("body", [b"&".join(b"a=1" for _ in range(21)), b"step=\xff\xfe"])
def test_a_form_that_cannot_be_read_is_refused(client, body):
    _calm(client.post("/q", content=body, headers={"content-type": FORM}), 400)


@pytest.mark.parametrize(
    "body", [b"", b"%00=%ff&answer=%ff&step=%f0%9f", b"=&=&=", b"step=%3Cscript%3E"]
)
def test_a_strange_form_harms_nothing(client, new_token, woman, read, body):
    page = woman.at_first_item(new_token())
    answer = client.post("/q", content=body, headers={"content-type": FORM})
    assert answer.status_code in (303, 422)
    assert read.step(client.get("/q")) == read.step(page)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/q", "/q/token", "/x"])
def test_other_methods_are_refused(client, method, path):
    page = client.request(method, path)
    _calm(page, 405)
    assert "GET" in page.headers["allow"]


def test_no_page_there_is_calm(client):
    _calm(client.get("/x/y"), 404)


def test_an_exit_by_post_does_not_exist(client):
    _calm(client.post("/x"), 405)
