"""What she said stays hers: she looks at it, changes it, sets it aside, or deletes it all."""

from __future__ import annotations

import re

import pytest
from marks import mark_on

from prem.fieldwork.links import session_id_of
from prem.storage.rows import answer_rows


@pytest.fixture
def kept(app, study):
    """Every answer as it now stands in the store: item -> code or why there is none."""

    def found():
        rows = answer_rows(app.house.stores.answers, study.id)
        return {row.item: row.code or row.non_answer for row in rows}

    return found


@pytest.fixture
def finished(woman, new_token):
    """She answers two questions, skips the others, and is at the end: (token, page)."""
    token = new_token()
    page = woman.sends(woman.sends(woman.at_first_item(token), "5"), "not-sure")
    while 'name="step"' in page.text:
        page = woman.sends(page, action="skip")
    return token, page


def pressed(woman, page, **fields):
    """Press a button of a page whose form has no question."""
    mark = re.search(r'name="mark" value="([^"]*)"', page.text)
    form = {"mark": mark[1]} if mark else {}
    return woman.follows(woman.client.post("/q", data={**form, **fields}))


def done(client, answer):
    """What a browser shows after she deleted: the same page, whatever was there."""
    assert (answer.status_code, answer.headers["location"]) == (303, "/x/done")
    return client.get("/x/done")


def answers_on(page):
    return re.findall(
        r"<li><strong>(.*?)</strong><span>(.*?)</span><button name=\"change\"", page.text
    )


def test_at_the_end_she_checks_and_changes_what_she_said(woman, finished, read, kept, study):
    _, end = finished
    page = pressed(woman, end, action="check")
    assert read.heading(page) == study.words["en"].page["check"]
    shown = answers_on(page)
    first, second = study.route("full", "pregnancy", "pregnant")[:2]
    assert shown[0] == (study.items[first].words["en"].page, "Always")
    assert shown[1][1] == "I&#39;m not sure"
    assert {said for _, said in shown[2:]} == {"You skipped this."}
    again = pressed(woman, page, change=first)
    assert read.step(again) == first
    assert 'value="5" id="a1" checked' in again.text
    assert "Question 1 of" not in again.text
    page = woman.sends(again, "2")
    assert answers_on(page)[0][1] == "Rarely"
    assert kept()[first] == 2
    assert kept()[second] == "not-sure"
    assert read.heading(pressed(woman, page, action="done")) == study.words["en"].page["end"]


@pytest.mark.parametrize("wrong", ["consent", "situation", "end", "S9-9", "part-safe-care"])
def test_only_what_she_answered_can_be_changed(woman, finished, read, kept, wrong):
    before = kept()
    page = pressed(woman, pressed(woman, finished[1], action="check"), change=wrong)
    assert read.heading(page) == "Check your answers"
    assert kept() == before


def test_a_link_shows_no_earlier_answer_however_it_is_asked(client, woman, finished, kept, read):
    token, _ = finished
    client.get("/x")
    closed = client.post(f"/q/{token}")
    assert "This page is closed" in closed.text
    assert closed.content == client.post("/q/made-up").content
    for wish in ({"action": "check"}, {"change": "S3-1"}, {"action": "done"}):
        assert answers_on(pressed(woman, closed, **wish)) == []


def test_by_her_link_she_is_asked_again_and_nothing_of_before_is_shown(
    client, woman, finished, kept, read
):
    token, _ = finished
    client.get("/x")
    before = kept()
    page = woman.follows(client.post(f"/q/{token}", data={"action": "anew"}))
    assert read.step(page) == "situation"
    page = woman.sends(page, "pregnant")
    assert "Question 1 of" in page.text
    assert " checked" not in page.text
    woman.sends(page, "1")
    assert kept() == {**before, read.step(page): 1}, "what she is not asked anew yet still stands"
    unknown = client.post("/q/made-up", data={"action": "anew"})
    assert unknown.content == client.post("/q/made-up").content


