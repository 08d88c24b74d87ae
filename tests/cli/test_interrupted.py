"""Ctrl-C midway: no traceback, exit code 130, and nothing half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

SURVEY = "pregnancy-to-18-months"


def began(*words, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "prem", *map(str, words)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # A shell that runs the tests in the background has told all its children to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler), **more,
    )  # fmt: skip


def ended(running):
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    return running.returncode, out.decode(), err.decode()


def test_a_conversation_that_is_cut_off_leaves_the_older_file_whole(tmp_path):
    saved = tmp_path / "conversation.json"
    done = subprocess.run(
        [sys.executable, "-m", "prem", "play", SURVEY, "--save", saved],
        input=b"\n", capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stderr == b""
    before = saved.read_bytes()
    assert json.loads(before)["turns"]
    running = began("play", SURVEY, "--save", saved)
    assert running.stdout
    assert running.stdout.readline()  # the opening page is shown: it waits for her
    code, _, err = ended(running)
    assert (code, err) == (130, "")
    assert saved.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["conversation.json"]


def test_a_simulation_that_is_cut_off_leaves_nothing_behind_and_goes_on(tmp_path):
    data, parts = tmp_path / "data", tmp_path / "parts"
    parts.mkdir()
    env = {**os.environ, "TMPDIR": str(parts)}
    running = began("simulate", SURVEY, "--women", "10000", "--data", data, env=env)
    until = time.monotonic() + 30
    while time.monotonic() < until and not list(parts.glob("*/answers.sqlite")):
        time.sleep(0.05)
    assert list(parts.glob("*/answers.sqlite"))  # a part is being played, in another process
    code, out, err = ended(running)
    assert (code, out, err) == (130, "", "")
    assert list(parts.iterdir()) == []
    again = subprocess.run(
        [sys.executable, "-m", "prem", "simulate", SURVEY, "--women", "2", "--json"],
        capture_output=True, timeout=60, env={**os.environ, "PREM_DATA": str(data)},
    )  # fmt: skip
    assert (again.returncode, again.stderr) == (0, b"")
    assert json.loads(again.stdout)["women"] == 2


def test_a_link_that_is_cut_off_says_nothing(tmp_path):
    running = began("reply", "--instrument", "perinatal-experience", "--item", "S3-1")
    assert running.stdin
    assert running.stdout
    running.stdin.write(b"2\n")
    running.stdin.flush()
    assert running.stdout.readline() == b'{"kind": "answer", "code": 4}\n'
    assert ended(running) == (130, "", "")
