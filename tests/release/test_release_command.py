"""`prem simulate` and `prem release` as they are typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SURVEY = "pregnancy-to-18-months"


@pytest.fixture
def prem(sqlite_settings):
    def typed(*words):
        return subprocess.run(
            [sys.executable, "-m", "prem", *words],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "PREM_DATA": str(sqlite_settings.data)},
        )

    return typed


def test_simulate_then_release(prem, tmp_path):
    done = prem("simulate", SURVEY, "--women", "40", "--months", "12", "--seed", "3")
    assert done.returncode == 0
    assert done.stdout.startswith("40 simulated women, ")
    assert done.stderr == ""
    out = tmp_path / "out"
    done = prem("release", SURVEY, "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads((out / "release.json").read_text())
    assert (document["number"], document["simulated"]) == (1, True)

    again = prem("release", SURVEY, "--out", str(out))
    assert again.returncode == 1
    assert again.stderr.startswith("[422.701] out: ")
    copy = tmp_path / "copy"
    assert prem("release", SURVEY, "--out", str(copy), "--number", "1").returncode == 0
    assert (copy / "release.json").read_bytes() == (out / "release.json").read_bytes()
    counts = json.loads(prem("simulate", SURVEY, "--women", "2", "--json").stdout)
    assert counts["women"] == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("release", "pregnancy-to-18-month", "--out", "x"), 'did you mean "pregnancy-to-18'),
        (("release", SURVEY, "--out", "{out}"), "has no answers"),
        (("release", SURVEY, "--out", "{out}", "--number", "7"), "no release of this number"),
        (("simulate", SURVEY, "--women", "0"), "give a number from 1"),
    ],
)
def test_a_problem_is_one_sentence(prem, tmp_path, words, said):
    done = prem(*(word.format(out=tmp_path / "out") for word in words))
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
