"""`prem plan`: what will go out, by reference and never by number."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prem import ports
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.storage.keys import keys_for
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey

SURVEY = "pregnancy-to-18-months"


@pytest.fixture
def person(sqlite_settings):
    """A woman four weeks after a birth; her reference."""
    survey, stores = load_survey(SURVEY), open_stores(sqlite_settings)
    keys = keys_for(stores, sqlite_settings.keys_path)
    born = datetime.now(UTC).date() - timedelta(weeks=4)
    woman = Enrolment("07700 900123", "site-1", survey.consent_versions["en"], birth=born)
    try:
        return enrol(Field(stores, {SURVEY: survey}, keys, ports.real().number), survey, woman)
    finally:
        stores.close()


def test_next_months_texts_are_shown_and_none_is_made(prem, person, sqlite_settings):
    said = prem("plan", SURVEY)
    assert (said.code, said.err) == (0, "")
    lines = [line.split() for line in said.out.splitlines()]
    assert [line[2:] for line in lines] == [
        [str(person), "weeks-0-12", name] for name in ("invitation", "reminder", "reminder")
    ]
    assert all("10:00" <= line[1] < "18:00" for line in lines)
    assert "900123" not in said.out
    stores = open_stores(sqlite_settings)
    try:
        for table in ("outbox", "asking"):
            assert stores.contacts.reader.query(f"SELECT count(*) FROM {table}") == [(0,)]
    finally:
        stores.close()


def test_as_json_for_as_many_days_as_asked(prem, person):
    said = prem("plan", SURVEY, "--json", "--days", "731")
    found = json.loads(said.out)
    assert [(one["time_point"], one["number"]) for one in found] == [
        (point, number)
        for point in ("weeks-0-12", "months-3-12", "months-12-18")
        for number in (1, 2, 3)
    ]
    assert {one["held"] for one in found} == {""}
    assert found == sorted(found, key=lambda one: datetime.fromisoformat(one["due"]))


def test_with_nobody_to_text_it_says_so(prem):
    said = prem("plan", SURVEY)
    assert (said.code, said.out) == (0, "No text is planned for the next 31 days.\n")


@pytest.mark.parametrize("days", ["0", "732", "-1"])
def test_too_few_or_many_days_are_one_line(prem, is_one_line, days):
    is_one_line(prem("plan", SURVEY, "--days", days), "422.350")


def test_a_survey_without_texts_has_no_plan(prem, is_one_line, tmp_path, monkeypatch):
    shipped = Path(__file__).parents[2] / "surveys" / SURVEY
    own = tmp_path / "own" / "surveys" / "on-paper"
    shutil.copytree(shipped, own)
    toml = own / "survey.toml"
    before = toml.read_text().replace(SURVEY, "on-paper")
    words = re.sub(r'\[\[channel\]\]\nid = "(sms|whatsapp|voice)"\nform = "\w+"\n', "", before)
    assert words != before
    toml.write_text(words)
    monkeypatch.setenv("PREM_CONTENT", str(tmp_path / "own"))
    is_one_line(prem("plan", "on-paper"), "422.351")


def test_an_unknown_survey_is_one_line(prem):
    said = prem("plan", "pregnancy")
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert SURVEY in said.err
