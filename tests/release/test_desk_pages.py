"""The desk over HTTP: who may look, what is not there, and that nothing is counted live."""

from __future__ import annotations

import pytest
from asgi_client import client_of
from signing_in import sign_in

from prem.app.factory import create_app
from prem.fieldwork.release import release
from prem.fieldwork.simulate import simulate

SURVEY = "pregnancy-to-18-months"


@pytest.fixture
def desk(sqlite_settings, ports):
    app = create_app(sqlite_settings, ports)
    house = app.house
    simulate(house.stores, house.keys, house.surveys[SURVEY], 20, ports=ports)
    release(house.stores, house.surveys[SURVEY], now=ports.now())
    with client_of(app) as client:
        yield client, house
    app.close()


@pytest.mark.parametrize("role", ["adviser", "researcher", "site-lead"])
def test_everyone_who_works_on_the_study_may_look(desk, role):
    client, house = desk
    assert client.get("/desk").status_code == 403
    sign_in(client, house, role)
    assert "Release 1" in client.get("/desk").text
    assert "Simulated data." in client.get(f"/desk/{SURVEY}/1").text


def test_a_page_asks_the_answers_store_nothing(desk):
    client, house = desk
    sign_in(client, house, "researcher")
    asked = []
    for line in (house.stores.answers.reader, house.stores.answers.writer):
        line.watch = asked.append
    for path in ("", f"/{SURVEY}/1", f"/{SURVEY}/1/release.json", f"/{SURVEY}/1/release.csv"):
        assert client.get(f"/desk{path}").status_code == 200
    assert asked == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{SURVEY}/2", 404),
        (f"{SURVEY}/0", 404),
        (f"{SURVEY}/-1/release.json", 404),
        (f"{SURVEY}/99999999999999999999", 404),
        (f"{SURVEY}/one", 422),
        ("nothing/1", 404),
        ("nothing/1/release.csv", 404),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(desk, path, status):
    client, house = desk
    sign_in(client, house, "researcher")
    answer = client.get(f"/desk/{path}")
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "<h1" in answer.text
