"""Connections that never come to their point are ended, and harm nobody meanwhile."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from prem.app import patience
from prem.app.running import server

POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


async def echo(scope, receive, send):
    """Answer with the length of the body, as soon as it is here."""
    if scope["type"] == "lifespan":
        for _ in range(2):
            await send({"type": (await receive())["type"] + ".complete"})
        return
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length, more = length + len(message["body"]), message.get("more_body", False)
    body = str(length).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(patience, "SECONDS", 0.3)
    listening = socket.create_server(("127.0.0.1", 0))
    served = server(echo)
    thread = threading.Thread(target=served.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    served.should_exit = True
    thread.join()
    listening.close()


def said(port: int, *parts: bytes, every: float = 0) -> bytes:
    """Send the parts and return what came until the other side ended it, or was still there."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.settimeout(3)
        with contextlib.suppress(ConnectionError):
            for part in parts:
                line.sendall(part)
                time.sleep(every)
        came = b""
        try:
            while part := line.recv(65536):
                came += part
        except ConnectionError:
            pass
        return came


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"POST / HT",),
        (POST, b"X-A: b\r\n"),
        (POST, b"Content-Length: 9\r\n\r\nabc"),
        (POST, b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
    ],
)
def test_a_request_that_never_ends_is_ended(port: int, parts: tuple[bytes, ...]) -> None:
    assert said(port, *parts) == b""  # a time-out of the socket would raise


def test_one_byte_at_a_time_gains_no_time(port: int) -> None:
    drops = [b"X-%d: a\r\n" % n for n in range(20)]
    assert said(port, POST, *drops, b"Content-Length: 0\r\n\r\n", every=0.05) == b""


def test_a_head_that_never_stops_growing_is_ended(port: int) -> None:
    many = [b"X-%d: %s\r\n" % (n, b"a" * 8000) for n in range(40)]
    assert said(port, POST, *many, b"Content-Length: 0\r\n\r\n") == b""
    assert said(port, b"GET /" + b"a" * 400_000, b" HTTP/1.1\r\nHost: x\r\n\r\n") == b""


def test_a_request_beyond_all_forms_is_ended(port: int) -> None:
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    chunks = [chunk] * 40
    assert said(port, POST, b"Transfer-Encoding: chunked\r\n\r\n", *chunks, b"0\r\n\r\n") == b""


def test_ordinary_requests_are_answered_one_after_the_other(port: int) -> None:
    form = POST + b"Content-Length: 3\r\n\r\nabc"
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.settimeout(3)
        for _ in range(3):
            line.sendall(form)
            assert line.recv(65536).endswith(b"\r\n\r\n3")
            time.sleep(0.2)  # idle between two requests is uvicorn's own to end
