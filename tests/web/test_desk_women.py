"""The desk's page for what staff tell of a woman."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asgi_client import client_of
from signing_in import sign_in

from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.telling_checked import NEEDS
from prem.storage import happened, people
from prem.web.desk.women import TOLD

PHONE = "07700 900123"


@pytest.fixture
def person(app, field, study):
    now = app.house.ports.now()
    due = now.date() + timedelta(weeks=8)
    return enrol(field, study, Enrolment(PHONE, "site-1", "c0ffee", due_date=due), now)


def kinds(field, person):
    found = happened.of(field.stores.contacts.reader, field.keys, [person])[person]
    return [one.kind for one in found[2:]]


def told(client, kind, phone=PHONE, **more):
    return client.post("/desk/women", data={"kind": kind, "phone": phone, **more})


def test_each_kind_that_can_be_told_is_on_the_page(app, client, person):
    sign_in(client, app.house)
    page = client.get("/desk/women").text
    assert {kind for kind, *_ in TOLD} == set(NEEDS)
    for kind, title, _ in TOLD:
        assert f"/desk/women?what={kind}" in page
        form = client.get(f"/desk/women?what={kind}").text
        assert title in form
        for part in NEEDS[kind]:
            assert f'name="{part}"' in form


def test_what_is_told_is_noted_and_what_follows_is_said(app, client, field, person):
    sign_in(client, app.house)
    said = told(client, "loss")
    assert said.status_code == 200
    assert "Noted." in said.text
    assert "No text is planned for her." in said.text
    assert "known already" in told(client, "loss").text
    today = app.house.ports.now().date()
    assert "Her next text is planned" in told(client, "birth", day=today.isoformat()).text
    assert "Texts wait" in told(client, "prison").text
    assert "Noted." in told(client, "number", number="07700 900124").text
    assert kinds(field, person) == ["loss", "birth", "prison", "number"]
    assert PHONE not in said.text


@pytest.mark.parametrize(
    ("kind", "more", "status", "words"),
    [
        ("birth", {"day": "2099-01-01"}, 422, "This day cannot be right"),
        ("birth", {}, 422, "Say on which day"),
        ("due-date", {"day": "tomorrow"}, 422, "A day is written as"),
        ("moved", {"site": "nowhere"}, 422, "is not a site"),
        ("loss", {"phone": "07700 900999"}, 404, "No woman is enrolled"),
        ("loss", {"phone": "hello"}, 422, "This is not a mobile number"),
        ("hello", {}, 422, ""),
        ("finished", {}, 422, ""),
    ],
)
def test_nonsense_comes_back_calmly(app, client, field, person, kind, more, status, words):
    sign_in(client, app.house)
    answer = told(client, kind, **{"phone": PHONE, **more})
    assert answer.status_code == status
    assert words in answer.text
    assert "Noted." not in answer.text
    assert kinds(field, person) == []


def test_only_those_who_may_tell_it(app, client, field, person):
    assert client.get("/desk/women").status_code == 403
    assert told(client, "loss").status_code == 403
    sign_in(client, app.house, "adviser")
    assert client.get("/desk/women").status_code == 403
    assert told(client, "loss").status_code == 403
    assert "/desk/women" not in client.get("/desk").text
    sign_in(client, app.house, "researcher")
    assert "/desk/women" in client.get("/desk").text
    foreign = {"sec-fetch-site": "cross-site"}
    form = {"kind": "loss", "phone": PHONE}
    assert client.post("/desk/women", data=form, headers=foreign).status_code == 403
    assert kinds(field, person) == []


def enrols(client, **fields):
    form = {"phone": PHONE, "site": "site-1", "days": "mon-fri", "hours": "9-15", "agreed": "yes"}
    return client.post("/desk/enrol", data={**form, **fields})


def test_a_woman_is_enrolled_with_the_hours_that_she_chose(app, client, field, study):
    sign_in(client, app.house)
    assert "She agreed to be texted" in client.get("/desk/enrol").text
    due = (app.house.ports.now().date() + timedelta(weeks=8)).isoformat()
    said = enrols(client, due=due)
    assert said.status_code == 200
    assert "She is enrolled." in said.text
    assert "Her next text is planned" in said.text
    assert PHONE not in said.text
    [her] = people.everyone(field.stores.contacts.reader)
    assert (her.safe_from, her.safe_to, her.safe_days) == (9, 15, 0b11111)
    assert her.consent == study.consent_versions["en"]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"agreed": ""}, 422, "only if she agreed"),
        ({"phone": "12"}, 422, "not a mobile number"),
        ({"site": "nowhere"}, 422, "is not a site"),
        ({"due": "2099-01-01"}, 422, "cannot be right"),
        ({"birth": "soon"}, 422, "A day is written as"),
        ({"days": "never"}, 422, "at least one day"),
        ({"hours": "15-9"}, 422, "Safe hours go from"),
        ({"language": "xx"}, 422, "is not a language"),
        ({"channel": "web"}, 422, "is not asked by"),
    ],
)
def test_what_is_no_enrolment_comes_back(app, client, field, fields, status, words):
    sign_in(client, app.house)
    answer = enrols(client, **fields)
    assert answer.status_code == status
    assert words in answer.text
    assert people.everyone(field.stores.contacts.reader) == []


def test_a_number_is_enrolled_once_and_by_those_who_may(app, client, person):
    assert enrols(client).status_code == 403
    sign_in(client, app.house, "adviser")
    assert enrols(client).status_code == 403
    sign_in(client, app.house)
    assert enrols(client).status_code == 409


def test_where_no_survey_is_texted_nobody_can_be_enrolled(app, study):
    house = replace(app.house, surveys={study.id: replace(study, channels=("web",))})
    with client_of(type(app)(house)) as client:
        sign_in(client, app.house)
        for answer in (client.get("/desk/enrol"), enrols(client)):
            assert answer.status_code == 404
            assert "404.471" in answer.text
