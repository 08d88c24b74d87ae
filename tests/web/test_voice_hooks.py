"""A call over signed webhooks: heard once, said in XML, and nothing of it is anybody else's."""

from __future__ import annotations

import html
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from asgi_client import client_of
from spoken_clips import record
from twilio.request_validator import RequestValidator

from prem.app.factory import Application, create_app
from prem.channels.bells import Bells
from prem.content import find
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.ports import frozen
from prem.settings import Settings
from prem.storage import outbox
from prem.storage.stores import Stores
from prem.surveys.spoken import say

TOKEN, BASE, NUMBER = "7" * 32, "https://prem.test:8443/base", "+447400123456"
HOOK, STATUS = "/hooks/twilio/voice", "/hooks/twilio/voice/status"
STUDY = "pregnancy-to-18-months"


@dataclass
class Line:
    """An application, a woman who is rung, and the call as Twilio carries it."""

    app: Application
    client: httpx.Client
    bells: Bells
    call: str = "CA" + "1" * 32
    where: str = ""
    sent: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def stores(self) -> Stores:
        return self.app.house.stores

    def post(self, where: str, fields: dict[str, str], *, signed: str = "") -> httpx.Response:
        signature = signed or RequestValidator(TOKEN).compute_signature(BASE + where, fields)
        self.sent.append((where, fields))
        return self.client.post(where, data=fields, headers={"x-twilio-signature": signature})

    def steps(self, where: str, **fields: str) -> list[str]:
        """Post a step; return what is said. The next step goes where the answer says."""
        usual = {"CallSid": self.call, "From": "+441632960123", "To": NUMBER,
                 "Direction": "outbound-api", "CallStatus": "in-progress"}  # fmt: skip
        answer = self.post(where, {**usual, **fields})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        action = re.search(r'action="([^"]+)"', answer.text)
        self.where = html.unescape(action[1]).removeprefix(BASE) if action else ""
        assert bool(self.where) != ("<Hangup/>" in answer.text)
        said = re.findall(r"<(?:Say|Play)[^>]*>(.*?)</", answer.text)
        return [html.unescape(one) for one in said]

    def picks_up(self, **fields: str) -> list[str]:
        ring = self.bells.rings[NUMBER]
        return self.steps(f"{HOOK}?{urlencode({'c': ring.token, 'r': ring.reference})}", **fields)

    def presses(self, *keys: str) -> list[str]:
        said: list[str] = []
        for key in keys:
            said = self.steps(self.where, **({"Digits": key} if key else {}))
        return said


@pytest.fixture
def line(sqlite_settings: Settings, now: object, tmp_path: Path) -> Iterator[Line]:
    content = tmp_path / "content"
    for folder in ("instruments", "surveys"):
        shipped = find(folder)
        assert shipped
        shutil.copytree(shipped, content / folder)
    given = {"public_url": BASE + "/", "twilio_token": TOKEN, "content": content}
    settings = Settings(**{**sqlite_settings.model_dump(), **given})
    app = create_app(settings, frozen(now))  # type: ignore[arg-type]
    study = app.house.surveys[STUDY]
    record(content / "surveys" / STUDY, say(study, "en", "hello")[0])
    app.close()
    app = create_app(settings, frozen(now))  # type: ignore[arg-type]
    house, bells = app.house, Bells()
    room = Field(house.stores, house.surveys, house.keys, house.ports.number)
    consent = study.consent_versions["en"]
    woman = Enrolment(NUMBER, study.sites[0].id, consent, channel="voice", birth=date(2026, 10, 1))
    enrol(room, study, woman)
    assert tick(room, now) == 1  # type: ignore[arg-type]
    assert send_due(house.stores, {"voice": bells}, house.keys, now) == 1  # type: ignore[arg-type]
    with client_of(app) as client:
        yield Line(app, client, bells)
    app.close()


def test_she_answers_by_keys_and_hears_a_recorded_voice_where_there_is_one(line: Line) -> None:
    study = line.app.house.surveys[STUDY]
    assert line.picks_up() == []
    gate = line.presses("7")
    clip = line.app.house.recordings.mp3(say(study, "en", "hello")[0])
    assert clip
    assert gate[0] == f"{BASE}{clip.address}"
    assert gate[1:3] == ["Yes:", "press 1."]
    assert line.client.get(clip.address).headers["content-type"] == "audio/mpeg"
    heard = line.presses("1")
    assert study.words["en"].voice["consent"].split("\n")[0] in heard
    line.presses("1", "2")
    route = study.route(study.form_of_channel["voice"], "weeks-0-12", "baby-with-me")
    for _ in route:
        heard = line.presses("1")
    assert heard[0] == study.words["en"].voice["end"]
    assert line.where == ""
    rows = line.stores.answers.reader.query("SELECT item, code FROM answer")
    assert {item for item, _ in rows} == set(route)
    assert outbox.counts(line.stores.contacts.reader) == {"delivered": 1}


