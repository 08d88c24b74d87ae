"""A Firefox that is installed, driven by its own protocol (Marionette): no driver to download.

https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

NAMES = ("firefox", "firefox-esr")
PREFS = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


def firefox_program() -> str | None:
    """Return the program, or None where no Firefox is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Firefox:
    """One browser in a profile of its own; `close` ends it."""

    def __init__(self, program: str, profile: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        profile.mkdir()
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFS.items())
        port_line = f'user_pref("marionette.port", {port});'
        (profile / "user.js").write_text("\n".join((*lines, port_line)))
        self._process = subprocess.Popen(
            [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._line, self._number = self._connected(port), 0
        self._read()  # it says what it is
        self.does("WebDriver:NewSession")

    def _connected(self, port: int) -> socket.socket:
        for _ in range(300):
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=30)
            except OSError:
                time.sleep(0.1)
        self._process.kill()
        raise RuntimeError("Firefox did not answer within 30 s")

    def _read(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            size += self._line.recv(1)
        left, parts = int(size[:-1]), []
        while left:
            parts.append(self._line.recv(left))
            left -= len(parts[-1])
        return json.loads(b"".join(parts))

    def does(self, command: str, **what: Any) -> Any:
        """Have one command of WebDriver's done; RuntimeError with its words where it fails."""
        self._number += 1
        text = json.dumps([0, self._number, command, what]).encode()
        self._line.sendall(b"%d:%s" % (len(text), text))
        _, _, fault, value = self._read()
        if fault:
            raise RuntimeError(f"{command}: {fault['message']}")
        return value.get("value") if isinstance(value, dict) else value

    def opens(self, url: str) -> None:
        self.does("WebDriver:Navigate", url=url)

    def says(self, script: str) -> Any:
        """Return what a function's body gives on the page."""
        return self.does("WebDriver:ExecuteScript", script=script, args=[])

    def presses(self, selector: str) -> None:
        found = self.does("WebDriver:FindElement", using="css selector", value=selector)
        self.does("WebDriver:ElementClick", id=next(iter(found.values())))

    def types(self, key: str) -> None:
        keys = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        self.does("WebDriver:PerformActions", actions=[{"type": "key", "id": "k", "actions": keys}])

    def sees(self, words: str) -> None:
        """Wait until the page says this; AssertionError with what it says else."""
        text = ""
        for _ in range(100):
            text = str(self.says("return document.body ? document.body.innerText : ''"))
            if words in text:
                return
            time.sleep(0.1)
        raise AssertionError(f"{words!r} did not come; there is: {text[:300]}")

    def close(self) -> None:
        self._line.close()
        self._process.terminate()
        self._process.wait(20)
