"""A provider on loopback that behaves as badly as a real one: it says what it is told to say."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

ANSWERS = {
    "taken": (201, b'{"sid": "SM1", "id": "n-1"}', b""),
    "busy": (429, b'{"code": 20429}', b"Retry-After: 7\r\n"),
    "forbidden": (403, b"{}", b""),
    "no": (400, b'{"code": 21211, "message": "The number +447400123456 is bad"}', b""),
    "broken": (500, b"oops", b""),
    "gateway": (502, b"<html>", b""),
    "timed-out": (408, b"", b""),
    "moved": (302, b"", b"Location: http://127.0.0.1:1/\r\n"),
    "nameless": (201, b"{}", b""),
    "wrong": (200, b"<html>welcome</html>", b""),
    "listed": (200, b'["SM1"]', b""),
}


class Stub:
    """Answers each call with the next of `script`, its last for ever. `taken` are the bodies that
    a real provider would have sent on to a phone; `before` is told each body before the answer."""

    def __init__(self, *script: str) -> None:
        self.script, self.taken, self.calls = list(script), list[bytes](), list[bytes]()
        self.paused, self._listening = threading.Event(), socket.create_server(("127.0.0.1", 0))
        self.before: Callable[[bytes], None] = lambda body: None
        self._ended = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def run(self) -> None:
        while not self._ended:
            with suppress(OSError):
                line, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def end(self) -> None:
        self._ended = True
        self.paused.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            head, _, body = _request(line).partition(b"\r\n\r\n")
            if not head:
                return
            how = self.script.pop(0) if len(self.script) > 1 else self.script[0]
            self.calls.append(head + b"\r\n\r\n" + body)
            if how in ("taken", "slow", "half", "crash", "hang", "drip", "broken", "chunk", "huge"):
                self.taken.append(body)  # also where it never says so
            self.before(body)
            self._say(line, how)

    def _say(self, line: socket.socket, how: str) -> None:
        if how == "crash":
            return
        if how == "hang":
            self.paused.wait(10)
        elif how == "half":
            line.sendall(b'HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"sid": "SM1"}')
        elif how == "chunk":
            line.sendall(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{")
        elif how == "huge":
            line.sendall(b"HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n" + b" " * 65536)
            with suppress(OSError):
                while not self.paused.is_set():
                    line.sendall(b" " * 65536)
        elif how == "drip":
            for letter in b"HTTP/1.1 201 Created\r\nX: " + b"y" * 1000:
                line.sendall(bytes([letter]))
                if self.paused.wait(0.05):
                    return
        else:
            if how == "slow":
                time.sleep(0.3)
            status, body, extra = ANSWERS["taken" if how == "slow" else how]
            head = b"HTTP/1.1 %d X\r\n%bContent-Length: %d\r\n\r\n" % (status, extra, len(body))
            line.sendall(head + body)


def _request(line: socket.socket) -> bytes:
    got = b""
    while part := line.recv(65536):
        got += part
        if not got.startswith(b"P"):
            return b""  # not a POST: a TLS handshake, at a port that speaks no TLS
        head, end, body = got.partition(b"\r\n\r\n")
        for name, _, value in (one.partition(b":") for one in head.split(b"\r\n")):
            if end and name.lower() == b"content-length" and len(body) >= int(value):
                return got
    return got


@contextmanager
def stub(*script: str) -> Iterator[Stub]:
    """A stub that listens, ended with the block."""
    made = Stub(*script)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.end()
        thread.join(5)
