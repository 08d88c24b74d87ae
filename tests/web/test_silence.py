"""What a log, an error page or a response must never hold: a token, an answer, a reason inside."""

from __future__ import annotations

import asyncio
import logging

import pytest
from asgi_client import client_of

from prem.app.running import server
from prem.errors.storage import STORE_BUSY, UNSAFE_SQLITE
from prem.web.house import House
from prem.web.problems import Calm

SECRET = "token-or-answer-that-nobody-may-read"


class Failing:
    """Interviews whose every call fails as it is told to."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    async def begin(self, token: str, now: object, *more: object, **other: object) -> None:
        raise self._fault

    receive = show = join = begin


def _over(app, fault: Exception):
    parts = {name: getattr(app.house, name) for name in House.__dataclass_fields__}
    return type(app)(House(**{**parts, "interviews": Failing(fault)}))


def test_a_fault_is_a_calm_page_and_a_line_without_words(app, caplog):
    with client_of(_over(app, KeyError(SECRET))) as client:
        page = client.post(f"/q/{SECRET}")
    assert page.status_code == 500
    assert SECRET not in page.text + str(page.headers)
    assert "kept" in page.text
    assert SECRET not in caplog.text
    assert "a page failed: KeyError at " in caplog.text


@pytest.mark.parametrize(("kind", "status"), [(STORE_BUSY, 503), (UNSAFE_SQLITE, 500)])
def test_a_refusal_of_the_store_is_told_in_her_words(app, caplog, kind, status):
    with client_of(_over(app, kind.refuse(found=SECRET))) as client:
        page = client.post(f"/q/{SECRET}")
    assert page.status_code == status
    assert "SQLite" not in page.text
    assert SECRET not in page.text + caplog.text


def test_a_whole_interview_writes_no_log_line(caplog, client, new_token, woman, read):
    caplog.set_level(logging.DEBUG)
    token = new_token()
    page = woman.at_first_item(token)
    page = woman.sends(page, "5")
    woman.sends(page, "99")
    client.get("/x")
    said = [
        r for r in caplog.records if r.name.split(".")[0] not in ("httpx", "httpcore", "asyncio")
    ]
    assert said == []


def test_a_fault_in_the_midst_of_an_answer_starts_no_second_one(app, caplog):
    async def failing(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise KeyError(SECRET)

    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    asyncio.run(Calm(failing, app.house)({"type": "http"}, None, send))
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert "KeyError at " in caplog.text
    assert SECRET not in caplog.text


def test_the_server_keeps_no_access_log(app):
    config = server(app).config
    assert config.access_log is False
    assert config.server_header is False
