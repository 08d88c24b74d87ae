"""sdist, wheel, an empty environment: every content file is there, a survey runs over HTTP."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
CONTENT = ("instruments", "surveys", "analysis", "templates")
pytestmark = [pytest.mark.xdist_group("packaging"), pytest.mark.enable_socket]


def run(*command: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PREM_"))}
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**clean, **env},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    # The wheel is made from the sdist, so a file that the sdist lacks is missed here.
    built = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    assert built.returncode == 0, built.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that holds the wheel and its pins and nothing else."""
    home = tmp_path_factory.mktemp("empty")
    run(sys.executable, "-m", "venv", "env", cwd=home)
    python = home / "env" / "bin" / "python"
    pins = ROOT / "requirements" / "run.txt"
    done = run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", pins, cwd=home)
    assert done.returncode == 0, done.stderr
    done = run(python, "-m", "pip", "install", "-q", "--no-deps", wheel, cwd=home)
    assert done.returncode == 0, done.stderr
    return python.parent


def test_the_wheel_holds_every_content_file(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    written = {
        f"prem/_content/{path.relative_to(ROOT)}"
        for folder in CONTENT
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert written
    assert written <= held
    assert any(name.endswith("licenses/LICENSE") for name in held)


def test_no_development_dependency_is_needed(installed: Path, tmp_path: Path) -> None:
    listed = run(installed / "python", "-m", "pip", "list", cwd=tmp_path).stdout.lower()
    assert "pytest" not in listed
    assert "playwright" not in listed


def test_prem_check_passes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    checked = run(installed / "prem", "check", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture
def server(installed: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "PREM_DATA": str(tmp_path / "data")}
    env["PREM_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [installed / "prem", "serve", "--port", str(port)], cwd=tmp_path, env=env
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}", tmp_path
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str) -> None:
    for _ in range(200):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail(f"{url} did not answer")


def test_a_survey_is_answered_over_http_from_the_wheel(
    installed: Path, server: tuple[str, Path]
) -> None:
    base, home = server
    made = run(
        installed / "prem",
        "link",
        "pregnancy-to-18-months",
        cwd=home,
        PREM_DATA=str(home / "data"),
        PREM_PUBLIC_URL=base,
    )
    assert made.returncode == 0, made.stderr
    with httpx.Client(follow_redirects=True, headers={"Origin": base}) as phone:
        page = phone.post(made.stdout.strip())
        steps, last = answer_to_the_end(phone, f"{base}/q", page.text)
    assert len(steps) > 10
    assert 'name="step"' not in last, "nothing more is asked"
    assert 'href="tel:116123"' in last


def answer_to_the_end(phone: httpx.Client, url: str, html: str) -> tuple[list[str], str]:
    """Choose the first choice of every page until none is left; return steps and last page."""
    steps: list[str] = []
    while (step := re.search(r'name="?step"? value="?([\w-]+)', html)) and len(steps) < 80:
        steps.append(step[1])
        choices = re.findall(r'name="?answer"? value="?([\w-]+)', html)
        form = {"step": step[1], "action": "continue" if choices else "skip"}
        page = phone.post(url, data={**form, **({"answer": choices[0]} if choices else {})})
        assert page.status_code == 200, f"{step[1]}: {page.status_code}"
        html = page.text
    return steps, html
