"""Whole surveys a second over HTTP, beside a bare endpoint with the same durability."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvloop

from bench.journey import load
from bench.server import pin_load, serve

SURVEY = "pregnancy-to-18-months"
SERVE = ["-m", "prem", "serve", "--port", "{port}"]


def tokens(env: dict[str, str], count: int) -> list[bytes]:
    """Make personal links as an operator would and return their tokens."""
    made = subprocess.run(
        [sys.executable, "-m", "prem", "link", SURVEY, "--count", str(count)],
        env={**os.environ, **env},
        capture_output=True,
        check=True,
    )
    return [line.rsplit(b"/", 1)[1] for line in made.stdout.split()]


def whole_surveys(
    women: int, env: dict[str, str], command: Sequence[str] = SERVE
) -> dict[str, Any]:
    """Serve on one core, let 32 women at a time answer on the other, return the figures."""
    links = tokens(env, women + 1)
    with serve(command, env) as served:
        pin_load()
        walked = uvloop.run(load(served.port, links))
        return {
            "first_answer_after_s": round(served.seconds, 2),
            "memory_mb": served.memory_mb(),
            **walked.figures(),
        }


def on_sqlite(women: int) -> dict[str, Any]:
    """Measure on SQLite with synchronous=FULL in a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        return whole_surveys(women, {"PREM_DATA": str(Path(folder) / "data")})


def on_slow_disk(women: int) -> dict[str, Any]:
    """Measure on SQLite where every commit takes 5 ms more (emulated: bench/slow_disk.py)."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            "PREM_DATA": str(Path(folder) / "data"),
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        return whole_surveys(women, env, ["-m", "bench.slow_disk", *SERVE[2:]])
