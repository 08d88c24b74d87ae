"""Webhooks: what is not the provider's own is refused and changes nothing; the rest counts once."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime

import httpx
import pytest
from hooking import BASE, BEARER, FORM, NOTIFY, NUMBER, SECRETS, TOKEN, TWILIO, Site, called
from twilio.request_validator import RequestValidator

from prem.settings import Settings
from prem.storage import outbox
from prem.storage.stores import Stores


@pytest.fixture
def site(sqlite_settings: Settings, now: datetime) -> Iterator[Site]:
    with called(sqlite_settings, now) as made:
        yield made


def test_she_answers_by_twilio_and_a_repeat_counts_once(
    site: Site, every_text: Callable[[Stores], str]
) -> None:
    assert len(site.deliver()) == 1
    assert site.text("yes", "SM1").status_code == 204
    told = site.deliver()
    assert len(told) > 1
    before = every_text(site.stores)
    for _ in range(3):  # the provider tries again, or somebody replays what he overheard
        assert site.text("yes", "SM1").status_code == 204
    assert site.deliver() == told
    assert every_text(site.stores) == before
    assert NUMBER not in before


def test_she_answers_by_notify(site: Site) -> None:
    said = {
        "id": "n-1",
        "source_number": NUMBER[1:],  # Notify leaves out the plus
        "destination_number": "07400654321",
        "message": "yes",
        "date_received": "2026-11-18T12:30:00.000000Z",
    }
    for _ in range(2):
        assert site.notify(NOTIFY[0], said).status_code == 204
    assert len(site.deliver()) > 1
    assert site.notify(NOTIFY[0], {**said, "id": "n-2", "message": "STOP"}).status_code == 204
    assert site.stores.contacts.reader.query("SELECT count(*) FROM stopped") == [(1,)]


def test_a_picture_without_words_is_no_answer(site: Site) -> None:
    site.text("yes", "SM1")
    told = site.deliver()
    turns = "SELECT count(*) FROM turn WHERE item IS NOT NULL"
    answered = site.stores.answers.reader.query(turns)
    assert site.text("", "SM2", NumMedia="1").status_code == 204
    assert site.stores.answers.reader.query(turns) == answered
    again = site.deliver()
    assert len(again) <= len(told) + 2  # at most asked again
    assert site.text("yes", "SM3", NumMedia="1").status_code == 204  # words under a picture
    assert len(site.deliver()) > len(again)


def test_reports_move_a_text_and_never_back(site: Site) -> None:
    [reference] = site.console.references
    reader = site.stores.contacts.reader

    def told(status: str, of: str = reference) -> httpx.Response:
        fields = {"MessageSid": "SM9", "MessageStatus": status, "To": NUMBER}
        return site.twilio(TWILIO[1], fields, query=f"r={of}")

    assert outbox.counts(reader) == {"sent": 1}
    for status in ("sending", "martian", "undelivered", "sent"):
        assert told(status).status_code == 204
    assert outbox.counts(reader) == {"failed": 1}
    assert told("delivered", of="nobody").status_code == 204
    said = {"id": "n", "reference": reference, "to": NUMBER[1:], "status": "delivered"}
    assert site.notify(NOTIFY[1], said).status_code == 204
    assert site.notify(NOTIFY[1], {**said, "status": "permanent-failure"}).status_code == 204
    assert outbox.counts(reader) == {"delivered": 1}


def test_what_is_not_the_providers_is_refused_and_changes_nothing(
    site: Site, every_text: Callable[[Stores], str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before, bad = every_text(site.stores), []
    fields = {"MessageSid": "SM1", "From": NUMBER, "Body": "my private words"}
    good = RequestValidator(TOKEN).compute_signature(BASE + TWILIO[0], fields)
    for changed, signature in (
        (fields, ""),
        (fields, good[:-2] + "A="),
        (fields, RequestValidator(BEARER).compute_signature(BASE + TWILIO[0], fields)),
        ({**fields, "Body": "stop"}, good),
        ({**fields, "Extra": ""}, good),
        # said to another address: another host, another path, a port that is not ours
        (fields, RequestValidator(TOKEN).compute_signature("http://prem.test" + TWILIO[0], fields)),
        (fields, RequestValidator(TOKEN).compute_signature(BASE + TWILIO[1], fields)),
    ):
        headers = {"x-twilio-signature": signature}
        bad.append(site.client.post(TWILIO[0], data=changed, headers=headers))
    said = {"id": "n-1", "source_number": NUMBER[1:], "message": "my private words"}
    wrong = ("", "wrong", BEARER[:-1], BEARER + "b")
    bad += [site.notify(NOTIFY[0], said, bearer=bearer) for bearer in wrong]
    bad.append(site.client.post(NOTIFY[0], json=said))
    assert [one.status_code for one in bad] == [403] * len(bad)
    assert every_text(site.stores) == before
    assert caplog.text.count("[403.332]") == len(bad)
    for secret in SECRETS:
        assert secret not in caplog.text
        assert not any(secret in one.text for one in bad)


@pytest.mark.parametrize("path", [*TWILIO, *NOTIFY])
def test_wrong_methods_and_sizes_are_refused(
    site: Site, path: str, every_text: Callable[[Stores], str]
) -> None:
    before = every_text(site.stores)
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = site.client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    headers = {"authorization": f"Bearer {BEARER}"}
    large = site.client.post(path, content=b"x" * 70_000, headers=headers)
    assert large.status_code == 413
    assert every_text(site.stores) == before


def test_what_cannot_be_read_is_refused(site: Site) -> None:
    headers = {"authorization": f"Bearer {BEARER}", "content-type": "application/json"}
    for body in (b"", b"{", b"[]", b"[" * 5000, b"\xff", b'"words"'):
        answer = site.client.post(NOTIFY[0], content=body, headers=headers)
        assert (answer.status_code, answer.text.partition("]")[0]) == (400, "[400.334")
    for body in (b"\xff=1", b"&".join(b"a=1" for _ in range(300))):
        assert site.client.post(TWILIO[0], content=body, headers=FORM).status_code == 400
    for said in ({}, {"id": 1}, {"id": "x", "source_number": [], "message": {}}, {"id": ""}):
        for path in NOTIFY:
            assert site.notify(path, said).status_code == 204
    for fields in ({}, {"MessageSid": "SM1"}, {"From": "Bank"}):
        for path in TWILIO:
            assert site.twilio(path, fields).status_code == 204
    odd = {"MessageSid": "SM1", "From": "Bank", "Body": "hi", "NumMedia": "many"}
    assert site.twilio(TWILIO[0], odd).status_code == 204
    assert len(site.deliver()) == 1


def test_without_a_provider_there_is_nobody_to_call(client: httpx.Client) -> None:
    for path in (*TWILIO, *NOTIFY):
        answer = client.post(path, headers={"authorization": "Bearer "})
        assert (answer.status_code, answer.text.partition("]")[0]) == (404, "[404.333")


def test_a_store_that_cannot_write_has_the_provider_try_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prem.errors.storage import STORE_BUSY
    from prem.fieldwork.receive import inbox

    def busy(*_: object) -> None:
        raise STORE_BUSY.refuse()

    def broken(*_: object) -> None:
        raise KeyError("my private words")

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "receive_many", busy)
        answer = site.text("yes", "SM1")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        patch.setattr(inbox, "receive_many", broken)
        answer = site.text("yes", "SM1")
        assert answer.status_code == 500
        assert "private" not in answer.text
    assert site.text("yes", "SM1").status_code == 204
    assert len(site.deliver()) > 1
    assert json.dumps(site.deliver())
