"""The way out: at once, everywhere, and nothing stays behind."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from prem.fieldwork.links import new_links, session_id_of
from prem.storage import sessions
from prem.storage.line import Line
from prem.surveys.keeping import OPEN_DAYS


def test_leaving_shuts_the_sitting_and_clears_the_browser(app, client, new_token, woman, read):
    token = new_token()
    page = woman.at_first_item(token)
    old = client.cookies["s"]
    gone = client.get("/x")
    assert gone.status_code == 303
    assert gone.headers["location"] == app.house.settings.exit_url
    assert gone.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert gone.headers["cache-control"] == "no-store"
    assert "s" not in client.cookies
    assert "This page is closed" in client.get("/q").text
    # A browser that kept the cookie, or brings its tabs back, gets the closed page all the same.
    for late in (
        client.get("/q", headers={"cookie": f"s={old}"}),
        client.post(
            "/q",
            data={"step": read.step(page)},
            headers={"cookie": f"s={old}"},
            follow_redirects=True,
        ),
    ):
        assert "This page is closed" in late.text
        assert read.choices(late) == []
    number = session_id_of(app.house.keys, token)
    known = sessions.load(app.house.stores.answers.reader, [number])[number]
    assert known.state.startswith('["paused"')


def test_her_own_link_goes_on_later_and_shows_no_earlier_answer(client, new_token, woman, read):
    token = new_token()
    second = woman.sends(first := woman.at_first_item(token), "4")
    old = client.cookies["s"]
    client.get("/x")
    page = woman.opens(token)
    assert read.step(page) == "situation", "it was forgotten with the cookie"
    page = woman.sends(page, "pregnant")
    assert read.step(page) == read.step(second)
    back = woman.sends(page, action="back")
    assert read.step(back) == read.step(first)
    assert " checked" not in back.text
    # Nothing chosen is no fault here: what she said before stands.
    assert read.step(woman.sends(back)) == read.step(second)
    assert "This page is closed" in client.get("/q", headers={"cookie": f"s={old}"}).text


def test_who_brings_a_cookie_of_before_back_shuts_no_later_sitting(client, new_token, woman, read):
    token = new_token()
    woman.at_first_item(token)
    old = client.cookies["s"]
    client.get("/x")
    page = woman.opens(token)
    now = client.cookies["s"]
    assert client.get("/x", headers={"cookie": f"s={old}"}).status_code == 303
    client.cookies.set("s", now)  # the answer took it away
    assert read.step(client.get("/q")) == read.step(page)


def test_only_who_is_let_go_has_left(client, new_token, woman, read):
    """What looks before a tap, as a messenger does, asks for the head alone."""
    page = woman.at_first_item(new_token())
    now = client.cookies["s"]
    assert client.head("/x").status_code == 303
    client.cookies.set("s", now)
    assert read.step(client.get("/q")) == read.step(page)


def test_that_all_is_deleted_is_said_to_her_alone_who_deleted_it(client, new_token, woman):
    said = client.get("/x/done").text
    woman.at_first_item(new_token())
    assert client.get("/x/done").text == said
    assert "deleted" not in said


def test_a_link_opened_midway_shows_no_earlier_answer(client, new_token, woman, read):
    token = new_token()
    first = woman.at_first_item(token)
    woman.sends(first, "4")
    back = woman.sends(woman.opens(token), action="back")
    assert read.step(back) == read.step(first)
    assert " checked" not in back.text
    while read.step(back) != "situation":
        back = woman.sends(back, action="back")
    assert " checked" not in back.text, "her situation least of all"
    assert (
        'value="2" checked' in woman.sends(woman.sends(woman.sends(back), "2"), action="back").text
    ), "what she says now she may see and change"


def test_a_spent_link_is_like_one_that_never_was(client, new_token, woman, read):
    token = new_token()
    page = woman.at_first_item(token)
    while 'name="step"' in page.text:
        page = woman.sends(page, action="skip")
    client.get("/x")
    spent, unknown = client.post(f"/q/{token}"), client.post("/q/made-up")
    assert (spent.status_code, spent.content) == (unknown.status_code, unknown.content)


def test_nothing_tells_a_link_that_is_over_from_one_that_never_was(
    app, client, new_token, woman, study, ports
):
    """To the byte, with every header, in every language, for every way in which it is over, and
    after the same questions to the store."""
    finished, declined, erased = (new_token() for _ in range(3))
    links = {"finished": finished, "declined": declined, "erased": erased}
    page = woman.at_first_item(finished)
    while 'name="step"' in page.text:
        page = woman.sends(page, action="skip")
    woman.sends(woman.sends(woman.opens(declined)), "no")
    woman.at_first_item(erased)
    client.post(f"/q/{erased}", data={"action": "delete"})
    house = app.house
    where = {"site": study.sites[0].id, "time_point": "birth", "language": "en"}
    past = replace(ports, now=lambda: ports.now() - timedelta(days=OPEN_DAYS + 1))
    for name, anonymous in (("expired", False), ("anonymous", True)):
        [links[name]] = new_links(
            house.stores, house.keys, study, 1, **where, anonymous=anonymous,
            ports=past if name == "expired" else ports,
        )  # fmt: skip
    page = woman.at_first_item(links["anonymous"])
    while 'name="step"' in page.text:
        page = woman.sends(page, action="skip")
    client.get("/x")
    client.cookies.clear()

    asked: list[str] = []
    line = house.stores.answers.writer

    def answer(token, headers, form):
        asked.clear()
        line.watch = lambda sql, *_: asked.append(" ".join(sql.split()))
        got = client.post(f"/q/{token}", headers=headers, data=form)
        line.watch = None
        assert "set-cookie" not in got.headers
        return got.status_code, got.headers.raw, got.content, tuple(asked)

    for headers in ({}, {"accept-language": "ur"}, {"x-live": "1"}, {"accept-encoding": "br"}):
        unknown = answer("made-up", headers, None)
        assert unknown[0] == 404
        assert unknown[3], "it was asked for"
        for name, token in links.items():
            assert answer(token, headers, None) == unknown, name
            if name not in ("finished", "anonymous"):  # who has finished may answer again
                assert answer(token, headers, {"action": "anew"}) == unknown, name
    for reads in (client.get, client.head):
        first = reads("/q/made-up")
        for token in links.values():
            got = reads(f"/q/{token}")
            assert (got.status_code, got.headers.raw, got.content) == (
                first.status_code, first.headers.raw, first.content,
            )  # fmt: skip


def test_a_break_keeps_her_answers_and_has_two_ways_back(client, new_token, woman, read, study):
    token = new_token()
    first = woman.at_first_item(token)
    rest = woman.sends(woman.sends(first, "4"), "2", action="pause")
    assert read.heading(rest) == study.words["en"].page["paused"]
    assert read.choices(rest) == []
    assert client.get("/q").content == rest.content
    on = woman.sends(rest)
    assert "Question 3 of " in on.text, "the answer chosen when she took the break is kept"
    assert " checked" not in woman.sends(on, action="back").text
    woman.sends(client.get("/q"), action="pause")
    client.cookies.clear()
    assert read.step(woman.opens(token)) == "situation"
    assert read.step(woman.sends(client.get("/q"), "pregnant")) == read.step(on)


def test_an_old_tab_of_another_session_changes_nothing(client, new_token, woman, read):
    old = woman.at_first_item(new_token())
    fresh = woman.at_first_item(new_token())
    page = woman.sends(old, "1")
    assert page.status_code == 422
    assert "was open before" in page.text
    assert 'href="/q"' in page.text
    assert client.get("/q").content == fresh.content
    assert read.step(woman.sends(fresh, "5")) != read.step(fresh)


def test_a_page_of_before_she_left_changes_nothing_after(client, new_token, woman, read):
    token = new_token()
    before = woman.at_first_item(token)
    client.get("/x")
    woman.sends(woman.opens(token), "pregnant")
    assert woman.sends(before, "1").status_code == 422
    assert "Question 1 of " in client.get("/q").text


def test_leaving_without_a_session_leaves_too(app, client):
    assert client.get("/x").headers["location"] == app.house.settings.exit_url


def test_a_browser_that_looks_ahead_does_not_leave_for_her(client, new_token, woman, read):
    page = woman.at_first_item(new_token())
    held = client.cookies["s"]
    client.get("/x", headers={"sec-purpose": "prefetch"})
    assert read.step(client.get("/q", headers={"cookie": f"s={held}"})) == read.step(page)


def test_she_is_let_go_when_the_store_does_not_answer(app, client, new_token, woman, caplog):
    woman.at_first_item(new_token())
    app.house.interviews.close()
    assert client.get("/x").status_code == 303
    assert "leaving was not recorded" in caplog.text


def test_she_is_let_go_at_once_while_the_store_is_held(app, client, new_token, woman):
    token = new_token()
    woman.at_first_item(token)
    store = app.house.stores.answers
    with Line(store.driver).transaction():  # as another program that writes for long
        started = time.monotonic()
        assert client.get("/x").status_code == 303
        assert time.monotonic() - started < 2
    number = session_id_of(app.house.keys, token)
    for _ in range(200):
        if sessions.load(store.reader, [number])[number].state.startswith('["paused"'):
            return
        client.get("/healthz")  # the loop of this client turns only while it asks
        time.sleep(0.02)
    pytest.fail("leaving was never recorded")


def test_no_page_is_what_came_of_a_form(client, new_token, woman, read):
    """A browser writes a form's fields to disk beside the page that came of it, so none does."""
    client.headers["sec-fetch-mode"] = "navigate"
    first = woman.at_first_item(new_token())
    sent = {"step": read.step(first), "action": "continue"}
    for wrong in ({"answer": ""}, {"answer": "99"}, {"answer": "4", "mark": "x" * 12}):
        answer = client.post("/q", data={**sent, **wrong})
        assert (answer.status_code, answer.content) == (303, b"")
        assert client.get(answer.headers["location"]).status_code == 422
    assert 'id="error"' in client.get("/q").text, "as often as she looks"
    taken = client.post("/q", data={**sent, "answer": "4"})
    assert taken.headers["location"] == "/q"
    assert 'id="error"' not in client.get("/q").text
    client.cookies.clear()
    assert client.post("/q", data={**sent, "answer": "4"}).headers["location"] == "/q"
