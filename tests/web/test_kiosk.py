"""A tablet in a clinic: each woman begins anew, and nothing of the one before her is there."""

from __future__ import annotations

import re

import pytest
from marks import mark_on

from prem.fieldwork.links import Door, door_code
from prem.storage.rows import answer_rows


@pytest.fixture
def gate(app, study):
    """The address of a tablet at the first site."""
    door = Door(study.id, study.sites[0].id, "pregnancy")
    return f"/kiosk/{door_code(app.house.keys, door)}"


@pytest.fixture
def sits_down(client, woman, gate):
    """A woman opens the tablet's page and begins."""

    def began():
        return woman.follows(client.post(gate, data={"mark": mark_on(client.get(gate))}))

    return began


def at_first_item(woman, page):
    for answer in ("", "yes", "pregnant"):
        page = woman.sends(page, answer)
    return page


def test_every_page_shuts_by_itself_with_scripts_and_without(woman, sits_down, read):
    page, seconds = sits_down(), []
    while True:
        found = re.findall(
            r'<noscript><meta http-equiv="refresh" content="(\d+);url=/x">', page.text
        )
        assert len(found) == 1, page.text
        seconds.append(int(found[0]))
        assert 'data-soon="Are you still there?' in page.text
        assert "60000" in page.text
        assert page.text.count("<script>") == 3
        assert "Take a break" not in page.text, "there is no link by which she could come back"
        assert "another time" not in page.text
        if 'name="step"' not in page.text:
            break
        step = read.step(page)
        answer = {"consent": "yes", "situation": "pregnant"}.get(step, "")
        page = woman.sends(
            page, answer, action="continue" if answer or step == "opening" else "skip"
        )
    assert {*seconds} == {60, 300}
    assert seconds.count(300) == 1, "only where she writes"


def test_the_policy_lets_its_script_run(client, sits_down):
    from base64 import b64encode
    from hashlib import sha256

    page = sits_down()
    scripts = re.findall(r"<script>(.*?)</script>", page.text, re.S)
    assert len(scripts) == 3
    for script in scripts:
        digest = b64encode(sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.headers["content-security-policy"]


def test_leaving_leads_to_the_page_between_two_women(client, woman, sits_down, gate, read):
    page = woman.sends(at_first_item(woman, sits_down()), "2")
    old = client.cookies["s"]
    gone = client.get("/x")
    assert (gone.status_code, gone.headers["location"]) == (303, gate)
    assert gone.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "s" not in client.cookies
    for late in (
        client.get("/q"),
        client.get("/q", headers={"cookie": f"s={old}"}),
        client.post("/q", data={"step": read.step(page)}, headers={"cookie": f"s={old}"}),
    ):
        assert "This page is closed" in woman.follows(late).text


def test_opening_the_tablets_page_shuts_what_the_woman_before_left_open(
    app, client, woman, sits_down, gate, read, study
):
    first = at_first_item(woman, sits_down())
    woman.sends(first, "2")
    old = client.cookies["s"]
    between = client.get(gate)
    assert between.text.count("<h1") == 1
    assert "http-equiv" not in between.text
    assert "s" not in client.cookies
    assert "This page is closed" in client.get("/q", headers={"cookie": f"s={old}"}).text
    second = at_first_item(woman, sits_down())
    assert "Question 1 of" in second.text
    assert " checked" not in second.text
    client.post("/q", data={**_form(first), "answer": "1"})  # a page of the woman before
    woman.sends(second, "4")
    rows = list(answer_rows(app.house.stores.answers, study.id))
    assert sorted((row.code, row.mode) for row in rows) == [(2, "kiosk"), (4, "kiosk")]
    assert len({row.session for row in rows}) == len({row.respondent for row in rows}) == 2


def test_a_tablet_without_a_door_is_closed(client):
    assert client.post("/kiosk/NODOOR77").status_code == 404
    assert client.get("/kiosk/NODOOR77").status_code == 200, "as neutral as any"


def _form(page):
    return dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page.text))
