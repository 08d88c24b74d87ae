"""When a page is there for her: largest paint on poor lines and slow phones, beside GOV.UK's.

Chromium's own throttling of line and processor. The GOV.UK page is one question on the released
style and script of the npm package govuk-frontend, fetched for this run and kept nowhere. A page of
one line is beside them: what the browser and the line take by themselves.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

import brotli
from playwright.sync_api import Browser, sync_playwright

from bench.machine import before_others
from bench.server import serve
from bench.surveys import SERVE, tokens
from bench.taps import LARGEST, PHONE, SLOWER, answered, at_a_question

LINES = {"400 kbit/s, 400 ms": (400, 400), "150 kbit/s, 800 ms": (150, 800)}
TIMES = 5
GOVUK = "govuk-frontend@6.6.0"
_ABSENT = f"not measured: npm could not fetch {GOVUK}"
_PAGE = """<!doctype html><html lang="en" class="govuk-template"><head><meta charset="utf-8">
<title>Question</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/govuk-frontend.min.css"></head>
<body class="govuk-template__body"><script>document.body.className += ' js-enabled' +
(\'noModule\' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')</script>
<a href="#main" class="govuk-skip-link" data-module="govuk-skip-link">Skip to main content</a>
<header class="govuk-header"><div class="govuk-header__container govuk-width-container">GOV.UK</div>
</header><div class="govuk-width-container"><main class="govuk-main-wrapper" id="main"><form>
<div class="govuk-form-group"><fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend
govuk-fieldset__legend--l"><h1 class="govuk-fieldset__heading">{question}</h1></legend>
<div class="govuk-radios" data-module="govuk-radios">{options}</div></fieldset></div>
<button class="govuk-button" data-module="govuk-button">Continue</button></form></main></div>
<footer class="govuk-footer"><div class="govuk-width-container">Support</div></footer>
<script type="module">import {{ initAll }} from '/govuk-frontend.min.js'; initAll()</script>
</body></html>"""
_LINE = '<!doctype html><title>Line</title><link rel="icon" href="data:,"><p>One line'
_OPTION = """<div class="govuk-radios__item"><input class="govuk-radios__input" id="o{0}" name="o"
type="radio" value="{0}"><label class="govuk-label govuk-radios__label"
for="o{0}">{1}</label></div>"""


def paints() -> dict[str, Any]:
    """Measure pages of a survey and one of GOV.UK in turn; TIMES each, the median, in seconds."""
    with before_others() as first:
        return {"before all else on this machine": "yes" if first else "no", **_paints()}


def _paints() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        env = {"PREM_DATA": str(Path(folder) / "data")}
        links = iter([link.decode() for link in tokens(env, 5)])
        with serve(SERVE, env) as served:
            browser = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox"])
            url = f"http://127.0.0.1:{served.port}"
            pages: dict[str, tuple[str, Any]] = {"first page": (f"{url}/q/{next(links)}", None)}
            words: dict[str, Any] = {}
            for name, live in (("question, no script", False), ("question, all ahead", True)):
                state = at_a_question(browser, f"{url}/q/{next(links)}", url, live, words)
                pages[name] = f"{url}/q", state
            with _govuk(Path(folder), words) as other:
                if other:
                    pages |= {
                        "GOV.UK": (f"{other}/index.html", None),
                        "a page of one line": (f"{other}/line.html", None),
                    }
                found = _in_turn(browser, pages)
                found["GOV.UK"] = found.get("GOV.UK", _ABSENT)
                found["a question answered, ms"] = answered(
                    browser, url, links, other and f"{other}/index.html"
                )
            browser.close()
    return found


def _in_turn(browser: Browser, pages: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    """Measure each page on each line, in a fresh profile each time; what else the machine does
    meanwhile meets them all alike."""
    seen = {(name, line): list[tuple[float, int, int]]() for name in pages for line in LINES}
    for _ in range(TIMES):
        for (name, line), ones in seen.items():
            ones.append(_one(browser, *pages[name], *LINES[line]))
    found: dict[str, Any] = {name: dict[str, Any]() for name in pages}
    for (name, line), ones in seen.items():
        paints = [took / 1000 for took, _, _ in ones]
        found[name] |= {
            f"largest paint at {line}, s": round(median(paints), 2),
            f"largest paint at {line}, the longest of {TIMES}, s": round(max(paints), 2),
            "requests": ones[0][1],
            "bytes": ones[0][2],
        }
    return found


def _program() -> str | None:
    from shutil import which

    return next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _one(
    browser: Browser, address: str, state: Any, kilobits: int, latency: int
) -> tuple[float, int, int]:
    context = browser.new_context(viewport=PHONE, storage_state=state)
    page = context.new_page()
    devtools, sizes = context.new_cdp_session(page), []
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    rate = kilobits * 1000 / 8
    conditions = {"downloadThroughput": rate, "uploadThroughput": rate, "latency": latency}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load", timeout=60_000)
    page.wait_for_timeout(500)
    largest = page.evaluate(LARGEST)
    context.close()
    return float(largest), len(sizes), int(sum(sizes))


@contextmanager
def _govuk(folder: Path, words: dict[str, Any]) -> Iterator[str | None]:
    """Serve one GOV.UK page of the same words, its files from the released package."""
    try:
        named = subprocess.run(
            ["npm", "pack", GOVUK, "--silent"],
            cwd=folder, capture_output=True, text=True, check=True, timeout=120,
        ).stdout.strip()  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        yield None
        return
    with tarfile.open(folder / named.splitlines()[-1]) as package:
        package.extractall(folder, filter="data")
    root = folder / "package" / "dist" / "govuk"
    options = "".join(_OPTION.format(at, said) for at, said in enumerate(words["options"]))
    (root / "index.html").write_text(_PAGE.format(question=words["question"], options=options))
    (root / "line.html").write_text(_LINE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Packed, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class _Packed(SimpleHTTPRequestHandler):
    """Serves files as a good server does: texts with Brotli, as the best level packs them."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if not file.is_file():
            self.send_error(404)
            return
        body = file.read_bytes()
        self.send_response(200)
        self.send_header("content-type", self.guess_type(str(file)))
        if file.suffix in {".html", ".css", ".js"}:
            body = brotli.compress(body, quality=11)
            self.send_header("content-encoding", "br")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: Any) -> None:
        """Say nothing."""
