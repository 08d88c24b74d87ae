""" "You said, we did": written behind a release, read by women, texted once, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asgi_client import client_of
from signing_in import sign_in
from texting import ENROLMENT

from prem.app.factory import create_app
from prem.errors import Refusal
from prem.fieldwork import said_did as verbs
from prem.fieldwork.days import second_of
from prem.fieldwork.enrol import enrol
from prem.fieldwork.field import Field
from prem.fieldwork.release import release
from prem.fieldwork.said_did import pairs_of, text_all
from prem.fieldwork.simulate import simulate
from prem.storage import askings, happened, outbox
from prem.storage.askings import Asking
from prem.storage.workshop_tables import PAIRS_LIMIT
from prem.surveys.schedule import Happened

SURVEY = "pregnancy-to-18-months"
SAID, DID = "Too many new faces.", "One midwife stays with you."


@pytest.fixture
def desk(sqlite_settings, ports, monkeypatch):
    from prem.web import said

    monkeypatch.setattr(said, "KEPT", 0.0)
    app = create_app(sqlite_settings, ports)
    house = app.house
    simulate(house.stores, house.keys, house.surveys[SURVEY], 20, ports=ports)
    release(house.stores, house.surveys[SURVEY], now=ports.now())
    with client_of(app) as client:
        yield client, house
    app.close()


def publish(client, said=SAID, did=DID, action="publish"):
    form = {"said-2": said, "did-2": did, "action": action}
    return client.post(f"/desk/{SURVEY}/1/said", data=form)


def test_what_is_published_stands_for_women_until_it_is_taken_back(desk):
    client, house = desk
    assert "nothing to tell yet" in client.get("/said").text
    assert client.get(f"/desk/{SURVEY}/1/said").status_code == 403
    sign_in(client, house)
    assert "/said" in client.get(f"/desk/{SURVEY}/1").text
    assert publish(client).status_code == 303
    page = client.get("/said")
    assert page.status_code == 200
    assert SAID in page.text
    assert DID in page.text
    assert page.headers["cache-control"] == "no-store"
    assert 'href="/x"' in page.text
    assert SAID in client.get(f"/desk/{SURVEY}/1/said").text
    publish(client, "Letters came late.", "We text you now.")
    assert SAID not in client.get("/said").text
    publish(client, "", "")
    assert "nothing to tell yet" in client.get("/said").text


def test_an_adviser_reads_but_does_not_write(desk):
    client, house = desk
    sign_in(client, house, "adviser")
    assert publish(client).status_code == 403
    assert "We did" not in client.get(f"/desk/{SURVEY}/1").text


@pytest.mark.parametrize("path", [f"{SURVEY}/9/said", "nothing/1/said"])
def test_there_is_none_without_a_release(desk, path):
    client, house = desk
    sign_in(client, house)
    assert client.get(f"/desk/{path}").status_code == 404
    assert client.post(f"/desk/{path}", data={"said-1": "A", "did-1": "B"}).status_code == 404


@pytest.mark.parametrize(
    ("said", "did", "code"),
    [
        (SAID, "", "422.740"),
        ("", DID, "422.740"),
        ("a" * 301, DID, "422.741"),
        ("word " * 21, DID, "422.742"),
        ("Staff said addict.", DID, "422.743"),
        ("12 women said so.", DID, "422.744"),
        (SAID, "All ٣ of you.", "422.744"),
    ],
)
def test_a_hard_or_unsafe_row_is_refused_and_stays_to_be_mended(desk, said, did, code):
    client, house = desk
    sign_in(client, house)
    publish(client)
    answer = publish(client, said, did)
    assert answer.status_code == 422
    assert f"[{code}] row 2:" in answer.text
    assert SAID in client.get("/said").text  # what stood, stands


def test_five_full_rows_fit_the_store():
    rows = [("é" * verbs.LONGEST, "字" * verbs.LONGEST)] * verbs.ROWS
    pairs = pairs_of(rows)
    import json

    whole = json.dumps([[one.said, one.did] for one in pairs], ensure_ascii=False)
    assert len(whole) < PAIRS_LIMIT


@pytest.fixture
def women(desk):
    """A field, and three women who were invited, by number."""
    _, house = desk
    field = Field(house.stores, house.surveys, house.keys, house.ports.number, "https://q.example")
    found = []
    for at in range(3):
        phone = f"+4474001234{at:02d}"
        person = enrol(field, field.surveys[SURVEY], replace(ENROLMENT, phone=phone, site="site-1"))
        with house.stores.contacts.writer.transaction() as line:
            askings.add_all(line, [Asking(person, SURVEY, "pregnancy", 1)])
        found.append(person)
    return field, found


def told(field, women, now):
    line = field.stores.contacts.writer
    leased = outbox.lease(line, field.keys, second_of(now) + 86400, ["sms"], seconds=60, most=50)
    return {one.person: one.text for one in leased if one.template == "said"}


def test_each_woman_is_texted_once_a_release_at_her_safe_hour(desk, women, ports):
    client, house = desk
    field, persons = women
    sign_in(client, house)
    with pytest.raises(Refusal, match=r"422\.745"):
        text_all(field, field.surveys[SURVEY], 1, ports.now())
    publish(client)
    assert "3 texts will go out" in publish(client, action="text").text
    assert "Nobody is left to text" in publish(client, action="text").text
    texts = told(field, women, ports.now())
    assert set(texts) == set(persons)
    assert all(text.endswith("/said") for text in texts.values())


def test_who_stopped_or_is_held_or_never_asked_is_not_texted(desk, women, ports):
    client, house = desk
    field, persons = women
    sign_in(client, house)
    publish(client)
    stranger = replace(ENROLMENT, phone="+447400123499", site="site-1")
    enrol(field, field.surveys[SURVEY], stranger)
    with house.stores.contacts.writer.transaction() as line:
        for person, kind in zip(persons, ("stop", "refuge"), strict=False):
            event = Happened(kind, ports.now())
            happened.add(line, field.keys, field.number, person, event, "staff")
    assert text_all(field, field.surveys[SURVEY], 1, ports.now()) == 1
    assert set(told(field, women, ports.now())) == {persons[2]}


def test_who_has_no_texts_in_her_language_is_not_texted(desk, women, ports):
    client, house = desk
    field, persons = women
    sign_in(client, house)
    publish(client)
    line, study = house.stores.contacts.writer, field.surveys[SURVEY]
    line.write("UPDATE person SET language = 'cy' WHERE id = ?", (persons[0],))
    assert text_all(field, study, 1, ports.now()) == 2
    assert set(told(field, women, ports.now())) == set(persons[1:])
    line.write("UPDATE person SET language = 'en', channel = 'voice' WHERE id = ?", (persons[0],))
    words = replace(study.words["en"], forms=("page", "spoken"), text={})
    spoken = replace(study, words={**study.words, "en": words})
    assert spoken.speaks("en", "voice")
    assert text_all(field, spoken, 1, ports.now()) == 0  # she speaks with us, and reads nothing


def test_what_was_written_for_one_release_is_not_shown_at_another(desk, ports):
    client, house = desk
    sign_in(client, house)
    publish(client)
    release(house.stores, house.surveys[SURVEY], now=ports.now() + timedelta(weeks=1))
    assert SAID in client.get(f"/desk/{SURVEY}/1/said").text
    second = client.get(f"/desk/{SURVEY}/2/said")
    assert second.status_code == 200
    assert SAID not in second.text
