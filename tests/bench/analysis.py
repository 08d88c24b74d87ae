"""`prem analyse` on bfi and `prem simulate`, as whole commands: seconds and peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.surveys import SURVEY

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "analysis" / "reference"

# A child of its own tells its peak: RUSAGE_CHILDREN keeps the largest of all children so far.
_MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([done.returncode, round(peak, 1)]))
"""


def command(*words: str, **env: str) -> dict[str, float]:
    """Run `prem` with these words; return its seconds and its peak memory in MB."""
    began = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, sys.executable, "-m", "prem", *words],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = perf_counter() - began
    code, peak = json.loads(done.stdout)
    if code:
        raise RuntimeError(f"prem {words[0]} ended with {code}: {done.stderr}")
    return {"seconds": round(seconds, 2), "peak_mb": peak}


def analyse_bfi() -> dict[str, Any]:
    """Measure the whole analysis of psychTools' bfi, with its imports and its report."""
    with tempfile.TemporaryDirectory() as out:
        table, scales = str(REFERENCE / "bfi.csv"), str(REFERENCE / "bfi.toml")
        words = ("analyse", table, "--scales", scales, "--out", out)
        return {"whole": command(*words), "quick": command(*words, "--quick")}


def analyse_many(rows: int = 1_000_000, items: int = 40) -> dict[str, float]:
    """Measure the quick analysis of a table of very many rows, one answer in twenty missing."""
    import numpy as np
    import pandas as pd

    generator = np.random.default_rng(1)
    names = [f"q{item}" for item in range(items)]
    frame = pd.DataFrame(index=range(rows))
    for scale in range(0, items, 10):
        common = generator.standard_normal(rows)
        for name in names[scale : scale + 10]:
            answers = np.clip(np.round(common + generator.standard_normal(rows) + 3), 1, 5)
            frame[name] = np.where(generator.random(rows) < 0.05, np.nan, answers)
    scales = "".join(
        f"[scales.s{at}]\nitems = {json.dumps(names[at : at + 10])}\n" for at in range(0, items, 10)
    )
    with tempfile.TemporaryDirectory() as folder:
        table, key = Path(folder, "many.parquet"), Path(folder, "scales.toml")
        frame.to_parquet(table)
        key.write_text(f"[response]\nminimum = 1\nmaximum = 5\n{scales}")
        words = ("analyse", str(table), "--scales", str(key), "--out", folder, "--quick")
        return command(*words)


def simulate(women: int = 1000) -> dict[str, Any]:
    """Measure simulated women through the engine and the store."""
    with tempfile.TemporaryDirectory() as data:
        words = ("simulate", SURVEY, "--women", str(women), "--seed", "1")
        taken = command(*words, PREM_DATA=data)
    return {"women": women, "women_per_second": round(women / taken["seconds"], 1), **taken}


def start_of_prem() -> dict[str, float]:
    """Measure what `prem --help` costs, which every command pays."""
    return command("--help")
