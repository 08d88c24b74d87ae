"""The front, the page about an instrument, the operators' checks, addresses that lead nowhere."""

from __future__ import annotations

import html
import re

from prem.web.about import about_view


def test_the_front_of_a_demo_leads_to_the_rooms(phone):
    page = phone.get("/")
    assert page.status_code == 200
    for link in ("/workshop", "/desk", "/about/perinatal-experience", "/phone", "/join/"):
        assert f'href="{link}' in page.text


def test_the_front_of_a_study_says_nothing_of_what_is_asked(app, client):
    page = client.get("/")
    assert page.status_code == 200
    for link in ("/about/", "/phone", "/join/"):
        assert link not in page.text
    for word in ("women", "patient", "survey", "question", "care", "birth", "baby", "drug"):
        assert word not in page.text.lower(), word
    titles = [one.title for one in (*app.house.surveys.values(), *app.house.instruments.values())]
    assert not [title for title in titles if title in page.text]
    assert client.get("/phone").status_code == 404


def test_the_page_about_the_instrument_says_that_the_words_are_candidates(app, client):
    instrument = app.house.instruments["perinatal-experience"]
    text = html.unescape(client.get("/about/perinatal-experience").text)
    assert instrument.status == "candidate"
    assert "These words are candidates." in text
    assert "have not yet co-produced them" in text
    for item in instrument.items:
        assert item.words["en"].page in text
        assert f'id="{item.id}"' in text
        for evidence in item.evidence:
            assert evidence.pointer in text
            assert evidence.finding in text


def test_what_an_instrument_says_of_itself_stands_in_paragraphs(app, client):
    instrument = app.house.instruments["perinatal-experience"]
    text = html.unescape(client.get("/about/perinatal-experience").text)
    view = about_view(instrument, app.house.theory)
    assert len(view.about) == 4
    assert all(f"<p>{words}</p>" in text for words in view.about)
    assert " ".join(view.about).split() == instrument.about.split()


def test_items_stand_under_their_outcome(app):
    instrument, theory = app.house.instruments["perinatal-experience"], app.house.theory
    view = about_view(instrument, theory)
    assert {o.id for o in view.outcomes} == {"S1", "S2", "S3", "S4", "S5", "M1", "M2", ""}
    assert sum(len(o.items) for o in view.outcomes) == len(instrument.items) == view.item_count
    assert view.outcome_count == 7
    assert {i.id for o in view.outcomes if not o.id for i in o.items} == {"overall", "open"}


def test_an_unknown_instrument_is_told_with_the_near_miss(client):
    page = client.get("/about/perinatal-experiense")
    assert page.status_code == 404
    assert "did you mean" in page.text
    assert "404.408" in page.text


def test_health_and_readiness(app, client):
    assert client.get("/healthz").json() == {"alive": True}
    ready = client.get("/readyz")
    assert ready.json()["ready"] is True
    assert set(ready.json()["stores"]) == {"contacts", "answers", "workshop"}
    app.house.stores.answers.reader.close()
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["stores"] == {"contacts": True, "answers": False, "workshop": True}


def test_nowhere_is_a_calm_page(client):
    for path in ("/nowhere", "/about", "/workshopping", "/wp-login.php", "/q2"):
        page = client.get(path)
        assert page.status_code == 404, path
        assert "There is nothing here" in page.text
    assert client.post("/").status_code == 405


def test_a_fault_on_a_staff_page_shows_no_traceback(app, client, caplog, monkeypatch):
    monkeypatch.setattr("prem.web.plain.about_view", lambda *_: 1 / 0)
    page = client.get("/about/perinatal-experience")
    assert page.status_code == 500
    assert "Traceback" not in page.text
    assert "ZeroDivisionError at " in caplog.text


def test_search_engines_are_kept_out(client):
    assert "Disallow: /\n" in client.get("/robots.txt").text


def test_staff_pages_are_as_strict_as_womens(client):
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/=]{44}'", policy)
    assert page.headers["cache-control"] == "no-store"
