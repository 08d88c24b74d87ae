"""What machine this is, so that a figure is never read without it."""

from __future__ import annotations

import os
import platform
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from pysqlite3 import dbapi2


def describe() -> dict[str, object]:
    """Return system, processor, cores, Python, SQLite and what an fsync costs here."""
    return {
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "fsync_ms": round(fsync_ms(), 3),
        "sqlite": dbapi2.sqlite_version,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")


def fsync_ms(times: int = 50) -> float:
    """Return the median of appending 4 KiB and calling fsync, in milliseconds."""
    taken = []
    with tempfile.TemporaryFile() as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            file.flush()
            began = perf_counter()
            os.fsync(file.fileno())
            taken.append(perf_counter() - began)
    return median(taken) * 1000