def test_nothing_before_the_gate_gives_her_away(line: Line) -> None:
    study = line.app.house.surveys[STUDY]
    said = [*line.picks_up(), *line.presses("1", "", "5", "*", "0", "9", "0", "3")]
    words = " ".join(said).lower()
    for secret in (study.title, "care", "study", "drug", "baby", "birth", "midwi", "116", "london"):
        assert secret.lower() not in words
    assert all("care" not in fields.get("Digits", "") for _, fields in line.sent)
    assert not any(secret in where for where, _ in line.sent for secret in (STUDY, "weeks", NUMBER))


def test_a_machine_hears_nothing_and_her_row_says_so(line: Line) -> None:
    reference = line.bells.rings[NUMBER].reference
    assert line.picks_up(AnsweredBy="machine_start") == []
    assert line.where == ""
    fields = {"CallSid": line.call, "CallStatus": "completed", "AnsweredBy": "machine_start"}
    assert line.post(f"{STATUS}?r={reference}", fields).status_code == 204
    assert outbox.counts(line.stores.contacts.reader) == {"sent": 1}


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_a_call_that_nobody_took_has_failed(line: Line, status: str) -> None:
    reference = line.bells.rings[NUMBER].reference
    for _ in range(2):
        fields = {"CallSid": line.call, "CallStatus": status}
        assert line.post(f"{STATUS}?r={reference}", fields).status_code == 204
    assert outbox.counts(line.stores.contacts.reader) == {"failed": 1}


def test_she_rings_us_and_goes_on(line: Line) -> None:
    line.picks_up()
    line.presses("1", "1", "1", "2", "3")
    line.call = "CA" + "2" * 32
    hers = {"From": NUMBER, "To": "+441632960123", "Direction": "inbound"}
    assert line.steps(HOOK, **hers) == []
    study = line.app.house.surveys[STUDY]
    route = study.route(study.form_of_channel["voice"], "weeks-0-12", "baby-with-me")
    assert study.items[route[1]].words["en"].spoken in line.presses("1", "1")
    line.call = "CA" + "3" * 32
    assert line.steps(HOOK, **{**hers, "From": "+447400999999"}) == []
    assert line.where == ""


def test_repeats_and_replays_change_nothing(
    line: Line, every_text: Callable[[Stores], str]
) -> None:
    line.picks_up()
    line.presses("1", "1", "1", "2", "3")
    before = every_text(line.stores)
    for where, fields in list(line.sent):
        assert line.post(where, fields).status_code == 200
    assert every_text(line.stores) == before


def test_what_is_not_twilios_is_refused_and_changes_nothing(
    line: Line, every_text: Callable[[Stores], str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    line.picks_up()
    line.presses("1", "1", "1", "2")
    before, where = every_text(line.stores), line.where
    fields = {"CallSid": line.call, "Digits": "3"}
    right = RequestValidator(TOKEN).compute_signature(BASE + where, fields)
    bad = [
        line.post(where, {**fields, "Digits": "4"}, signed=right),
        line.post(HOOK, fields, signed=right),
        line.post(f"{where}&x=1", fields, signed=right),
        line.post(where, fields, signed="forged"),
        line.client.post(where, data=fields),
        line.post(f"{STATUS}?r=x", {"CallStatus": "completed"}, signed=right),
    ]
    assert [one.status_code for one in bad] == [403] * len(bad)
    assert every_text(line.stores) == before
    ours = " ".join(one.getMessage() for one in caplog.records if one.name.startswith("prem"))
    assert ours.count("[403.332]") == len(bad)
    for secret in (TOKEN, NUMBER, where[-20:], "Digits"):
        assert secret not in ours
        assert not any(secret in one.text for one in bad)


@pytest.mark.parametrize("path", [HOOK, STATUS])
def test_wrong_methods_and_sizes_are_refused(line: Line, path: str) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = line.client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert line.client.post(path, content=b"x" * 70_000).status_code == 413
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert line.client.post(path, content=b"\xff=1", headers=form).status_code == 400


def test_keys_that_make_no_sense_are_asked_about(line: Line) -> None:
    line.picks_up()
    line.presses("1", "1", "1", "2")
    again = line.app.house.surveys[STUDY].words["en"].voice["again"]
    for odd in ("8", "12", "A", "１", "%00", "*#", "x" * 500):
        said = line.steps(line.where, Digits=odd)
        assert said[0] in (again, line.app.house.surveys[STUDY].words["en"].voice["silence"])
        line.presses("*")
    assert line.where
    assert line.stores.answers.reader.query("SELECT count(*) FROM answer") == [(0,)]


def test_a_store_that_cannot_write_has_the_step_tried_again(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prem.errors.storage import STORE_BUSY
    from prem.web import voice

    line.picks_up()
    line.presses("1", "1", "1")
    where, fields = line.where, {"CallSid": line.call, "Digits": "2"}

    def busy(*_: object) -> None:
        raise STORE_BUSY.refuse()

    with monkeypatch.context() as patch:
        patch.setattr(voice, "receive_call", busy)
        assert line.post(where, fields).status_code == 503
    line.where = where
    assert line.presses("2")[0].startswith("The star key")


def test_without_a_provider_there_is_nobody_to_call(client: httpx.Client) -> None:
    for path in (HOOK, STATUS):
        assert client.post(path).status_code == 404
