"""Webhooks that say odd things: refused or taken calmly, told in the log without content, and
nothing is changed twice."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlencode

import pytest
from hooking import BASE, BEARER, FORM, NOTIFY, NUMBER, TOKEN, TWILIO, Site, called
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from prem.settings import Settings
from prem.storage.stores import Stores

WORDS = {"MessageSid": "SM1", "From": NUMBER, "Body": "yes", "NumMedia": "0"}


@pytest.fixture
def site(sqlite_settings: Settings, now: datetime) -> Iterator[Site]:
    with called(sqlite_settings, now) as made:
        yield made


def turns(site: Site) -> int:
    sql = "SELECT count(*) FROM turn WHERE once IS NOT NULL"
    [(found,)] = site.stores.answers.reader.query(sql)
    return int(found)


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/json", "multipart/form-data; boundary=x"]
)
def test_another_content_type_is_refused(
    site: Site, kind: str, every_text: Callable[[Stores], str], caplog: pytest.LogCaptureFixture
) -> None:
    before = every_text(site.stores)
    signed = RequestValidator(TOKEN).compute_signature(BASE + TWILIO[0], WORDS)
    headers = {"x-twilio-signature": signed, "content-type": kind}
    answer = site.client.post(TWILIO[0], content=urlencode(WORDS), headers=headers)
    assert (answer.status_code, answer.text.partition("]")[0]) == (415, "[415.380")
    kind = "application/x-www-form-urlencoded" if "json" in kind else kind
    headers = {"authorization": f"Bearer {BEARER}", "content-type": kind}
    said = {"id": "n", "source_number": NUMBER[1:], "message": "my private words"}
    answer = site.client.post(NOTIFY[0], content=json.dumps(said), headers=headers)
    assert (answer.status_code, answer.text.partition("]")[0]) == (415, "[415.380")
    assert every_text(site.stores) == before
    assert "private" not in caplog.text


def test_a_field_with_two_values_is_refused_and_one_said_twice_is_one(
    site: Site, every_text: Callable[[Stores], str]
) -> None:
    before = every_text(site.stores)
    both = ImmutableMultiDict([*WORDS.items(), ("Body", "stop")])
    signed = RequestValidator(TOKEN).compute_signature(BASE + TWILIO[0], both)
    headers = {"x-twilio-signature": signed, **FORM}
    body = urlencode(both.multi_items())
    assert site.client.post(TWILIO[0], content=body, headers=headers).status_code == 400
    assert every_text(site.stores) == before
    signed = RequestValidator(TOKEN).compute_signature(BASE + TWILIO[0], WORDS)
    headers["x-twilio-signature"] = signed
    twice = urlencode(WORDS) + "&Body=yes"
    assert site.client.post(TWILIO[0], content=twice, headers=headers).status_code == 204
    assert turns(site) == 2  # the invitation's and hers


@pytest.mark.parametrize(
    "words",
    [
        "\x00yes\x00",
        "\u202eyes\u202c",
        "\u200byes\ufeff",
        "yes\ud83d",
        "YES \U0001f642",
        "\ufeffyes",
    ],
)
def test_signs_that_nobody_typed_change_nothing_of_her_words(site: Site, words: str) -> None:
    said = {"id": "n-\ud800", "source_number": NUMBER[1:], "message": words}
    for _ in range(2):
        body = json.dumps(said)
        headers = {"authorization": f"Bearer {BEARER}", "content-type": "application/json"}
        assert site.client.post(NOTIFY[0], content=body, headers=headers).status_code == 204
    assert turns(site) == 2
    assert any("OK to ask you" in text for text in site.deliver())


@pytest.mark.parametrize(
    "number",
    ["", "\x00", "+", "0" * 5000, "+44\u202e7400123456", "٠٧٤٠٠١٢٣٤٥٦", "client:anna", "\ud800"],
)
def test_a_sender_that_is_no_phone_of_hers_is_nobody(
    site: Site, number: str, every_text: Callable[[Stores], str], caplog: pytest.LogCaptureFixture
) -> None:
    before, sent = turns(site), site.deliver()
    said = json.dumps({"id": "n", "source_number": number, "message": "zebra"})
    headers = {"authorization": f"Bearer {BEARER}", "content-type": "application/json"}
    assert site.client.post(NOTIFY[0], content=said, headers=headers).status_code == 204
    assert turns(site) in (before, before + 1)  # digits of another script are hers all the same
    assert "zebra" not in every_text(site.stores) + caplog.text
    assert len(site.deliver()) <= len(sent) + 1


@pytest.mark.parametrize(
    "moment",
    [None, 5, "", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
     "2026-02-30", "2031-01-01T00:00:00Z"],
)  # fmt: skip
def test_a_moment_that_cannot_be_is_now(site: Site, moment: object) -> None:
    said = {"id": "n", "source_number": NUMBER[1:], "message": "yes", "date_received": moment}
    assert site.notify(NOTIFY[0], said).status_code == 204
    assert any("OK to ask you" in text for text in site.deliver())


def test_texts_months_late_and_out_of_order_land_where_they_were_written(site: Site) -> None:
    def wrote(id_: str, words: str, moment: str) -> None:
        said = {"id": id_, "source_number": NUMBER[1:], "message": words, "date_received": moment}
        assert site.notify(NOTIFY[0], said).status_code == 204
        site.deliver()

    wrote("n1", "yes", "2026-11-18T12:30:00Z")
    wrote("n2", "1", "2026-11-18T12:30:00")  # of no zone: it is UTC
    told = site.deliver()
    wrote("n1", "yes", "2026-11-18T12:30:00Z")
    wrote("n0", "STOP", "2026-07-01T09:00:00Z")  # it lay somewhere since the summer
    assert len(site.deliver()) == len(told) + 1
    assert site.stores.contacts.reader.query("SELECT count(*) FROM stopped") == [(1,)]


def test_one_id_for_two_texts_loses_neither_and_two_ids_are_two_texts(site: Site) -> None:
    assert site.text("yes", "SM1").status_code == 204
    site.deliver()
    assert site.text("STOP", "SM1").status_code == 204  # the provider's slip, and her STOP counts
    told = site.deliver()
    assert site.stores.contacts.reader.query("SELECT count(*) FROM stopped") == [(1,)]
    for id_ in ("SM1", "SM2", "SM3"):
        assert site.text("STOP", id_).status_code == 204
    assert site.deliver() == told


def test_a_flood_is_a_few_commits(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for n in range(60):  # a phone that answers by itself
        assert site.text(f"I'm driving {n}", f"SM{n}").status_code == 204
        site.deliver()
    assert len(site.deliver()) <= 42
    assert "driving" not in caplog.text
