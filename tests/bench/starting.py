"""Seconds until `prem demo` answers, the first time and the second, and what compiling costs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.server import serve
from prem.surveys.load import load_survey


def starts() -> dict[str, Any]:
    """Start the demo in a new folder and again; load the survey and its instrument."""
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "data")
        words = ["-m", "prem", "demo", "--no-browser", "--port", "{port}", "--data", data]
        taken = []
        for _ in range(2):
            with serve(words, {}) as served:
                taken.append(round(served.seconds, 2))
    began = perf_counter()
    load_survey("pregnancy-to-18-months")
    return {
        "demo_first_start_s": taken[0],
        "demo_second_start_s": taken[1],
        "survey_and_instrument_compiled_ms": round((perf_counter() - began) * 1000, 1),
    }