@pytest.mark.parametrize("where", ["midway", "paused", "end", "check", "stopped link", "old link"])
def test_she_deletes_all_that_she_said(app, client, woman, new_token, finished, kept, where, study):
    token, page = finished
    if where in ("midway", "paused"):
        token = new_token()
        page = woman.sends(woman.at_first_item(token), "5")
        page = woman.sends(page, action="pause") if where == "paused" else page
    if where == "check":
        page = pressed(woman, page, action="check")
    number = session_id_of(app.house.keys, token)
    reader = app.house.stores.answers.reader
    ask = "SELECT count(*) FROM turn WHERE session = ?"
    assert reader.query(ask, (number,))[0][0] > 3
    if "link" in where:
        client.get("/x")
        answer = client.post(f"/q/{token}", data={"action": "delete"})
    else:
        assert ("Yes, delete all my answers" in page.text) == (where != "midway")
        answer = client.post("/q", data={"mark": mark_on(page), "action": "delete"})
    assert "It is deleted" in done(client, answer).text
    assert "This page is closed" in client.get("/q").text
    assert reader.query(ask, (number,)) == [(0,)]
    assert reader.query("SELECT count(*) FROM session WHERE id = ?", (number,)) == [(0,)]
    assert "This page is closed" in client.post(f"/q/{token}").text
    unknown = client.post("/q/made-up", data={"action": "delete"})
    assert _alike(unknown) == _alike(answer), "it tells nobody which links are real"
    client.get("/x")
    assert "s" not in client.cookies
    closed = client.get("/x/done")
    assert (closed.status_code, "deleted" in closed.text) == (404, False)


def _alike(answer):
    """What an answer says, without the letters of a sealed cookie: how many there are, it says."""
    seal = re.compile("s=([\\w-]{56});")
    return [(key, seal.sub("s=;", value)) for key, value in answer.headers.multi_items()]


def test_deleting_twice_or_from_a_page_she_left_does_no_harm(
    client, woman, finished, kept, new_token
):
    token, page = finished
    old = client.cookies["s"]
    client.get("/x")
    form = {"mark": mark_on(page), "action": "delete"}
    late = client.post("/q", data=form, headers={"cookie": f"s={old}"})
    assert "It is deleted" not in woman.follows(late).text
    assert kept(), "who holds an old page, or brings one back, deletes nothing"
    for _ in range(2):
        done(client, client.post(f"/q/{token}", data={"action": "delete"}))
    assert kept() == {}


def test_what_she_says_under_somebodys_eyes_does_not_count_and_nothing_shows_it(
    client, woman, new_token, read, kept
):
    token = new_token()
    first = woman.at_first_item(token)
    alone = woman.sends(first, "2")
    woman.sends(alone, action="pause")
    second = woman.opens(token)
    page = woman.sends(woman.sends(second, "pregnant"), "5")
    before = page.text
    same = woman.sends(page, "4", action="aside")
    assert re.sub(r" checked|mark.{20}", "", same.text) == re.sub(r"mark.{20}", "", before)
    on = woman.sends(same, "4")
    while 'name="step"' in on.text:
        on = woman.sends(on, action="skip")
    assert read.heading(on) == "Thank you"
    stands = kept()
    assert stands.pop(read.step(first)) == 2, "what she said alone, before"
    assert set(stands.values()) == {"set-aside"}
    client.cookies.clear()
    again = woman.sends(woman.opens(token), "pregnant")
    assert read.step(again) == read.step(alone)
    assert " checked" not in again.text
    woman.sends(again, "1")
    assert kept()[read.step(again)] == 1


def test_easy_words_and_a_helper_are_kept_with_each_answer(
    app, client, woman, new_token, read, study
):
    page = woman.at_first_item(new_token())
    step = read.step(page)
    easy = woman.sends(page, "3", action="easy")
    assert read.step(easy) == step
    assert 'value="3" checked' in easy.text
    assert '<body class="easy">' in easy.text
    assert read.heading(easy) == study.items[step].words["en"].easy
    helped = woman.sends(easy, action="helped")
    assert "Someone is helping you" in helped.text
    second = woman.sends(helped)
    assert "Question 2 of" in second.text
    third = woman.sends(woman.sends(woman.sends(second, action="plain"), action="alone"), "2")
    assert '<body class="easy">' not in third.text
    woman.sends(third, "1")
    rows = answer_rows(app.house.stores.answers, study.id)
    assert sorted((r.item, r.code, r.mode) for r in rows) == sorted(
        [(step, 3, "easy"), (read.step(second), 2, None), (read.step(third), 1, None)]
    )


def test_words_she_has_written_are_not_lost_by_changing_her_way(woman, new_token, read, kept):
    page = woman.at_first_item(new_token())
    while read.step(page) != "open":
        page = woman.sends(page, action="skip")
    easy = woman.sends(page, words="Nobody asked me.", action="easy")
    assert read.step(easy) == "open"
    assert "Nobody asked me" not in easy.text
    assert kept()["open"] == "written"
    assert read.heading(woman.sends(easy)) == "Thank you"
    assert kept()["open"] == "written"
