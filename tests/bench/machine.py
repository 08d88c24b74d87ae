"""What machine this is, so that a figure is never read without it."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def all_cores() -> Iterator[None]:
    """Give the next part every core again: one that keeps to a core of its own leaves it so."""
    if not hasattr(os, "sched_getaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


@contextmanager
def before_others() -> Iterator[bool]:
    """Run what is measured before all else that this machine does; say whether that is allowed.

    What waits for the line most of the time holds up nobody by it, and a neighbour's load is then
    not read as ours. Programs that are started meanwhile have it too.
    """
    if not hasattr(os, "sched_setscheduler"):
        yield False
        return
    usual = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        os.sched_setscheduler(0, *usual)


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
