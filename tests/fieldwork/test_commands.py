"""`prem link` and `prem worker`, run as an operator runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from prem.settings import Settings

SURVEY = "pregnancy-to-18-months"
SECRET = "https://surveys.example.org/"


@pytest.fixture
def world(sqlite_settings: Settings) -> dict[str, str]:
    return {**os.environ, "PREM_DATA": str(sqlite_settings.data), "PREM_PUBLIC_URL": SECRET}


def prem(world: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "prem", *words],
        capture_output=True,
        text=True,
        env=world,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def test_links_are_one_a_line_and_all_different(world: dict[str, str]) -> None:
    done = prem(world, "link", SURVEY, "--count", "3", "--anonymous")
    assert done.returncode == 0, done.stderr
    links = done.stdout.splitlines()
    assert len(set(links)) == 3
    assert all(link.startswith(f"{SECRET}q/") and len(link) > 45 for link in links)
    assert "site-1" in done.stderr


def test_links_as_json_say_where_they_lead(world: dict[str, str]) -> None:
    words = ("link", SURVEY, "--site", "site-2", "--time-point", "birth", "--json")
    [found] = json.loads(prem(world, *words).stdout)
    assert found["url"].startswith(f"{SECRET}q/")
    assert (found["site"], found["time_point"]) == ("site-2", "birth")


def test_a_poster_has_one_address_that_stays(world: dict[str, str]) -> None:
    first, second = (prem(world, "link", SURVEY, "--poster").stdout for _ in range(2))
    assert first == second
    assert first.startswith(f"{SECRET}join/")
    tablet = prem(world, "link", SURVEY, "--tablet").stdout
    assert tablet == first.replace("/join/", "/kiosk/")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((SURVEY, "--site", "site-11"), 'did you mean "site-1"?'),
        ((SURVEY, "--time-point", "brith"), 'did you mean "birth"?'),
        ((SURVEY, "--count", "0"), "1 to 10000"),
        ((SURVEY, "--language", "xx"), "accepted: en"),
        (("pregnancy-to-18-month",), SURVEY),
    ],
)
def test_what_cannot_be_is_one_plain_line(
    world: dict[str, str], words: tuple[str, ...], hint: str
) -> None:
    done = prem(world, "link", *words)
    assert done.returncode == 1
    assert hint in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_worker_ends_cleanly_when_told(world: dict[str, str]) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "prem", "worker", "--every", "0.1"],
        stderr=subprocess.PIPE,
        text=True,
        env=world,
        cwd=Path(__file__).parents[2],
    )
    with child:
        assert child.stderr is not None
        assert child.stderr.readline() == "prem worker runs\n"
        child.send_signal(signal.SIGTERM)
        assert child.wait(10) == 0
        assert child.stderr.read() == "prem worker ended; 0 texts were sent\n"


def test_a_worker_that_does_one_round_says_what_it_did(world: dict[str, str]) -> None:
    done = prem(world, "worker", "--once")
    assert (done.returncode, done.stdout) == (0, "0 invited, 0 texts sent\n")
