"""The `prem` command as it is typed, on stores of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from prem.cli import main
from prem.settings import Settings


class Said(NamedTuple):
    """What the command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


@pytest.fixture
def data(sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with three empty stores, which PREM_DATA names."""
    monkeypatch.setenv("PREM_DATA", str(sqlite_settings.data))
    return sqlite_settings.data


@pytest.fixture
def prem(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Run the command in this process."""

    def typed(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["prem", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int | None)
        return Said(ended.value.code or 0, *capsys.readouterr())

    return typed


@pytest.fixture
def shell(data: Path) -> Callable[[str], Said]:
    """Run a line of the shell in which $PREM is the command; PREM_DATA is set."""

    def typed(line: str) -> Said:
        # Buffered as on her machine: an environment that says otherwise hides what is left unsaid.
        env = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
        env["PREM"] = f"{sys.executable} -m prem"
        done = subprocess.run(["sh", "-c", line], capture_output=True, timeout=60, env=env)
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    return typed


@pytest.fixture
def is_one_line() -> Callable[[Said, str], None]:
    """Check that a problem is one plain line on stderr, with its code, and exit code 1."""

    def check(said: Said, code: str) -> None:
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith(f"[{code}]")
        assert said.err.count("\n") == 1

    return check
