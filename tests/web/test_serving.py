"""`prem serve` as it is run: answers at once, small in memory, silent, without statistics."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from prem.fieldwork.links import new_links
from prem.ports import real
from prem.storage.keys import load_or_create
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey

HEAVY = ("pandas", "numpy", "scipy", "sklearn", "pingouin", "factor_analyzer", "pyarrow")
STAFF = ("fastapi", "sqlmodel", "sqlalchemy", "alembic")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _environment(data: Path) -> dict[str, str]:
    return {**os.environ, "PREM_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def token(sqlite_settings):
    stores, keys = open_stores(sqlite_settings), load_or_create(sqlite_settings.keys_path)
    study = load_survey("pregnancy-to-18-months")
    links = new_links(
        stores,
        keys,
        study,
        1,
        site=study.sites[0].id,
        time_point="pregnancy",
        language="en",
        anonymous=False,
        ports=real(),
    )
    stores.close()
    return links[0]


@contextlib.contextmanager
def _served(data: Path, port: int, errors: Path):
    with errors.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prem", "serve", "--port", str(port)],
            env=_environment(data),
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(15)


def _first_answer(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/q/x", timeout=5).raise_for_status()
            return
        time.sleep(0.02)
    raise AssertionError("prem serve did not answer within 20 s")


def test_serve_stays_small_and_says_nothing(sqlite_settings, token, tmp_path):
    port, errors = _free_port(), tmp_path / "log"
    with _served(sqlite_settings.data, port, errors) as process:
        _first_answer(port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as client:
            page = client.post(f"/q/{token}")
            for answer in ("", "yes", "pregnant", "5", "not-sure", "99"):
                step = re.search(r'name="step" value="([^"]*)"', page.text)[1]
                page = client.post("/q", data={"step": step, "answer": answer})
            assert page.status_code == 422
            assert client.get("/readyz").json()["ready"] is True
        memory = _resident_kilobytes(process.pid)
    assert process.returncode == -signal.SIGTERM, "it ends as it is told, its stores closed"
    log = errors.read_text()
    assert log == f"prem answers at http://127.0.0.1:{port}\n"
    assert memory < 100_000, f"{memory} kB"


def _resident_kilobytes(process: int) -> int:
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        pytest.fail("the memory of a process is read from /proc, which this system does not have")
    return int(re.search(r"VmRSS:\s+(\d+) kB", status.read_text())[1])


def test_answering_imports_no_statistics_and_nothing_of_the_staffs(sqlite_settings, token):
    script = """
import sys
from asgi_client import client_of
from prem.app.factory import create_app
from prem.settings import Settings
app = create_app(Settings())
with client_of(app, follow_redirects=True) as client:
    page = client.post("/q/" + sys.argv[1])
    assert page.status_code == 200, page.status_code
    for step, answer in (("opening", ""), ("consent", "yes"), ("situation", "pregnant")):
        page = client.post("/q", data={"step": step, "answer": answer})
    assert "Question 1 of" in page.text
    client.get("/x", follow_redirects=False)
app.close()
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
    tests = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", script, token],
        env={**_environment(sqlite_settings.data), "PYTHONPATH": tests},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.split())
    assert "prem" in imported
    assert imported & {*HEAVY, *STAFF} == set()


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_that_is_none_is_refused_in_one_line(tmp_path, port):
    done = subprocess.run(
        [sys.executable, "-m", "prem", "serve", "--port", port],
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("[422.410] ")
    assert done.stderr.count("\n") == 1


def test_a_port_in_use_is_refused_in_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "prem", "serve", "--port", str(port)],
            env=_environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert (
        done.stderr
        == f"[409.411] port {port} of 127.0.0.1 is in use; choose another one with --port\n"
    )
