"""Every line of the tutorial is true."""

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_tutorial_runs_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testfile(str(ROOT / "docs" / "tutorial.md"), module_relative=False)
    assert found.attempted > 20
    assert found.failed == 0
