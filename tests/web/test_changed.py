"""Her own page for what has changed in her life: opens for her alone, and shows nothing of it."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from marks import mark_on

from prem.errors.storage import STORE_HELD
from prem.fieldwork.telling import Told, tell
from prem.storage import happened, people
from prem.web import changed
from prem.web.changed import CHANGED
from prem.web.cookie import NAME, CookieSeal

BABY = re.compile(r"\b(baby|babies|child|birth|born|pregnan|mother|removal|loss)", re.I)


def life(field, person):
    """What she tapped, in order."""
    found = happened.of(field.stores.contacts.reader, field.keys, [person])[person]
    return [one.kind for one in found if one.source == "page"]


def presses(client, what, **fields):
    """Open the form and send it; return what comes of it, without following."""
    page = client.get(CHANGED)
    if "<form" not in page.text:  # what follows from the one before
        page = client.get(CHANGED)
    form = {"mark": mark_on(page), "what": what, **fields}
    return client.post(CHANGED, data=form)


def main_of(page):
    return re.search(r"<main>(.*)</main>", page.text, re.S)[1]


def test_she_tells_and_it_is_shown_once(client, woman, texted, field):
    person, token = texted
    woman.at_first_item(token)
    form = client.get(CHANGED)
    assert form.status_code == 200
    assert " checked" not in form.text
    answer = presses(client, "prison")
    assert (answer.status_code, answer.headers["location"]) == (303, CHANGED)
    assert "Texts wait until you tell us" in client.get(CHANGED).text
    assert life(field, person) == ["prison"]
    # It is told once; what she told is shown to nobody.
    assert main_of(client.get(CHANGED)) == main_of(form)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("birth", "From now on we ask only what fits"),
        ("together", "From now on we ask only what fits"),
        ("moved", "From now on we ask only what fits"),
        ("loss", "We are sorry."),
        ("apart", "We are sorry."),
        ("prison", "Texts wait"),
        ("refuge", "Texts wait"),
        ("pause", "Texts wait"),
        ("resume", "Texts can go on"),
    ],
)
def test_what_follows_is_said_once_and_by_no_address(client, woman, texted, what, words):
    woman.at_first_item(texted[1])
    cookie = len(client.cookies[NAME])
    answer = presses(client, what)
    assert answer.headers["location"] == CHANGED
    assert len(client.cookies[NAME]) == cookie
    page = client.get(CHANGED)
    assert words in main_of(page)
    assert page.headers["cache-control"] == "no-store"
    assert "!" not in main_of(page)
    if what in ("loss", "apart"):
        assert not BABY.search(re.sub(r"<style>.*?</style>", "", page.text, flags=re.S))
        assert 'href="tel:' in main_of(page)
    assert words not in client.get(CHANGED).text


def test_a_day_in_numbers(client, woman, texted, field, now):
    person, token = texted
    woman.at_first_item(token)
    due = now.date() + timedelta(weeks=10)
    typed = {"day": str(due.day), "month": f"{due.month:02}", "year": str(due.year)}
    assert presses(client, "due-date", **typed).status_code == 303
    assert presses(client, "birth").status_code == 303
    stands = happened.stands(field.stores.contacts.reader, field.keys, person)
    assert stands.days == {"due-date": due, "birth": now.date()}
    assert life(field, person) == ["due-date", "birth"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Nothing is chosen yet"),
        ({"what": ""}, "Nothing is chosen yet"),
        ({"what": "stop"}, "Nothing is chosen yet"),
        ({"what": "no-loss"}, "Nothing is chosen yet"),
        ({"what": "enrolled"}, "Nothing is chosen yet"),
        ({"what": "LOSS\x00"}, "Nothing is chosen yet"),
        ({"what": "x" * 50_000}, "Nothing is chosen yet"),
        ({"what": "due-date"}, "write the day, the month and the year"),
        ({"what": "birth", "day": "31", "month": "2", "year": "2026"}, "write the day"),
        ({"what": "birth", "day": "1", "month": "", "year": "2026"}, "write the day"),
        ({"what": "birth", "day": "-1", "month": "1", "year": "2026"}, "write the day"),
        ({"what": "birth", "day": "½", "month": "1", "year": "2026"}, "write the day"),
        ({"what": "birth", "day": "9" * 5000, "month": "1", "year": "2026"}, "write the day"),
        ({"what": "birth", "day": "1", "month": "1", "year": "0"}, "write the day"),
        ({"what": "birth", "day": "1", "month": "1", "year": "2126"}, "right for a birth"),
        ({"what": "birth", "day": "1", "month": "1", "year": "1926"}, "right for a birth"),
        ({"what": "due-date", "day": "1", "month": "1", "year": "2126"}, "right for a due date"),
    ],
)
def test_what_cannot_be_comes_back_and_keeps_nothing(client, woman, texted, field, fields, words):
    person, token = texted
    woman.at_first_item(token)
    answer = presses(client, **{"what": "", **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#birth"' in answer.text or 'href="#day"' in answer.text
    assert len(answer.text) < 30_000
    assert life(field, person) == []


def test_what_was_typed_stands_there_again_and_nowhere_else(client, woman, texted):
    woman.at_first_item(texted[1])
    page = presses(client, "birth", day='3"><b>', month="2", year="2126")
    assert re.search(r'value="birth" id="birth" checked', page.text)
    assert 'value="3&#34;&gt;&lt;b&gt;"' in page.text
    assert 'value="2126"' not in client.get(CHANGED).text


def test_fields_sent_twice_are_one_event_and_the_last_counts(client, woman, texted, field):
    person, token = texted
    woman.at_first_item(token)
    form = [("mark", mark_on(client.get(CHANGED))), ("what", "loss"), ("what", "pause")]
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        assert client.post(CHANGED, content=urlencode(form), headers=headers).status_code == 303
    assert life(field, person) == ["pause"]


def test_she_moves_to_a_site_of_hers_alone(client, woman, texted, field, study):
    person, token = texted
    woman.at_first_item(token)
    titles = [one.title for one in study.sites]
    assert all(one in client.get(CHANGED).text for one in titles)
    presses(client, "moved", site="nowhere")
    assert people.get(field.stores.contacts.reader, person).site == study.sites[0].id
    presses(client, "moved", site=study.sites[1].id)
    assert people.get(field.stores.contacts.reader, person).site == study.sites[1].id
    assert life(field, person) == ["moved", "moved"]


@pytest.mark.parametrize(
    ("what", "situation"),
    [
        ("loss", "loss"),
        ("apart", "baby-not-with-me"),
        ("prison", "pregnant"),
        ("birth", "pregnant"),
    ],
)
def test_her_next_question_fits_at_once(
    app, client, woman, texted, ports, read, now, what, situation
):
    page = woman.at_first_item(texted[1], "pregnant")
    first = read.step(page)
    woman.sends(page, action="pause")
    presses(client, what)
    for _ in range(2):  # also when she was told what follows
        seal = CookieSeal(app.house.keys.cookie, ports.chance, secure=False)
        seat = seal.read(f"{NAME}={client.cookies[NAME]}".encode(), now)
        assert seat.situation == situation  # by which every page of hers is chosen
        client.get(CHANGED)
    assert read.step(woman.sends(client.get("/q"))) == first


def test_a_loss_that_staff_told_stays(client, woman, texted, field, a_phone, now):
    person, token = texted
    woman.at_first_item(token, "baby-with-me")
    tell(field, a_phone, Told("loss"), now)
    presses(client, "together")
    assert life(field, person) == []
    assert happened.stands(field.stores.contacts.reader, field.keys, person).lost


def test_a_store_that_does_not_answer_is_said_and_nothing_is_logged(
    client, woman, texted, field, monkeypatch, caplog
):
    person, token = texted
    woman.at_first_item(token)

    def held(*_):
        raise STORE_HELD.refuse(store="contacts")

    with monkeypatch.context() as patch:
        patch.setattr(changed, "tell", held)
        assert presses(client, "loss").status_code == 503
    assert "loss" not in caplog.text
    assert life(field, person) == []
    assert presses(client, "loss").status_code == 303


def test_what_she_told_is_no_fault_of_the_question_that_came_back(client, woman, texted):
    page = woman.at_first_item(texted[1])
    assert woman.sends(page).status_code == 422  # nothing chosen
    presses(client, "birth")
    again = client.get("/q")
    assert again.status_code == 200
    assert 'id="error"' not in again.text
    # She never saw what follows from it; nor does who comes to her page later.
    assert "<form" in main_of(client.get(CHANGED))
