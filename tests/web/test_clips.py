"""Recorded voices over HTTP: from our own address, in parts where asked, and nothing is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from asgi_client import client_of
from spoken_clips import mp3, opus, record

from prem.app.factory import create_app
from prem.content import find
from prem.instruments.recordings import Line, question_line
from prem.settings import Settings
from prem.web.clips import part_of

NAME = "perinatal-experience"


@pytest.fixture
def heard(sqlite_settings: Settings, tmp_path: Path) -> Iterator[tuple[httpx.Client, Line]]:
    """An application with one recorded question."""
    shipped = find("instruments", NAME)
    assert shipped
    shutil.copytree(shipped.parent, tmp_path / "content" / "instruments")
    folder = tmp_path / "content" / "instruments" / NAME
    app = create_app(sqlite_settings.model_copy(update={"content": tmp_path / "content"}))
    line = question_line(app.house.instruments[NAME].item("S3-1"), "en")
    app.close()
    record(folder, line)
    app = create_app(sqlite_settings.model_copy(update={"content": tmp_path / "content"}))
    with client_of(app) as client:
        yield client, line
    app.close()


def test_a_clip_is_given_whole_and_never_kept(heard: tuple[httpx.Client, Line]) -> None:
    client, line = heard
    for ending, kind, body in (("mp3", "audio/mpeg", mp3()), ("opus", "audio/ogg", opus())):
        answer = client.get(f"/clips/{line.hash}.{ending}")
        assert (answer.status_code, answer.content) == (200, body)
        assert answer.headers["content-type"] == kind
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "content-encoding" not in answer.headers
        assert "etag" not in answer.headers
        assert not {"S3-1", "perinatal"} & set(str(answer.headers).split())


def test_safari_first_asks_for_two_bytes(heard: tuple[httpx.Client, Line]) -> None:
    client, line = heard
    whole = mp3()

    def asked(value: str, **more: str) -> httpx.Response:
        headers = {"range": value, **{k.replace("_", "-"): v for k, v in more.items()}}
        return client.get(f"/clips/{line.hash}.mp3", headers=headers)

    two = asked("bytes=0-1")
    assert (two.status_code, two.content) == (206, whole[:2])
    assert two.headers["content-range"] == f"bytes 0-1/{len(whole)}"
    assert asked(f"bytes=0-{len(whole) + 99}").content == whole
    assert asked("bytes=100-").content == whole[100:]
    assert asked("bytes=-5").content == whole[-5:]
    beyond = asked(f"bytes={len(whole)}-")
    assert (beyond.status_code, beyond.content) == (416, b"")
    assert beyond.headers["content-range"] == f"bytes */{len(whole)}"
    for odd in ("bytes=0-1,5-6", "bytes=-", "bytes=9-3", "pages=1-2", "bytes=x-y"):
        assert (asked(odd).status_code, asked(odd).content) == (200, whole)
    assert asked("bytes=0-1", if_range='"any"').status_code == 200


@pytest.mark.parametrize(
    "path",
    ["nothing.mp3", "0123456789ab.mp3", "..%2F..%2Fkeys.json", "%2e%2e", "0123456789ab", "x" * 300],
)
def test_what_is_not_recorded_is_not_there(heard: tuple[httpx.Client, Line], path: str) -> None:
    client, line = heard
    assert client.get(f"/clips/{path}").status_code == 404
    assert client.get(f"/clips/{line.hash}.wav").status_code == 404
    assert client.post(f"/clips/{line.hash}.mp3").status_code == 405


def test_a_head_is_a_get_without_a_body(heard: tuple[httpx.Client, Line]) -> None:
    client, line = heard
    answer = client.head(f"/clips/{line.hash}.mp3")
    assert (answer.status_code, answer.headers["content-length"]) == (200, str(len(mp3())))


def test_a_range_of_nothing_is_nothing() -> None:
    assert part_of("bytes=0-", 0) == (0, 0)
    assert part_of("bytes=-0", 10) == (0, 0)
