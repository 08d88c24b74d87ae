"""A real Chromium and the whole product on a port of its own, for stories of every room.

serve(**settings)   starts the product; returns Live(url, house)
live                the product with the demo's settings
visit(**context)    opens a fresh browser profile and returns a page in it
accessible          a function: no axe violation on the page as it stands
shot                a function: saves a screenshot under PREM_SHOTS, or with the test's files
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from prem.app.factory import create_app
from prem.app.running import server
from prem.settings import Settings
from prem.web.house import House

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = {"viewport": {"width": 360, "height": 740}}


@dataclass(frozen=True)
class Live:
    """The product as it runs: its address and what its pages share."""

    url: str
    house: House


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story here drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium_of(playwright: Playwright) -> str:
    """The program to drive: PREM_CHROMIUM, one on the path, or Playwright's own."""
    wanted = os.environ.get("PREM_CHROMIUM")
    found = [wanted] if wanted else [shutil.which(name) for name in NAMES]
    found.append(playwright.chromium.executable_path)
    for program in found:
        if program and Path(program).is_file():
            return program
    raise RuntimeError(
        "The browser tests need a Chromium and found none: install Chromium or Chrome, "
        "or set PREM_CHROMIUM to the program. `make test` does it for you."
    )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="session")
def program(playwright: Playwright) -> str:
    """The browser's program."""
    return chromium_of(playwright)


@pytest.fixture(scope="session")
def browser(playwright: Playwright, program: str) -> Iterator[Browser]:
    one = playwright.chromium.launch(executable_path=program, args=list(FLAGS), headless=True)
    yield one
    one.close()


@pytest.fixture
def serve(sqlite_settings: Settings) -> Iterator[Callable[..., Live]]:
    """A function that starts the product over empty stores on a free port of this machine."""
    ends: list[Callable[[], None]] = []

    def started(**changes: Any) -> Live:
        listening = socket.socket()
        ends.append(listening.close)
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        port = listening.getsockname()[1]
        # "localhost" is another origin than 127.0.0.1: as far away as a test may send anyone.
        usual = {
            "public_url": f"http://127.0.0.1:{port}",
            "exit_url": f"http://localhost:{port}/robots.txt",
            "demo": True,
        }
        app = create_app(sqlite_settings.model_copy(update={**usual, **changes}))
        running = server(app)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()

        def end() -> None:
            running.should_exit = True
            thread.join(15)

        ends.append(end)
        deadline = time.monotonic() + 10
        while not running.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert running.started, "the product did not start within 10 s"
        return Live(f"http://127.0.0.1:{port}", app.house)

    yield started
    for end in reversed(ends):
        end()


@pytest.fixture
def live(serve: Callable[..., Live]) -> Live:
    return serve()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a fresh profile: `visit(java_script_enabled=False)`."""
    contexts = []

    def opened(**context: Any) -> Page:
        made = browser.new_context(**{**PHONE, **context})
        made.set_default_timeout(10_000)
        contexts.append(made)
        return made.new_page()

    yield opened
    for made in contexts:
        made.close()


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """No axe violation, with WCAG's enhanced contrast (7:1) besides the usual rules."""
    axe = Axe()
    options = {"rules": {"color-contrast-enhanced": {"enabled": True}}}

    def check(page: Page) -> None:
        page.wait_for_load_state()
        found = axe.run(page, options=options)
        assert found.response["passes"], "axe looked at nothing"
        assert found.violations_count == 0, found.generate_report()

    return check


@pytest.fixture
def shot(tmp_path: Path) -> Callable[[Page, str], None]:
    folder = Path(os.environ.get("PREM_SHOTS", tmp_path))

    def save(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return save
