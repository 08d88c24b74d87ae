"""Start what is measured on one core of its own, and leave the other to the load."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVED, LOADING = {0}, {1}


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: its port, process id, seconds until its first answer."""

    port: int
    pid: int
    seconds: float

    def memory_mb(self) -> float:
        """Return its resident memory in MB, as Linux says."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kib = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return round(int(kib) / 1024, 1)

    def cpu_s(self) -> float:
        """Return the seconds of processor that it has used, as Linux says: neighbours aside."""
        said = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pin(cores: set[int]) -> None:
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, cores)


def pin_load() -> None:
    """Keep this process on the core that the server does not have."""
    _pin(LOADING)


@contextmanager
def serve(command: Sequence[str], env: dict[str, str], path: str = "/healthz") -> Iterator[Served]:
    """Run a command with {port} filled in until its first answer, and end it afterwards."""
    port = free_port()
    words = [sys.executable, *(word.format(port=port) for word in command)]
    began = time.perf_counter()
    process = subprocess.Popen(
        words, env={**os.environ, **env}, preexec_fn=lambda: _pin(SERVED), stdout=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}{path}", process)
        yield Served(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.005)
    raise RuntimeError(f"{url} did not answer")
