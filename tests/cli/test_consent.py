"""`prem consent`: from the version that a session has to the words that she said yes to."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from prem import content
from prem.app.factory import create_app
from prem.fieldwork.consents import keep_words, words_behind
from prem.settings import Settings
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey

SURVEY = "pregnancy-to-18-months"
NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def reworded(tmp_path, monkeypatch):
    """The survey's content of one's own, its opening changed after women agreed to it."""
    own = tmp_path / "own"
    folder = shutil.copytree(content.find("surveys", SURVEY), own / "surveys" / SURVEY)
    said = folder / "words" / "en.toml"
    text = said.read_text(encoding="utf-8")
    assert text.count("Your care stays the same.\n") > 1
    text = text.replace(
        "at any time. Your care stays the same.", "at any time. All stays the same."
    )
    said.write_text(text, encoding="utf-8")
    monkeypatch.setenv("PREM_CONTENT", str(own))
    return load_survey(SURVEY, own)


def test_what_she_agreed_to_is_printed_after_the_words_have_changed(prem, data, reworded):
    before = load_survey(SURVEY)
    old, new = (one.consents["site-2", "en"] for one in (before, reworded))
    assert old != new
    create_app(Settings(data=data, content=None)).close()  # as women could say yes to it
    said = prem("consent", old)
    assert said.code == 0
    assert f"{old}  {SURVEY} site-2 en  kept " in said.out
    assert "no longer in use" in said.out
    words = before.words["en"]
    told = (words.page["opening-body"], words.page["opening-more-body"], words.page["voucher"],
            words.page["consent"], words.text["opening"], words.easy["opening-body"],
            words.voice["opening"], words.paper["opening-body"])  # fmt: skip
    for line in "\n".join(told).strip().split("\n"):
        assert line in said.out, line
    assert "Your care stays the same." in said.out
    assert "All stays the same." not in said.out
    now = prem("consent", new)
    assert "All stays the same." in now.out
    assert "in use" in now.out
    assert "no longer" not in now.out


def test_all_versions_are_listed_and_the_hash_of_an_enrolment_finds_its_sites(prem, data):
    survey = load_survey(SURVEY)
    rows = json.loads(prem("consent", "--json").out)
    assert {row["version"] for row in rows} == set(survey.consents.values())
    assert all(row["in_use"] for row in rows)
    assert len(prem("consent").out.splitlines()) == len(rows)
    enrolled = survey.consent_versions["pl"]
    of_hash = json.loads(prem("consent", enrolled, "--json").out)
    assert {(row["site"], row["language"]) for row in of_hash} == {
        (site.id, "pl") for site in survey.sites
    }
    assert of_hash[0]["said"]["page"]["opening-body"] == survey.words["pl"].page["opening-body"]


def test_an_unknown_version_is_refused_in_a_line(prem, is_one_line):
    is_one_line(prem("consent", "0123456789abcdef"), "404.399")


def test_words_that_were_changed_by_hand_are_not_printed_as_hers(prem, data, is_one_line):
    version = load_survey(SURVEY).consents["site-1", "en"]
    assert prem("consent", version).code == 0
    stores = open_stores(Settings(data=data))
    try:
        line = stores.workshop.writer
        line.write("DROP TRIGGER consent_words_stays")
        line.write(
            "UPDATE consent_words SET said = replace(said, 'stop', 'go on') WHERE version = ?",
            (version,),
        )
    finally:
        stores.close()
    is_one_line(prem("consent", version), "409.746")


def test_they_are_kept_once_however_many_programs_start(data):
    survey = load_survey(SURVEY)
    stores = open_stores(Settings(data=data))
    try:
        for other in (survey, survey, replace(survey, id="another")):
            keep_words(stores, [other], NOW)
        found = stores.workshop.reader.query(
            "SELECT survey, count(*) FROM consent_words GROUP BY 1"
        )
        assert dict(found) == {SURVEY: len(survey.consents), "another": len(survey.consents)}
    finally:
        stores.close()


def test_the_version_is_the_one_that_her_session_has(prem, data):
    from asgi_client import client_of

    app = create_app(Settings(data=data))
    try:
        house = app.house
        from prem.fieldwork.links import new_links

        [token] = new_links(
            house.stores, house.keys, house.surveys[SURVEY], 1, site="site-3",
            time_point="birth", language="en", anonymous=False, ports=house.ports,
        )  # fmt: skip
        with client_of(app) as client:
            client.post(f"/q/{token}")
            for step, answer in (("opening", ""), ("consent", "yes")):
                client.post("/q", data={"step": step, "answer": answer, "action": "continue"})
        query = "SELECT state FROM turn ORDER BY seq DESC LIMIT 1"
        [(state,)] = house.stores.answers.reader.query(query)
        agreed = json.loads(state)[-1]["agreed"]
    finally:
        app.close()
    assert " site-3 en " in prem("consent", agreed).out


def test_the_words_that_an_enrolled_woman_agreed_to_are_kept_as_she_is_enrolled(
    prem, data, monkeypatch
):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO("07700 900123\n"))
    done = prem("enrol", SURVEY, "--site", "site-1", "--due-date", "2027-03-01")
    assert done.code == 0, done.err
    stores = open_stores(Settings(data=data))
    try:
        [(consent,)] = stores.contacts.reader.query("SELECT consent FROM person")
        kept = words_behind(stores, consent)
    finally:
        stores.close()
    assert {one.language for one in kept} == {"en"}
    assert kept[0].said["text"]["consent"] == load_survey(SURVEY).words["en"].text["consent"]
