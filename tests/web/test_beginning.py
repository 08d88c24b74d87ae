"""A link before and when it is opened: neutral, spends nothing, tells nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from asgi_client import client_of

from prem.app.factory import create_app
from prem.fieldwork.links import Door, door_code
from prem.settings import Settings
from prem.web.turnstile import FROM_ALL, FROM_ONE_ADDRESS, Turnstile

MARKED = r'<input type="hidden" name="mark" value="([^"]+)">'


@pytest.fixture
def statements(app):
    """Every SQL statement that any store runs from now on."""
    seen: list[str] = []
    stores = app.house.stores
    for store in (stores.contacts, stores.answers, stores.workshop):
        store.reader.watch = store.writer.watch = seen.append
    return seen


def test_every_link_opens_the_same_page_and_asks_no_store(client, new_token, statements):
    token = new_token()
    statements.clear()
    paths = (f"/q/{token}", "/q/made-up", "/join/ABCDEFGH", "/join/none")
    pages = [client.get(path) for path in paths]
    assert {page.status_code for page in pages} == {200}
    # A poster's form carries a mark of its own, so that a double tap is known for one.
    marks = {found[0] for page in pages if (found := re.findall(MARKED, page.text))}
    assert len(marks) == 2
    assert len({re.sub(MARKED, "", page.text) for page in pages}) == 1
    assert pages[0].content == pages[1].content
    assert "set-cookie" not in pages[0].headers
    assert statements == []


def test_the_neutral_page_says_nothing_of_the_study(client, study):
    words = client.get("/q/x").text.lower()
    told = ("drug", "baby", "birth", "pregnan", "midwi", "mother", "survey", "nhs", "prem")
    assert [word for word in told if word in words] == []
    assert [site.title for site in study.sites if site.title.lower() in words] == []


def test_looking_at_a_link_any_number_of_times_spends_nothing(client, new_token, woman, read):
    token = new_token()
    for _ in range(3):
        client.get(f"/q/{token}")
        client.head(f"/q/{token}")
    assert read.step(woman.opens(token)) == "opening"


def test_head_has_the_headers_of_get_and_no_body(client):
    got, head = client.get("/q/x"), client.head("/q/x")
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["content-security-policy"] == got.headers["content-security-policy"]


def test_starting_sets_a_cookie_that_only_this_server_reads(client, new_token):
    answer = client.post(f"/q/{new_token()}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/q")
    parts = answer.headers["set-cookie"].split("; ")
    assert parts[0].startswith("s=")
    assert set(parts[1:]) == {"Path=/", "HttpOnly", "SameSite=Lax"}


def test_over_https_the_cookie_is_secure(sqlite_settings: Settings):
    settings = sqlite_settings.model_copy(update={"public_url": "https://prem.test"})
    app = create_app(settings)
    code = door_code(app.house.keys, _first_door(app))
    with client_of(app) as client:
        assert "; Secure" in client.post(f"/join/{code}").headers["set-cookie"]
        assert "; Secure" in client.get("/x").headers["set-cookie"]
    app.close()


def _first_door(app):
    study = app.house.surveys["pregnancy-to-18-months"]
    return Door(study.id, study.sites[0].id, study.time_points[0].id)


def test_a_double_tap_at_a_poster_makes_one_session(app, client, statements):
    code = door_code(app.house.keys, _first_door(app))
    [mark] = re.findall(MARKED, client.get(f"/join/{code}").text)
    for _ in range(3):
        assert client.post(f"/join/{code}", data={"mark": mark}).status_code == 303
    assert _sessions(app) == 1
    client.post(f"/join/{code}", data={"mark": "another"})
    assert _sessions(app) == 2


def _sessions(app) -> int:
    return app.house.stores.answers.reader.query("SELECT count(*) FROM session")[0][0]


def test_a_flood_at_a_poster_is_stopped_calmly(sqlite_settings, ports):
    app = create_app(sqlite_settings, ports)  # in a minute that does not turn
    code = door_code(app.house.keys, _first_door(app))
    with client_of(app) as client:
        answers = [client.post(f"/join/{code}") for _ in range(FROM_ONE_ADDRESS + 5)]
    app.close()
    said = [one.status_code for one in answers]
    assert said == [303] * FROM_ONE_ADDRESS + [429] * 5
    assert answers[-1].headers["retry-after"] == "60"
    assert "wait a minute" in answers[-1].text


def test_the_turnstile_counts_by_the_minute():
    gate, now = Turnstile(), datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert [gate.lets_in("a", now) for _ in range(FROM_ONE_ADDRESS + 1)].count(False) == 1
    assert gate.lets_in("b", now)
    others = [gate.lets_in(str(n), now) for n in range(FROM_ALL)]
    assert others.count(True) == FROM_ALL - FROM_ONE_ADDRESS - 1
    assert gate.lets_in("a", now + timedelta(minutes=1))


def test_a_poster_opens_a_new_session_each_time(app, client, woman, read):
    code = door_code(app.house.keys, _first_door(app))
    first = woman.follows(client.post(f"/join/{code}"))
    assert read.step(woman.sends(first)) == "consent"
    client.cookies.clear()
    assert read.step(woman.follows(client.post(f"/join/{code}"))) == "opening"


def test_what_does_not_open_is_told_apart_by_nobody(client):
    closed = [
        client.post("/q/made-up"),
        client.post("/join/NODOOR77"),
        client.post("/q/"),
        client.post("/join"),
        client.get("/q"),
        client.post("/q", data={"step": "S3-1", "answer": "5"}, follow_redirects=True),
        client.get("/q", headers={"cookie": "s=forged"}),
        client.post(
            "/q",
            data={"step": "S3-1"},
            headers={"cookie": "s=AAAA; s=BBBB"},
            follow_redirects=True,
        ),
    ]
    assert {page.status_code for page in closed} == {404}
    by_link, others = [closed[0], closed[2]], [closed[1], *closed[3:]]
    assert [len({page.content for page in some}) for some in (by_link, others)] == [1, 1]
    assert "closed" in closed[0].text


def test_one_phone_with_two_links_mixes_nothing(client, new_token, woman, read):
    one, two = new_token(), new_token()
    woman.at_first_item(one)
    page = woman.opens(two)
    assert read.step(page) == "opening"
    page = woman.sends(woman.sends(page), "yes")
    assert read.step(page) == "situation", "the situation of the first woman is not the second's"
    assert " checked" not in page.text


def test_starting_again_on_the_same_phone_asks_nothing_twice(client, new_token, woman, read):
    token = new_token()
    page = woman.at_first_item(token)
    assert read.step(woman.opens(token)) == read.step(page)


def test_the_same_link_goes_on_where_she_was(client, new_token, woman, read):
    token = new_token()
    page = woman.at_first_item(token)
    client.cookies.clear()
    again = woman.opens(token)
    # Her situation lay in the cookie alone, so it is asked once more and then she goes on.
    assert read.step(again) == "situation"
    assert read.step(woman.sends(again, "pregnant")) == read.step(page)
