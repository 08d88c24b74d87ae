"""What the page's script does: answers saved behind the next question, pages fetched in parts."""

from __future__ import annotations

import json
import re

import httpx
import pytest
from marks import mark_on

from prem.fieldwork.links import session_id_of
from prem.storage import sessions
from prem.web.dress import LIVE

FETCHED = {LIVE.decode(): "1"}


def _fragments(page: httpx.Response) -> list[str]:
    """The questions that a page brings along, by their steps."""
    brought = re.search(r"<template>(.*)</template>", page.text, re.S)
    return re.findall(r'name="step" value="([^"]*)"', brought[1]) if brought else []


@pytest.fixture
def live(client, woman):
    """A woman whose browser runs the script: at her first question, fetched as the script does."""
    client.headers.update(FETCHED)
    return woman


@pytest.fixture
def quietly(client, read):
    """A function that answers as the script does in the background."""

    def sent(page: httpx.Response, step: str, answer: str = "", **more: str) -> httpx.Response:
        form = {"step": step, "mark": mark_on(page), "answer": answer, "action": "continue"}
        return client.post("/q", data={**form, "quiet": "1", **more})

    return sent


@pytest.fixture
def kept(app):
    """A function: what the store holds of the answers by a link, and how many turns it took."""

    def found(token: str) -> tuple[dict[str, object], int]:
        number = session_id_of(app.house.keys, token)
        known = sessions.load(app.house.stores.answers.reader, [number])[number]
        return json.loads(known.state)[3], known.seq

    return found


def test_the_questions_ahead_travel_with_the_page(live, new_token, quietly, read):
    page = live.at_first_item(new_token())
    steps = _fragments(page)
    assert len(steps) > 5
    assert page.text.count("<style") == page.text.count("<script") == 0, "they are there already"
    for step, due in zip([read.step(page), *steps], steps, strict=False):
        answer = quietly(page, step, action="skip")
        assert (answer.status_code, answer.text) == (200, due)
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.content) < 40
    assert "set-cookie" not in answer.headers


def test_what_is_brought_along_is_what_the_page_itself_would_show(live, new_token, quietly, read):
    page = live.at_first_item(new_token())
    inside = [re.sub(r'name="mark" value="[^"]*"', "", one) for one in _mains(page)]
    quietly(page, read.step(page), "4")
    after = [re.sub(r'name="mark" value="[^"]*"', "", one) for one in _mains(live.client.get("/q"))]
    assert inside[1] == after[0]
    assert inside[2:] == after[1:]


def _mains(page: httpx.Response) -> list[str]:
    return re.findall(r"<main>\n(.*?)</main>", page.text, re.S)


def test_nothing_is_doubled_however_often_it_comes(live, new_token, quietly, read, kept):
    token = new_token()
    page = live.at_first_item(token)
    first, second = read.step(page), _fragments(page)[0]
    said = [quietly(page, first, "4").text for _ in range(3)]
    assert said == [second] * 3
    answers, turns = kept(token)
    assert answers == {first: 4}
    quietly(page, first, "4")
    assert kept(token) == (answers, turns), "a repeat is not even a turn"


def test_an_answer_that_overtook_another_waits_for_it(live, new_token, quietly, read, kept):
    token = new_token()
    page = live.at_first_item(token)
    first, [second, third, *_] = read.step(page), _fragments(page)
    early = quietly(page, second, "2")
    assert early.text == first, "the script sees that this was not taken, and asks anew"
    assert kept(token)[0] == {}
    assert [quietly(page, s, "2").text for s in (first, second)] == [second, third]


def test_a_forged_or_foreign_answer_changes_nothing(live, new_token, quietly, read, kept):
    token = new_token()
    page = live.at_first_item(token)
    first = read.step(page)
    forged = quietly(page, first, "99")
    assert (forged.status_code, forged.text) == (422, first)
    assert quietly(page, first, "4", mark="x" * 12).headers["location"] == "/x/old"
    foreign = live.client.post(
        "/q", data={"step": first, "quiet": "1"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert foreign.status_code == 403
    assert kept(token)[0] == {}


def test_after_leaving_a_late_answer_changes_nothing(live, new_token, quietly, read, kept):
    token = new_token()
    page = live.at_first_item(token)
    live.client.get("/x")
    assert quietly(page, read.step(page), "4").status_code == 404
    live.opens(token)
    assert quietly(page, read.step(page), "4").headers["location"] == "/x/old"
    assert kept(token)[0] == {}


def test_a_doubled_back_goes_back_once(live, new_token, read):
    first = live.at_first_item(new_token())
    second = live.sends(first, "4")
    third = live.sends(second, "4")
    assert read.step(live.sends(third, action="back")) == read.step(second)
    assert read.step(live.sends(third, action="back")) == read.step(second)
    assert read.step(live.sends(live.client.get("/q"), action="back")) == read.step(first)


def test_a_page_is_live_only_where_the_script_ran(client, new_token, woman):
    page = woman.at_first_item(new_token())
    scripts = page.text.count("<script")
    assert 'id="state"' not in page.text
    assert _fragments(page) == []
    client.cookies.clear()
    token = new_token()
    client.post(f"/q/{token}", headers=FETCHED)
    page = client.get("/q")
    assert page.text.count("<script") == scripts + 1, "opened again on the same phone"
    assert 'id="state"' in page.text


def test_the_heaviest_page_keeps_within_its_bytes(client, new_token, woman, read, kept):
    """The first question with all that follow, with and without style and script."""
    token = new_token()
    client.post(f"/q/{token}", headers=FETCHED)
    first = woman.sends(woman.sends(client.get("/q")), "yes")
    page = woman.sends(first, "pregnant")
    assert len(_fragments(page)) > 5
    for headers in ({}, FETCHED):
        for encoding, most in (("br", 10_000), ("gzip", 12_000)):
            with client.stream(
                "GET", "/q", headers={**headers, "accept-encoding": encoding}
            ) as answer:
                body = sum(map(len, answer.iter_raw()))
            sent = body + sum(len(k) + len(v) + 4 for k, v in answer.headers.raw) + 19
            assert answer.headers["content-encoding"] == encoding
            assert 1_000 < sent < most, (headers, encoding, sent)
