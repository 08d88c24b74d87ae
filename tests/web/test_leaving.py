"""The way out: at once, everywhere, and nothing stays behind."""

from __future__ import annotations

import time

import pytest

from prem.fieldwork.links import session_id_of
from prem.storage import sessions
from prem.storage.line import Line


def test_leaving_ends_the_session_and_clears_the_browser(app, client, new_token, woman, read):
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
    held = client.get("/q", headers={"cookie": f"s={old}"})
    assert read.choices(held) == []
    number = session_id_of(app.house.keys, token)
    known = sessions.load(app.house.stores.answers.reader, [number])[number]
    assert known.state.startswith('["stopped"')
    assert read.step(page)


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
        if sessions.load(store.reader, [number])[number].state.startswith('["stopped"'):
            return
        client.get("/healthz")  # the loop of this client turns only while it asks
        time.sleep(0.02)
    pytest.fail("leaving was never recorded")
