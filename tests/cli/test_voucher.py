"""`prem voucher`: codes go in, counts come out, and no code is shown."""

from __future__ import annotations

import dataclasses
import io

import pytest

from prem.surveys.load import load_survey

SURVEY = "pregnancy-to-18-months"


@pytest.fixture
def giving(monkeypatch):
    from prem.cli import voucher

    whole = dataclasses.replace(load_survey(SURVEY), vouchers=True)
    monkeypatch.setattr(voucher, "load_survey", lambda *_: whole)


def test_codes_are_taken_in_once(prem, giving, monkeypatch):
    for new in (2, 0):
        monkeypatch.setattr("sys.stdin", io.StringIO("AAA-1\nAAA-2\n"))
        said = prem("voucher", SURVEY, "--add")
        assert said == (0, f"{new} new\n2 left\n", "")
    assert prem("voucher", SURVEY) == (0, "2 left\n", "")


def test_a_wrong_line_is_named_and_nothing_kept(prem, giving, is_one_line, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("AAA-1\n" + "x" * 100))
    said = prem("voucher", SURVEY, "--add")
    is_one_line(said, "422.731")
    assert "line 2" in said.err
    assert "xxx" not in said.err
    assert prem("voucher", SURVEY).out == "0 left\n"
